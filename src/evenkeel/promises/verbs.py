"""What can happen to a promise. It is read in `reading.py`, its timers are armed in `entering.py` and fire in `falling_due.py`, its
evidence is in `keeping.py`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from evenkeel.conversations.models import Message
from evenkeel.people.models import Contact, User
from evenkeel.promises.entering import enter, wall_of
from evenkeel.promises.happenings import PromiseDismissed, PromiseEnded, PromiseMoved
from evenkeel.promises.holding import actor_of, locked, renew, settle, spoken_due, tell
from evenkeel.promises.models import Promise
from evenkeel.promises.rereading import rule_of_words
from evenkeel.refusal import Refused


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
        return enter(promise, by, now, rule_of_words(promise))


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
        return enter(promise, by, now, wording.rule or (wall_of(promise) if wording.wall else None))


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
        if due_at is not None:
            promise.due_at, promise.due_local = due_at, ""
        promise.type, promise.due_kind = "promise", "by"
        renew(promise, now)
        return enter(promise, by, now)


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


def _must_be_open(promise: Promise) -> None:
    if promise.state not in Promise.OPEN:
        raise Refused(
            f"This promise is {promise.get_state_display().lower()}: only an open one can be changed.", code="stale"
        )


def _must_be_told(told: Message | None, promise: Promise) -> None:
    fits = told is not None and told.direction == Message.Direction.OUT and told.conversation.case_id == promise.case_id
    if not fits or told is None or (promise.made_at and told.sent_at < promise.made_at):
        raise Refused("Tell the customer first: name the message to them that says so.", code="not_told")
