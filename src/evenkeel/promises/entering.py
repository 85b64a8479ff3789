"""A promise comes onto the ledger, with its timers."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import arm_many
from evenkeel.judgement.times.calendars import local_instant
from evenkeel.people.models import User
from evenkeel.people.reads import team_calendar
from evenkeel.promises.happenings import PromiseMade
from evenkeel.promises.holding import actor_of, spoken_due, tell
from evenkeel.promises.models import Promise
from evenkeel.promises.reminding import reminders
from evenkeel.refusal import Refused
from evenkeel.rows import insert
from evenkeel.timeline.happenings import READER


def enter(promise: Promise, by: User | None, now: datetime, rule: dict[str, Any] | None = None) -> Promise:
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
