"""The learned reader: for each code the sum of the weights of what stands there, with the words that say it.

A linear model, so each word's part in the answer is known, and is shown. `training/README.md` tells how it is trained, and
`docs/reading.md` what it is good for.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from io import BytesIO
from itertools import islice
from typing import Any, Final
from zlib import crc32

import numpy as np

from evenkeel.judgement.reading.learned.features import (
    MOST_READ,
    MOST_TOKENS,
    SLOTS,
    TOKEN,
    Places,
    near,
    of_context,
    of_neighbours,
    of_sight,
    of_word,
    tokens,
)
from evenkeel.judgement.reading.learned.words import Full, Weights, Words

Small = np.ndarray[Any, np.dtype[np.int8]]
Rows = np.ndarray[Any, np.dtype[np.int32]]
FILE: Final = "triggers.npz"
ANY: Final = "any"  # the column that says whether there is any trouble at all
_FIRMNESS: Final = 8.0  # words that a text is taken to have besides its own, so that one word alone decides little
_LONGEST_SPAN: Final = 14  # words of evidence


@dataclass(frozen=True, slots=True)
class Found:
    """How sure the model is of each code, between 0 and 1; where the words stand that speak for it is looked for when asked."""

    sure: Mapping[str, float]
    _folded: bytes
    _places: Places
    _beside: Rows
    _words: Words
    _model: Model

    @property
    def words(self) -> int:
        """How many words there were to go by."""
        return len(self._places) - 2

    def span(self, code: str) -> tuple[int, int]:
        """The stretch of words that speaks most for the code; a word counts against it that says nothing."""
        worth = self._model.worth(code, self._words, self._places, self._beside)
        if not len(worth):
            return 0, 0
        worth -= max(float(worth.mean()), float(worth.max()) * 0.25)
        so_far = np.concatenate(([0.0], np.cumsum(worth)))
        count = len(so_far)
        first, last = np.arange(count)[:, None], np.arange(count)[None, :]
        sums = np.where((last > first) & (last - first <= _LONGEST_SPAN), so_far[last] - so_far[first], -math.inf)
        begin, end = divmod(int(sums.argmax()), count)
        stretch = list(islice(TOKEN.finditer(self._folded, 0, MOST_READ), MOST_TOKENS))[begin:end]
        return stretch[0].start(), stretch[-1].end()


class Model:
    """`weights` has a row for each of `slots`, and before them one of zeros; `meanings` one for each word whose crc32 is known."""

    def __init__(self, kept: Mapping[str, Any], checksum: str = "") -> None:
        self.checksum = checksum
        self.codes = tuple(map(str, kept["codes"]))
        self.thresholds = dict(zip(self.codes, map(float, kept["thresholds"]), strict=True))
        self.gate, self.gate_with_a_rule = map(float, kept["gates"])
        self._bias: Weights = kept["bias"]
        self._weights: Small = np.vstack((np.zeros((1, len(self.codes)), np.int8), kept["weights"]))
        self._scales: Weights = kept["scales"]
        self._rows = np.zeros(SLOTS, np.int32)
        self._rows[kept["slots"]] = np.arange(1, len(self._weights))
        self._meanings: Small = kept["meanings"]
        self._meaning_scales: Weights = kept["meaning_scales"]
        self._known = dict(zip(kept["words"].tolist(), range(len(self._meanings)), strict=True))
        self._words = Words(len(self.codes), self._alone)

    def read(self, folded: bytes, text: str, context: bytes) -> Found:
        """`folded` is the text as `folding.fold` leaves it."""
        words, places = self._placed(tokens(folded))
        slots = of_neighbours(words.wholes.take(places), words.stems.take(places))
        beside = self._rows.take(slots)
        rows = beside[beside > 0]
        others = [*of_sight(text), *of_context(context)] if context else of_sight(text)
        if others:
            rows = np.concatenate((rows, self._rows[others]))
        near_by = np.add.reduce(self._weights.take(rows, 0), dtype=np.int32) * self._scales
        alone = np.add.reduce(words.alone.take(places, 0))
        total = self._bias + (alone + near_by) * np.float32(scale_of(len(places) - 2))
        sure = (1.0 / (1.0 + np.exp(-total))).tolist()
        return Found(dict(zip(self.codes, sure, strict=True)), folded, places, beside, words, self)

    def worth(self, code: str, words: Words, places: Places, beside: Rows) -> Weights:
        """What each word says for the code; what two or three together say is shared out between the first and the last."""
        column, count = self.codes.index(code), len(places)
        shares = self._weights[beside, column] * (float(self._scales[column]) / 2)
        row = np.arange(count)
        firsts, lasts = near(count)
        ends = np.concatenate((row[:-1], row[:-2], firsts, row[1:], row[2:], lasts))
        shared = np.bincount(ends, weights=np.concatenate((shares, shares)), minlength=count)
        worth: Weights = (words.alone[places, column] + shared)[1:-1]
        return worth

    def _placed(self, found: Sequence[bytes]) -> tuple[Words, Places]:
        words = self._words
        try:
            return words, words.places(found)
        except Full:  # begin anew: what comes often is soon known again
            self._words = words = Words(len(self.codes), self._alone)
            return words, words.places(found)

    def _alone(self, word: bytes) -> Weights:
        alone: Weights = self._weights[self._rows[list(of_word(word))]].sum(0, dtype=np.int32) * self._scales
        known = self._known.get(crc32(word))
        return alone if known is None else alone + self._meanings[known] * self._meaning_scales


def scale_of(words: int) -> float:
    """A long text says more, and each of its words counts for less."""
    return 1.0 / (math.sqrt(words + _FIRMNESS) * 12.0)


@cache
def load() -> Model:
    stored = (files(__package__) / FILE).read_bytes()
    with np.load(BytesIO(stored), allow_pickle=False) as kept:
        return Model({name: kept[name] for name in kept.files}, sha256(stored).hexdigest())
