"""What a ladder would do if nobody acknowledged: the same walk, over facts that are asked for each instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Literal, TypeVar

from evenkeel.judgement.climbing.values import Facts, Ladder, Stand
from evenkeel.judgement.climbing.walking import walk

P = TypeVar("P")
# Ten rounds of thirty steps, each ten times over: beyond it a picture helps nobody.
MOST = 60


@dataclass(frozen=True, slots=True)
class Moment(Generic[P]):
    """One thing that would happen: somebody is told, a step is passed over, or the climb holds."""

    at: datetime
    what: Literal["told", "passed", "held", "last_resort"]
    stand: Stand
    people: Sequence[P] = ()
    because: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class World(Generic[P]):
    """What the simulation asks: the facts at an instant, who a stand reaches then, and when the next one comes."""

    facts: Callable[[datetime], Facts]
    reach: Callable[[Stand, datetime], Sequence[P]]
    next_at: Callable[[Stand, datetime, bool], datetime]


def simulate(ladder: Ladder, start: datetime, world: World[P]) -> tuple[list[Moment[P]], bool]:
    """Moment by moment until the last resort is told; False where the list was cut before that."""
    moments: list[Moment[P]] = []
    at, no, first = start, 0, True
    while len(moments) < MOST:
        here = at
        landing = walk(ladder, no, world.facts(here), lambda stand, here=here: world.reach(stand, here))  # type: ignore[misc]
        moments += [Moment(at, "passed", p.stand, (), p.because) for p in landing.passed]
        stand = landing.stand
        if landing.held_until is not None:
            moments.append(Moment(at, "held", stand, until=landing.held_until))
            at, no = max(landing.held_until, at + timedelta(seconds=1)), stand.no
            continue
        is_last = stand.is_end or stand.with_last_resort
        moments.append(Moment(at, "last_resort" if is_last else "told", stand, landing.people))
        if is_last:
            return moments, True
        at, no, first = world.next_at(stand, at, first), stand.no + 1, False
    return moments, False
