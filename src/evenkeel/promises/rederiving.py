"""A promise follows what was meant, when the calendar or the clock it was reckoned by changes."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evenkeel.clock.happenings import DeadlineMoved
from evenkeel.promises.entering import arm_timers
from evenkeel.promises.holding import renew, spoken_due, tell
from evenkeel.promises.models import Promise
from evenkeel.timeline.happenings import SYSTEM


def move(promise: Promise, due_at: datetime, *, zone: str, rule: dict[str, Any], because: str, now: datetime) -> None:
    """We hold the promise. Its instant follows what was meant; one that fell due is history and is never touched."""
    before = spoken_due(promise)
    if promise.starts_at is not None and promise.due_at is not None:
        promise.starts_at += due_at - promise.due_at
    renew(promise, now)
    promise.due_at, promise.due_zone = due_at, zone
    promise.due_local = f"{due_at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"
    promise.save(update_fields=["due_at", "due_local", "due_zone", "starts_at", "generation"])
    arm_timers(promise, now, rule)
    tell(promise, DeadlineMoved(promise.what, before, spoken_due(promise), because), SYSTEM, now)
