"""Timers are armed, disarmed and fired."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction

from evenkeel.clock.models import Pulse, Timer

log = logging.getLogger("evenkeel.clock")

BATCH = 50
PARK_AFTER = 8
FIRST_BACKOFF = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Fired:
    """The timer did its work."""

    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Superseded:
    """The world had moved on: nothing was done."""

    because: str


Handler = Callable[[Timer, datetime], Fired | Superseded]
_HANDLERS: dict[str, Handler] = {}


def when(kind: str, handler: Handler) -> None:
    """Who answers for a kind of timer. Called from one page only: `site/what_follows.py`."""
    _HANDLERS[kind] = handler


def arm(
    *,
    key: str,
    kind: str,
    due_at: datetime,
    now: datetime,
    case: Any = None,
    subject_id: int | None = None,
    generation: int = 0,
    priority: int = 5,
    local: str = "",
    zone: str = "",
    late: str = Timer.Late.FIRE,
    rule: dict[str, Any] | None = None,
) -> Timer:
    """Owe something at an instant. The same key again changes nothing, so a repeated cause arms once."""
    if kind not in _HANDLERS:
        raise LookupError(f"No room answers for timers of kind {kind!r}: add it to site/what_follows.py.")
    timer, _ = Timer.objects.get_or_create(
        key=key,
        defaults={
            "case": case,
            "kind": kind,
            "subject_id": subject_id,
            "generation": generation,
            "due_at": due_at,
            "due_local": local,
            "due_zone": zone,
            "rule": rule,
            "late": late,
            "run_at": due_at,
            "priority": priority,
            "armed_at": now,
        },
    )
    return timer


def cancel(now: datetime, because: str, **which: Any) -> int:
    """Disarm by any fields, such as `case=…, kind="cadence"`. Handlers check generations too, in case one is missed."""
    return Timer.objects.filter(state=Timer.State.ARMED, **which).update(
        state=Timer.State.CANCELLED, fired_at=now, outcome=because[:200]
    )


def fire_due(now: datetime, limit: int = BATCH) -> int:
    """One turn of the clock: fire what is due, in one transaction; returns how many were visited.

    Firing is database work only, so the transaction is the exactly-once. On PostgreSQL the timer and its case are
    locked, so nobody is paged after an acknowledgement that came first; a case that somebody is changing right now is
    taken at the next turn. On SQLite the transaction is the only writer.
    """
    with transaction.atomic():
        timers = _due(now, limit)
        for timer in timers:
            _fire_one(timer, now)
    return len(timers)


def _due(now: datetime, limit: int) -> Sequence[Timer]:
    due = Timer.objects.filter(state=Timer.State.ARMED, run_at__lte=now).order_by("run_at", "priority", "id")
    if connection.vendor != "postgresql":
        return list(due[:limit])
    timers = list(due.select_for_update(skip_locked=True)[:limit])
    cases = Timer._meta.get_field("case").related_model._default_manager
    wanted = {t.case_id for t in timers if t.case_id}
    locked = set(
        cases.filter(pk__in=wanted).order_by("pk").select_for_update(skip_locked=True).values_list("pk", flat=True)
    )
    return [t for t in timers if t.case_id is None or t.case_id in locked]


def _fire_one(timer: Timer, now: datetime) -> None:
    try:
        with transaction.atomic():
            # The conditional update is the claim: on either database only one firing passes.
            won = Timer.objects.filter(pk=timer.pk, state=Timer.State.ARMED).update(
                state=Timer.State.DONE, fired_at=now
            )
            if not won:
                return
            result = _HANDLERS[timer.kind](timer, now)
            if isinstance(result, Superseded):
                _write(timer, state=Timer.State.SUPERSEDED, outcome=result.because[:200])
            elif result.outcome:
                _write(timer, outcome=result.outcome[:200])
    except Exception as error:  # noqa: BLE001  # A poison timer is put back alone; its neighbours go on.
        _put_back(timer, now, error)
        return
    log.info("fired kind=%s timer=%s late_s=%.1f", timer.kind, timer.pk, (now - timer.due_at).total_seconds())


def _put_back(timer: Timer, now: datetime, error: Exception) -> None:
    attempts = timer.attempts + 1
    parked = attempts >= PARK_AFTER
    _write(
        timer,
        attempts=attempts,
        last_error=f"{type(error).__name__}: {error}"[:300],
        run_at=now + FIRST_BACKOFF * 2 ** min(attempts - 1, 9),
        state=Timer.State.PARKED if parked else Timer.State.ARMED,
    )
    log.error("timer failed kind=%s timer=%s attempts=%s parked=%s", timer.kind, timer.pk, attempts, parked)


def _write(timer: Timer, **fields: Any) -> None:
    Timer.objects.filter(pk=timer.pk).update(**fields)


def beat(loop: str, now: datetime, process: str = "") -> None:
    Pulse.objects.update_or_create(loop=loop, defaults={"at": now, "process": process})


def forget_pulses(still: Sequence[str]) -> None:
    """Loops that a newer version no longer has must not look stopped for ever."""
    Pulse.objects.exclude(loop__in=still).delete()
