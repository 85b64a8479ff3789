"""A word did not reach its person at one place: it goes to the next."""

from __future__ import annotations

from datetime import datetime

from evenkeel.notifications.models import HANDED_OVER, Delivery
from evenkeel.notifications.routing import Way, put_on_the_way, usable


def try_another_place(delivery: Delivery, now: datetime) -> None:
    """In the person's order; then any place of theirs not tried; the last way is their own mail."""
    notification = delivery.notification
    user = notification.user
    if notification.kind == "place_test":
        return  # A code proves the place that it was sent to, and no other.
    alive = (*Delivery.WAITING, Delivery.State.SENDING, *HANDED_OVER)
    if user is None or hurry_the_next(delivery, now) or notification.deliveries.filter(state__in=alive).exists():
        return
    tried = set(notification.deliveries.values_list("channel", "address"))
    ways = [Way(e.channel, e.address, e, now) for e in usable(user)]
    ways += [Way("mail", user.email, None, now)] if user.email else []
    untried = [way for way in ways if (way.channel, way.address) not in tried]
    put_on_the_way(notification, untried[:1], delivery.urgency, now)


def hurry_the_next(delivery: Delivery, now: datetime) -> bool:
    """The next place in the person's order need not wait for its time: the one before it failed."""
    held = Delivery.objects.filter(
        notification=delivery.notification_id, state=Delivery.State.HELD, held_because=Delivery.Held.RULE
    )
    following = held.order_by("not_before", "id").values_list("pk", flat=True).first()
    return bool(following and held.filter(pk=following).update(state=Delivery.State.PENDING, not_before=now))
