"""Words are owed and taken back; how they fare is in `outcomes.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from evenkeel.notifications.happenings import NotificationHeld, PassedOn
from evenkeel.notifications.models import Delivery, Notification, QuietHours
from evenkeel.notifications.routing import Rest, Way, after, is_important, put_on_the_way, rest_of, ways_to
from evenkeel.people.models import Contact, User
from evenkeel.timeline.happenings import SYSTEM
from evenkeel.timeline.verbs import record


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
    through_quiet: bool = False,
) -> Notification | None:
    """Write the word and its deliveries in the caller's transaction. The key said before: None, nothing is owed twice.

    To one of our people it goes by their rules, and outside their quiet hours; danger goes `through_quiet`.
    """
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
    start = max(now, not_before or now)
    if user is None:
        put_on_the_way(notification, [Way("mail", address, None, start)], urgency, now)
        return notification
    ways = ways_to(user, urgency, start)
    rest = None if through_quiet else rest_of(user, start)
    put_on_the_way(notification, after(ways, rest.until) if rest else ways, urgency, now)
    if rest:
        _tell_rest(notification, user, rest, now)
    return notification


def _tell_rest(notification: Notification, user: User, rest: Rest, now: datetime) -> None:
    """Quiet hours swallow nothing: held or passed on, and the timeline says which."""
    passes = is_important(notification.urgency) and rest.then == QuietHours.Then.PASS_ON
    told = PassedOn if passes and notification.case_id is not None else NotificationHeld
    until = f"{rest.until:%Y-%m-%dT%H:%MZ}"
    happening = told(notification.pk, notification.kind, str(user), user.pk, until, user.time_zone)
    record(happening, case=notification.case, actor=SYSTEM, now=now, key=f"rest/{notification.pk}")


def void(now: datetime, because: str, **which: Any) -> int:
    """Take words back that were not sent yet: the page of a case that was acknowledged meanwhile."""
    notifications = Notification.objects.filter(voided_at=None, **which)
    ids = list(notifications.values_list("pk", flat=True))
    Delivery.objects.filter(notification__in=ids, state__in=Delivery.WAITING).update(state=Delivery.State.CANCELLED)
    return Notification.objects.filter(pk__in=ids).update(voided_at=now, voided_because=because[:200])


def seen(notification: Notification, now: datetime) -> None:
    """They have it: what would still remind them of it is not sent."""
    if Notification.objects.filter(pk=notification.pk, seen_at=None).update(seen_at=now):
        Delivery.objects.filter(notification=notification.pk, state__in=Delivery.WAITING).update(
            state=Delivery.State.CANCELLED
        )


def seen_on(case: Any, user: User, now: datetime) -> int:
    """They look at the case itself: all that was owed to them about it is seen. Returns how much."""
    unseen = Notification.objects.filter(case=case, user=user, seen_at=None, voided_at=None)
    ids = list(unseen.values_list("pk", flat=True))
    if not ids:
        return 0
    with transaction.atomic():
        Delivery.objects.filter(notification__in=ids, state__in=Delivery.WAITING).update(state=Delivery.State.CANCELLED)
        return Notification.objects.filter(pk__in=ids, seen_at=None).update(seen_at=now)
