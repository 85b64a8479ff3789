"""The signs in one turn, quoted, and the turn as a row of numbers for the weights."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any, Final

import re2

from evenkeel.judgement.reading.course.vocabulary import ANGRY_FACES, HAPPY_FACES, KINDS
from evenkeel.judgement.reading.heat import heat_of
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.values import Signal, TriggerReading

MOST: Final = 4  # of one kind; the fifth says nothing new
READ_AT_MOST: Final = 4_000
# Addresses and names of accounts are nobody's feelings: they are blanked, character for character.
_ADDRESSES: Final = re2.compile(rb"https?://\S+|www\.\S+|@\w+|&[a-z]{2,5};")
# Faces and capitals are seen in the text as it was written, all else in the folded one.
_AS_WRITTEN: Final = {
    "angry_face": ("An angry or weary face is used.", ANGRY_FACES),
    "happy_face": ("A friendly face is used.", HAPPY_FACES),
    "capitals": ("This is in capitals.", r"\b[A-Z]{3,}\b"),
}
_MARKS: Final = {
    "shouts": ("This is stressed with repeated marks.", r"[!?]{2,}"),
    "exclaims": ("This is stressed with an exclamation mark.", r"!"),
    "trails_off": ("This trails off.", r"\.{2,}"),
}
# Grievances that nobody voices calmly, whatever their tone, as the first reader found them.
_GRIEVANCES: Final = frozenset(
    {"manager_request", "repeated_failed_fix", "broken_promise", "churn_threat", "public_shaming", "abuse"}
)
NAMES: Final = (
    *KINDS,
    *_AS_WRITTEN,
    *_MARKS,
    "questions",
    "length",
    "short",
    "grievances",
    "situations",
    "harsh_words",
)


@dataclass(frozen=True, slots=True)
class Sign:
    """One place where a kind of word stands."""

    kind: str
    start: int
    end: int
    because: str


def signs_in(text: str) -> tuple[Sign, ...]:
    text = text[:READ_AT_MOST]
    plain = _without_addresses(fold(text))
    found: list[Sign] = []
    for kind, (because, pattern) in _patterns().items():
        subject = text if kind in _AS_WRITTEN else plain
        found += [Sign(kind, one.start(), one.end(), because) for one in islice(pattern.finditer(subject), MOST)]
    return tuple(found)


def measured(text: str, signs: Sequence[Sign], read: TriggerReading) -> Mapping[str, float]:
    """The row of numbers, by name. More of one kind adds ever less."""
    plain = _without_addresses(fold(text[:READ_AT_MOST]))
    counts = dict.fromkeys(NAMES, 0.0)
    for sign in signs:
        counts[sign.kind] += 1
    row = {kind: count**0.7 for kind, count in counts.items()}
    words = len(plain.split())
    codes = {signal.code for signal in _meant(read.signals, plain)}
    return row | {
        "questions": float(min(2, plain.count(b"?"))),
        "length": math.log1p(min(words, 150)),
        "short": float(words <= 5),
        "grievances": float(len(codes & _GRIEVANCES)),
        "situations": float(min(3, len(codes))),
        "harsh_words": _harshness(read, plain),
    }


def _harshness(read: TriggerReading, plain: bytes) -> float:
    meant = _meant(read.heat_because, plain)
    return (heat_of(meant, praised=False) if len(meant) < len(read.heat_because) else read.heat) / 100


def _meant(signals: Sequence[Signal], plain: bytes) -> list[Signal]:
    """Those that the first reader did not find in an address."""
    return [one for one in signals if one.start >= len(plain) or plain[one.start : one.end].strip()]


@cache
def _patterns() -> Mapping[str, tuple[str, Any]]:
    told = {
        kind: (because, re2.compile(pattern.encode("latin-1"))) for kind, (because, pattern) in (KINDS | _MARKS).items()
    }
    return told | {kind: (because, re2.compile(pattern)) for kind, (because, pattern) in _AS_WRITTEN.items()}


def _without_addresses(folded: bytes) -> bytes:
    return bytes(_ADDRESSES.sub(lambda one: b" " * len(one.group()), folded))
