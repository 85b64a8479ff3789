"""The customer speaks on their own page: kept as their words, and what follows decided at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases.models import CustomerLink
from evenkeel.cases.verbs.customers_page import customer_wrote_on_page
from evenkeel.cases.verbs.opening import consider
from evenkeel.conversations.models import Message


def hear_from_page(link: CustomerLink, text: str, *, key: str, now: datetime) -> Message:
    """The same key again (a double click) is the same message, heard once."""
    with transaction.atomic():
        message, fresh = customer_wrote_on_page(link, text, key=key, now=now)
        if fresh:
            consider(message, now)
        return message
