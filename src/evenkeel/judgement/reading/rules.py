"""What the rules find in one message: each code looked for when it is asked for, and what several rules need found once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, cached_property
from itertools import islice
from typing import Any, Final

import re2

from evenkeel.judgement.reading.lexicon.claims import EXPOSED, LEGAL, MONEY, UNPAID
from evenkeel.judgement.reading.lexicon.danger import NAMED_DANGER, SAFETY, VULNERABLE
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.lexicon.foreign import CRIES, FOREIGN, NOT_SO
from evenkeel.judgement.reading.lexicon.frames import Frame, frame
from evenkeel.judgement.reading.lexicon.history import BROKEN, REPEATED
from evenkeel.judgement.reading.lexicon.innocent import NOT_PRAISE, PRAISE, TROUBLE, blot
from evenkeel.judgement.reading.lexicon.needs import DATED
from evenkeel.judgement.reading.lexicon.operations import DOWNSTREAM, SLA, STOPPED, WIDE
from evenkeel.judgement.reading.lexicon.relations import ABUSE, CHURN, MANAGER, PUBLIC
from evenkeel.judgement.reading.lexicon.sieve import Sieve
from evenkeel.judgement.reading.lexicon.standing import stands
from evenkeel.judgement.reading.values import Signal

ENGLISH: Final[tuple[Frame, ...]] = (
    *SAFETY,
    *LEGAL,
    *EXPOSED,
    *REPEATED,
    *MANAGER,
    *ABUSE,
    *CHURN,
    *PUBLIC,
    *STOPPED,
    *DOWNSTREAM,
    *MONEY,
    *UNPAID,
    *VULNERABLE,
    *SLA,
    *BROKEN,
    *WIDE,
)
_FROM_NOTES: Final = frame(
    "repeated_failed_fix",
    "The notes of the case tell of earlier attempts that did not hold.",
    (
        r"(?:two|three|four|five|six|seven|\d|second|third|fourth|several|earlier|previous|one) (?:earlier |previous |failed |engineer |technician |service |workshop |repair )*(?:visits?|repairs?|attempts?|treatments?|fixes|replacements?|callouts?|engineers?|patches)\b",
        r"(?:same|repeat) (?:fault|issue|problem|complaint)|reopened",
    ),
    {},
    negatable=False,
) + frame(
    "broken_promise",
    "The notes of the case tell of something announced that did not happen.",
    (
        r"(?:missed|no|broken|failed) (?:callback|call back|visit|visits|appointment|appointments|promise|promises|deadline|delivery)\b",
        r"(?:two|three|four|five|\d) missed [a-z]+",
        r"no callback made",
    ),
    {},
    negatable=False,
)
_STILL_BAD: Final = re2.compile(
    rb"\b(?:still|again|back|worse|working|stalls?|never|nothing|fix\w*|weeks|months|fail\w*|broke\w*)\b"
)
_NEGATION: Final = re2.compile(
    rb"(?:\b(?:not|no|never|without|nobody|don't|doesn't|didn't|won't|isn't|wasn't|aren't|no need (?:for|to)|rather than|instead of|wouldn't)\s+(?:[a-z']+\s+){0,2})$"
)
_IF: Final = re2.compile(rb"\b(?:if|unless|in case|should)\s+$")
_TAIL: Final = re2.compile(rb"(?:[\s,;:]+(?:since|and|the|an?|for|in|at|of|or|but))*[\s,;:]*$")
_MOST_TRIES: Final = 8
DANGER: Final = "safety_threat"
NEED: Final = "dated_need"
_NOTED: Final = frozenset(one.code for one in _FROM_NOTES)


class Rules:
    """The rules over one message. `folded` is its text as `folding.fold` leaves it."""

    def __init__(self, text: str, folded: bytes, context: str | None, language: str) -> None:
        self._text, self._folded, self._context, self._language = text, folded, context, language
        self._english = language in ("en", "und", "xx")

    @cached_property
    def plain(self) -> bytes:
        """The text with its innocent uses of alarming words blotted out."""
        return blot(self._folded)

    @cached_property
    def praised(self) -> bool:
        kind, bad = _count(PRAISE, self.plain), _count(TROUBLE, self.plain)
        return kind > 0 and kind >= bad and NOT_PRAISE.search(self.plain) is None

    def _trouble(self, code: str) -> bool:
        """Of other languages than English we do not know the words for trouble: there the frame itself is enough."""
        return self._in_english or (code != NEED and self._language not in ("en", "und"))

    @cached_property
    def _in_english(self) -> bool:
        return TROUBLE.search(self.plain) is not None

    def find_all(self) -> tuple[Signal, ...]:
        """Of every code but the needs with a date, as they stand in the text."""
        found = [one for code in _groups(not self._english) if code != NEED and (one := self.find(code)) is not None]
        return tuple(sorted(found, key=lambda one: one.start))

    def find(self, code: str) -> Signal | None:
        return self._by_frame(code) or self._by_cry(code) or self._by_notes(code)

    def _by_frame(self, code: str) -> Signal | None:
        group = _groups(not self._english).get(code)
        if group is None:
            return None
        denial = None if self._english else NOT_SO
        for one in map(group.frames.__getitem__, group.sieve.passing(self.plain)):
            if (self.praised and not one.survives_praise) or (one.needs_trouble and not self._trouble(code)):
                continue
            if (span := _match(one, self.plain, self._folded, denial)) is not None:
                return Signal(one.code, *span, self._text[slice(*span)], one.confidence, one.because)
        return None

    def _by_cry(self, code: str) -> Signal | None:
        return _cry(self._text) if code == DANGER and self._language != "en" else None

    def _by_notes(self, code: str) -> Signal | None:
        if self._context is None or code not in _NOTED or (found := _STILL_BAD.search(self.plain)) is None:
            return None
        notes = fold(self._context)
        for one in _FROM_NOTES:
            if one.code == code and _match(one, notes, notes) is not None:
                start, end = found.start(), found.end()
                return Signal(code, start, end, self._text[start:end], 0.55, one.because)
        return None


class _Group:
    """The frames of one code, and the sieve that says which of them may fit."""

    def __init__(self, frames: Sequence[Frame]) -> None:
        self.frames, self.sieve = frames, Sieve([one.pattern for one in frames])


@cache
def _groups(foreign: bool) -> Mapping[str, _Group]:
    frames = (*(FOREIGN if foreign else ENGLISH), *DATED)
    codes = dict.fromkeys(one.code for one in frames)
    return {code: _Group([one for one in frames if one.code == code]) for code in codes}


def _match(one: Frame, plain: bytes, folded: bytes, denial: Any = None) -> tuple[int, int] | None:
    """The first place where the frame fits and what it tells is so now; `folded` still holds what was blotted out."""
    for tries, found in enumerate(one.pattern.finditer(plain)):
        start, end = found.start(), found.end()
        if start == end or tries >= _MOST_TRIES:
            return None
        before = plain[max(0, start - 40) : start]
        if denial is not None and denial.search(before):
            continue
        if one.code == "broken_promise" and _IF.search(before):
            continue
        if (one.negatable and _NEGATION.search(before)) or not stands(
            one.code, folded, start, end, merely_named=one.because == NAMED_DANGER
        ):
            continue
        return start, _without_tail(plain, start, end)
    return None


def _without_tail(plain: bytes, start: int, end: int) -> int:
    """Where the quote ends once words that only lead on to the next ones are left out."""
    tail = _TAIL.search(plain[start:end])
    return start + tail.start() if tail and tail.start() > 0 else end


def _cry(text: str) -> Signal | None:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    for word in CRIES:
        if (at := lowered.find(word)) >= 0:
            return Signal(
                "safety_threat",
                at,
                at + len(word),
                text[at : at + len(word)],
                0.5,
                "A word for danger is used in a language we do not read well.",
            )
    return None


def _count(pattern: Any, plain: bytes) -> int:
    return sum(1 for _ in islice(pattern.finditer(plain), 9))
