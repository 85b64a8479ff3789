"""What providers say became of a message: late, twice, in any order, or before we have written down that we sent it.

The states only ever climb: handed over, failed after all, arrived, read. So the same receipts in any order end in the same
state. Each is kept as it was heard, whether it changed anything or not.
"""

from __future__ import annotations

import logging
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from evenkeel.notifications.elsewhere import try_another_place
from evenkeel.notifications.models import HANDED_OVER, RELATED, Delivery, DeliveryAttempt, Receipt
from evenkeel.notifications.telling import tell_not_delivered

log = logging.getLogger("evenkeel.notifications")

State = Delivery.State
# From which states a receipt moves a delivery. Arrived or read does not go back, and a failure after it is only kept.
_MOVES: dict[str, tuple[State, tuple[State, ...]]] = {
    "failed": (State.FAILED, (State.SENT,)),
    "delivered": (State.DELIVERED, (State.SENT, State.FAILED)),
    "read": (State.READ, (State.SENT, State.FAILED, State.DELIVERED)),
}
# Beside our own failed attempts it stands as what it is.
_WRITTEN = {"failed": "came_back"}
_LARGEST_SEQ = 2**31 - 1


def heard(
    channel: str, provider_id: str, outcome: str, now: datetime, *, seq: int | None = None, because: str = ""
) -> bool:
    """False where we know of no such message: the receipt is kept, and counts as soon as the message is known."""
    if outcome not in _MOVES or not provider_id:
        return False
    number = -1 if seq is None else max(-1, min(seq, _LARGEST_SEQ))
    # Kept in a transaction of its own, and only then the delivery looked for; whoever records a delivery does it the
    # other way round. So one of the two always sees what the other wrote.
    Receipt.objects.get_or_create(
        channel=channel,
        provider_id=provider_id[:300],
        outcome=outcome,
        seq=number,
        defaults={"because": because.replace("\0", "")[:200], "heard_at": now},
    )
    delivery = Delivery.objects.filter(channel=channel, provider_id=provider_id[:300]).order_by("-id").first()
    if delivery is None:
        log.info("receipt for an unknown message channel=%s outcome=%s", channel, outcome)
        return False
    apply_waiting(delivery, now)
    return True


def apply_waiting(delivery: Delivery, now: datetime) -> int:
    """What was heard of this delivery and does not count yet; called when it is recorded, and at each receipt."""
    # Of most words nothing is heard. This look needs no lock: who hears something now will find the delivery recorded.
    if not Receipt.objects.filter(channel=delivery.channel, applied=None).exists():
        return 0
    with transaction.atomic():
        # The lock first and alone; the rows that hang on it are read behind it.
        known = Delivery.objects.select_for_update().order_by().filter(pk=delivery.pk).first()
        if known is None or not known.provider_id:
            return 0
        waiting = list(
            Receipt.objects.filter(channel=known.channel, provider_id=known.provider_id, applied=None).order_by(
                "seq", "heard_at", "id"
            )
        )
        for receipt in waiting:
            _apply(receipt, known, now)
        return len(waiting)


def _apply(receipt: Receipt, delivery: Delivery, now: datetime) -> None:
    moved = not _is_overtaken(receipt, delivery) and _move(receipt, delivery, now)
    Receipt.objects.filter(pk=receipt.pk).update(delivery=delivery, applied=moved)
    DeliveryAttempt.objects.create(
        delivery=delivery,
        no=delivery.attempts,
        started_at=receipt.heard_at,
        finished_at=now,
        outcome=_WRITTEN.get(receipt.outcome, receipt.outcome) if moved else "late_receipt",
        detail=(receipt.because if moved else f"said {receipt.outcome} when it was {delivery.state}")[:300],
    )


def _is_overtaken(receipt: Receipt, delivery: Delivery) -> bool:
    """Where the provider numbers what it says, an older number changes nothing any more."""
    if receipt.seq < 0:
        return False
    newest = Receipt.objects.filter(delivery=delivery, applied=True).aggregate(newest=Max("seq"))["newest"]
    return newest is not None and receipt.seq <= newest


def _move(receipt: Receipt, delivery: Delivery, now: datetime) -> bool:
    to, allowed = _MOVES[receipt.outcome]
    error = f"came back: {receipt.because}"[:300] if to == State.FAILED else ""
    moved = Delivery.objects.filter(pk=delivery.pk, state__in=allowed).update(state=to, last_error=error)
    if not moved:
        return False
    delivery.state = to
    log.info("receipt delivery=%s state=%s", delivery.pk, to)
    if to == State.FAILED:
        _failed_after_all(delivery, receipt.because, now)
    return True


def _failed_after_all(delivery: Delivery, because: str, now: datetime) -> None:
    """As with a bounce: it is written down, others are told, and the person is tried by another way."""
    whole = Delivery.objects.select_related(*RELATED)
    carrier = whole.get(pk=delivery.pk)
    for each in (carrier, *whole.filter(carried_by=carrier, state__in=HANDED_OVER)):  # What went along came back too.
        if each.pk != carrier.pk:
            Delivery.objects.filter(pk=each.pk).update(state=State.FAILED, last_error=f"came back: {because}"[:300])
        try_another_place(each, now)
        tell_not_delivered(each, f"it came back: {because or 'the provider gave no reason'}", now)
