"""A delivery is claimed under a lease, and its end recorded: sent, put off, given up, or admitted to be unknown."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from evenkeel.clock.sense import customers_held_until
from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.happenings import Delivered, DeliveryUncertain, NotDelivered
from evenkeel.notifications.models import Delivery, DeliveryAttempt, Endpoint, Notification
from evenkeel.people.models import User
from evenkeel.refusal import Refused
from evenkeel.timeline.happenings import SYSTEM
from evenkeel.timeline.verbs import record

log = logging.getLogger("evenkeel.notifications")

# Longer than the slowest conversation with a mail server: six steps of ten seconds.
LEASE = timedelta(seconds=120)
# A mail server may be away for a night; after a day a word that reached nobody is given up and said aloud.
GIVE_UP_AFTER = timedelta(hours=24)
UNCERTAIN_TRIES = 12
LONGEST_BACKOFF = timedelta(minutes=15)


def claim(now: datetime, worker: str, limit: int = 4, channel: str = "") -> Sequence[Delivery]:
    """Take a few to send, under a numbered lease. First pages first; inside a class the oldest first."""
    with transaction.atomic():
        pending = Delivery.objects.filter(state=Delivery.State.PENDING, not_before__lte=now)
        if channel:
            pending = pending.filter(channel=channel)
        if connection.vendor == "postgresql":
            pending = pending.select_for_update(skip_locked=True)
        ids = list(pending.order_by("urgency", "not_before", "id").values_list("pk", flat=True)[:limit])
        Delivery.objects.filter(pk__in=ids, state=Delivery.State.PENDING).update(
            state=Delivery.State.SENDING,
            lease_no=F("lease_no") + 1,
            lease_until=now + LEASE,
            claimed_by=worker[:80],
            attempts=F("attempts") + 1,
        )
        return list(
            Delivery.objects.filter(pk__in=ids, state=Delivery.State.SENDING, claimed_by=worker[:80])
            .select_related(
                "notification__case", "notification__user", "notification__contact", "notification__message", "endpoint"
            )
            .order_by("urgency", "not_before", "id")
        )


def record_sent(delivery: Delivery, provider_id: str, started: datetime, now: datetime) -> bool:
    """Fenced by the lease: False when another worker took over meanwhile, and then nothing is written."""
    with transaction.atomic():
        if not _finish(
            delivery,
            started,
            now,
            "sent",
            state=Delivery.State.SENT,
            sent_at=now,
            provider_id=provider_id[:300],
            last_error="",
        ):
            return False
        _tell_delivered(delivery, now)
        return True


def _tell_delivered(delivery: Delivery, now: datetime) -> None:
    notification = delivery.notification
    record(
        Delivered(
            notification_id=notification.pk,
            what=notification.kind,
            to=_name(notification),
            audience=notification.audience,
            channel=delivery.channel,
            message_id=notification.message_id,
        ),
        case=notification.case,
        actor=SYSTEM,
        now=now,
        key=f"delivered/{delivery.key}/{delivery.lease_no}",
    )


def record_failed(delivery: Delivery, failure: DeliveryFailed, started: datetime, now: datetime) -> bool:
    """Try again later, give up, or admit that we cannot tell: by what the failure says and who the receiver is."""
    if failure.ambiguous:
        return _record_uncertain(delivery, str(failure), started, now)
    with transaction.atomic():
        if failure.permanent or now - delivery.notification.created_at >= GIVE_UP_AFTER:
            return _give_up(delivery, str(failure), started, now)
        wait = failure.retry_after or _backoff(delivery)
        return _finish(
            delivery,
            started,
            now,
            "deferred",
            detail=str(failure),
            state=Delivery.State.PENDING,
            not_before=now + wait,
            last_error=str(failure)[:300],
        )


def _backoff(delivery: Delivery) -> timedelta:
    return min(timedelta(seconds=5) * 2 ** min(max(delivery.attempts - 1, 0), 12), LONGEST_BACKOFF)


def _give_up(delivery: Delivery, because: str, started: datetime, now: datetime) -> bool:
    if not _finish(
        delivery, started, now, "failed", detail=because, state=Delivery.State.FAILED, last_error=because[:300]
    ):
        return False
    if delivery.endpoint_id:
        Endpoint.objects.filter(pk=delivery.endpoint_id).update(broken_at=now, broken_because=because[:300])
    _try_their_mail(delivery, now)
    tell_not_delivered(delivery, because, now)
    return True


def _try_their_mail(delivery: Delivery, now: datetime) -> None:
    """The last way this word had to one of our people is gone: it goes to their own mail address instead."""
    notification, alive = delivery.notification, (Delivery.State.PENDING, Delivery.State.SENDING, Delivery.State.SENT)
    user = notification.user
    if user is None or not user.email or notification.deliveries.filter(state__in=alive).exists():
        return
    Delivery.objects.get_or_create(
        notification=notification,
        channel="mail",
        address=user.email,
        defaults={"urgency": delivery.urgency, "not_before": now},
    )


def tell_not_delivered(delivery: Delivery, because: str, now: datetime) -> None:
    notification = delivery.notification
    record(
        NotDelivered(
            notification_id=notification.pk,
            delivery_id=delivery.pk,
            what=notification.kind,
            to=_name(notification),
            audience=notification.audience,
            channel=delivery.channel,
            because=because[:300],
            user_id=notification.user_id,
            message_id=notification.message_id,
        ),
        case=notification.case,
        actor=SYSTEM,
        now=now,
        key=f"not_delivered/{delivery.key}",
    )


def bounced(message: Any, because: str, now: datetime) -> int:
    """A bounce came back for a message that we had handed over: its deliveries failed after all."""
    deliveries = Delivery.objects.filter(notification__message=message).exclude(state=Delivery.State.FAILED)
    for delivery in deliveries.select_related("notification__case", "notification__user", "notification__contact"):
        Delivery.objects.filter(pk=delivery.pk).update(
            state=Delivery.State.FAILED, last_error=f"bounced: {because}"[:300]
        )
        tell_not_delivered(delivery, f"it came back: {because}", now)
    return len(deliveries)


def _record_uncertain(delivery: Delivery, because: str, started: datetime | None, now: datetime) -> bool:
    """A doubled page is cheap, a lost one is not; a doubled word to a customer is ours never to risk."""
    notification = delivery.notification
    with transaction.atomic():
        if notification.audience == Notification.Audience.STAFF:
            if delivery.attempts >= UNCERTAIN_TRIES:
                return _give_up(delivery, because, started or now, now)
            # Repeated at once the first time; a server that never answers does not get one copy a second.
            wait = timedelta() if delivery.attempts <= 1 else _backoff(delivery)
            return _finish(
                delivery,
                started or now,
                now,
                "unknown",
                detail=because,
                state=Delivery.State.PENDING,
                not_before=now + wait,
                last_error=f"may be a repeat: {because}"[:300],
            )
        done = _finish(
            delivery,
            started or now,
            now,
            "unknown",
            detail=because,
            state=Delivery.State.UNKNOWN,
            last_error=because[:300],
        )
        if done:
            record(
                DeliveryUncertain(notification.pk, delivery.pk, notification.kind, _name(notification)),
                case=notification.case,
                actor=SYSTEM,
                now=now,
                key=f"uncertain/{delivery.key}/{delivery.lease_no}",
            )
        return done


def expire_leases(now: datetime) -> int:
    """What was being sent when its sender died is unknown, not failed."""
    lost = Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__lt=now).select_related(
        "notification__case", "notification__user", "notification__contact"
    )
    return sum(_record_uncertain(d, "the sender stopped while sending", None, now) for d in lost[:100])


def decide_uncertain(delivery: Delivery, *, send_again: bool, by: User, now: datetime) -> None:
    """A person says what to do with a word to a customer that may or may not have gone out. Went out: it counts."""
    state = Delivery.State.PENDING if send_again else Delivery.State.SENT
    with transaction.atomic():
        decided = Delivery.objects.filter(pk=delivery.pk, state=Delivery.State.UNKNOWN).update(
            state=state, not_before=now, last_error="", sent_at=None if send_again else now
        )
        if not decided:
            raise Refused("This message was decided on already; reload the page to see by whom.", code="stale")
        DeliveryAttempt.objects.create(
            delivery=delivery,
            no=delivery.attempts,
            started_at=now,
            finished_at=now,
            outcome="decided",
            detail=f"{by} said: {'send it again' if send_again else 'it went out'}"[:300],
        )
        if not send_again:
            _tell_delivered(delivery, now)


def still_to_send(delivery: Delivery, now: datetime) -> bool:
    """Look once more at the world right before sending: not taken back meanwhile, and the lease, made new, still ours."""
    if Notification.objects.filter(pk=delivery.notification_id, voided_at__isnull=False).exists():
        _finish(delivery, now, now, "cancelled", state=Delivery.State.CANCELLED)
        return False
    to_customer = delivery.notification.audience == Notification.Audience.CUSTOMER
    if to_customer and (until := customers_held_until(now)):
        detail = "held: the clock jumped forward"
        _finish(delivery, now, now, "held", detail, state=Delivery.State.PENDING, not_before=until)
        return False
    held = Delivery.objects.filter(pk=delivery.pk, lease_no=delivery.lease_no, state=Delivery.State.SENDING)
    return bool(held.update(lease_until=now + LEASE))


def _finish(
    delivery: Delivery, started: datetime, now: datetime, outcome: str, detail: str = "", **fields: Any
) -> bool:
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


def _name(notification: Notification) -> str:
    return str(notification.user or notification.contact or "")
