"""How likely a conversation is to escalate, said after each customer turn: a work-list, not a verdict.

The weights are fitted (`training/course.py`) on invented conversations and a few real threads, and set to the rate at which public
disputes end badly; `docs/reading.md` says what that is worth. The first turns say too little: there the forecast is silent, and
gives that rate.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evenkeel.judgement.reading.course.turn import Turn, of_customer
from evenkeel.judgement.reading.course.turning import WORSENS
from evenkeel.judgement.reading.course.weights import Step, load

BASE: Final = 371 / 2106  # public disputes that ended in an impasse or with one side walking away
SPEAKS_FROM: Final = 2  # customer turns
LOOKS_BACK: Final = 60  # turns: what was said before that is over
_READ_SURELY: Final = 0.5
_MIDDLING: Final = {"heat": 0.35, "rise": 0.0, "distrust": 0.4}
_WORTH_SAYING, _MOST_SAID = 0.15, 4
FEATURES: Final = ("heat", "rise", "distrust", "ill_answered", "repeated")


@dataclass(frozen=True, slots=True)
class Reason:
    """`share` of the log odds; `turn` is where it stands."""

    turn: int
    because: str
    share: float


@dataclass(frozen=True, slots=True)
class Outlook:
    """`low` and `high` are what came true of forecasts near this one, with what so few can tell."""

    chance: float
    speaks: bool
    because: tuple[Reason, ...]
    silent_because: str
    low: float
    high: float


def forecast(turns: Sequence[Turn]) -> float:
    return outlook(turns).chance


def outlook(turns: Sequence[Turn]) -> Outlook:
    """After the last of the turns given; for the course of it ask with the first n."""
    earlier = max(0, len(turns) - LOOKS_BACK)
    turns = turns[earlier:]
    theirs = of_customer(turns)
    if len(theirs) < SPEAKS_FROM:
        return _silent("Before the customer\u2019s second turn nobody can tell.")
    if max(turns[index].sure for index in theirs) < _READ_SURELY:
        return _silent("The customer\u2019s language is not read well enough.")
    row, fitted = features(turns), load()
    chance = 1 / (1 + math.exp(-fitted.forecast.of(row)))
    low, high = _came_true(chance, fitted.steps)
    return Outlook(chance, True, _reasons(turns, row, earlier), "", low, high)


def features(turns: Sequence[Turn]) -> Mapping[str, float]:
    """All between 0 and 1, but `rise`, which may fall below. What helps care on paper (acknowledging, a step with a time) is not
    among them: it told invented conversations apart and real ones not.
    """
    theirs = of_customer(turns)
    last, before = turns[theirs[-1]], turns[theirs[-2 if len(theirs) > 1 else -1]]
    ours = [turn for turn in turns[theirs[0] :] if turn.speaker != "customer"]
    return {
        "heat": last.heat / 100,
        "rise": (last.heat - before.heat) / 100,
        "distrust": (100 - last.trust) / 100,
        "ill_answered": min(2, sum(bool(WORSENS & set(turn.acts)) for turn in ours)) / 2,
        "repeated": float(any(turn.repeats for turn in ours)),
    }


def _silent(because: str) -> Outlook:
    return Outlook(BASE, False, (), because, 0.0, 1.0)


def _reasons(turns: Sequence[Turn], row: Mapping[str, float], earlier: int) -> tuple[Reason, ...]:
    """What moves the forecast from where a middling conversation stands, the strongest first."""
    weights = load().forecast.weights
    shares = {name: weights.get(name, 0.0) * (row[name] - _MIDDLING.get(name, 0.0)) for name in FEATURES}
    told = [name for name in sorted(shares, key=lambda n: -abs(shares[n])) if abs(shares[name]) >= _WORTH_SAYING]
    places = _places(turns)
    return tuple(
        Reason(earlier + places[name][0], places[name][1], round(shares[name], 2))
        for name in told[:_MOST_SAID]
        if row[name] > 0 or name in _MIDDLING
    )


def _places(turns: Sequence[Turn]) -> Mapping[str, tuple[int, str]]:
    theirs = of_customer(turns)
    last, before = theirs[-1], theirs[-2 if len(theirs) > 1 else -1]
    ours = [n for n in range(theirs[0], len(turns)) if turns[n].speaker != "customer"]
    ill = [n for n in ours if WORSENS & set(turns[n].acts)]
    again = [n for n in ours if turns[n].repeats]
    return {
        "heat": (last, f"The customer\u2019s heat is {turns[last].heat} of 100."),
        "rise": (last, f"Since their turn before it went from {turns[before].heat} to {turns[last].heat}."),
        "distrust": (last, f"Their trust in us is {turns[last].trust} of 100."),
        "ill_answered": (ill[-1] if ill else last, "An answer of ours is of a kind that makes it worse."),
        "repeated": (again[-1] if again else last, "We said the same again."),
    }


def _came_true(chance: float, steps: Sequence[Step]) -> tuple[float, float]:
    """Wilson's interval, at nine in ten, of the step of forecasts that this one is nearest to."""
    if not steps:
        return 0.0, 1.0
    step = min(steps, key=lambda one: abs(one.said - chance))
    z2 = 1.645**2
    middle = (step.came + z2 / (2 * step.of)) / (1 + z2 / step.of)
    spread = math.sqrt(step.came * (1 - step.came) / step.of + z2 / (4 * step.of**2)) * 1.645 / (1 + z2 / step.of)
    return round(max(0.0, middle - spread), 2), round(min(1.0, middle + spread), 2)
