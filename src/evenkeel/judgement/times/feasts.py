"""Days with a name: Christmas, Easter, Thanksgiving and the like, by the rule that moves each."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from evenkeel.judgement.times.moons import MOON_WORDS, RECKONED, SIGHTED
from evenkeel.judgement.times.names import Days, full_year, monday_of
from evenkeel.judgement.times.values import Moment

_Rule = Callable[[int], date]


def _fixed(month: int, day: int) -> _Rule:
    return lambda year: date(year, month, day)


def _nth(n: int, weekday: int, month: int) -> _Rule:
    """The n-th such weekday of a month, counted from its end where n is negative."""

    def rule(year: int) -> date:
        if n > 0:
            first = date(year, month, 1)
            return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
        last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        return last - timedelta(days=(last.weekday() - weekday) % 7 - 7 * (n + 1))

    return rule


def _after(rule: _Rule, days: int) -> _Rule:
    return lambda year: rule(year) + timedelta(days=days)


def _easter(year: int) -> date:
    """The western Easter of the Gregorian calendar (Anonymous algorithm)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * weekday) // 451
    month, day = divmod(h + weekday - 7 * m + 114, 31)
    return date(year, month, day + 1)


def _orthodox_easter(year: int) -> date:
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(days=13)


_THANKSGIVING = _nth(4, 3, 11)
_RULES: tuple[tuple[str, _Rule], ...] = (
    *SIGHTED,
    *RECKONED,
    (r"(?:christmas|xmas|x-mas) eve|the 24th of christmas", _fixed(12, 24)),
    (r"boxing day|st\.? stephen'?s day|second christmas day", _fixed(12, 26)),
    (r"(?:christmas|xmas|x-mas)(?: day)?", _fixed(12, 25)),
    (r"new year'?s'? eve|nye|silvester|hogmanay", _fixed(12, 31)),
    (r"new year'?s'?(?: day)?|(?:the )?new year", _fixed(1, 1)),
    (r"orthodox easter(?: sunday)?", _orthodox_easter),
    (r"orthodox good friday", _after(_orthodox_easter, -2)),
    (r"good friday", _after(_easter, -2)),
    (r"maundy thursday|holy thursday", _after(_easter, -3)),
    (r"ash wednesday", _after(_easter, -46)),
    (r"shrove tuesday|pancake (?:day|tuesday)|mardi gras", _after(_easter, -47)),
    (r"palm sunday", _after(_easter, -7)),
    (r"holy saturday", _after(_easter, -1)),
    (r"easter monday", _after(_easter, 1)),
    (r"easter(?: sunday| day)?", _easter),
    (r"ascension(?: day| thursday)?", _after(_easter, 39)),
    (r"whit ?monday|pentecost monday", _after(_easter, 50)),
    (r"pentecost|whit ?sunday", _after(_easter, 49)),
    (r"corpus christi", _after(_easter, 60)),
    (r"cyber monday", _after(_THANKSGIVING, 4)),
    (r"black friday", _after(_THANKSGIVING, 1)),
    (r"thanksgiving(?: day)?", _THANKSGIVING),
    (r"hallowe'?en(?: night)?|all hallows' eve", _fixed(10, 31)),
    (r"all saints'? day", _fixed(11, 1)),
    (r"all souls'? day", _fixed(11, 2)),
    (r"epiphany|three kings'? day", _fixed(1, 6)),
    (r"(?:st\.? |saint )?valentine'?s'?(?: day)?", _fixed(2, 14)),
    (r"(?:st\.? |saint )patrick'?s'? day|st\.? paddy'?s day", _fixed(3, 17)),
    (r"(?:st\.? |saint )george'?s day", _fixed(4, 23)),
    (r"(?:st\.? |saint )andrew'?s day", _fixed(11, 30)),
    (r"(?:st\.? |saint )david'?s day", _fixed(3, 1)),
    (r"burns night", _fixed(1, 25)),
    (r"april fool'?s'?(?: day)?", _fixed(4, 1)),
    (r"groundhog day", _fixed(2, 2)),
    (r"(?:martin luther king|mlk)(?: jr\.?)?(?:'s)?(?: day)", _nth(3, 0, 1)),
    (r"presidents?'?s?'? day|washington's birthday", _nth(3, 0, 2)),
    (r"super bowl sunday", _nth(2, 6, 2)),
    (r"memorial day", _nth(-1, 0, 5)),
    (r"juneteenth", _fixed(6, 19)),
    (r"independence day|(?:the )?(?:4th|fourth) of july", _fixed(7, 4)),
    (r"labou?r day", _nth(1, 0, 9)),
    (r"columbus day|indigenous peoples'? day", _nth(2, 0, 10)),
    (r"veterans?'?s?'? day|armistice day", _fixed(11, 11)),
    (r"remembrance sunday", _nth(2, 6, 11)),
    (r"remembrance day", _fixed(11, 11)),
    (r"canada day", _fixed(7, 1)),
    (r"anzac day", _fixed(4, 25)),
    (r"australia day", _fixed(1, 26)),
    (r"bastille day", _fixed(7, 14)),
    (r"bonfire night|guy fawkes(?: night| day)?", _fixed(11, 5)),
    (r"may day", _fixed(5, 1)),
    (r"earth day", _fixed(4, 22)),
    (r"cinco de mayo", _fixed(5, 5)),
    (r"tax day", _fixed(4, 15)),
    (r"mother'?s'? day", _nth(2, 6, 5)),
    (r"father'?s'? day", _nth(3, 6, 6)),
    (r"parents'? day", _nth(4, 6, 7)),
    (r"international women'?s'? day", _fixed(3, 8)),
    (r"german unity day", _fixed(10, 3)),
    (r"leap day", _fixed(2, 29)),
)
_SIGHTED = frozenset(rule for _, rule in SIGHTED)
_NAME = re.compile(r"\b(?:" + "|".join(f"(?P<n{n}>{pattern})" for n, (pattern, _) in enumerate(_RULES)) + r")(?!')\b")
# A feast that stands before a thing (“the Christmas order”) is no time, so its bare name wants a preposition or to stand alone.
_BARE = re.compile(
    r"(?:\b(?:by|before|on|at|until|till|til|over|this|next|for|from|during|around|of|after|following)|^|,) (?:the )?$|^$|\bday$"
)
_WHOLE = ("day", "eve", "monday", "friday")
_DEADLINE = re.compile(r"\b(?:by|before|until|till|til) (?:the )?$")
_ENDS = re.compile(
    r"(?: (?:day|eve|weekend|night)|\W*$|,| (?:this|next|of) year| (?:20\d\d|at|by|in the|morning|afternoon|evening))"
)
_YEAR = re.compile(r",? (?:of |in )?(20\d\d)\b|,? (next|this) year\b")
FEAST_WORDS = MOON_WORDS | frozenset(
    "christmas xmas mas boxing new nye hogmanay silvester easter pentecost whit whitmonday good holy maundy ash shrove pancake mardi palm ascension corpus"
    " cyber black thanksgiving halloween hallowe saints souls epiphany kings valentine valentines patrick patricks paddy george andrew david burns"
    " fool fools groundhog martin mlk president presidents super memorial juneteenth independence july labor labour columbus indigenous veteran veterans"
    " armistice remembrance canada anzac australia bastille bonfire guy may earth tax leap women womens father fathers mother mothers parents german"
    " cinco stephen stephens".split()
)


def find_feast(text: str, moment: Moment) -> Days | None:
    for match in _NAME.finditer(text):
        if _stands(text, match):
            rule = _RULES[int((match.lastgroup or "n0")[1:])][1]
            found = _coming(rule, text[match.end() : match.end() + 40], moment)
            before = match[0].endswith(_WHOLE) is False and _DEADLINE.search(text[_near(match) : match.start()])
            return replace(found, loose=True) if found and before else found
    return None


def _stands(text: str, match: re.Match[str]) -> bool:
    full = match[0].endswith(_WHOLE)
    return full or (
        bool(_BARE.search(text[_near(match) : match.start()]))
        and bool(_ENDS.match(text[match.end() : match.end() + 40]))
    )


def _near(match: re.Match[str]) -> int:
    """Where the few words before it begin: no more of a long text is looked at."""
    return max(0, match.start() - 40)


def _coming(rule: _Rule, rest: str, moment: Moment) -> Days | None:
    today, year = moment.today, _YEAR.match(rest)
    if year:
        years = [full_year(year[1]) or today.year + (year[2] == "next")]
    else:
        years = [today.year, today.year + 1, today.year + 2, today.year + 3, today.year + 4]
    found = next((day for day in (_on(rule, y) for y in years) if day and (year or day >= today)), None)
    if found is None:
        return None
    if rest.startswith(" weekend"):
        # A feast on a Monday belongs to the weekend before it.
        return Days((monday_of(found) + timedelta(days=5 - 7 * (found.weekday() < 3)),), period=True)
    return Days((found,), "which_day" if rule in _SIGHTED else None)


@lru_cache(maxsize=1024)
def _on(rule: _Rule, year: int) -> date | None:
    try:
        return rule(year)
    except ValueError:
        return None
