"""Words are owed and taken back; how they fare is in `outcomes.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from evenkeel.clock.hints import hint
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.models import Delivery, Endpoint, Notification
from evenkeel.people.models import Contact, User


@dataclass(frozen=True, slots=True)
class Word:
    """What is said: a subject, a body, and facts for channels that render their own."""

    subject: str
    body: str
    data: dict[str, Any]


def owe(
    word: Word,
    *,
    key: str,
    kind: str,
    to: User | Contact,
    now: datetime,
    case: Any = None,
    urgency: int = Notification.Urgency.NOTE,
    generation: int | None = None,
    message: Any = None,
    address: str = "",
    not_before: datetime | None = None,
) -> Notification | None:
    """Write the word and its deliveries in the caller's transaction. The key said before: None, nothing is owed twice."""
    user, contact = (to, None) if isinstance(to, User) else (None, to)
    try:
        with transaction.atomic():
            notification = Notification.objects.create(
                key=key,
                case=case,
                kind=kind,
                audience=Notification.Audience.STAFF if user else Notification.Audience.CUSTOMER,
                user=user,
                contact=contact,
                message=message,
                subject=word.subject[:300],
                body=word.body,
                data=word.data,
                urgency=urgency,
                generation=generation,
                created_at=now,
            )
    except IntegrityError:
        return None
    places = _places_of_user(user) if user else [("mail", address, None)]
    Delivery.objects.bulk_create(
        Delivery(
            notification=notification,
            channel=channel,
            address=where,
            endpoint=endpoint,
            urgency=urgency,
            not_before=not_before or now,
        )
        for channel, where, endpoint in places
    )
    hint()
    return notification


def _places_of_user(user: User) -> list[tuple[str, str, Endpoint | None]]:
    """All working endpoints; without any, the user's own mail address."""
    places: list[tuple[str, str, Endpoint | None]] = [
        (e.channel, e.address, e)
        for e in Endpoint.objects.filter(user=user, broken_at=None, channel__in=CHANNELS).order_by("id")
    ]
    return places or [("mail", user.email, None)]


def void(now: datetime, because: str, **which: Any) -> int:
    """Take words back that were not sent yet: the page of a case that was acknowledged meanwhile."""
    notifications = Notification.objects.filter(voided_at=None, **which)
    ids = list(notifications.values_list("pk", flat=True))
    Delivery.objects.filter(notification__in=ids, state=Delivery.State.PENDING).update(state=Delivery.State.CANCELLED)
    return Notification.objects.filter(pk__in=ids).update(voided_at=now, voided_because=because[:200])


def seen(notification: Notification, now: datetime) -> None:
    Notification.objects.filter(pk=notification.pk, seen_at=None).update(seen_at=now)
