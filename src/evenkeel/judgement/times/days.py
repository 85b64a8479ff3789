"""Days in a phrase: weekdays, days counted from today, and every other way to name a day, each tried in its turn."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from evenkeel.judgement.times.dates import DATE_RULES, LOOSE_DATE_RULES
from evenkeel.judgement.times.feasts import FEAST_WORDS, find_feast
from evenkeel.judgement.times.names import DAY, DAY_WORDS, WEEKDAYS, Days, monday_of, months_on, weekday_from
from evenkeel.judgement.times.periods import PERIOD_RULES, WEEK_RULES
from evenkeel.judgement.times.values import Moment

__all__ = ["Days", "find_days"]

_WORD = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"\d")


def find_days(text: str, moment: Moment) -> Days | None:
    """The first rule that fits; the longer ways to say a day come first."""
    words = set(_WORD.findall(text))
    if _DIGIT.search(text):
        words.add("#")
    for gate, pattern, read in _RULES:
        if gate is not None and gate.isdisjoint(words):
            continue
        match = pattern.search(text)
        if match and (found := read(match, moment)):
            return replace(found, loose=True) if pattern in _LOOSE else found
    return None


def _anchored(match: re.Match[str], moment: Moment) -> Days | None:
    """'Two weeks from Friday', 'the day before Christmas', 'the Monday after Thanksgiving'."""
    anchor = find_days(match[5], moment)
    if anchor is None or anchor.period:
        return None
    count, unit, before = int(match[1] or 1), match[2], match[4] in ("before", "prior to")
    return Days(tuple(_counted(day, count, unit, moment, before=before) for day in anchor.dates), anchor.ask)


def _counted(day: date, count: int, unit: str, moment: Moment, *, before: bool) -> date:
    step = -1 if before else 1
    if unit.startswith("month"):
        return months_on(day, count * step)
    if unit.startswith("year"):
        return months_on(day, 12 * count * step)
    if unit.startswith(("business", "working")):
        return moment.calendar.business_day_after(day, count * step)
    if unit in WEEKDAYS:
        nearest = (
            weekday_from(day + timedelta(days=1), unit) if not before else weekday_from(day - timedelta(days=7), unit)
        )
        return nearest + timedelta(weeks=(count - 1) * step)
    return day + timedelta(days=count * step * (7 if unit.startswith("week") else 1))


def _week_of(match: re.Match[str], moment: Moment) -> Days | None:
    """The week of a date is due when its Friday is."""
    anchor = find_days(match[1], moment)
    return Days((monday_of(anchor.dates[0]) + timedelta(days=4),), anchor.ask, period=True) if anchor else None


def _weeks_on(match: re.Match[str], moment: Moment) -> Days | None:
    weeks = int(match[1] or 1)
    if match[2] in ("today", "now"):
        return Days((moment.today + timedelta(weeks=weeks),))
    if match[2] == "tomorrow":
        return Days((moment.today + timedelta(weeks=weeks, days=1),))
    return _week_after(match[2], weeks, moment)


def _day_week(match: re.Match[str], moment: Moment) -> Days | None:
    return _week_after(match[1], 2 if "2" in match[0] else 1, moment)


def _week_after(weekday: str, weeks: int, moment: Moment) -> Days:
    """Seven days after the next such day; said on the day itself, it may be a week or two."""
    first = weekday_from(moment.today, weekday)
    if first == moment.today:
        return Days((first + timedelta(weeks=weeks), first + timedelta(weeks=weeks + 1)), "which_day")
    return Days((first + timedelta(weeks=weeks),))


def _weekdays_on(match: re.Match[str], moment: Moment) -> Days | None:
    """'Two Fridays from now': today is none of them."""
    first = weekday_from(moment.today + timedelta(days=1), match[2] or match[4])
    return Days((first + timedelta(weeks=int(match[1] or match[3]) - 1),))


def _weekends_on(match: re.Match[str], moment: Moment) -> Days | None:
    first = weekday_from(moment.today + timedelta(days=1), "saturday")
    return Days((first + timedelta(weeks=int(match[1]) - 1),), "which_day", period=True)


def _week_after_next(match: re.Match[str], moment: Moment) -> Days | None:
    return Days((monday_of(moment.today) + timedelta(days=14 + WEEKDAYS.index(match[1])),))


def _next_week_day(match: re.Match[str], moment: Moment) -> Days | None:
    return Days((monday_of(moment.today) + timedelta(days=7 + WEEKDAYS.index(match[1])),))


def _this_week_day(match: re.Match[str], moment: Moment) -> Days | None:
    day = monday_of(moment.today) + timedelta(days=WEEKDAYS.index(match[1] or match[2]))
    return Days((day,)) if day >= moment.today else None


def _after_next(match: re.Match[str], moment: Moment) -> Days | None:
    """'The Friday after next' is a week after next Friday, whichever that is."""
    found = _next_day(match, moment)
    return Days(tuple(day + timedelta(weeks=1) for day in found.dates), found.ask)


def _next_day(match: re.Match[str], moment: Moment) -> Days:
    """'Next Friday' is this week's to some and next week's to others, so it is asked."""
    first = weekday_from(moment.today, match[1])
    if first == moment.today:
        return Days((first + timedelta(weeks=1),), "which_day")
    return Days((first, first + timedelta(weeks=1)), "which_day")


def _plain_day(match: re.Match[str], moment: Moment) -> Days | None:
    first = weekday_from(moment.today, match[1])
    if first == moment.today:
        return Days((first, first + timedelta(weeks=1)), "which_day")
    return Days((first,))


def _in_days(n: int) -> Callable[[re.Match[str], Moment], Days]:
    return lambda _match, moment: Days((moment.today + timedelta(days=n),), named=n > 0)


_WEEK = frozenset(("week", "weeks"))
_MONTH_NAMES = r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_ANCHOR = (
    rf"((?:the |this |next |our |your )*(?:tomorrow|today|{DAY[1:-1]}|\d|(?:{_MONTH_NAMES})[a-z]* \d|christmas|xmas|easter|thanksgiving|new year|boxing"
    r"|good friday|halloween|labou?r day|end of).{0,80})"
)

_RULES: tuple[tuple[frozenset[str] | None, re.Pattern[str], Callable[[re.Match[str], Moment], Days | None]], ...] = (
    tuple(
        (gate, re.compile(pattern), read)
        for gate, pattern, read in (
            (None, r"\b(?:the )?day after (?:tomorrow|tmrw)\b|\bovermorrow\b", _in_days(2)),
            (
                frozenset(("after", "from", "following", "before", "prior")),
                rf"\b(?:(\d{{1,2}}) |the |a |on the )((?:business |working )?days?|weeks?|months?|years?|{DAY[1:-1]})()(?: after)? (after|from|following|before|prior to) {_ANCHOR}",
                _anchored,
            ),
            (
                _WEEK,
                r"\bweeks? (?:of|commencing|beginning|starting|ending)(?: on)?(?: the)? ((?:\d|today|tomorrow|monday|tuesday|wednesday|thursday|friday|saturday|sunday|[a-z]+ \d).{0,80})",
                _week_of,
            ),
            *DATE_RULES,
            (
                _WEEK,
                rf"\b(\d )?weeks? (?:on|from) (?:this |next |the coming )?(today|now|tomorrow|{DAY[1:-1]})\b",
                _weeks_on,
            ),
            (_WEEK, r"\b(\d )?weeks? (today|tomorrow)\b", _weeks_on),
            (DAY_WORDS, rf"\b(\d{{1,2}}) {DAY}s? (?:from (?:now|today)|hence)\b|\bin (\d) {DAY}s\b", _weekdays_on),
            (
                frozenset(("weekend", "weekends")),
                r"\b(?:in )?(\d) weekends?(?: from (?:now|today)| hence|(?= time))",
                _weekends_on,
            ),
            (_WEEK, rf"\b{DAY} (?:2 weeks\b|week\b)", _day_week),
            (_WEEK, rf"\b{DAY},? (?:of |in )?(?:the )?week after next\b", _week_after_next),
            (_WEEK, rf"\b{DAY},? (?:of |in )?(?:the )?(?:next|following|coming) week\b", _next_week_day),
            (_WEEK, rf"\b(?:next|the following|the coming|following) week,? (?:on )?(?:the )?{DAY}\b", _next_week_day),
            (_WEEK, rf"\b{DAY} (?:of )?this week\b|\bthis week,? (?:on )?{DAY}\b", _this_week_day),
            (DAY_WORDS, rf"\b{DAY} after next\b", _after_next),
            (DAY_WORDS, rf"\b(?:next|(?:this|the )?following) {DAY}\b", _next_day),
            (DAY_WORDS, rf"\b(?:coming|upcoming) {DAY}\b", _next_day),
            (frozenset(FEAST_WORDS), r".*", lambda match, moment: find_feast(match[0], moment)),
            (DAY_WORDS, rf"\b{DAY}\b", _plain_day),
            (_WEEK, r"\b(?:same|this) time next week\b", _in_days(7)),
            (
                None,
                r"\btomorrow\b|\b(?:the )?(?:next|following) (?:day|morning|afternoon|evening|night)\b",
                _in_days(1),
            ),
            (None, r"\b(?:today|tonight|this (?:very )?(?:morning|afternoon|evening|night|day)\b)", _in_days(0)),
            *LOOSE_DATE_RULES,
            *WEEK_RULES,
            *PERIOD_RULES,
        )
    )
)
_LOOSE = frozenset(re.compile(pattern) for _, pattern, _ in PERIOD_RULES)
