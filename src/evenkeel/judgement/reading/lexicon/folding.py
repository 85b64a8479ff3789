"""Text made plain, one character for one character, so that every span found fits the customer's own words."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import re2

LONGEST_PIECE = 600
_PLAIN = str.maketrans(
    {
        "’": "'",
        "‘": "'",
        "`": "'",
        "´": "'",
        "“": '"',
        "”": '"',
        "„": '"',
        "«": '"',
        "»": '"',
        "–": "-",
        "—": "-",
        "−": "-",
        "…": ".",
        "ß": "s",
        "ø": "o",
        "æ": "a",
        "œ": "o",
        "ł": "l",
        "đ": "d",
        "₤": "£",
    }
)
_MONEY = {"£": b"\x1c", "€": b"\x1d"}
_ENDING = re2.compile(rb"[.!?;]+[\"')\]]*(?:\s|$)|\n+")


@dataclass(frozen=True, slots=True)
class Sentence:
    start: int
    end: int


def fold(text: str) -> bytes:
    """One byte for each character: lower case, no accents, plain quotes; what has no plain form becomes a space."""
    plain = text.translate(_PLAIN)
    if plain.isascii():
        return plain.lower().encode("ascii").replace(b"\x00", b" ")
    return b"".join(_fold_one(char) for char in plain)


def _fold_one(char: str) -> bytes:
    if char.isascii():
        return b" " if char == "\x00" else char.lower().encode("ascii")
    if char in _MONEY:
        return _MONEY[char]
    base = unicodedata.normalize("NFKD", char)[:1].lower()
    return base.encode("ascii") if base.isascii() and base else b" "


def sentences(folded: bytes) -> tuple[Sentence, ...]:
    """Sentences, none longer than LONGEST_PIECE, so that no pattern ever looks further than that."""
    found: list[Sentence] = []
    begin = 0
    for ending in _ENDING.finditer(folded):
        _cut(begin, ending.end(), found)
        begin = ending.end()
    _cut(begin, len(folded), found)
    return tuple(found)


def _cut(begin: int, end: int, found: list[Sentence]) -> None:
    while begin < end:
        stop = min(end, begin + LONGEST_PIECE)
        found.append(Sentence(begin, stop))
        begin = stop
