"""What one desk has taught its reader: for each code how much surer or less sure words of a kind make it, on top of what ships.

It holds numbers for hashes, and no words; `learning` makes it. Without one the shipped model reads alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from evenkeel.judgement.reading.learned.features import AFTER, BEFORE, SLOTS, Numbers, numbers_of_word, of_neighbours
from evenkeel.judgement.reading.learned.model import scale_of
from evenkeel.judgement.reading.learned.words import Weights

_FURTHEST: Final = 4.0  # no desk is so sure that it turns a certainty round
_LEAST_SURE, _MOST_SURE = 0.01, 0.95
_REACH: Final = 12.0  # `scale_of` is made for the shipped weights; ours begin at one


class Unusable(ValueError):
    """What was kept is no correction, or one for another base; says which in a sentence."""


@dataclass(frozen=True, slots=True)
class Correction:
    """`weights` has a row for each of `slots`, which rise; `plus` moves every message. A column a code."""

    base: str
    codes: tuple[str, ...]
    slots: Numbers
    weights: Weights
    plus: Weights

    def moves(self, found: Iterable[bytes]) -> dict[str, float]:
        """In units of the logistic, for the words of a message."""
        words = list(found)
        slots = np.array(features(words), np.uint32)
        known = np.flatnonzero(np.isin(self.slots, slots, assume_unique=True))
        sums = self.weights[known].sum(0) * reach_of(len(words)) + self.plus
        return dict(zip(self.codes, np.clip(sums, -_FURTHEST, _FURTHEST).tolist(), strict=True))

    def as_kept(self) -> dict[str, Any]:
        return {
            "base": np.array(self.base),
            "codes": np.array(self.codes),
            "slots": self.slots,
            "weights": self.weights,
            "plus": self.plus,
        }


def from_kept(kept: Mapping[str, Any], base: str) -> Correction:
    """Looked at closely: the file lies where others may write."""
    try:
        found = Correction(
            str(kept["base"]), tuple(map(str, kept["codes"])), kept["slots"], kept["weights"], kept["plus"]
        )
        whole = (
            found.slots.dtype == np.uint32
            and found.weights.shape == (len(found.slots), len(found.codes))
            and found.plus.shape == (len(found.codes),)
            and bool(np.isfinite(found.weights).all() and np.isfinite(found.plus).all())
            and bool((np.diff(found.slots.astype(np.int64)) > 0).all())
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Unusable("It is damaged.") from error
    if not whole:
        raise Unusable("It is damaged.")
    if found.base != base:
        raise Unusable("It was learned on top of another version of the shipped reader.")
    return found


def features(words: list[bytes]) -> list[int]:
    """Words, their stems and two in a row, each once. Their parts are left out: of a few lines they teach too much."""
    if not words:
        return []
    wholes, stems = (np.array(n, np.uint32) for n in zip(*map(numbers_of_word, (BEFORE, *words, AFTER)), strict=True))
    two = of_neighbours(wholes, stems)[: len(wholes) - 1]
    own = np.concatenate((wholes[1:-1], stems[1:-1])) & np.uint32(SLOTS - 1)
    found: list[int] = np.unique(np.concatenate((own, two))).tolist()
    return found


def reach_of(words: int) -> float:
    return scale_of(words) * _REACH


def moved(sure: float, by: float) -> float:
    return 1.0 / (1.0 + math.exp(-(odds_of(sure) + by)))


def odds_of(sure: float) -> float:
    """Within bounds: what is as good as certain can be unlearned too."""
    within = min(max(sure, _LEAST_SURE), _MOST_SURE)
    return math.log(within / (1 - within))
