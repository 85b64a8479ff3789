"""A promise made by hand on a case: said on the phone, in the hall, or in another tool."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases.models import Case
from evenkeel.cases.verbs.holding import locked, must_be_live
from evenkeel.conversations.models import Message
from evenkeel.people.models import User
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.refusal import Refused


def promise(
    case: Case,
    wording: Wording,
    *,
    by: User | None,
    now: datetime,
    owner: User | None = None,
    message: Message | None = None,
    origin: str = Promise.Origin.HAND,
) -> Promise:
    """On a live case only; whoever is to keep it works here."""
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        keeper = owner or case.owner
        if not keeper.is_active:
            raise Refused(f"{keeper} no longer works here: name somebody else.")
        return promise_by_hand(
            wording, case=case, owner=keeper, contact=case.contact, by=by, now=now, message=message, origin=origin
        )
