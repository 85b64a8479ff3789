"""How angry one message is, 0 to 100, from its manner alone; what is at stake is judged elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import islice
from typing import Any, Final

import re2

from evenkeel.judgement.reading.lexicon.customers import ACCUSING
from evenkeel.judgement.reading.lexicon.sieve import Sieve
from evenkeel.judgement.reading.values import Signal

_SHOUT: Final = re2.compile(r"\b[A-Z]{3,}(?:[^a-z\n]{0,3}\b[A-Z]{2,})*\b")
_ICE: Final = re2.compile(
    rb"\b(?:i must say|i am disappointed|disappoint\w+|to be honest|frankly|once again|i note (?:that|with)|for the record|as previously (?:stated|mentioned)|with all due respect|i would appreciate|i'd appreciate|i trust|i expect|kindly explain|unhappy|not happy|frustrat\w+|upset|annoyed|let down|not good enough|losing patience|patience)\b"
)
_ANGRY_FACES: Final = re2.compile("[😠😡🤬👿💢🖕]")
_OUTCRY: Final = re2.compile(rb"[!?]{2,}|!")
_MAY_SHOUT: Final = re.compile(r"[A-Z]{3}")
_WORDS: Final = (
    (ACCUSING, 0.7, "These are words of anger or reproach."),
    (_ICE, 0.4, "This is said politely, but it is displeasure."),
)
_MOST: Final = 20


def heat_signals(text: str, folded: bytes, abuse: Sequence[Signal]) -> tuple[Signal, ...]:
    """Most messages have no such sign: each is looked for where a cheap look says that it may stand."""
    found: list[Signal] = []
    if _MAY_SHOUT.search(text):
        found += [
            _heat(text, one.start(), one.end(), 0.6, "This part is shouted in capitals.")
            for one in _first(_SHOUT, text)
            if sum(char.isupper() for char in one.group(0)) >= 4 or " " in one.group(0)
        ]
    for n in _words().passing(folded):
        pattern, weight, because = _WORDS[n]
        found += [_heat(text, one.start(), one.end(), weight, because) for one in _first(pattern, folded)]
    if b"!" in folded or b"??" in folded:
        found += [
            _heat(text, one.start(), one.end(), 0.3, "The message is stressed with exclamation marks.")
            for one in _first(_OUTCRY, folded)
        ]
    if not text.isascii():
        found += [
            _heat(text, one.start(), one.end(), 0.7, "An angry face is used.") for one in _first(_ANGRY_FACES, text)
        ]
    found += [_heat(text, one.start, one.end, 1.0, "A person is insulted.") for one in abuse]
    return tuple(sorted(found, key=lambda one: one.start)) if found else ()


@cache
def _words() -> Sieve:
    return Sieve([pattern for pattern, _weight, _because in _WORDS])


def heat_of(signals: Sequence[Signal], praised: bool) -> int:
    """More anger adds ever less, so that nothing passes 100."""
    calm = 0.9
    for one in signals:
        calm *= 1 - 0.35 * one.confidence
    return 5 if praised else round(100 * (0.95 - calm)) if signals else 5


def _first(pattern: Any, subject: str | bytes) -> list[Any]:
    return list(islice(pattern.finditer(subject), _MOST))


def _heat(text: str, start: int, end: int, weight: float, because: str) -> Signal:
    return Signal("heat", start, end, text[start:end], weight, because)
