"""The end of a delivery is recorded: sent, put off, given up, or admitted to be unknown."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from evenkeel.notifications.broken import endpoint_broke
from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.elsewhere import hurry_the_next, try_another_place
from evenkeel.notifications.leases import finish
from evenkeel.notifications.models import Delivery, DeliveryAttempt, Notification
from evenkeel.notifications.routing import is_important
from evenkeel.notifications.telling import tell_delivered, tell_not_delivered, tell_uncertain
from evenkeel.people.models import User
from evenkeel.refusal import Refused

# A mail server may be away for a night; after a day a word that reached nobody is given up and said aloud.
GIVE_UP_AFTER = timedelta(hours=24)
UNCERTAIN_TRIES = 12
LONGEST_BACKOFF = timedelta(minutes=15)


def record_sent(
    delivery: Delivery, provider_id: str, started: datetime, now: datetime, carried_by: Delivery | None = None
) -> bool:
    """Fenced by the lease: False when another worker took over meanwhile, and then nothing is written."""
    with transaction.atomic():
        if not finish(
            delivery,
            started,
            now,
            "sent",
            detail=f"in one word with delivery {carried_by.pk}" if carried_by else "",
            state=Delivery.State.SENT,
            sent_at=now,
            # The provider's id is the carrier's: what it says of the message is said once, and holds for all of them.
            provider_id="" if carried_by else provider_id[:300],
            carried_by=carried_by,
            last_error="",
        ):
            return False
        tell_delivered(delivery, now)
        return True


def record_failed(delivery: Delivery, failure: DeliveryFailed, started: datetime, now: datetime) -> bool:
    """Try again later, give up, or admit that we cannot tell: by what the failure says and who the receiver is."""
    if failure.ambiguous:
        return _record_uncertain(delivery, str(failure), started, now)
    with transaction.atomic():
        if failure.permanent or now - delivery.notification.created_at >= GIVE_UP_AFTER:
            return _give_up(delivery, str(failure), started, now, ours=failure.ours)
        wait = failure.retry_after or _backoff(delivery)
        deferred = finish(
            delivery,
            started,
            now,
            "deferred",
            detail=str(failure),
            state=Delivery.State.PENDING,
            not_before=now + wait,
            last_error=str(failure)[:300],
        )
        if deferred and is_important(delivery.notification.urgency):
            hurry_the_next(delivery, now)
        return deferred


def _backoff(delivery: Delivery) -> timedelta:
    return min(timedelta(seconds=5) * 2 ** min(max(delivery.attempts - 1, 0), 12), LONGEST_BACKOFF)


def _give_up(delivery: Delivery, because: str, started: datetime, now: datetime, *, ours: bool = False) -> bool:
    if not finish(
        delivery, started, now, "failed", detail=because, state=Delivery.State.FAILED, last_error=because[:300]
    ):
        return False
    if delivery.notification.audience == Notification.Audience.STAFF:
        if delivery.endpoint is not None and not ours:
            endpoint_broke(delivery.endpoint, because, now)
        try_another_place(delivery, now)
    tell_not_delivered(delivery, because, now)
    return True


def _record_uncertain(delivery: Delivery, because: str, started: datetime | None, now: datetime) -> bool:
    """A doubled page is cheap, a lost one is not; a doubled word to a customer is ours never to risk."""
    with transaction.atomic():
        if delivery.notification.audience == Notification.Audience.STAFF:
            if delivery.attempts >= UNCERTAIN_TRIES:
                return _give_up(delivery, because, started or now, now)
            # Repeated at once the first time; a server that never answers does not get one copy a second.
            wait = timedelta() if delivery.attempts <= 1 else _backoff(delivery)
            return finish(
                delivery,
                started or now,
                now,
                "unknown",
                detail=because,
                state=Delivery.State.PENDING,
                not_before=now + wait,
                last_error=f"may be a repeat: {because}"[:300],
            )
        done = finish(
            delivery,
            started or now,
            now,
            "unknown",
            detail=because,
            state=Delivery.State.UNKNOWN,
            last_error=because[:300],
        )
        if done:
            tell_uncertain(delivery, now)
        return done


def expire_leases(now: datetime) -> int:
    """What was being sent when its sender died is unknown, not failed."""
    lost = Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__lt=now)
    if not (ids := list(lost.values_list("pk", flat=True)[:100])):
        return 0
    whole = lost.filter(pk__in=ids).select_related("notification__case", "notification__user", "notification__contact")
    return sum(_record_uncertain(d, "the sender stopped while sending", None, now) for d in whole)


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
            tell_delivered(delivery, now)
