"""Timers are armed and disarmed; how they fire is in `firing.py`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from evenkeel.clock.firing import fire_due
from evenkeel.clock.handlers import Fired, Superseded, is_answered, when
from evenkeel.clock.models import Pulse, Timer
from evenkeel.rows import insert_many

__all__ = ["Fired", "Superseded", "arm", "arm_many", "beat", "cancel", "fire_due", "forget_pulses", "when"]


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
    """Owe something at an instant. The same key again changes nothing, so a repeated cause arms once; of what is returned
    then only the id is to be trusted.
    """
    if not is_answered(kind):
        raise LookupError(f"No room answers for timers of kind {kind!r}: add it to site/what_follows.py.")
    timer = Timer(
        key=key,
        case=case,
        kind=kind,
        subject_id=subject_id,
        generation=generation,
        due_at=due_at,
        due_local=local,
        due_zone=zone,
        rule=rule,
        late=late,
        run_at=due_at,
        priority=priority,
        armed_at=now,
    )
    # One statement, as nothing is armed so often: a row that is there already is left as it is, and lends its id.
    Timer.objects.bulk_create([timer], update_conflicts=True, unique_fields=["key"], update_fields=["key"])
    return timer


def arm_many(timers: Iterable[Timer]) -> None:
    """The same for timers at hand, in few statements; a key that exists already stays as it is."""
    fresh = list(timers)
    for timer in fresh:
        if not is_answered(timer.kind):
            raise LookupError(f"No room answers for timers of kind {timer.kind!r}: add it to site/what_follows.py.")
        timer.run_at = timer.due_at
    insert_many(Timer, fresh, unless="key")


def cancel(now: datetime, because: str, **which: Any) -> int:
    """Disarm by any fields, such as `case=…, kind="cadence"`. Handlers check generations too, in case one is missed."""
    return Timer.objects.filter(state=Timer.State.ARMED, **which).update(
        state=Timer.State.CANCELLED, fired_at=now, outcome=because[:200]
    )


def beat(loops: Iterable[str], now: datetime, process: str = "") -> None:
    """These loops go round, or sleep because nothing is due."""
    Pulse.objects.bulk_create(
        [Pulse(loop=loop, at=now, process=process) for loop in sorted(set(loops))],
        update_conflicts=True,
        unique_fields=["loop"],
        update_fields=["at", "process"],
    )


def forget_pulses(still: Sequence[str]) -> None:
    """Loops that a newer version no longer has must not look stopped for ever."""
    Pulse.objects.exclude(loop__in=still).delete()
