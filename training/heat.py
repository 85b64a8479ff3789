"""Fit the weights of heat's signs, and say what they are worth on threads left out. `course.py` runs it.

The labelled threads give one weight for each kind of sign, and nothing else of them goes into the model.
"""

from __future__ import annotations

import json
import random
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import Ridge

from evenkeel.judgement.reading.course.signs import NAMES, measured, signs_in
from evenkeel.judgement.reading.triggers import read_triggers

HERE = Path(__file__).parent
OURS = 2_500  # messages of our own corpus, so that the weights are not of one channel and one trade only
OURS_WEIGH = 0.5  # all of them together, against the labelled threads
FIRM, FIRM_CARRY = 100.0, 10.0
CARRY = ("now", "before", "hottest")
STRETCH = 1.25  # a careful fit says less than readers do; this gives its curve their spread back, and changes no order
# What a manner in our corpus is worth in the readers' steps: it was labelled by kind, not by degree.
MANNER = {"none": 0.4, "impatient": 2.2, "complainer": 2.8, "aggressive": 3.5}
TROUBLED = 1.5


@dataclass(frozen=True)
class Said:
    """A customer's turn that readers have judged."""

    thread: int
    row: np.ndarray
    before: tuple[np.ndarray, ...]
    felt: float


def turns_of(threads: Sequence[dict]) -> Iterator[Said]:
    for number, thread in enumerate(threads):
        before: list[np.ndarray] = []
        for turn in thread["turns"]:
            if turn["speaker"] == "customer":
                row = row_of(turn["text"])
                if turn.get("frustration"):
                    yield Said(number, row, tuple(before), statistics.mean(turn["frustration"]))
                before.append(row)


def row_of(text: str) -> np.ndarray:
    row = measured(text, signs_in(text), read_triggers(text))
    return np.array([row[name] for name in NAMES])


def our_messages() -> tuple[np.ndarray, np.ndarray]:
    rows = [json.loads(line) for path in sorted((HERE / "corpus/triggers").glob("*.jsonl")) for line in path.open()]
    drawn = random.Random(0).sample([row for row in rows if row["lang"] == "en"], OURS)
    return np.array([row_of(row["text"]) for row in drawn]), np.array([_felt(row) for row in drawn])


def _felt(row: dict) -> float:
    calm = row["customer_type"] == "none"
    return TROUBLED if calm and (row["level"] > 1 or row["triggers"]) else MANNER[row["customer_type"]]


@dataclass(frozen=True)
class Heat:
    """Two sums: a turn by itself, then the turn among those before it."""

    own: tuple[float, np.ndarray]
    carry: tuple[float, np.ndarray]

    def alone(self, row: np.ndarray) -> float:
        return float(self.own[0] + row @ self.own[1])

    def within(self, said: Said) -> float:
        return float(self.carry[0] + carry_row(self, said) @ self.carry[1])


def fit_heat(said: Sequence[Said], ours: tuple[np.ndarray, np.ndarray], ours_weigh: float = OURS_WEIGH) -> Heat:
    rows, felt = np.array([one.row for one in said]), np.array([one.felt for one in said])
    weigh = np.concatenate([np.ones(len(said)), np.full(len(ours[1]), ours_weigh * len(said) / len(ours[1]))])
    own = _ridge(np.vstack([rows, ours[0]]), np.concatenate([felt, ours[1]]), FIRM, weigh, rows)
    first = Heat(own, (0.0, np.array([1.0, 0.0, 0.0])))
    carried = np.array([carry_row(first, one) for one in said])
    bias, weights = _ridge(carried, felt, FIRM_CARRY, np.ones(len(said)), carried)
    middle = felt.mean()
    return Heat(own, (middle + (bias - middle) * STRETCH, weights * STRETCH))


def carry_row(heat: Heat, said: Said) -> np.ndarray:
    now, before = heat.alone(said.row), [heat.alone(row) for row in said.before]
    return np.array([now, before[-1] if before else now, max(before, default=now)])


def _ridge(
    rows: np.ndarray, felt: np.ndarray, firm: float, weigh: np.ndarray, scaled_by: np.ndarray
) -> tuple[float, np.ndarray]:
    """Fitted on features of one size, given back for features as they are."""
    spread = np.where(scaled_by.std(0) > 0, scaled_by.std(0), 1.0)
    found = Ridge(firm).fit(rows / spread, felt, sample_weight=weigh)
    return float(found.intercept_), found.coef_ / spread


def left_out(said: Sequence[Said], ours: tuple[np.ndarray, np.ndarray], folds: int = 8, seed: int = 0) -> np.ndarray:
    """Each turn's heat from weights fitted without its thread."""
    threads = sorted({one.thread for one in said})
    random.Random(seed).shuffle(threads)
    fold_of = {thread: n % folds for n, thread in enumerate(threads)}
    found = np.zeros(len(said))
    for fold in range(folds):
        heat = fit_heat([one for one in said if fold_of[one.thread] != fold], ours)
        for n, one in enumerate(said):
            if fold_of[one.thread] == fold:
                found[n] = heat.within(one)
    return found


def near(said: Sequence[Said], found: np.ndarray) -> dict[str, float]:
    """How often a reading is within 20 points of 100, where words tell of a feeling and where none do."""
    told = np.array([_tells(one.row) for one in said])
    close = np.abs(np.clip(found, 0, 4) - np.array([one.felt for one in said])) <= 0.8
    return {"told": round(float(close[told].mean()), 2), "untold": round(float(close[~told].mean()), 2)}


def _tells(row: np.ndarray) -> bool:
    neutral = {
        "denial",
        "you",
        "length",
        "short",
        "questions",
        "stress",
        "please",
        "greets",
        "asks",
        "money",
        "harsh_words",
    }
    return any(value > 0 for name, value in zip(NAMES, row, strict=True) if name not in neutral)


def as_sum(bias: float, names: Sequence[str], weights: np.ndarray) -> dict:
    return {"bias": round(bias, 4), "weights": {n: round(float(w), 4) for n, w in zip(names, weights, strict=True)}}
