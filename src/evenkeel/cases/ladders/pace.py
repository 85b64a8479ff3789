"""When the next stand of a climb comes. The one place that reckons it, for the climb and for the simulation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenkeel.cases.waits import hours_of, wait_under
from evenkeel.judgement.climbing import Ladder, Stand, wait_of
from evenkeel.judgement.levels import LevelRules
from evenkeel.people.models import Account, Team


@dataclass(frozen=True, slots=True)
class Next:
    """`rule` says what the instant was reckoned from, where it is the level's wait and not the step's own."""

    due_at: datetime
    rule: dict[str, Any] | None = None


def next_at(
    ladder: Ladder, stand: Stand, rules: LevelRules, now: datetime, *, first: bool, team: Team, account: Account | None
) -> Next:
    """Counted from now, not from when this stand was due: hours of downtime do not make a burst of pages. The level's
    wait counts in its hours, a step's own wait is by the clock.
    """
    name = "acknowledge_within" if first else "climb_wait"
    zone = account.time_zone if account is not None else team.time_zone
    level = wait_under(rules, name, now, zone, lambda: hours_of(account, team, now, rules))
    span = level.due_at - now if level is not None else getattr(rules, name)
    due_at = now + wait_of(ladder, stand, first=first, acknowledge_within=span, climb_wait=span)
    is_the_levels = level is not None and due_at == level.due_at
    return Next(due_at, level.rule if level is not None and is_the_levels else None)
