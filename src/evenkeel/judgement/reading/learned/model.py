"""The learned reader: for each code the sum of the weights of what stands there, as a probability, with the words that say it.

A linear model, so each word's part in the answer is known, and is shown. `training/README.md` tells how it is trained, and
`docs/reading.md` what it is good for.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

from evenkeel.judgement.reading.learned.features import (
    Token,
    of_context,
    of_row,
    of_rule,
    of_sight,
    of_word,
    tokens,
)

Weights = np.ndarray[Any, np.dtype[np.float32]]
FILE: Final = "triggers.npz"
_FIRMNESS: Final = (
    6.0  # words that a short text is taken to have besides its own, so that one word alone decides little
)
_LONGEST_SPAN: Final = 14  # words of evidence


@dataclass(frozen=True, slots=True)
class Found:
    """How sure the model is of each code, between 0 and 1, and where the words stand that speak for it."""

    probability: Mapping[str, float]
    _tokens: Sequence[Token]
    _parts: Weights  # what each token says by itself: a row for each token, a column for each code
    _rows: Sequence[tuple[int, int, int]]
    _shares: Weights  # what those in a row say, a row for each of `_rows`
    _codes: Sequence[str]

    def span(self, code: str) -> tuple[int, int]:
        """The stretch of words that speaks most for the code; a word counts against it that says nothing."""
        if not self._tokens:
            return 0, 0
        parts = self._worth(self._codes.index(code))
        worth = parts - max(float(parts.mean()), float(parts.max()) * 0.25)
        best, span = -math.inf, (0, 0)
        for first in range(len(worth)):
            total = 0.0
            for last in range(first, min(first + _LONGEST_SPAN, len(worth))):
                total += float(worth[last])
                if total > best:
                    best, span = total, (first, last)
        return self._tokens[span[0]].start, self._tokens[span[1]].end

    def _worth(self, column: int) -> Weights:
        """What words in a row say is shared out between the first of them and the last."""
        worth: Weights = self._parts[:, column].copy()
        last_word = len(worth) - 1
        for (_, first, last), share in zip(self._rows, self._shares[:, column].tolist(), strict=True):
            ends = [n for n in {first, last} if 0 <= n <= last_word]
            for n in ends:
                worth[n] += share / len(ends)
        return worth


class Model:
    def __init__(self, weights: Weights, bias: Weights, codes: Sequence[str], thresholds: Sequence[float]) -> None:
        self.codes = tuple(codes)
        self.thresholds = dict(zip(codes, map(float, thresholds), strict=True))
        self._weights, self._bias = weights, bias
        self._words: dict[bytes, Weights] = {}

    def read(self, folded: bytes, text: str, context: bytes, rules: Collection[str]) -> Found:
        """`folded` is the text as `folding.fold` leaves it, `rules` the codes that a rule has found in it."""
        found = tokens(folded)
        words = [token.text for token in found]
        scale = scale_of(len(words))
        parts = np.array([self._of_word(word) for word in words], dtype=np.float32).reshape(-1, len(self.codes))
        rows = list(of_row(words))
        shares = self._weights[[slot for slot, _, _ in rows]]
        total = self._bias + (parts.sum(0) + shares.sum(0)) * scale
        others = [*of_context(context), *of_sight(text)]
        if others:
            total = total + self._weights[others].sum(0) * scale
        if rules:
            total = total + self._weights[[of_rule(code) for code in rules]].sum(0)
        odds = 1.0 / (1.0 + np.exp(-total))
        return Found(dict(zip(self.codes, odds.tolist(), strict=True)), found, parts, rows, shares, self.codes)

    def _of_word(self, word: bytes) -> Weights:
        known = self._words.get(word)
        if known is None:
            known = self._weights[list(of_word(word))].sum(0)
            if len(self._words) < 65_536:
                self._words[word] = known
        return known


def scale_of(words: int) -> float:
    """A long text says more, and each of its words counts for less."""
    return 1.0 / (math.sqrt(words + 2 + _FIRMNESS) * 12.0)


@cache
def load() -> Model:
    with (files(__package__) / FILE).open("rb") as stored:
        kept = np.load(stored, allow_pickle=False)
        weights = kept["weights"].astype(np.float32) * kept["scales"].astype(np.float32)
        return Model(weights, kept["bias"].astype(np.float32), list(map(str, kept["codes"])), list(kept["thresholds"]))
