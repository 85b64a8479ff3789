"""A delivery is claimed under a numbered lease, looked at once more under it, and ends under it."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from evenkeel.clock.sense import customers_held_until
from evenkeel.notifications import circuits
from evenkeel.notifications.models import RELATED, Delivery, DeliveryAttempt, Notification

log = logging.getLogger("evenkeel.notifications")

# Longer than the slowest conversation with a mail server: six steps of ten seconds.
LEASE = timedelta(seconds=120)


def claim(now: datetime, worker: str, limit: int = 4, channel: str = "") -> Sequence[Delivery]:
    """Take a few to send, under a numbered lease. First pages first; inside a class accounts take turns, of one account
    the oldest first. Who carries our words and is in trouble is left alone, then asked with one word.
    """
    with transaction.atomic():
        waiting = Delivery.objects.filter(state__in=Delivery.WAITING, not_before__lte=now)
        if channel:
            waiting = waiting.filter(channel=channel)
        waiting = waiting.exclude(provider__in=circuits.resting(now))
        if connection.vendor == "postgresql":
            waiting = waiting.select_for_update(skip_locked=True)
        rows = waiting.order_by("urgency", "turn", "not_before", "id").values_list("pk", "provider")[:limit]
        ids = _one_for_each_on_trial(list(rows), now)
        _take(ids, worker[:80], now)
        return list(
            Delivery.objects.filter(pk__in=ids, state=Delivery.State.SENDING, claimed_by=worker[:80])
            .select_related(*RELATED)
            .order_by("urgency", "turn", "not_before", "id")
        )


def _one_for_each_on_trial(rows: list[tuple[int, str]], now: datetime) -> list[int]:
    on_trial = circuits.on_trial() if rows else set()
    asked = {p: circuits.take_probe(p, now) for p in {provider for _, provider in rows} & on_trial}
    ids: list[int] = []
    for pk, provider in rows:
        if provider not in on_trial or asked.pop(provider, False):
            ids.append(pk)
    return ids


def _take(ids: Sequence[int], worker: str, now: datetime) -> None:
    """By a conditional update: what another took meanwhile stays theirs."""
    Delivery.objects.filter(pk__in=ids, state__in=Delivery.WAITING).update(
        state=Delivery.State.SENDING,
        lease_no=F("lease_no") + 1,
        lease_until=now + LEASE,
        claimed_by=worker,
        attempts=F("attempts") + 1,
    )


def take_along(delivery: Delivery, ids: tuple[int, ...], claimed: Sequence[Delivery], now: datetime) -> list[Delivery]:
    """Claimed as any other, each under its own lease; what we hold, we hold still."""
    if not ids:
        return []
    ours = Q(
        pk__in=[d.pk for d in claimed if d.pk in ids], state=Delivery.State.SENDING, claimed_by=delivery.claimed_by
    )
    waiting = list(Delivery.objects.filter(pk__in=ids, state__in=Delivery.WAITING).values_list("pk", flat=True))
    Delivery.objects.filter(ours).update(lease_until=now + LEASE)
    _take(waiting, delivery.claimed_by, now)
    theirs = Q(pk__in=waiting, state=Delivery.State.SENDING, claimed_by=delivery.claimed_by, lease_until=now + LEASE)
    taken = Delivery.objects.filter(ours | theirs).filter(notification__voided_at=None, notification__seen_at=None)
    return list(taken.select_related(*RELATED).order_by("urgency", "not_before", "id"))


def still_to_send(delivery: Delivery, now: datetime) -> bool:
    """Look once more at the world right before sending: not taken back, not seen, no newer climb; and the lease, made
    new, still ours.
    """
    reason = _no_longer_needed(delivery)
    if reason:
        finish(delivery, now, now, "cancelled", detail=reason, state=Delivery.State.CANCELLED)
        return False
    to_customer = delivery.notification.audience == Notification.Audience.CUSTOMER
    if to_customer and (until := customers_held_until(now)):
        detail = "held: the clock jumped forward"
        finish(delivery, now, now, "held", detail, state=Delivery.State.PENDING, not_before=until)
        return False
    held = Delivery.objects.filter(pk=delivery.pk, lease_no=delivery.lease_no, state=Delivery.State.SENDING)
    return bool(held.update(lease_until=now + LEASE))


_WHETHER_NEEDED = ("audience", "case_id", "generation", "kind", "seen_at", "voided_at", "voided_because")


def _no_longer_needed(delivery: Delivery) -> str:
    word = Notification.objects.only(*_WHETHER_NEEDED).get(pk=delivery.notification_id)
    if word.voided_at is not None:
        return f"taken back: {word.voided_because}"
    if word.audience != Notification.Audience.STAFF:
        return ""
    if word.seen_at is not None:
        return "they have seen it"
    newer = Notification.objects.filter(case=word.case_id, kind=word.kind, generation__gt=word.generation or 0)
    if word.generation is not None and newer.exists():
        return "a newer climb pages for this case"
    return ""


def finish(delivery: Delivery, started: datetime, now: datetime, outcome: str, detail: str = "", **fields: Any) -> bool:
    """Fenced by the lease: False when another worker took over meanwhile, and then nothing is written."""
    with transaction.atomic(savepoint=False):  # The end and its evidence are on disk together, whoever dies between.
        won = Delivery.objects.filter(pk=delivery.pk, lease_no=delivery.lease_no, state=Delivery.State.SENDING).update(
            lease_until=None, **fields
        )
        if not won:
            log.warning("lost the lease delivery=%s lease=%s outcome=%s", delivery.pk, delivery.lease_no, outcome)
            return False
        DeliveryAttempt.objects.create(
            delivery=delivery,
            no=delivery.attempts,
            started_at=started,
            finished_at=now,
            outcome=outcome,
            detail=detail[:300],
        )
        return True
