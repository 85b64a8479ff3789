"""A delivery is claimed under a lease, and its end recorded: sent, put off, given up, or admitted to be unknown."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F

from evenkeel.clock.sense import customers_held_until
from evenkeel.notifications import circuits
from evenkeel.notifications.broken import endpoint_broke, own_mail
from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.gathering import RELATED, said_already, take_along, what_goes
from evenkeel.notifications.happenings import Delivered, DeliveryUncertain, NotDelivered
from evenkeel.notifications.models import HANDED_OVER, Delivery, DeliveryAttempt, Notification
from evenkeel.notifications.routing import Way, is_important, put_on_the_way, usable
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
        Delivery.objects.filter(pk__in=ids, state__in=Delivery.WAITING).update(
            state=Delivery.State.SENDING,
            lease_no=F("lease_no") + 1,
            lease_until=now + LEASE,
            claimed_by=worker[:80],
            attempts=F("attempts") + 1,
        )
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


def gather(delivery: Delivery, now: datetime, claimed: Sequence[Delivery] = ()) -> list[Delivery]:
    """What goes out in one word with this, itself first; nothing, where it waits or its words were just said."""
    word = delivery.notification
    if word.audience != Notification.Audience.STAFF or word.urgency == Notification.Urgency.FIRST_PAGE:
        return [delivery]
    twin = said_already(delivery, now)
    if twin is not None:
        detail = f"the same words went there at {twin.sent_at:%H:%M:%S} UTC; they are not said twice"
        with transaction.atomic():
            won = _finish(
                delivery,
                now,
                now,
                "sent",
                detail,
                state=Delivery.State.SENT,
                sent_at=now,
                carried_by=twin,
                last_error="",
            )
            if won:
                _tell_delivered(delivery, now)
        return []
    plan = what_goes(delivery, now, claimed)
    if plan.until is None:
        return [delivery, *take_along(delivery, plan.along, claimed, now, LEASE)]
    _finish(
        delivery,
        now,
        now,
        "held",
        detail="enough was sent there just now",
        state=Delivery.State.HELD,
        held_because=Delivery.Held.THROTTLE,
        not_before=plan.until,
    )
    return []


def record_sent(
    delivery: Delivery, provider_id: str, started: datetime, now: datetime, carried_by: Delivery | None = None
) -> bool:
    """Fenced by the lease: False when another worker took over meanwhile, and then nothing is written."""
    with transaction.atomic():
        if not _finish(
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
            return _give_up(delivery, str(failure), started, now, ours=failure.ours)
        wait = failure.retry_after or _backoff(delivery)
        deferred = _finish(
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
            _hurry_the_next(delivery, now)
        return deferred


def _backoff(delivery: Delivery) -> timedelta:
    return min(timedelta(seconds=5) * 2 ** min(max(delivery.attempts - 1, 0), 12), LONGEST_BACKOFF)


def _give_up(delivery: Delivery, because: str, started: datetime, now: datetime, *, ours: bool = False) -> bool:
    if not _finish(
        delivery, started, now, "failed", detail=because, state=Delivery.State.FAILED, last_error=because[:300]
    ):
        return False
    if delivery.notification.audience == Notification.Audience.STAFF:
        if delivery.endpoint is not None and not ours:
            endpoint_broke(delivery.endpoint, because, now)
        try_another_place(delivery, now)
    tell_not_delivered(delivery, because, now)
    return True


def _hurry_the_next(delivery: Delivery, now: datetime) -> bool:
    """The next place in the person's order need not wait for its time: the one before it failed."""
    held = Delivery.objects.filter(
        notification=delivery.notification_id, state=Delivery.State.HELD, held_because=Delivery.Held.RULE
    )
    following = held.order_by("not_before", "id").values_list("pk", flat=True).first()
    return bool(following and held.filter(pk=following).update(state=Delivery.State.PENDING, not_before=now))


def try_another_place(delivery: Delivery, now: datetime) -> None:
    """In the person's order; then any place of theirs not tried; the last way is their own mail."""
    notification = delivery.notification
    user = notification.user
    if notification.kind == "place_test":
        return  # A code proves the place that it was sent to, and no other.
    alive = (*Delivery.WAITING, Delivery.State.SENDING, *HANDED_OVER)
    if user is None or _hurry_the_next(delivery, now) or notification.deliveries.filter(state__in=alive).exists():
        return
    tried = set(notification.deliveries.values_list("channel", "address"))
    ways = [Way(e.channel, e.address, e, now) for e in usable(user)]
    ways += [Way("mail", user.email, None, now)] if user.email else []
    untried = [way for way in ways if (way.channel, way.address) not in tried]
    put_on_the_way(notification, untried[:1], delivery.urgency, now)


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
            _tell_delivered(delivery, now)


def still_to_send(delivery: Delivery, now: datetime) -> bool:
    """Look once more at the world right before sending: not taken back, not seen, no newer climb; and the lease, made
    new, still ours.
    """
    reason = _no_longer_needed(delivery)
    if reason:
        _finish(delivery, now, now, "cancelled", detail=reason, state=Delivery.State.CANCELLED)
        return False
    to_customer = delivery.notification.audience == Notification.Audience.CUSTOMER
    if to_customer and (until := customers_held_until(now)):
        detail = "held: the clock jumped forward"
        _finish(delivery, now, now, "held", detail, state=Delivery.State.PENDING, not_before=until)
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


def _finish(
    delivery: Delivery, started: datetime, now: datetime, outcome: str, detail: str = "", **fields: Any
) -> bool:
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


def _name(notification: Notification) -> str:
    return str(notification.user or notification.contact or "")
