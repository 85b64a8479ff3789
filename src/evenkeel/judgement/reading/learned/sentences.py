"""The learned reader of drafts: for each sentence of ours, how sure it is of each fault, and whether the customer is heard in it.

Linear as the reader of triggers is, over one sentence instead of a message: a fault stands in a sentence, and is shown there.
Only the numbers that weigh anything are kept, for a corpus of short drafts touches few of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

import numpy as np

Numbers = np.ndarray[Any, np.dtype[Any]]
FILE: Final = "drafts.npz"


class SentenceModel:
    def __init__(self, kept: Mapping[str, Numbers]) -> None:
        self.columns = tuple(map(str, kept["columns"]))
        self.thresholds = dict(zip(self.columns, map(float, kept["thresholds"]), strict=True))
        self._slots = kept["slots"]
        self._weights = kept["weights"].astype(np.float32) * kept["scales"].astype(np.float32)
        self._bias = kept["bias"].astype(np.float32)

    def read(self, features: Mapping[int, float]) -> dict[str, float]:
        """The chance of each column, from the features of one sentence."""
        asked = np.fromiter(features.keys(), dtype=np.int64, count=len(features))
        worth = np.fromiter(features.values(), dtype=np.float32, count=len(features))
        at = np.minimum(np.searchsorted(self._slots, asked), len(self._slots) - 1)
        known = self._slots[at] == asked
        total = self._bias + worth[known] @ self._weights[at[known]]
        return dict(zip(self.columns, (1.0 / (1.0 + np.exp(-total))).tolist(), strict=True))


@cache
def load() -> SentenceModel:
    with (files(__package__) / FILE).open("rb") as stored:
        return SentenceModel(dict(np.load(stored, allow_pickle=False)))
