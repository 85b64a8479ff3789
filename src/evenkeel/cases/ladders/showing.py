"""A ladder as it is shown: each step with who that is right now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenkeel.cases.ladders.known import names_in
from evenkeel.cases.ladders.reaching import About, whom
from evenkeel.cases.ladders.trying import peek_turn
from evenkeel.judgement.climbing import LAST_RESORT, Ladder, Stand, Step, Target
from evenkeel.judgement.climbing.wording import repeat_words, say, span_words, when_words
from evenkeel.people.models import Team
from evenkeel.people.reads import answerable


@dataclass(frozen=True, slots=True)
class Who:
    """One name of a step: as it is said, and who that is now."""

    words: str
    people: Sequence[str]
    asked: bool
    by_case: bool  # the owner and the roles differ from case to case


@dataclass(frozen=True, slots=True)
class Rung:
    no: int
    who: Sequence[Who]
    when: str
    wait: str  # empty: as long as the level says
    repeat: str
    hold: bool


@dataclass(frozen=True, slots=True)
class Shown:
    rungs: Sequence[Rung]
    last: Rung
    repeats: int


def show_ladder(team: Team, ladder: Ladder, now: datetime) -> Shown:
    """Each name is looked up once, however many steps it stands on."""
    targets = {str(t): t for step in ladder.steps for t in step.notify} | {name: Target(name) for name in LAST_RESORT}
    names = names_in(list(targets.values()))
    about = About(team, answerable(team, "first", now).user, 4, "standard")
    who = {key: _who(target, about, names, now) for key, target in targets.items()}
    last = Step(0, tuple(Target(name) for name in LAST_RESORT), wait=ladder.last_resort_every)
    return Shown([_rung(s, who) for s in ladder.steps], _rung(last, who), 0 if ladder.is_endless else ladder.repeats)


def _who(target: Target, about: About, names: Mapping[tuple[str, int], str], now: datetime) -> Who:
    by_case = target.kind in {"owner", "role"}
    stand = Stand(0, Step(1, (target,)))
    told = [] if by_case else whom(stand, about, now, peek_turn({}))[0]
    return Who(say(target, names), [str(one.user) for one in told], target.asks, by_case)


def _rung(step: Step, who: Mapping[str, Who]) -> Rung:
    return Rung(
        step.no,
        [who[str(target)] for target in step.notify],
        when_words(step.when),
        span_words(step.wait) if step.wait else "",
        repeat_words(step),
        step.hold,
    )
