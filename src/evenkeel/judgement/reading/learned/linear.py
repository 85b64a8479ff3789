"""Weights as they are stored, one byte each, and the sums of those that a text asks for."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

Weights = np.ndarray[Any, np.dtype[np.float32]]
_FIRMNESS: Final = (
    20  # features that a short text is taken to have besides its own, so that a single one decides little
)
_REACH: Final = 4.0


class Linear:
    """A linear model for each of its columns; a feature counts once, however often it stands there."""

    def __init__(
        self, weights: Weights, bias: Weights, columns: Sequence[str], thresholds: Mapping[str, float]
    ) -> None:
        self.columns, self.thresholds = tuple(columns), dict(thresholds)
        self._weights, self._bias = weights, bias

    def sums(self, slots: Collection[int]) -> dict[str, float]:
        """For each column what the features say together: above nothing speaks for it, below against it."""
        found = sorted(set(slots))
        total = self._bias + self._weights[found].sum(0, dtype=np.float32) * scale_of(len(found))
        return dict(zip(self.columns, total.tolist(), strict=True))


def scale_of(features: int) -> float:
    """A long text says more, and each feature of it counts for less."""
    return float(_REACH / np.sqrt(features + _FIRMNESS))


def probability(total: float) -> float:
    return float(1.0 / (1.0 + np.exp(-total)))


@cache
def load(file: str) -> Linear:
    with (files(__package__) / file).open("rb") as stored:
        kept = np.load(stored, allow_pickle=False)
        weights = kept["weights"].astype(np.float32) * kept["scales"].astype(np.float32)
        thresholds = dict(zip(map(str, kept["verdicts"]), map(float, kept["thresholds"]), strict=True))
        return Linear(weights, kept["bias"].astype(np.float32), list(map(str, kept["columns"])), thresholds)
