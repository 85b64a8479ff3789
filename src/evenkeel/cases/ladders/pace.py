"""When the next stand of a climb comes. The one place that reckons it, for the climb and for the simulation."""

from __future__ import annotations

from datetime import datetime

from evenkeel.judgement.climbing import Ladder, Stand, wait_of
from evenkeel.judgement.levels import LevelRules


def next_at(ladder: Ladder, stand: Stand, rules: LevelRules, now: datetime, *, first: bool) -> datetime:
    """Counted from now, not from when this stand was due: hours of downtime do not make a burst of pages."""
    return now + wait_of(
        ladder, stand, first=first, acknowledge_within=rules.acknowledge_within, climb_wait=rules.climb_wait
    )
