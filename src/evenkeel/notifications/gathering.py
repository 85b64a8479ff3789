"""Right before sending: the same words are not said twice, too many go together, and what is over the limit waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from evenkeel.judgement import bundling
from evenkeel.judgement.bundling import Waiting
from evenkeel.notifications.leases import finish, take_along
from evenkeel.notifications.models import HANDED_OVER, Delivery, Notification
from evenkeel.notifications.telling import tell_delivered


def gather(delivery: Delivery, now: datetime, claimed: Sequence[Delivery] = ()) -> list[Delivery]:
    """What goes out in one word with this, itself first; nothing, where it waits or its words were just said."""
    word = delivery.notification
    if word.audience != Notification.Audience.STAFF or word.urgency == Notification.Urgency.FIRST_PAGE:
        return [delivery]
    twin = _said_already(delivery, now)
    if twin is not None:
        _went_with(twin, delivery, now)
        return []
    plan = _what_goes(delivery, now, claimed)
    if plan.until is None:
        return [delivery, *take_along(delivery, plan.along, claimed, now)]
    because = "enough was sent there just now"
    held = {"state": Delivery.State.HELD, "held_because": Delivery.Held.THROTTLE, "not_before": plan.until}
    finish(delivery, now, now, "held", because, **held)
    return []


def _said_already(delivery: Delivery, now: datetime) -> Delivery | None:
    """The delivery that brought the very same words to this place within the last minute, for another cause."""
    word = delivery.notification
    return (
        Delivery.objects.filter(
            channel=delivery.channel,
            address=delivery.address,
            state__in=HANDED_OVER,
            sent_at__gt=now - bundling.SAME_WORDS_WITHIN,
            notification__audience=Notification.Audience.STAFF,
            notification__case=word.case_id,
            notification__generation=word.generation,
            notification__kind=word.kind,
            notification__subject=word.subject,
            notification__body=word.body,
        )
        .exclude(pk=delivery.pk)
        .first()
    )


def _went_with(twin: Delivery, delivery: Delivery, now: datetime) -> None:
    detail = f"the same words went there at {twin.sent_at:%H:%M:%S} UTC; they are not said twice"
    sent = {"state": Delivery.State.SENT, "sent_at": now, "carried_by": twin, "last_error": ""}
    with transaction.atomic():
        if finish(delivery, now, now, "sent", detail, **sent):
            tell_delivered(delivery, now)


def _what_goes(delivery: Delivery, now: datetime, claimed: Sequence[Delivery] = ()) -> bundling.Plan:
    """Staff words only: what a customer is told goes alone, always."""
    throttle = bundling.throttle_of(delivery.channel)
    place = Delivery.objects.filter(channel=delivery.channel, address=delivery.address)
    sent = place.filter(carried_by=None, sent_at__gt=now - throttle.within).values_list("sent_at", flat=True)
    return bundling.plan(
        Waiting(delivery.pk, delivery.notification.urgency, delivery.held_because == Delivery.Held.THROTTLE),
        [*_beside(delivery, claimed), *_others(delivery, now)],
        [at for at in sent if at is not None],
        now,
        throttle,
    )


def _beside(delivery: Delivery, claimed: Sequence[Delivery]) -> list[Waiting]:
    """Of those that our worker holds already: the ones for the same place."""
    return [
        Waiting(d.pk, d.notification.urgency, d.held_because == Delivery.Held.THROTTLE)
        for d in claimed
        if (d.channel, d.address) == (delivery.channel, delivery.address)
        and d.notification.audience == Notification.Audience.STAFF
    ]


def _others(delivery: Delivery, now: datetime) -> list[Waiting]:
    due = Q(not_before__lte=now) | Q(held_because=Delivery.Held.THROTTLE, state=Delivery.State.HELD)
    rows = (
        Delivery.objects.filter(due, channel=delivery.channel, address=delivery.address, state__in=Delivery.WAITING)
        .filter(
            notification__audience=Notification.Audience.STAFF,
            notification__voided_at=None,
            notification__seen_at=None,
            notification__urgency__gt=Notification.Urgency.FIRST_PAGE,
        )
        .exclude(pk=delivery.pk)
        .order_by("urgency", "not_before", "id")
        .values_list("pk", "notification__urgency", "held_because")
    )
    return [Waiting(pk, urgency, held == Delivery.Held.THROTTLE) for pk, urgency, held in rows[: bundling.IN_ONE]]
