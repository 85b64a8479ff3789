"""What the learned reader looks at: words, their parts, and words in a row, each as a number that a hash gives it.

Nothing of the lines it learned from stands in the model: only sums for numbers. Training and reading take the same
features from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from zlib import crc32

BITS: Final = 18
SLOTS: Final = 1 << BITS
_MASK: Final = SLOTS - 1
# As `folding.fold` leaves it: one byte a character, lower case; \x1c and \x1d are pound and euro.
_TOKEN: Final = re.compile(rb"[a-z']+|\d+|[!?%$\x1c\x1d]|[.;:]+")
_MONEY: Final = (b"\x1c", b"\x1d")
_EDGE_BEFORE, _EDGE_AFTER = b"<", b">"
SHORTEST_PART, LONGEST_PART = 3, 5
LONGEST_WORD: Final = 24  # what is longer is no word, and has no parts
MOST_TOKENS: Final = 400  # a mail says what it is about before that


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number or mark of the folded text, and where it stands."""

    text: bytes
    start: int
    end: int


def tokens(folded: bytes) -> list[Token]:
    found: list[Token] = []
    for match in _TOKEN.finditer(folded):
        found.append(Token(_plain(match.group()), match.start(), match.end()))
        if len(found) == MOST_TOKENS:
            break
    return found


def _plain(word: bytes) -> bytes:
    if word.isdigit():
        return b"0" * min(len(word), 3)
    return b"$" if word in _MONEY else word


@lru_cache(maxsize=65_536)
def of_word(word: bytes) -> tuple[int, ...]:
    """The word itself and its parts, so that *leaking* has much of *leaks*."""
    found = [_slot(b"w " + word)]
    if 2 < len(word) <= LONGEST_WORD and word[:1].isalpha():
        whole = b"^" + word + b"$"
        for size in range(SHORTEST_PART, LONGEST_PART + 1):
            found += [_slot(whole[n : n + size]) for n in range(len(whole) - size + 1)]
    return tuple(found)


def of_row(words: list[bytes]) -> Iterator[tuple[int, int, int]]:
    """Two in a row, three in a row, and two with one between: (feature, first, last), places in the row of words."""
    row = [_EDGE_BEFORE, *words, _EDGE_AFTER]
    for n in range(len(row) - 1):
        first, second = row[n], row[n + 1]
        yield _slot(b"2 " + first + b" " + second), n - 1, n
        if n + 2 < len(row):
            third = row[n + 2]
            yield _slot(b"3 " + first + b" " + second + b" " + third), n - 1, n + 1
            yield _slot(b"s " + first + b" " + third), n - 1, n + 1


def of_context(folded: bytes) -> list[int]:
    """Words of the case's notes count for themselves: the customer did not say them."""
    return [_slot(b"c " + token.text) for token in tokens(folded)]


def of_sight(text: str) -> list[int]:
    """What is seen rather than read: shouting in capitals."""
    return [_slot(b"* capitals")] if sum(len(w) > 2 and w.isupper() for w in text.split()[:MOST_TOKENS]) >= 2 else []


def of_rule(code: str) -> int:
    return _slot(b"r " + code.encode())


def of_sign(name: str) -> int:
    """Something seen about the text that is none of its words."""
    return _slot(b"# " + name.encode())


def _slot(name: bytes) -> int:
    return crc32(name) & _MASK
