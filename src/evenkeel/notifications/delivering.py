"""The delivery loop's one turn: claim, send outside any transaction, record each by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from evenkeel.notifications.channels import DeliveryFailed, Outgoing
from evenkeel.notifications.channels import channel as by_channel
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.notifications.outcomes import claim, expire_leases, record_failed, record_sent, still_to_send

log = logging.getLogger("evenkeel.delivering")


def deliver_due(clock: Callable[[], datetime], worker: str, limit: int = 4, channel: str = "") -> int:
    """One turn; returns how many were taken up. `clock` is asked again for each: sending takes time."""
    expire_leases(clock())
    if channel and not by_channel(channel).is_set_up():
        return 0
    deliveries = claim(clock(), worker, limit, channel)
    for delivery in deliveries:
        deliver_one(delivery, clock)
    return len(deliveries)


def deliver_one(delivery: Delivery, clock: Callable[[], datetime]) -> None:
    started = clock()
    if not still_to_send(delivery, started):
        return
    try:
        provider_id = by_channel(delivery.channel).send(outgoing_of(delivery))
    except DeliveryFailed as failure:
        record_failed(delivery, failure, started, clock())
        log.info("not sent delivery=%s attempt=%s permanent=%s", delivery.pk, delivery.attempts, failure.permanent)
    except Exception as error:  # A bug in a channel is one delivery's trouble, not the loop's.
        log.exception("channel failed delivery=%s channel=%s", delivery.pk, delivery.channel)
        record_failed(delivery, DeliveryFailed(f"{type(error).__name__} in the channel"), started, clock())
    else:
        record_sent(delivery, provider_id, started, clock())
        log.info("sent delivery=%s channel=%s", delivery.pk, delivery.channel)


def outgoing_of(delivery: Delivery) -> Outgoing:
    notification = delivery.notification
    message = notification.message
    data = notification.data
    to_customer = notification.audience == Notification.Audience.CUSTOMER
    return Outgoing(
        key=str(delivery.key),
        address=delivery.address,
        subject=notification.subject,
        text=notification.body,
        kind=notification.kind,
        to_customer=to_customer,
        # From the evidence, not the last error: what failed once more after an unknown attempt is still a repeat.
        repeat=not to_customer and delivery.attempts > 1 and delivery.history.filter(outcome="unknown").exists(),
        secret=delivery.endpoint.secret if delivery.endpoint else "",
        message_id=message.message_id if message else "",
        in_reply_to=data.get("in_reply_to", ""),
        references=tuple(data.get("references", ())),
        from_name=data.get("from_name", ""),
        from_address=data.get("from_address", ""),
        reply_to=data.get("reply_to", ""),
        data={"case": data.get("case"), "url": data.get("url")} if data else {},
    )
