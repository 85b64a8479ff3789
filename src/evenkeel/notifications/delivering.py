"""The delivery loop's one turn: claim, send outside any transaction, record each by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from evenkeel.judgement.bundling import in_one_word
from evenkeel.notifications import circuits
from evenkeel.notifications.channels import DeliveryFailed, Outgoing
from evenkeel.notifications.channels import channel as by_channel
from evenkeel.notifications.gathering import gather
from evenkeel.notifications.leases import claim, still_to_send
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.notifications.outcomes import expire_leases, record_failed, record_sent
from evenkeel.notifications.page_links import acknowledgeable, link, token_for
from evenkeel.notifications.reads import anything_for
from evenkeel.notifications.receipts import apply_waiting

log = logging.getLogger("evenkeel.delivering")


def deliver_due(clock: Callable[[], datetime], worker: str, limit: int = 4, channel: str = "") -> int:
    """One turn; returns how many were taken up. `clock` is asked again for each: sending takes time."""
    if channel and not anything_for(channel):
        return 0  # Most channels of most desks are idle: a look costs one read and no write lock.
    expire_leases(clock())
    if channel and not by_channel(channel).is_set_up():
        return 0
    deliveries = claim(clock(), worker, limit, channel)
    for n, delivery in enumerate(deliveries, 1):
        deliver_one(delivery, clock, deliveries[n:])
    return len(deliveries)


def deliver_one(delivery: Delivery, clock: Callable[[], datetime], claimed: Sequence[Delivery] = ()) -> None:
    """`claimed` are those that this worker took up with it and has not begun: they may go along in the same word."""
    started = clock()
    if not still_to_send(delivery, started):
        return
    together = gather(delivery, started, claimed)
    if not together:
        return
    try:
        provider_id = _hand_over(delivery, together[1:])
    except DeliveryFailed as failure:
        _failed(together, failure, started, clock())
    else:
        now = clock()
        for each in together:
            record_sent(each, provider_id, started, now, carried_by=None if each is delivery else delivery)
        apply_waiting(delivery, now)
        circuits.heed_success(delivery, now)
        log.info("sent delivery=%s channel=%s words=%s", delivery.pk, delivery.channel, len(together))


def _hand_over(delivery: Delivery, along: Sequence[Delivery]) -> str:
    """A bug is one delivery's trouble, not the loop's: before the sending nothing was taken, in it nobody can tell."""
    try:
        outgoing = outgoing_of(delivery, along)
    except Exception as error:
        log.exception("could not be worded delivery=%s channel=%s", delivery.pk, delivery.channel)
        raise DeliveryFailed(f"{type(error).__name__} before it was sent") from error
    try:
        return by_channel(delivery.channel).send(outgoing)
    except DeliveryFailed:
        raise
    except Exception as error:
        log.exception("channel failed delivery=%s channel=%s", delivery.pk, delivery.channel)
        raise DeliveryFailed(f"{type(error).__name__} in the channel", ambiguous=True) from error


def _failed(together: Sequence[Delivery], failure: DeliveryFailed, started: datetime, now: datetime) -> None:
    """Each word has its own record; the trouble with who carries them is one."""
    for each in together:
        record_failed(each, failure, started, now)
        log.info("not sent delivery=%s attempt=%s permanent=%s", each.pk, each.attempts, failure.permanent)
    circuits.heed_failure(together[0], failure, now)


def outgoing_of(delivery: Delivery, along: Sequence[Delivery] = ()) -> Outgoing:
    notification = delivery.notification
    message = notification.message
    data = notification.data
    to_customer = notification.audience == Notification.Audience.CUSTOMER
    said = [(d.notification.subject, d.notification.body) for d in (delivery, *along)]
    subject, text = in_one_word(said)
    return Outgoing(
        key=str(delivery.key),
        address=delivery.address,
        subject=subject,
        text=text,
        kind=notification.kind,
        to_customer=to_customer,
        # From the evidence, not the last error: what failed once more after an unknown attempt is still a repeat.
        repeat=not to_customer and any(_may_be_a_repeat(d) for d in (delivery, *along)),
        secret=delivery.endpoint.secret if delivery.endpoint else "",
        message_id=message.message_id if message else "",
        in_reply_to=data.get("in_reply_to", ""),
        references=tuple(data.get("references", ())),
        from_name=data.get("from_name", ""),
        from_address=data.get("from_address", ""),
        reply_to=data.get("reply_to", ""),
        data={"case": data.get("case"), "url": data.get("url")} if data else {},
        urgency=delivery.urgency,
        case=notification.case_id,
        reason=data.get("reason", ""),
        # One press can answer one page: what speaks of several leads to their own pages only.
        climb=None if along else notification.generation,
        **({} if along else _to_acknowledge(notification)),
    )


def _may_be_a_repeat(delivery: Delivery) -> bool:
    return delivery.attempts > 1 and delivery.history.filter(outcome="unknown").exists()


def _to_acknowledge(notification: Notification) -> dict[str, str]:
    if not acknowledgeable(notification):
        return {}
    token = token_for(notification)
    return {"token": token, "acknowledge_url": link(token)}
