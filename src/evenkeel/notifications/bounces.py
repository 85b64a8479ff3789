"""A mail comes back, after it was handed over: it failed after all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from evenkeel.notifications.broken import endpoint_broke, own_mail
from evenkeel.notifications.elsewhere import try_another_place
from evenkeel.notifications.models import RELATED, Delivery, Notification
from evenkeel.notifications.telling import tell_not_delivered


def bounced(message: Any, because: str, now: datetime) -> int:
    """A bounce came back for a message that we had handed over: its deliveries failed after all."""
    deliveries = Delivery.objects.filter(notification__message=message).exclude(state=Delivery.State.FAILED)
    found = list(deliveries.select_related("notification__case", "notification__user", "notification__contact"))
    for delivery in found:
        _came_back(delivery, because, now)
    return len(found)


def staff_bounced(message_id: str, because: str, now: datetime) -> bool:
    """A mail to one of our people came back. The place is marked, and the word goes another way. False: not our mail."""
    try:
        key = UUID(message_id.strip("<> ").partition("@")[0])
    except ValueError:
        return False
    delivery = (
        Delivery.objects.filter(key=key, notification__audience=Notification.Audience.STAFF)
        .select_related(*RELATED)
        .first()
    )
    if delivery is None:
        return False
    for each in [delivery, *delivery.carried.select_related(*RELATED)]:
        if each.state == Delivery.State.FAILED:
            continue
        _came_back(each, because, now)
        if each.notification.user is not None:
            endpoint_broke(each.endpoint or own_mail(each.notification.user), f"it came back: {because}", now)
            try_another_place(each, now)
    return True


def _came_back(delivery: Delivery, because: str, now: datetime) -> None:
    Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.FAILED, last_error=f"bounced: {because}"[:300])
    tell_not_delivered(delivery, f"it came back: {because}", now)
