"""The customer's own page: an unguessable link, what they may say on it."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from evenkeel.cases.happenings import LinkRevoked
from evenkeel.cases.models import Case, CustomerLink
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, tell_timeline
from evenkeel.conversations import reads as conversations
from evenkeel.conversations.models import Message
from evenkeel.people.models import User
from evenkeel.refusal import Refused

LINK_LASTS = timedelta(days=90)


def link_for(case: Case, now: datetime) -> str:
    """The live link of this case and its contact; a new one when none is or it ends soon."""
    link = (
        CustomerLink.objects.filter(
            case=case, contact=case.contact, revoked_at=None, expires_at__gt=now + timedelta(days=7)
        )
        .order_by("-expires_at")
        .first()
    )
    if link is None:
        link = CustomerLink.objects.create(
            case=case,
            contact=case.contact,
            secret=secrets.token_urlsafe(32),
            created_at=now,
            expires_at=now + LINK_LASTS,
        )
    return f"{settings.PUBLIC_URL}/c/{link.secret}/"


def use_link(secret: str, now: datetime) -> CustomerLink:
    """The link behind a secret. Expired, revoked and never made are told in the same words."""
    link = (
        CustomerLink.objects.filter(secret=secret, revoked_at=None, expires_at__gt=now)
        .select_related("case__owner", "case__account", "case__team", "contact__account")
        .first()
    )
    if link is None:
        raise Refused("This link is no longer open. Answer our last mail and we send you a new one.", code="gone")
    return link


def revoke_link(case: Case, *, by: User, now: datetime) -> int:
    """The page's links open nothing any more; the next mail carries a new one. Returns how many were open."""
    with transaction.atomic():
        case = locked(case)
        revoked = CustomerLink.objects.filter(case=case, revoked_at=None).update(revoked_at=now)
        if revoked:
            tell_timeline(case, LinkRevoked(revoked), actor_by(by), now)
        return revoked


def customer_wrote_on_page(link: CustomerLink, text: str, *, key: str, now: datetime) -> tuple[Message, bool]:
    """Their words, in the case's conversation like any other of theirs, and whether they are new; see `hear_from_page`."""
    text = text.replace("\0", "").strip()
    if not text:
        raise Refused("Write a few words first.")
    with transaction.atomic():
        conversation = conversations.main_conversation(link.case)
        return Message.objects.get_or_create(
            source="customer-page",
            external_id=f"{link.pk}:{key}",
            defaults={
                "conversation": conversation,
                "direction": Message.Direction.IN,
                "channel": "portal",
                "sender_name": str(link.contact),
                "contact": link.contact,
                "text": text[:20000],
                "visible_text": text[:20000],
                "sent_at": now,
                "received_at": now,
            },
        )
