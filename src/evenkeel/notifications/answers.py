"""Answers to pages, kept as they came; whose they are, and which page they may mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from evenkeel.notifications.channels import mattermost
from evenkeel.notifications.models import Answer, Endpoint, Notification
from evenkeel.notifications.page_links import ACKNOWLEDGED_BY, LASTS
from evenkeel.people.models import User

STOPPED = "They answered STOP."
# A stranger hears one sentence a day: two machines that answer each other would never end.
QUIET = timedelta(days=1)


def find_answer(channel: str, external_id: str) -> Answer | None:
    return Answer.objects.filter(channel=channel, external_id=external_id).first() if external_id else None


def keep_answer(
    channel: str, *, external_id: str, sender: str, text: str, user: User | None, reply: str, now: datetime
) -> None:
    """Each once. What has no id of its own cannot be told from a repeat, and is not kept."""
    if not external_id:
        return
    Answer.objects.get_or_create(
        channel=channel,
        external_id=external_id[:200],
        defaults={
            "sender": sender[:100],
            "text": text[:1600],
            "user": user,
            "reply": reply[:500],
            "heard_at": now,
        },
    )


def senders(channel: str, address: str) -> Sequence[User]:
    """Whose endpoint this is. Two people behind one number: nobody can be told apart by it."""
    return list(User.objects.filter(endpoints__channel=channel, endpoints__address=address, is_active=True).distinct())


def is_at(user: User, channel: str, presser: str) -> bool:
    """Does this person have an endpoint by which the vendor knows them under this name?"""
    places = Endpoint.objects.filter(user=user, channel=channel).values_list("address", flat=True)
    return bool(presser) and presser in {_vendors_name(channel, place) for place in places}


def _vendors_name(channel: str, address: str) -> str:
    return mattermost.user_of(address) if channel == "mattermost" else address


def pages_sent(user: User, channel: str, address: str, now: datetime) -> Sequence[Notification]:
    """The pages that may have arrived there, the newest first."""
    return list(
        Notification.objects.filter(
            user=user,
            kind__in=ACKNOWLEDGED_BY,
            created_at__gte=now - LASTS,
            deliveries__channel=channel,
            deliveries__address=address,
            deliveries__attempts__gt=0,
        )
        .exclude(case=None)
        .select_related("case__owner", "case__acknowledged_by", "user")
        .distinct()
        .order_by("-created_at", "-id")
    )


def was_answered_lately(channel: str, sender: str, now: datetime) -> bool:
    return Answer.objects.filter(channel=channel, sender=sender, heard_at__gt=now - QUIET).exclude(reply="").exists()


def stop(channel: str, address: str, now: datetime) -> int:
    """They want nothing more there: words go another way, as from any broken address."""
    with transaction.atomic():
        return Endpoint.objects.filter(channel=channel, address=address, broken_at=None).update(
            broken_at=now, broken_because=STOPPED
        )


def start(channel: str, address: str) -> int:
    """Only what they had stopped themselves; an address that is broken stays so."""
    with transaction.atomic():
        return Endpoint.objects.filter(channel=channel, address=address, broken_because=STOPPED).update(
            broken_at=None, broken_because=""
        )
