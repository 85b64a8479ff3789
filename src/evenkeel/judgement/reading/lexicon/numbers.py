"""Numbers as customers write them: how many people, how many failed fixes."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

import re2

from evenkeel.judgement.reading.lexicon.frames import compiled
from evenkeel.judgement.reading.lexicon.vocabulary import VOCABULARY

_WORDS: Final = {
    b"two": 2,
    b"twice": 2,
    b"second": 2,
    b"three": 3,
    b"third": 3,
    b"four": 4,
    b"fourth": 4,
    b"five": 5,
    b"fifth": 5,
    b"six": 6,
    b"sixth": 6,
    b"seven": 7,
    b"seventh": 7,
    b"eight": 8,
    b"eighth": 8,
    b"nine": 9,
    b"ninth": 9,
    b"ten": 10,
    b"tenth": 10,
    b"eleven": 11,
    b"twelve": 12,
    b"thirteen": 13,
    b"fourteen": 14,
    b"fifteen": 15,
    b"sixteen": 16,
    b"seventeen": 17,
    b"eighteen": 18,
    b"nineteen": 19,
    b"twenty": 20,
    b"thirty": 30,
    b"forty": 40,
    b"fifty": 50,
    b"sixty": 60,
    b"seventy": 70,
    b"eighty": 80,
    b"ninety": 90,
    b"dozen": 12,
    b"dozens": 24,
    b"hundred": 100,
    b"hundreds": 200,
    b"thousand": 1000,
    b"thousands": 2000,
}
_AFFECTED: Final = compiled(r"\b(<many>) (?:of (?:our|my|the|your) )?(?:[a-z]{1,12} ){0,2}<people>\b", VOCABULARY)
_TRIES: Final = compiled(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|second|third|fourth|fifth|sixth|seventh|eighth|[2-9](?:nd|rd|th)?) (?:[a-z]{1,10} )?(?:times?|visits?|repairs?|attempts?|engineers?|technicians?|techs?|fixes|fix|failures?|breakdowns?|replacements?|patch(?:es)?|callouts?|faults?|outages?|plumbers?|stoppages?|remakes?|tickets?)\b",
    VOCABULARY,
)
_NUMBER: Final = re2.compile(rb"\d[\d.,]*|[a-z]+")
_LARGEST: Final = 10_000_000


def affected_in(plain: bytes) -> int | None:
    return _largest(_AFFECTED, plain)


def failed_fixes_in(plain: bytes) -> int:
    """How many failed fixes the words count; one where they tell of a failed fix without a number."""
    return min(_largest(_TRIES, plain) or 1, 99)


def _largest(pattern: Any, plain: bytes) -> int | None:
    found = [_value(one.group(1)) for one in islice(pattern.finditer(plain), 50)]
    return max((value for value in found if value), default=None)


def _value(words: bytes) -> int:
    """Digits as they stand; words added up, as "forty two" or "two hundred"."""
    total = 0
    for part in _NUMBER.finditer(words):
        word = bytes(part.group(0))
        if word[:1].isdigit():
            total += int(word.replace(b",", b"").replace(b".", b"")[:8])
        elif word in (b"hundred", b"thousand") and total:
            total *= _WORDS[word]
        else:
            total += _WORDS.get(word, 0)
    return min(total, _LARGEST)
