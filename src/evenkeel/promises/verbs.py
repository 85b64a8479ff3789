"""What can happen to a promise. It is read in `reading.py`, its timers are in `falling_due.py`, its evidence in `keeping.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction

from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import arm_many, cancel
from evenkeel.conversations.models import Message
from evenkeel.judgement.times.calendars import local_instant
from evenkeel.people.models import Contact, User
from evenkeel.people.reads import team_calendar
from evenkeel.promises.happenings import PromiseDismissed, PromiseEnded, PromiseMade, PromiseMoved
from evenkeel.promises.models import Promise
from evenkeel.promises.reminding import reminders
from evenkeel.promises.rereading import rule_of_words
from evenkeel.refusal import Refused
from evenkeel.rows import insert
from evenkeel.timeline.happenings import READER, SYSTEM, Actor, Happening
from evenkeel.timeline.models import Event
from evenkeel.timeline.verbs import record


@dataclass(frozen=True, slots=True)
class Wording:
    """A promise as a person types it, or as a person confirms a reading of it."""

    what: str
    action: str = "other"
    due_at: datetime | None = None
    starts_at: datetime | None = None
    channel: str = ""
    type: str = "promise"
    due_kind: str = "by"
    quote: str = ""
    told: bool = True
    condition: str = ""
    asks: Sequence[str] = field(default_factory=tuple)
    wall: bool = False  # Whether a clock on the wall was meant, not an instant.
    rule: dict[str, Any] | None = None  # What the instant was reckoned from, where it was.


def actor_of(user: User | None) -> Actor:
    return Actor("user", user.pk, str(user)) if user else SYSTEM


def make(
    promise: Promise, *, by: User | None, now: datetime, due_at: datetime | None = None, what: str = ""
) -> Promise:
    """One click on what was read. A promise without a time is asked for one, never guessed."""
    with transaction.atomic():
        promise = locked(promise)
        if promise.state != Promise.State.DETECTED:
            raise Refused(f"This promise is {promise.get_state_display().lower()} already.", code="stale")
        if due_at is not None:
            promise.due_at, promise.due_local, promise.due_kind = due_at, "", "by"
        promise.what = (what or promise.what)[:300]
        return _enter(promise, by, now, rule_of_words(promise))


def promise_by_hand(
    wording: Wording,
    *,
    case: Any,
    owner: User,
    contact: Contact | None,
    by: User | None,
    now: datetime,
    message: Message | None = None,
    origin: str = Promise.Origin.HAND,
    predecessor: Promise | None = None,
) -> Promise:
    if not wording.what.strip():
        raise Refused("Say what is promised, in a few words.")
    with transaction.atomic():
        promise = Promise(
            case=case,
            message=message,
            owner=owner,
            contact=contact,
            origin=origin,
            state=Promise.State.DETECTED,
            quote=wording.quote,
            action=wording.action,
            what=wording.what.strip()[:300],
            type=wording.type,
            due_kind=wording.due_kind,
            due_at=wording.due_at,
            starts_at=wording.starts_at,
            due_zone=contact.zone if contact else owner.time_zone,
            channel=wording.channel,
            condition=wording.condition[:300],
            asks=list(wording.asks),
            told_at=now if wording.told else None,
            detected_at=now,
            predecessor=predecessor,
        )
        return _enter(promise, by, now, wording.rule or (wall_of(promise) if wording.wall else None))


def wall_of(promise: Promise) -> dict[str, Any] | None:
    """The rule of a promise that names a time on the wall. None where the reading did not give the instant: the second
    of two 02:30s, seconds that no reading has. Such a one is never moved.
    """
    if promise.due_at is None or not promise.due_zone:
        return None
    shown = promise.due_at.astimezone(ZoneInfo(promise.due_zone)).replace(tzinfo=None)
    if local_instant(shown.replace(second=0, microsecond=0), promise.due_zone) != promise.due_at:
        return None
    return {"wall": f"{shown:%Y-%m-%dT%H:%M}", "zone": promise.due_zone}


def _enter(promise: Promise, by: User | None, now: datetime, rule: dict[str, Any] | None = None) -> Promise:
    """Onto the ledger, with its timers, in this transaction."""
    _check_due(promise, now)
    conditional = promise.type == "conditional" or promise.due_kind == "after_condition"
    promise.state = Promise.State.WAITING if conditional else Promise.State.MADE
    promise.made_at, promise.made_by = now, by
    if promise.due_at is not None and not promise.due_local:
        promise.due_local = f"{promise.due_at.astimezone(ZoneInfo(promise.due_zone or 'UTC')):%Y-%m-%dT%H:%M}"
    (insert(promise) if promise.pk is None else promise.save())
    arm_timers(promise, now, rule)
    itself = by is None and promise.origin == Promise.Origin.TEXT
    happening = PromiseMade(promise.pk, promise.what, spoken_due(promise), origin=promise.origin, by_itself=itself)
    tell(promise, happening, READER if itself else actor_of(by), now)
    return promise


def _check_due(promise: Promise, now: datetime) -> None:
    if (
        promise.due_at is None
        and promise.due_kind not in {"standing", "after_condition"}
        and promise.type != "conditional"
    ):
        raise Refused(
            "Say by when: a promise without a time cannot be kept. What time can you stand behind?", code="needs_time"
        )
    if promise.due_at is not None and promise.due_at <= now:
        raise Refused("That time has passed already: say a later one.", code="past")
    if promise.starts_at and promise.due_at and promise.starts_at > promise.due_at:
        raise Refused("The window ends before it begins: check the two times.")


def arm_timers(promise: Promise, now: datetime, rule: dict[str, Any] | None = None) -> None:
    if promise.due_at is None:
        return
    common: dict[str, Any] = {
        "armed_at": now,
        "case": promise.case,
        "subject_id": promise.pk,
        "generation": promise.generation,
    }
    stem = f"promise:{promise.pk}/gen:{promise.generation}"
    kind = "promise_lapse" if promise.state == Promise.State.WAITING else "promise_due"
    due = Timer(
        key=f"{stem}/due",
        kind=kind,
        due_at=promise.due_at,
        priority=2,
        due_local=promise.due_local,
        due_zone=promise.due_zone,
        rule=rule,
        **common,
    )
    calendar = team_calendar(promise.case.team) if promise.case is not None else None
    remind = [
        Timer(
            key=f"{stem}/remind:{name}",
            kind="promise_remind",
            due_at=at,
            priority=4,
            late=Timer.Late.SKIP_TO_LATEST,
            **common,
        )
        for name, at in reminders(promise.due_at, now, calendar).items()
    ]
    arm_many([due, *remind])


def dismiss(promise: Promise, *, by: User, because: str, now: datetime) -> None:
    """It was no promise. Possible while it is only read, or was taken onto the ledger by itself and is not due yet."""
    with transaction.atomic():
        promise = locked(promise)
        by_itself = (
            promise.state in Promise.OPEN and promise.made_by_id is None and promise.origin == Promise.Origin.TEXT
        )
        if promise.state != Promise.State.DETECTED and not by_itself:
            raise Refused("A promise that was made cannot be dismissed: keep it, move it in time, or take it back.")
        if by_itself and promise.due_at is not None and promise.due_at <= now:
            raise Refused("Its time has come: it can no longer be dismissed.")
        settle(promise, Promise.State.DISMISSED, now)
        tell(
            promise,
            PromiseDismissed(promise.pk, promise.what, spoken_due(promise), because=because[:200]),
            actor_of(by),
            now,
        )


def meet_condition(promise: Promise, *, by: User | None, now: datetime, due_at: datetime | None = None) -> Promise:
    """What it waited for has happened: from now on it is owed."""
    with transaction.atomic():
        promise = locked(promise)
        if promise.state != Promise.State.WAITING:
            raise Refused("This promise does not wait for anything.", code="stale")
        promise.due_at = due_at or promise.due_at
        promise.type, promise.due_kind = "promise", "by"
        renew(promise, now)
        return _enter(promise, by, now)


def renegotiate(
    promise: Promise,
    *,
    due_at: datetime,
    told: Message | None,
    by: User | None,
    now: datetime,
    what: str = "",
    wall: bool = False,
) -> Promise:
    """Move it in time. Only before it is due, and only with the customer told; the successor is a promise of its own."""
    with transaction.atomic():
        promise = locked(promise)
        _must_be_open(promise)
        if promise.due_at is not None and promise.due_at <= now:
            raise Refused(
                "Its time has come: it can no longer be moved. Make a new promise; this one is broken.", code="past"
            )
        _must_be_told(told, promise)
        settle(promise, Promise.State.RENEGOTIATED, now)
        wording = Wording(
            what=what or promise.what,
            action=promise.action,
            due_at=due_at,
            channel=promise.channel,
            type="promise",
            wall=wall,
        )
        successor = promise_by_hand(
            wording,
            case=promise.case,
            owner=promise.owner,
            contact=promise.contact,
            by=by,
            now=now,
            predecessor=promise,
            origin=promise.origin,
        )
        moved = PromiseMoved(
            promise.pk, promise.what, spoken_due(promise), new_due=spoken_due(successor), moves=successor.moves
        )
        tell(promise, moved, actor_of(by), now)
        return successor


def withdraw(promise: Promise, *, told: Message | None, because: str, by: User | None, now: datetime) -> None:
    """Take it back. Only before it is due, with a reason, and with the customer told."""
    with transaction.atomic():
        promise = locked(promise)
        _must_be_open(promise)
        if promise.due_at is not None and promise.due_at <= now:
            raise Refused("Its time has come: it can no longer be taken back.", code="past")
        if not because.strip():
            raise Refused("Say why it is taken back.")
        _must_be_told(told, promise)
        settle(promise, Promise.State.WITHDRAWN, now)
        _tell_end(promise, "withdrawn", because, by, now)


def release(promise: Promise, *, because: str, by: User | None, now: datetime) -> None:
    """The customer said that it is no longer needed."""
    with transaction.atomic():
        promise = locked(promise)
        _must_be_open(promise)
        if promise.due_at is not None and promise.due_at <= now:
            raise Refused("Its time has come: nobody can be released from it any more.", code="past")
        if not because.strip():
            raise Refused("Say how the customer released us from it, in their words.")
        settle(promise, Promise.State.RELEASED, now)
        _tell_end(promise, "released", because, by, now)


def change_owner(promises: Sequence[Promise], owner: User) -> None:
    """Who keeps it changes; the words and the time do not."""
    Promise.objects.filter(pk__in=[p.pk for p in promises]).update(owner=owner)


def _tell_end(promise: Promise, how: str, because: str, by: User | None, now: datetime) -> None:
    tell(
        promise,
        PromiseEnded(promise.pk, promise.what, spoken_due(promise), how=how, because=because[:200]),
        actor_of(by),
        now,
    )


def locked(promise: Promise) -> Promise:
    """We hold case and promise until the transaction ends, so two clicks cannot both pass the checks. The case first, as
    everybody does: the clock, which holds case and timer, and a person at the same promise would wait for each other.
    """
    if promise.case_id is not None:
        cases = Promise._meta.get_field("case").related_model._default_manager
        cases.select_for_update(of=("self",)).filter(pk=promise.case_id).values_list("pk", flat=True).first()
    # The lock alone, then the joins: see `cases.verbs.holding.locked`.
    Promise.objects.select_for_update().order_by().filter(pk=promise.pk).values_list("pk", flat=True).first()
    return Promise.objects.select_related("case", "owner", "contact__account").get(pk=promise.pk)


def _must_be_open(promise: Promise) -> None:
    if promise.state not in Promise.OPEN:
        raise Refused(
            f"This promise is {promise.get_state_display().lower()}: only an open one can be changed.", code="stale"
        )


def _must_be_told(told: Message | None, promise: Promise) -> None:
    fits = told is not None and told.direction == Message.Direction.OUT and told.conversation.case_id == promise.case_id
    if not fits or told is None or (promise.made_at and told.sent_at < promise.made_at):
        raise Refused("Tell the customer first: name the message to them that says so.", code="not_told")


def settle(promise: Promise, state: str, now: datetime) -> None:
    renew(promise, now)
    promise.state, promise.settled_at = state, now
    promise.save(update_fields=["state", "settled_at", "generation"])


def renew(promise: Promise, now: datetime) -> None:
    """The old timers die by generation, even if a cancel were missed."""
    promise.generation += 1
    cancel(
        now, "the promise changed", kind__in=("promise_due", "promise_remind", "promise_lapse"), subject_id=promise.pk
    )


def tell(promise: Promise, happening: Happening, actor: Actor, now: datetime, **more: Any) -> Event | None:
    return record(happening, case=promise.case, actor=actor, now=now, **more)


def spoken_due(promise: Promise) -> str:
    """The due instant as the customer reads it."""
    if promise.due_at is None:
        return ""
    zone = promise.due_zone or "UTC"
    return f"{promise.due_at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M} ({zone})"
