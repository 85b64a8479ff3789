"""Where a climb stands next. The climb itself and the simulation both ask here, so that they cannot disagree."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from evenkeel.judgement.climbing.values import AFTER_THE_LADDER, HOLDS_BELOW, Facts, Ladder, Stand

P = TypeVar("P")
Reach = Callable[[Stand], Sequence[P]]


@dataclass(frozen=True, slots=True)
class PassedOver:
    """A step that nobody was told by. `because` is empty where its people could not be reached."""

    stand: Stand
    because: str = ""


@dataclass(frozen=True, slots=True)
class Landing(Generic[P]):
    """Where the walk came to rest: people to tell, or an instant until which it holds."""

    stand: Stand
    people: Sequence[P]
    passed: tuple[PassedOver, ...] = ()
    held_until: datetime | None = None


def stand_at(ladder: Ladder, no: int) -> Stand:
    """The stand with this number; from the end of the ladder on, the last resort for ever."""
    round_, place = divmod(no, ladder.per_round) if ladder.steps else (0, 0)
    if ladder.is_endless and no >= ladder.per_round:
        step, again = ladder.steps[-1], no - ladder.per_round + 1
        return Stand(no, step, 1, again, with_last_resort=again % ladder.joins_every(step) == 0)
    if not ladder.steps or no < 0 or round_ >= ladder.rounds:
        return Stand(no, None, ladder.rounds)
    for step in ladder.steps:
        if place <= step.times:
            return Stand(no, step, round_ + 1, place)
        place -= step.times + 1
    raise AssertionError("a place below the length of a round lies on a step")


def walk(ladder: Ladder, no: int, facts: Facts, reach: Reach[P]) -> Landing[P]:
    """From this number on to the first stand that reaches somebody, or holds. Whoever is not told of is explained.

    It ends: after one turn over all steps at the same instant nothing new can be found, and the last resort is told.
    """
    passed: list[PassedOver] = []
    while len(passed) < max(len(ladder.steps), 1):
        stand = stand_at(ladder, no)
        if stand.step is None:
            break
        because = stand.step.when.why_not(facts)
        if not because:
            if stand.step.hold and facts.level < HOLDS_BELOW and facts.opens_at is not None and not facts.inside:
                return Landing(stand, (), tuple(passed), facts.opens_at)
            people = reach(stand)
            if people:
                return Landing(stand, people, tuple(passed))
        passed.append(PassedOver(stand, because))
        if stand.step.until_acknowledged:
            break  # Its number is kept: at the next time it is tried again.
        no = after_step(ladder, stand)
    if not ladder.is_endless:
        no = max(no, ladder.per_round * ladder.rounds)
    end = Stand(no, None, ladder.rounds)
    return Landing(end, reach(end), tuple(passed))


def after_step(ladder: Ladder, stand: Stand) -> int:
    """The number at which others than those of this step are told: past its repeats, or where the last resort joins."""
    step = stand.step
    if step is None:
        return stand.no + 1
    if step.until_acknowledged:
        every = ladder.joins_every(step)
        return stand.no + every - stand.again % every
    return stand.no + step.times + 1 - stand.again


def wait_of(
    ladder: Ladder, stand: Stand, *, first: bool, acknowledge_within: timedelta, climb_wait: timedelta
) -> timedelta:
    """How long this stand waits for somebody before the next one comes."""
    level = acknowledge_within if first else climb_wait
    step = stand.step
    if step is None:
        return ladder.last_resort_every or max(level, AFTER_THE_LADDER)
    if step.every is not None and (step.until_acknowledged or stand.again < step.times):
        return step.every
    return step.wait or level
