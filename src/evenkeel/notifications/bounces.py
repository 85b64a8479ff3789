"""A mail comes back, after it was handed over: it failed after all."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from evenkeel.notifications.broken import endpoint_broke, own_mail
from evenkeel.notifications.elsewhere import try_another_place
from evenkeel.notifications.models import HANDED_OVER, RELATED, Delivery, Notification
from evenkeel.notifications.telling import tell_not_delivered

# Of what we cannot tell of, a bounce says that it went out and did not arrive.
_WENT_OUT = (*HANDED_OVER, Delivery.State.UNKNOWN)


def bounced(message: Any, because: str, now: datetime) -> int:
    """A bounce came back for a message that we had handed over: its deliveries failed after all."""
    deliveries = Delivery.objects.filter(notification__message=message, state__in=_WENT_OUT)
    found = list(deliveries.select_related("notification__case", "notification__user", "notification__contact"))
    return sum(_came_back(delivery, because, now) for delivery in found)


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
        if _came_back(each, because, now) and each.notification.user is not None:
            endpoint_broke(each.endpoint or own_mail(each.notification.user), f"it came back: {because}", now)
            try_another_place(each, now)
    return True


def _came_back(delivery: Delivery, because: str, now: datetime) -> bool:
    """Told once. What a person has said to send again meanwhile has its own end to come."""
    gone = Delivery.objects.filter(pk=delivery.pk, state__in=_WENT_OUT)
    if not gone.update(state=Delivery.State.FAILED, last_error=f"bounced: {because}"[:300]):
        return False
    tell_not_delivered(delivery, f"it came back: {because}", now)
    return True
