"""What the learned reader looks at: words, their parts, and words near each other, each as a number that a hash gives it.

Nothing of the lines it learned from stands in the model: only sums for numbers. Training and reading take the same
features from here. A word's own are found once and remembered (`model._Words`); those of words near each other are mixed from
the words' numbers, for a whole message at once.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Final
from zlib import crc32

import numpy as np

Numbers = np.ndarray[Any, np.dtype[np.uint32]]
Places = np.ndarray[Any, np.dtype[np.intp]]

BITS: Final = 20
SLOTS: Final = 1 << BITS
_SHIFT: Final = np.uint32(32 - BITS)
_MASK: Final = SLOTS - 1
# As `folding.fold` leaves it: one byte a character, lower case; \x1c and \x1d are pound and euro.
TOKEN: Final = re.compile(rb"[a-z']+|\d+|[!?%$\x1c\x1d]|[.;:]+")
_MONEY: Final = (b"\x1c", b"\x1d")
BEFORE, AFTER = b"<", b">"
SHORTEST_PART, LONGEST_PART = 3, 5
LONGEST_WORD: Final = 24  # what is longer is no word, and has no parts
MOST_TOKENS: Final = 400  # a mail says what it is about before that
MOST_READ: Final = 6_000  # characters, for the same reason
NEAR: Final = 6  # two words that stand no further from each other are a feature, in whichever order
_CAPITALS: Final = re.compile(r"\b[A-Z]{3,}\b")
_ENDINGS: Final = (b"ing", b"ed", b"es", b"s", b"'s")
_SHORTEST_STEM: Final = 3
# Odd numbers that stir the bits of what they are multiplied with.
_FIRST, _SECOND, _THIRD, _STIR = (np.uint32(n) for n in (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35, 0x27D4EB2F))


def tokens(folded: bytes) -> list[bytes]:
    """Words, numbers and marks as they stand."""
    return TOKEN.findall(folded, 0, MOST_READ)[:MOST_TOKENS]


@lru_cache(maxsize=4_096)
def of_word(token: bytes) -> tuple[int, ...]:
    """The word itself, its stem and its parts, so that *leaking* has much of *leaks*."""
    word = _plain(token)
    found = [_slot(b"w " + word), _slot(b"S " + stem(word))]
    if 2 < len(word) <= LONGEST_WORD and word[:1].isalpha():
        whole = b"^" + word + b"$"
        for size in range(SHORTEST_PART, LONGEST_PART + 1):
            found += [_slot(whole[n : n + size]) for n in range(len(whole) - size + 1)]
    return tuple(found)


def numbers_of_word(token: bytes) -> tuple[int, int]:
    """What it is mixed with its neighbours by: as it stands, and without its ending."""
    word = _plain(token)
    return crc32(b"w " + word), crc32(b"S " + stem(word))


def of_neighbours(words: Numbers, stems: Numbers) -> Numbers:
    """Two and three words in a row, then two stems near each other. Both begin with BEFORE and end with AFTER."""
    first, second = near(len(stems))
    one, other = stems[first], stems[second]
    pairs = (one + other) * _SECOND ^ (one ^ other) * _THIRD
    return np.concatenate((*_in_a_row(words), pairs)) * _STIR >> _SHIFT


def of_row(found: Sequence[bytes]) -> list[int]:
    """Two and three in a row, of one short text."""
    words = np.array([crc32(b"w " + _plain(word)) for word in (BEFORE, *found, AFTER)], np.uint32)
    slots: list[int] = (np.concatenate(_in_a_row(words)) * _STIR >> _SHIFT).tolist()
    return slots


def _in_a_row(words: Numbers) -> tuple[Numbers, Numbers]:
    two = words[:-1] * _FIRST ^ words[1:] * _SECOND
    return two, two[:-1] * _THIRD ^ words[2:] * _FIRST


def near(count: int) -> tuple[Places, Places]:
    """The places of all pairs among so many words that stand near each other."""
    return _near(count) if count <= 100 else _near.__wrapped__(count)


@lru_cache(maxsize=128)
def _near(count: int) -> tuple[Places, Places]:
    pairs = [(n, n + far) for far in range(1, NEAR + 1) for n in range(count - far)]
    first, second = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return np.ascontiguousarray(first), np.ascontiguousarray(second)


def of_context(folded: bytes) -> list[int]:
    """Words of the case's notes count for themselves: the customer did not say them."""
    return [_slot(b"c " + _plain(token)) for token in tokens(folded)]


def of_sight(text: str) -> list[int]:
    """What is seen rather than read: shouting in capitals."""
    return [_slot(b"* capitals")] if len(_CAPITALS.findall(text, 0, MOST_READ)) > 1 else []


def of_sign(name: str) -> int:
    """Something seen about the text that is none of its words."""
    return _slot(b"# " + name.encode())


def stem(word: bytes) -> bytes:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


def _plain(word: bytes) -> bytes:
    if word.isdigit():
        return b"0" * min(len(word), 3)
    return b"$" if word in _MONEY else word


def _slot(name: bytes) -> int:
    return crc32(name) & _MASK
