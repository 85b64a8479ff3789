"""Conversations as read, with how they ended; and the measures of a turning point and of a forecast. `course.py` runs it."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
from sklearn.metrics import roc_auc_score

from evenkeel.judgement.reading.conversation import Turn, read_turns, turning_point
from evenkeel.judgement.reading.course.forecasting import BASE, FEATURES, SPEAKS_FROM, features
from evenkeel.judgement.reading.course.turn import of_customer

FRUSTRATED = 2.5  # of 4, in the mean of the readers
PARTS = (0.25, 0.5, 0.75, 1.0)
STEPS = (0.0, 0.08, 0.2, 0.45, 1.0)
FALSE_ALARMS = 0.10
Forecast = Callable[[Sequence[Turn]], float]


@dataclass(frozen=True)
class Course:
    """A conversation as read, and how it ended; `turned` is where its writer marked the turn."""

    turns: tuple[Turn, ...]
    ended_badly: bool
    turned: int | None
    real: bool = False

    def before_each(self) -> list[np.ndarray]:
        """The features after each customer turn at which the forecast speaks, but the last: that one is no forecast."""
        theirs = of_customer(self.turns)
        return [row_of(self.turns[: at + 1]) for at in theirs[SPEAKS_FROM - 1 : -1]]


def row_of(turns: Sequence[Turn]) -> np.ndarray:
    row = features(turns)
    return np.array([row[name] for name in FEATURES])


def invented(path: Path) -> list[Course]:
    rows = [json.loads(line) for line in path.open()]
    return [Course(_read(row), row["ends"] == "escalated", row["turning_point"]) for row in rows]


def from_threads(threads: Sequence[dict]) -> list[Course]:
    """How a real thread ended is what readers said of its last customer turn; those of one or two turns foretell nothing."""
    found = []
    for thread in threads:
        felt = [turn.get("frustration") for turn in thread["turns"] if turn["speaker"] == "customer"]
        if len(felt) > SPEAKS_FROM and felt[-1]:
            found.append(Course(_read(thread), statistics.mean(felt[-1]) >= FRUSTRATED, None, real=True))
    return found


def _read(row: dict) -> tuple[Turn, ...]:
    return read_turns([(turn["speaker"], turn["text"]) for turn in row["turns"]])


def auc_at(courses: Sequence[Course], said: Sequence[Forecast], part: float) -> float:
    chances = [one(c.turns[: max(1, round(part * len(c.turns)))]) for c, one in zip(courses, said, strict=True)]
    return float(roc_auc_score([c.ended_badly for c in courses], chances))


def auc_before_the_last(courses: Sequence[Course], said: Sequence[Forecast]) -> float:
    """All but the customer's last turn and what follows it, which often says how it ended."""
    chances = [one(c.turns[: of_customer(c.turns)[-1]]) for c, one in zip(courses, said, strict=True)]
    return float(roc_auc_score([c.ended_badly for c in courses], chances))


@dataclass(frozen=True)
class Said:
    chance: float
    came: bool
    weight: float  # so that `BASE` of the conversations end badly
    conversation: int


def all_said(courses: Sequence[Course], said: Sequence[Forecast]) -> list[Said]:
    """Every forecast that was spoken before the customer's last turn."""
    bad = statistics.mean(c.ended_badly for c in courses)
    found = []
    for n, (course, one) in enumerate(zip(courses, said, strict=True)):
        weight = BASE / bad if course.ended_badly else (1 - BASE) / (1 - bad)
        places = of_customer(course.turns)[SPEAKS_FROM - 1 : -1]
        found += [Said(one(course.turns[: at + 1]), course.ended_badly, weight / len(places), n) for at in places]
    return found


def steps(said: Sequence[Said]) -> list[tuple[float, float, int]]:
    """Of the forecasts between two bounds: what was said, what came, and how many conversations that is."""
    found = []
    for low, high in pairwise(STEPS):
        here = [one for one in said if low <= one.chance < high or one.chance == high == 1.0]
        if here:
            weight = sum(one.weight for one in here)
            meant = sum(one.chance * one.weight for one in here) / weight
            came = sum(one.weight for one in here if one.came) / weight
            found.append((round(meant, 3), round(came, 3), len({one.conversation for one in here})))
    return found


def calibration_error(said: Sequence[Said]) -> float:
    """How far, on average, what was said is from what came, step by step."""
    whole, error = sum(one.weight for one in said), 0.0
    for low, high in pairwise(STEPS):
        here = [one for one in said if low <= one.chance < high]
        if here:
            error += abs(sum((one.chance - one.came) * one.weight for one in here)) / whole
    return error


def lead(courses: Sequence[Course], said: Sequence[Forecast]) -> tuple[float, float, float]:
    """At one false alarm in ten: the threshold, the share of bad ends that had an alarm before the customer's last turn,
    and how many turns before that turn, in the middle.
    """
    highest = []
    for course, one in zip(courses, said, strict=True):
        places = of_customer(course.turns)[SPEAKS_FROM - 1 : -1]
        highest.append([(at, one(course.turns[: at + 1])) for at in places])
    calm = sorted(
        max((c for _, c in found), default=BASE) for found, c in zip(highest, courses, strict=True) if not c.ended_badly
    )
    threshold = calm[min(len(calm) - 1, int((1 - FALSE_ALARMS) * len(calm)))]
    leads = []
    for found, course in zip(highest, courses, strict=True):
        if course.ended_badly:
            first = next((at for at, chance in found if chance > threshold), None)
            leads.append(None if first is None else of_customer(course.turns)[-1] - first)
    heard = [one for one in leads if one is not None]
    return threshold, len(heard) / max(1, len(leads)), statistics.median(heard) if heard else 0.0


def turning(courses: Sequence[Course], propose: Callable[[Course], int | None]) -> str:
    right = [_near(propose(c), c.turned) for c in courses]
    bad = [r for r, c in zip(right, courses, strict=True) if c.turned is not None]
    shown = [r for r, c in zip(right, courses, strict=True) if propose(c) is not None]
    exact = sum(propose(c) == c.turned for c in courses if c.turned is not None)
    return (
        f"right within two turns {sum(right)}/{len(right)}; of those that turn {sum(bad)}/{len(bad)} (exactly {exact}); "
        f"of those shown {sum(shown)}/{len(shown)}"
    )


def _near(proposed: int | None, marked: int | None) -> bool:
    return proposed is None if marked is None else proposed is not None and abs(proposed - marked) <= 2


def report(courses: Sequence[Course], said: Sequence[Forecast]) -> None:
    spoken = all_said(courses, said)
    print("  forecast: AUC " + ", ".join(f"{auc_at(courses, said, part):.3f} at {part:.0%}" for part in PARTS))
    print(f"  before the customer's last turn: AUC {auc_before_the_last(courses, said):.3f}")
    print(f"  calibration error {calibration_error(spoken):.3f}; steps {steps(spoken)}")
    threshold, heard, middle = lead(courses, said)
    print(
        f"  at one false alarm in ten (above {threshold:.2f}): {heard:.0%} heard before, {middle:g} turns ahead in the middle"
    )


def _theirs_at(course: Course, part: float) -> int:
    theirs = of_customer(course.turns)
    return theirs[int(part * len(theirs))]


def _greatest_rise(course: Course) -> int:
    theirs = of_customer(course.turns)
    rises = {now: course.turns[now].heat - course.turns[then].heat for then, now in pairwise(theirs)}
    return max(rises, key=lambda now: rises[now], default=theirs[0])


PROPOSERS: dict[str, Callable[[Course], int | None]] = {
    "as shipped": lambda course: turning_point(course.turns),
    "always the middle": lambda course: _theirs_at(course, 0.5),
    "the hottest turn": lambda course: max(of_customer(course.turns), key=lambda n: course.turns[n].heat),
    "the greatest rise": _greatest_rise,
}
