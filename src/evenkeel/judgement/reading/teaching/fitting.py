"""The fit: for each code a sum over words, pulled to zero, that is added to what the shipped reader says.

The shipped reader is the prior: where lines say nothing, nothing changes. Logistic loss, ridge, Newton steps whose equations
are solved by conjugate gradients; no chance is in it, so the same lines give the same correction.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from evenkeel.judgement.reading.learned.correction import Correction, features, odds_of, reach_of
from evenkeel.judgement.reading.learned.features import tokens
from evenkeel.judgement.reading.learned.model import load
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.rules import DANGER
from evenkeel.judgement.reading.teaching.values import Line, Mark

Reals = np.ndarray[Any, np.dtype[np.float64]]
Places = np.ndarray[Any, np.dtype[np.intp]]

SEEN_IN: Final = 2  # conversations: what only one customer says is not kept
FEWEST: Final = 300  # conversations that a desk is taken to have: of ten that are all alike no word would count as rare
LOOSENESS: Final = 0.05  # how far a word may move; chosen on hands that the reader beneath had not seen
LOOSENESS_OF_ALL: Final = 0.05  # how far all messages together may
LEAST: Final = 1e-4  # weights below say nothing and are left out
_STEPS, _INNER, _NEAR_ENOUGH = 25, 60, 1e-6


@dataclass(frozen=True, slots=True)
class Studied:
    """A line as numbers: its slots, how far each of them reaches, and what the shipped reader makes of its marked codes."""

    group: str
    slots: tuple[int, ...]
    reach: float
    marks: dict[str, Mark]
    sure: dict[str, float]


def study(line: Line, sure: dict[str, float]) -> Studied:
    words = tokens(fold(line.text))
    return Studied(line.group, tuple(features(words)), reach_of(len(words)), dict(line.marks), sure)


def fit(lines: Sequence[Studied], codes: Sequence[str]) -> Correction:
    rare = _rarity(lines)
    slots = np.array(sorted(rare), np.uint32)
    column = {slot: n for n, slot in enumerate(slots.tolist())}
    worth = np.array([rare[slot] for slot in slots.tolist()])
    weights, plus = np.zeros((len(slots), len(codes))), np.zeros(len(codes))
    for n, code in enumerate(codes):
        marked = [one for one in lines if code in one.marks]
        # All dangers together are not moved: only those told in the words that were marked.
        weights[:, n], plus[n] = _fit_one(marked, code, column, worth, 0.0 if code == DANGER else LOOSENESS_OF_ALL)
    said = np.abs(weights).max(1, initial=0.0) > LEAST
    base = load().checksum
    return Correction(
        base, tuple(codes), slots[said], (weights * worth[:, None])[said].astype(np.float32), plus.astype(np.float32)
    )


def _rarity(lines: Sequence[Studied]) -> dict[int, float]:
    """What is common on this desk says little. Only what stands in several conversations is there at all."""
    groups: dict[int, set[str]] = {}
    for one in lines:
        for slot in one.slots:
            groups.setdefault(slot, set()).add(one.group)
    seen = Counter({slot: len(where) for slot, where in groups.items() if len(where) >= SEEN_IN})
    everywhere = max(len({one.group for one in lines}), FEWEST)
    return {slot: float(np.log((everywhere + 1) / (count + 1)) + 1) for slot, count in seen.items()}


def _fit_one(
    lines: Sequence[Studied], code: str, column: dict[int, int], worth: Reals, loose: float
) -> tuple[Reals, float]:
    if not lines:
        return np.zeros(len(worth)), 0.0
    sheet = _sheet(lines, column, worth, np.sqrt(loose))
    marks = [one.marks[code] for one in lines]
    wanted, weight = np.array([m.so for m in marks], float), np.array([m.weight for m in marks])
    start = np.array([odds_of(one.sure.get(code, 0.0)) for one in lines])
    found = _newton(sheet, wanted, weight, start)
    return found[:-1] * np.sqrt(LOOSENESS), float(found[-1] * np.sqrt(loose))


@dataclass(frozen=True, slots=True)
class _Sheet:
    """Lines by columns, only what is there; the last column is the one that every line has."""

    rows: Places
    columns: Places
    values: Reals
    shape: tuple[int, int]

    def times(self, by: Reals) -> Reals:
        sums: Reals = np.bincount(self.rows, self.values * by[self.columns], self.shape[0]).astype(np.float64)
        return sums

    def turned_times(self, by: Reals) -> Reals:
        sums: Reals = np.bincount(self.columns, self.values * by[self.rows], self.shape[1]).astype(np.float64)
        return sums


def _sheet(lines: Sequence[Studied], column: dict[int, int], worth: Reals, every: float) -> _Sheet:
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    for n, one in enumerate(lines):
        known = [column[slot] for slot in one.slots if slot in column]
        rows += [n] * (len(known) + 1)
        columns += [*known, len(worth)]
        values += [*(worth[known] * one.reach * np.sqrt(LOOSENESS)).tolist(), every]
    return _Sheet(np.array(rows), np.array(columns), np.array(values), (len(lines), len(worth) + 1))


def _newton(sheet: _Sheet, wanted: Reals, weight: Reals, start: Reals) -> Reals:
    found = np.zeros(sheet.shape[1])
    loss = _loss(sheet, found, wanted, weight, start)
    for _ in range(_STEPS):
        sure = _logistic(start + sheet.times(found))
        slope = sheet.turned_times(weight * (sure - wanted)) + found
        if np.abs(slope).max(initial=0.0) < _NEAR_ENOUGH:
            break
        step = _solve(sheet, weight * sure * (1 - sure), slope)
        size = 1.0
        while (tried := _loss(sheet, found - size * step, wanted, weight, start)) > loss and size > 1e-4:
            size /= 2
        if tried >= loss:
            break
        found, loss = found - size * step, tried
    return found


def _loss(sheet: _Sheet, found: Reals, wanted: Reals, weight: Reals, start: Reals) -> float:
    margins = start + sheet.times(found)
    return float((weight * (np.logaddexp(0, margins) - wanted * margins)).sum() + (found @ found) / 2)


def _solve(sheet: _Sheet, curve: Reals, slope: Reals) -> Reals:
    """Conjugate gradients for (ridge + what the lines bend) x = slope."""
    x = np.zeros_like(slope)
    rest, way = slope.copy(), slope.copy()
    length = rest @ rest
    for _ in range(_INNER):
        if length < _NEAR_ENOUGH**2:
            break
        bent = way + sheet.turned_times(curve * sheet.times(way))
        far = length / (way @ bent)
        x += far * way
        rest -= far * bent
        before, length = length, rest @ rest
        way = rest + (length / before) * way
    return x


def _logistic(margins: Reals) -> Reals:
    kept: Reals = 1 / (1 + np.exp(-np.clip(margins, -30, 30)))
    return kept
