"""Stretches that have no single day: weeks, weekends, months, quarters, seasons and years, and their parts."""

from __future__ import annotations

import re
from datetime import date, timedelta

from evenkeel.judgement.times.names import (
    MONTH,
    MONTH_WORDS,
    MONTHS,
    YEAR,
    Days,
    full_year,
    last_of_month,
    monday_of,
    month_number,
    months_on,
    weekday_from,
)
from evenkeel.judgement.times.values import Moment

_PART_OF = (
    r"(early|mid|late|later|middle of|start of|beginning of|end of|back end of|close of|first half of|second half of|second part of|rest of"
    r"|remainder of|turn of|early part of|latter part of)(?:[- ](?:in )?)"
)
_START = ("start", "beginning", "turn")
_EARLY = ("early", "first half")
_MIDDLE = ("mid", "middle")
# What “was replaced in March” lies behind.
_TOLD = re.compile(r"\b(?:was|were|had|did|been)\b[^.!?]*$")
_SEASONS = {"spring": (3, 20), "summer": (6, 21), "autumn": (9, 23), "fall": (9, 23), "winter": (12, 21)}


def _week(match: re.Match[str], moment: Moment) -> Days | None:
    """Early is Tuesday, the middle Wednesday, otherwise Friday; only the last is plain."""
    monday = monday_of(moment.today)
    if re.search(r"after next|week after\b(?! this)", match[0]):
        monday += timedelta(weeks=2 if "after next" in match[0] else 1)
    elif re.search("next|following|coming", match[0]):
        monday += timedelta(weeks=1)
    for words, offset in ((("early", "start", "beginning"), 1), (("mid",), 2)):
        if any(word in match[0] for word in words):
            return _not_behind(monday + timedelta(days=offset), "vague_day", moment)
    return _not_behind(monday + timedelta(days=4), None, moment)


def _not_behind(day: date, ask: str | None, moment: Moment) -> Days:
    if day >= moment.today:
        return Days((day,), ask, period=True)
    return Days((day + timedelta(weeks=1),), "which_week", period=True)


def _weekend(match: re.Match[str], moment: Moment) -> Days | None:
    """Saturday is the working day of it; 'next weekend' may be the one after the coming one."""
    first = moment.today if moment.today.weekday() == 6 else weekday_from(moment.today, "saturday")
    if "after next" in match[0]:
        return Days((first + timedelta(weeks=1), first + timedelta(weeks=2)), "which_day", period=True)
    if match[1] == "next":
        return Days((first, first + timedelta(weeks=1)), "which_day", period=True)
    return Days((first,), "which_day", period=True)


def _this_month(match: re.Match[str], moment: Moment) -> Days | None:
    first = moment.today.replace(day=1)
    if "after next" in match[0]:
        first = months_on(first, 2)
    elif re.search("next|following|coming", match[0]):
        first = months_on(first, 1)
    return _in_month(first, match[1], moment, asks=first > moment.today)


def _named_month(match: re.Match[str], moment: Moment) -> Days | None:
    """'In March' is this year's while it lasts, and 'by mid March' its fifteenth."""
    if _TOLD.search(match.string[max(0, match.start() - 120) : match.start()]):
        return None
    number, year = month_number(match[2]), full_year(match[3], match[4])
    if year is None:
        year = moment.today.year + (number < moment.today.month)
        if re.search(r"\bnext [a-z]+\b", match[0]) and number == moment.today.month:
            year += 1
    return _in_month(date(year, number, 1), match[1], moment, asks=True)


def _figured_month(match: re.Match[str], moment: Moment) -> Days | None:
    month, year = (int(match[2]), int(match[1])) if len(match[1]) == 4 else (int(match[1]), int(match[2]))
    return _in_month(date(year, month, 1), None, moment, asks=True)


def _in_month(first: date, part: str | None, moment: Moment, *, asks: bool) -> Days | None:
    last = last_of_month(first.year, first.month)
    part = part or ""
    if part.startswith(_START):
        return _ahead(first, "vague_day", moment, months=1)
    if part.startswith((*_EARLY, *_MIDDLE)):
        day = 15 if part.startswith(_MIDDLE) or "half" in part else 10
        return _ahead(first.replace(day=day), "vague_day", moment, months=1)
    plain = part.startswith(("end", "close")) or not asks
    return Days((last,), None if plain else "vague_day", period=True) if last >= moment.today else None


def _ahead(day: date, ask: str | None, moment: Moment, *, months: int) -> Days:
    while day < moment.today:
        day = months_on(day, months)
    return Days((day,), ask, period=True)


def _quarter(match: re.Match[str], moment: Moment) -> Days | None:
    """Quarters are the calendar's; a desk whose year begins elsewhere says dates."""
    today, words = moment.today, match[0]
    number = next((int(match[n]) for n in (2, 3) if match[n]), 0)
    year = full_year(*(match[n] for n in (4, 5)))
    if number:
        first = date(year or today.year, number * 3 - 2, 1)
        if not year and months_on(first, 3) <= today:
            first = months_on(first, 12)
    else:
        first = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
        first = months_on(first, 3 if re.search("next|following|coming", words) else 0)
    return _within(first, 3, match[1], moment)


def _within(first: date, months: int, part: str | None, moment: Moment) -> Days | None:
    """A quarter or a year, or a part of it; a part that has gone by is the next one's."""
    last, part = months_on(first, months) - timedelta(days=1), part or ""
    if part.startswith((*_START, *_EARLY, *_MIDDLE)):
        day = months_on(first, months // 3 or 1) - timedelta(days=1)
        if part.startswith(_START):
            day = first
        elif part.startswith(_MIDDLE) or "half" in part:
            day = months_on(first, months // 2) + timedelta(days=0 if months % 2 == 0 else 14)
        return _ahead(day, "vague_day", moment, months=months)
    if last < moment.today:
        return None
    return Days((last,), None if part.startswith(("end", "close")) else "vague_day", period=True)


def _year(match: re.Match[str], moment: Moment) -> Days | None:
    part = "mid" if "mid-year" in match[0] or "mid year" in match[0] else match[1]
    year = full_year(match[2]) or moment.today.year + bool(re.search("next|following|coming", match[0]))
    return _within(date(year, 1, 1), 12, part, moment)


def _season(match: re.Match[str], moment: Moment) -> Days | None:
    """As the sky has them north of the equator, to the last day; which day is asked."""
    month, day = _SEASONS[match[2]]
    year = full_year(match[3])
    for candidate in (year,) if year else (moment.today.year - 1, moment.today.year, moment.today.year + 1):
        last = months_on(date(candidate, month, day), 3) - timedelta(days=1)
        if last >= moment.today and not (
            year is None and "next" in match[0] and date(candidate, month, day) <= moment.today
        ):
            return Days((last,), "vague_day", period=True)
    return None


def _year_end(match: re.Match[str], moment: Moment) -> Days | None:
    return Days((date(moment.today.year, 12, 31),), period=True)


def _month_end(match: re.Match[str], moment: Moment) -> Days | None:
    return Days((last_of_month(moment.today.year, moment.today.month),), period=True)


_NEXT = r"this|next|the following|the coming|this coming|the upcoming|following|coming|upcoming|the current|current"
# “This may take a while” and “march on” are no months.
_NO_VERB = r"(?!may (?!20\d\d|at |or |latest|for )\w|march (?:on|in|to|with|up|over)\b)"
_MONTH_YEAR = rf"{_NO_VERB}{MONTH}{YEAR}(?! \d)"
_WEEK_WORDS = frozenset(("week", "weeks", "midweek"))
_MONTH_WORD = frozenset(("month", "months", "midmonth"))
_YEAR_WORDS = frozenset(("year", "midyear"))
_QUARTER_WORDS = frozenset(("quarter", "qtr", "q"))

WEEK_RULES = (
    (
        _WEEK_WORDS,
        (
            r"\b(?:early|mid|late|later|middle of|start of|beginning of|end of|by the end of|rest of|remainder of)?[- ]?(?:in )?(?:the )?"
            r"(?:this|next|the following|the coming|this coming|the upcoming|following|coming|upcoming) weeks?\b(?! ?end| [a-z]+day)(?: after next)?"
        ),
        _week,
    ),
    (_WEEK_WORDS, r"\b(?:early |late(?:r)? )?(?:the )?weeks? after (?:next|this|that)?\b(?! we| you| i\b)", _week),
    (
        _WEEK_WORDS,
        r"\b(?:end|middle|back end|early part|start|beginning|rest|remainder) of (?:the |this |next |your |our )?(?:working |business |work )?week\b(?! ?end)",
        _week,
    ),
    (_WEEK_WORDS, r"\bmid[- ]?week\b|\b(?:early|late|later|mid)(?:er)? in the week\b|\bweek'?s end\b", _week),
    (
        frozenset(("weekend", "weekends", "end", "ends")),
        r"\b(?:(next|this|the|coming|this coming|the coming|following) |over (?:the|this) |on (?:the )?|at (?:the )?)*week-?end\b(?: after next)?|^week-?end\b()",
        _weekend,
    ),
    (
        _MONTH_WORD,
        rf"(?:\b{_PART_OF})?\b(?:{_NEXT}) month\b(?: after next)?",
        _this_month,
    ),
    (
        _MONTH_WORD,
        r"\b(start|beginning|middle|end|close|mid|early|late|rest)(?: of| in)? (?:the |this )?(?:calendar )?month\b",
        _this_month,
    ),
    (_MONTH_WORD, r"\bthe month after next\b()", _this_month),
    (_MONTH_WORD, r"\bmonth[- ]?end\b|\bmonth'?s end\b", _month_end),
    (_MONTH_WORD, r"\b(mid)[- ]?month\b", _this_month),
)
PERIOD_RULES = (
    (MONTH_WORDS, rf"\b{_PART_OF}(?:in )?(?:the month of )?(?:this |next )?{_MONTH_YEAR}", _named_month),
    (
        MONTH_WORDS,
        rf"\b(?:in|by|before|during|throughout|sometime in|this|next|coming|month of)()(?: the month of| this| next)? {_MONTH_YEAR}",
        _named_month,
    ),
    (MONTH_WORDS, rf"()\b{MONTH}(?: of)?,? (2\d\d\d)()\b(?!:)", _named_month),
    (MONTH_WORDS, rf"^\W*()({'|'.join(MONTHS)})()()\W*$", _named_month),
    (None, r"(?<![\d/.-])(0?[1-9]|1[0-2])[/-](2\d\d\d)\b(?![/\d-])", _figured_month),
    (None, r"(?<![\d/.-])(2\d\d\d)[-/](0[1-9]|1[0-2])\b(?![-/\d:])", _figured_month),
    (
        _QUARTER_WORDS,
        rf"(?:\b{_PART_OF}(?:the )?)?\b(?:q([1-4])|([1-4])(?:st|nd|rd|th) (?:quarter|qtr))\b(?: ?(?:of |in )?(?:(2\d\d\d)\b|'?(\d\d)\b(?![:.]))?)",
        _quarter,
    ),
    (
        _QUARTER_WORDS,
        rf"(?:\b{_PART_OF})?\b(?:{_NEXT}|the|our|your)()()()() (?:fiscal |financial |calendar )?(?:quarter|qtr)\b(?! (?:past|to|of an?|after|before|till|til))",
        _quarter,
    ),
    (
        _YEAR_WORDS,
        rf"(?:\b{_PART_OF})?(?<!until )(?<!till )\b(?:{_NEXT})()(?: calendar| financial| fiscal)? year\b(?!')",
        _year,
    ),
    (_YEAR_WORDS, rf"\b{_PART_OF}the (?:calendar |financial |fiscal )?(?:new )?year()\b(?!')|\bmid[- ]year\b", _year),
    (
        None,
        r"\b(?:in|by|before|until|during|for|sometime in)()? (20\d\d)\b(?![-/:.]\d| (?:minutes|hours|days?|weeks|units|items))",
        _year,
    ),
    (None, rf"\b{_PART_OF}(20\d\d)\b(?![-/:.]\d)", _year),
    (
        frozenset(_SEASONS),
        (
            rf"\b(?:{_PART_OF})?(?:(?:in|this|next|by|the|for|over|during|of) )+(spring|summer|autumn|fall|winter)\b(?:(?: of)? (20\d\d))?"
            r"(?! (?:back|off|through|apart|behind|for|down|short|time\b|from|sale|into|on|within|under|out|tires|tyres|menu|collection))"
        ),
        _season,
    ),
    (frozenset(("year", "years", "eoy")), r"\byear[- ]?end\b|\byear'?s end\b|\beoy\b", _year_end),
)
