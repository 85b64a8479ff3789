"""Words are owed and taken back; how they fare is in `outcomes.py`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from evenkeel.notifications.happenings import NotificationHeld, PassedOn
from evenkeel.notifications.models import Delivery, Notification, QuietHours
from evenkeel.notifications.routing import Reach, Rest, Way, after, is_important, put_all_on_the_way
from evenkeel.people.models import Contact, User
from evenkeel.rows import insert_many
from evenkeel.timeline.happenings import SYSTEM
from evenkeel.timeline.verbs import Line, record_many


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
    owed = Owed(
        word,
        key,
        kind,
        to,
        case=case,
        urgency=urgency,
        generation=generation,
        message=message,
        address=address,
        not_before=not_before,
        through_quiet=through_quiet,
    )
    if connection.vendor != "postgresql":  # Our transaction is the only writer: nobody says it between look and insert.
        return next(iter(owe_many([owed], now)), None)
    try:
        with transaction.atomic():
            return next(iter(owe_many([owed], now)), None)
    except IntegrityError:
        return None


@dataclass(frozen=True, slots=True)
class Owed:
    """A word with all that `owe` wants to know of it, to be said with others."""

    word: Word
    key: str
    kind: str
    to: User | Contact
    case: Any = None
    urgency: int = Notification.Urgency.NOTE
    generation: int | None = None
    message: Any = None
    address: str = ""
    not_before: datetime | None = None
    through_quiet: bool = False


def owe_many(words: Sequence[Owed], now: datetime) -> Sequence[Notification]:
    """As `owe`, in few statements; returns those that are new."""
    known = set(Notification.objects.filter(key__among=[w.key for w in words]).values_list("key", flat=True))
    fresh = [w for w in words if w.key not in known]
    if not fresh:
        return []
    written = insert_many(Notification, [_notification(w, now) for w in fresh])
    reach = Reach({w.to.pk: w.to for w in fresh if isinstance(w.to, User)}.values())
    by_urgency: dict[int, list[tuple[Notification, Sequence[Way]]]] = defaultdict(list)
    rests: list[Line] = []
    for owed, notification in zip(fresh, written, strict=True):
        start = max(now, owed.not_before or now)
        if not isinstance(owed.to, User):
            by_urgency[owed.urgency].append((notification, [Way("mail", owed.address, None, start)]))
            continue
        ways = reach.ways(owed.to, owed.urgency, start)
        rest = None if owed.through_quiet else reach.rest(owed.to, start)
        by_urgency[owed.urgency].append((notification, after(ways, rest.until) if rest else ways))
        if rest:
            rests.append(_rest_told(notification, owed.to, rest))
    for urgency, ways_of in by_urgency.items():
        put_all_on_the_way(ways_of, urgency, now)
    if rests:
        record_many(rests, now)
    return written


def _notification(owed: Owed, now: datetime) -> Notification:
    user, contact = (owed.to, None) if isinstance(owed.to, User) else (None, owed.to)
    return Notification(
        key=owed.key,
        case=owed.case,
        kind=owed.kind,
        audience=Notification.Audience.STAFF if user else Notification.Audience.CUSTOMER,
        user=user,
        contact=contact,
        message=owed.message,
        subject=owed.word.subject[:300],
        body=owed.word.body,
        data=owed.word.data,
        urgency=owed.urgency,
        generation=owed.generation,
        created_at=now,
    )


def _rest_told(notification: Notification, user: User, rest: Rest) -> Line:
    """Quiet hours swallow nothing: held or passed on, and the timeline says which."""
    passes = is_important(notification.urgency) and rest.then == QuietHours.Then.PASS_ON
    told = PassedOn if passes and notification.case_id is not None else NotificationHeld
    until = f"{rest.until:%Y-%m-%dT%H:%MZ}"
    happening = told(notification.pk, notification.kind, str(user), user.pk, until, user.time_zone)
    return Line(happening, notification.case, SYSTEM, key=f"rest/{notification.pk}")


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
