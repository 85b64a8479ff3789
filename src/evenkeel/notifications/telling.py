"""What became of a word, for the timeline of its case and for what follows from it."""

from __future__ import annotations

from datetime import datetime

from evenkeel.notifications.happenings import Delivered, DeliveryUncertain, NotDelivered
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.timeline.happenings import SYSTEM, Happening
from evenkeel.timeline.verbs import record


def tell_delivered(delivery: Delivery, now: datetime) -> None:
    notification = delivery.notification
    delivered = Delivered(
        notification_id=notification.pk,
        what=notification.kind,
        to=_name(notification),
        audience=notification.audience,
        channel=delivery.channel,
        message_id=notification.message_id,
    )
    _tell(delivery, delivered, now, key=f"delivered/{delivery.key}/{delivery.lease_no}")


def tell_not_delivered(delivery: Delivery, because: str, now: datetime) -> None:
    notification = delivery.notification
    not_delivered = NotDelivered(
        notification_id=notification.pk,
        delivery_id=delivery.pk,
        what=notification.kind,
        to=_name(notification),
        audience=notification.audience,
        channel=delivery.channel,
        because=because[:300],
        user_id=notification.user_id,
        message_id=notification.message_id,
    )
    _tell(delivery, not_delivered, now, key=f"not_delivered/{delivery.key}")


def tell_uncertain(delivery: Delivery, now: datetime) -> None:
    notification = delivery.notification
    uncertain = DeliveryUncertain(notification.pk, delivery.pk, notification.kind, _name(notification))
    _tell(delivery, uncertain, now, key=f"uncertain/{delivery.key}/{delivery.lease_no}")


def _tell(delivery: Delivery, happening: Happening, now: datetime, key: str) -> None:
    record(happening, case=delivery.notification.case, actor=SYSTEM, now=now, key=key)


def _name(notification: Notification) -> str:
    return str(notification.user or notification.contact or "")
