"""Right before sending: the same words are not said twice, too many go together, and what is over the limit waits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from evenkeel.judgement import bundling
from evenkeel.judgement.bundling import Waiting
from evenkeel.notifications.models import HANDED_OVER, Delivery, Notification

RELATED = ("notification__case", "notification__user", "notification__contact", "notification__message", "endpoint")


def said_already(delivery: Delivery, now: datetime) -> Delivery | None:
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


def what_goes(delivery: Delivery, now: datetime, claimed: Sequence[Delivery] = ()) -> bundling.Plan:
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


def take_along(
    delivery: Delivery, ids: tuple[int, ...], claimed: Sequence[Delivery], now: datetime, lease: timedelta
) -> list[Delivery]:
    """Claimed by the same conditional update as any other, each under its own lease; what we hold, we hold still."""
    if not ids:
        return []
    ours = Q(
        pk__in=[d.pk for d in claimed if d.pk in ids], state=Delivery.State.SENDING, claimed_by=delivery.claimed_by
    )
    waiting = list(Delivery.objects.filter(pk__in=ids, state__in=Delivery.WAITING).values_list("pk", flat=True))
    Delivery.objects.filter(ours).update(lease_until=now + lease)
    Delivery.objects.filter(pk__in=waiting, state__in=Delivery.WAITING).update(
        state=Delivery.State.SENDING,
        lease_no=F("lease_no") + 1,
        lease_until=now + lease,
        claimed_by=delivery.claimed_by,
        attempts=F("attempts") + 1,
    )
    theirs = Q(pk__in=waiting, state=Delivery.State.SENDING, claimed_by=delivery.claimed_by, lease_until=now + lease)
    taken = Delivery.objects.filter(ours | theirs).filter(notification__voided_at=None, notification__seen_at=None)
    return list(taken.select_related(*RELATED).order_by("urgency", "not_before", "id"))
