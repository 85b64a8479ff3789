"""What the learned reader knows of each word, found once and remembered while it keeps coming."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, Final

import numpy as np

from evenkeel.judgement.reading.learned.features import AFTER, BEFORE, Numbers, Places, numbers_of_word

Weights = np.ndarray[Any, np.dtype[np.float32]]
MOST: Final = 32_768  # words remembered at once; a language has fewer that come often


class Full(Exception):
    """So many different words have come that none can be added."""


class Words(dict[bytes, int]):
    """Each word's place in three tables: what it says by itself (a column a code), and the two numbers it is mixed by."""

    def __init__(self, codes: int, weigh: Callable[[bytes], Weights]) -> None:
        super().__init__()
        self.alone: Weights = np.zeros((MOST, codes), np.float32)
        self.wholes: Numbers = np.zeros(MOST, np.uint32)
        self.stems: Numbers = np.zeros(MOST, np.uint32)
        self._weigh, self._learning = weigh, Lock()
        for edge in (BEFORE, AFTER):  # they stand in no text: they are no tokens
            self._keep(edge, np.zeros(codes, np.float32))

    def places(self, found: Sequence[bytes]) -> Places:
        """Of a text's words, between its two edges."""
        return np.array([0, *map(self.__getitem__, found), 1], dtype=np.intp)

    def __missing__(self, word: bytes) -> int:
        with self._learning:
            known = self.get(word)
            return self._keep(word, self._weigh(word)) if known is None else known

    def _keep(self, word: bytes, alone: Weights) -> int:
        """The tables first: another thread may look as soon as the word has its place."""
        place = len(self)
        if place == MOST:
            raise Full
        self.alone[place] = alone
        self.wholes[place], self.stems[place] = numbers_of_word(word)
        self[word] = place
        return place
