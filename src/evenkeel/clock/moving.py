"""A timer that is reckoned anew: the old one is disarmed, and one with a new key stands in its place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import arm


def move(timer: Timer, due_at: datetime, *, rule: dict[str, Any], now: datetime, because: str) -> Timer | None:
    """None where somebody was sooner: fired, cancelled or moved it. `due_at` of a row never changes, so a row is made."""
    moves = (timer.rule or {}).get("moves", 0) + 1
    won = Timer.objects.filter(pk=timer.pk, state=Timer.State.ARMED).update(
        state=Timer.State.CANCELLED, fired_at=now, outcome=f"reckoned anew: {because}"[:200]
    )
    if not won:
        return None
    return arm(
        key=f"{timer.key.partition('/moved:')[0][:180]}/moved:{moves}",
        kind=timer.kind,
        due_at=due_at,
        now=now,
        case=timer.case,
        subject_id=timer.subject_id,
        generation=timer.generation,
        priority=timer.priority,
        late=timer.late,
        rule=rule | {"moves": moves},
    )
