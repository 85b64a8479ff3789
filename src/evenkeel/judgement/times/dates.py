"""Dates as they are written: with the month's name, in figures, and as a place within a month."""

from __future__ import annotations

import re
from datetime import date, timedelta

from evenkeel.judgement.times.names import (
    DAY,
    DAY_WORDS,
    MONTH,
    MONTH_WORDS,
    WEEKDAYS,
    YEAR,
    Days,
    certain,
    coming,
    full_year,
    last_of_month,
    month_number,
)
from evenkeel.judgement.times.values import Moment

_NTH = r"(\d{1,2})(?:st|nd|rd|th)"
_FAR = timedelta(days=62)


def _iso(match: re.Match[str], moment: Moment) -> Days | None:
    return _only(certain(int(match[1]), int(match[2]), int(match[3])))


def _year_first(match: re.Match[str], moment: Moment) -> Days | None:
    """`2027/3/14`; where the middle is no month, it is the day."""
    year, a, b = int(match[1]), int(match[3]), int(match[4])
    return _only(certain(year, a, b) or certain(year, b, a))


def _stamp(match: re.Match[str], moment: Moment) -> Days | None:
    return _dated(int(match[2]), match[1], int(match[3]), None, moment)


def _day_month(match: re.Match[str], moment: Moment) -> Days | None:
    return _dated(int(match[2]), match[3], full_year(match[4], match[5]), match[1], moment)


def _month_day(match: re.Match[str], moment: Moment) -> Days | None:
    return _dated(int(match[3]), match[2], full_year(match[4], match[5]), match[1], moment)


def _year_month_day(match: re.Match[str], moment: Moment) -> Days | None:
    return _dated(int(match[3]), match[2], int(match[1]), None, moment)


def _dated(day: int, month: str, year: int | None, weekday: str | None, moment: Moment) -> Days | None:
    found = coming(day, month_number(month), year, moment.today)
    if not found:
        return None
    wrong = weekday is not None and WEEKDAYS[found.weekday()] != weekday
    return Days((found,), "which_day" if wrong else None)


def _numeric(match: re.Match[str], moment: Moment) -> Days | None:
    a, b, year = int(match[1]), int(match[3]), full_year(match[4])
    day_first = moment.day_first or match[2] == "."
    first, other = coming(a, b, year, moment.today), coming(b, a, year, moment.today)
    if not day_first:
        first, other = other, first
    if first and other and first != other and match[2] != ".":
        return Days((first, other), "date_order")
    return _only(first or other)


def _weekday_of_date(match: re.Match[str], moment: Moment) -> Days | None:
    """'Tuesday the 8th' is the next 8th that is a Tuesday; where another 8th comes first, it is asked."""
    weekday, day = match[1], int(match[2] or match[3])
    nearest = _next_nth(day, moment.today)
    if nearest is None:
        return None
    months = ((nearest.year * 12 + nearest.month - 1 + n) for n in range(15))
    there = (certain(month // 12, month % 12 + 1, day) for month in months)
    fitting = next((found for found in there if found and WEEKDAYS[found.weekday()] == weekday), None)
    if fitting is None or fitting - moment.today > _FAR:
        return Days((nearest, fitting) if fitting else (nearest,), "which_day")
    return Days((fitting,))


def _nth_of_month(match: re.Match[str], moment: Moment) -> Days | None:
    """'The 15th', and 'the 15th of next month'."""
    ahead = 1 if "next" in match[0] else 0
    start = moment.today.replace(day=1)
    return _only(
        _next_nth(int(match[1]), last_of_month(start.year, start.month) + timedelta(days=1) if ahead else moment.today)
    )


def _next_nth(day: int, today: date) -> date | None:
    months = (today.year * 12 + today.month - 1 + n for n in range(13))
    there = (certain(month // 12, month % 12 + 1, day) for month in months)
    return next((found for found in there if found and found >= today), None)


def _place_in_month(match: re.Match[str], moment: Moment) -> Days | None:
    """'The last Friday of March', 'the first working day of next month', 'the second to last Monday in May'."""
    place, what = match[1], match[2]
    for month in _months_meant(match, moment):
        found = _at_place(place, what, month, moment)
        if found and found >= moment.today:
            week = what in ("week", "weekend")
            return Days((found,), "vague_day" if week else None, period=week)
    return None


def _months_meant(match: re.Match[str], moment: Moment) -> list[date]:
    """First days of the months that may be meant, this year's before next year's."""
    today, year = moment.today, full_year(match[5], match[6])
    if match[4]:
        number = month_number(match[4])
        return [date(y, number, 1) for y in ((year,) if year else (today.year, today.year + 1))]
    first = today.replace(day=1)
    following = last_of_month(first.year, first.month) + timedelta(days=1)
    return [following] if match[3] in ("next", "following", "coming") else [first, following]


def _at_place(place: str, what: str, month: date, moment: Moment) -> date | None:
    last = last_of_month(month.year, month.month)
    days = [month + timedelta(days=n) for n in range(last.day)]
    if what in WEEKDAYS:
        days = [day for day in days if WEEKDAYS[day.weekday()] == what]
    elif what == "weekend":
        days = [day for day in days if day.weekday() == 5]
    elif what == "week":
        days = [day for day in days if day.weekday() == 4]
    elif what != "day":
        days = [day for day in days if moment.calendar.is_business_day(day)]
    backwards = "last" in place
    n = int(place[0]) if place[0].isdigit() and backwards else 1 if backwards else int(place.rstrip("stndrh"))
    if n < 1 or n > len(days):
        return None
    return days[-n] if backwards else days[n - 1]


def _day_of_year(match: re.Match[str], moment: Moment) -> Days | None:
    n, year = int(match[1]), int(match[2])
    return _only(date(year, 1, 1) + timedelta(days=n - 1)) if 1 <= n <= 366 else None


def _edge_of_year(match: re.Match[str], moment: Moment) -> Days | None:
    year = full_year(match[4]) or moment.today.year + bool(match[3])
    if match[1] and not match[4] and date(year, 1, 1) < moment.today:
        year += 1
    return Days((date(year, 1, 1) if match[1] else date(year, 12, 31),))


def _only(day: date | None) -> Days | None:
    return Days((day,)) if day else None


_DIGIT = frozenset("#")  # A phrase without a digit needs none of these rules.
_NO_NUMBER = r"(?! (?:floor|time|attempt|line|level|party|day|visit|call|street|avenue|hour|reminder|email|message|ticket|generation|weeks?|weekend|months?|quarter|half|business|working|thing|one|class|coat|step|place|stage|part|phase|or \d))"

DATE_RULES = (
    (_DIGIT, r"\b(2\d\d\d)-(\d\d?)-(\d\d?)(?!\d)", _iso),
    (_DIGIT, r"^\W*(20\d\d)(0[1-9]|1[0-2])([0-2]\d|3[01])(?=t\d|\W*$)", _iso),
    (_DIGIT, r"\b(2\d\d\d)([/.])(\d\d?)\2(\d\d?)(?!\d)", _year_first),
    (
        MONTH_WORDS,
        rf"\b{MONTH} (\d{{1,2}}),? \d{{1,2}}:\d\d(?::\d\d)?(?: [ap]m)?(?: [a-z]{{3,4}})?,? ?(2\d\d\d)\b",
        _stamp,
    ),
    (MONTH_WORDS, rf"\b(2\d\d\d),? {MONTH} (\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d)", _year_month_day),
    (
        MONTH_WORDS,
        rf"(?:\b{DAY},? )?(?:the )?\b(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:day )?(?:of |in )?{MONTH}{YEAR}",
        _day_month,
    ),
    (MONTH_WORDS, rf"(?:\b{DAY},? )?\b{MONTH},? (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?![:.]\d){YEAR}", _month_day),
    (_DIGIT, r"(?<![\d/.-])(\d{1,2})([/.-])(\d{1,2})\2(2\d\d\d)\b", _numeric),
    (_DIGIT, r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})[/.](\d\d)\b(?![/.\d])", _numeric),
    (_DIGIT, r"(?<![\d/.])(\d{1,2})([/])(\d{1,2})(?![\d/])(?! (?:of|hours|inch))()", _numeric),
    (_DIGIT, r"(?<![\d/.])(\d{1,2})(\.)(\d{1,2})\.(?!\d)()", _numeric),
    (
        None,
        (
            rf"\b(\d{{1,2}}(?:st|nd|rd|th)(?: to(?: the)? last)?|(?:very )?last) "
            rf"({DAY[1:-1]}|day|weekend|week|weekday|business day|working day)s? "
            rf"(?:of|in|this|next) ?(?:the )?(this|next|following|coming)? ?(?:{MONTH}{YEAR}|months?\b)"
        ),
        _place_in_month,
    ),
    (_DIGIT, r"\b(\d{1,3})(?:st|nd|rd|th) day (?:of|in) (2\d\d\d)\b", _day_of_year),
    (None, r"\b(?:(1)st|(last)) day (?:of|in) (?:the |this |(next ))?(?:year\b|(2\d\d\d)\b)", _edge_of_year),
    (
        DAY_WORDS,
        rf"\b{DAY},? (?:on )?(?:the )?(?:{_NTH}\b(?! (?:of|in) )|(1[3-9]|2\d|3[01])\b(?![:.]\d| ?(?:[ap]m|oclock|minutes|hours)))",
        _weekday_of_date,
    ),
    (
        _DIGIT,
        rf"\b{_NTH} (?:day )?of (?:the |this |next |the coming |the following |each |every )?month\b",
        _nth_of_month,
    ),
)
LOOSE_DATE_RULES = (
    (_DIGIT, rf"\bthe {_NTH}\b{_NO_NUMBER}", _nth_of_month),
    (_DIGIT, rf"^(?:on |by |before |until )?{_NTH}\b{_NO_NUMBER}(?= at| by| \d|,|\W*$)", _nth_of_month),
)
# A date's own digits must not be read as an hour.
_NAME = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
DATE_DIGITS = re.compile(
    r"\b2\d\d\d([-/.])\d\d?\1\d\d?(?:t(?=\d)|(?!\d))|(?<![\d/.-])\d{1,2}([/.-])\d{1,2}\2(?:2\d)?\d\d\b|(?<![\d/.])\d{1,2}[/.]\d{1,2}(?:[/.](?:20)?\d\d\b|\.(?!\d))"
    r"|(?<![\d/.])\d{1,2}/\d{1,2}\b(?!/)|\b2\d\d\d[-/](?:0[1-9]|1[0-2])\b|\b(?:0?[1-9]|1[0-2])[/-]2\d\d\d\b"
    rf"|\b\d{{1,2}}(?:st|nd|rd|th)?\.? (?:day )?(?:of |in )?{_NAME}\b\.?(?:,? ?2\d\d\d\b)?"
    rf"|\b(?:2\d\d\d,? )?{_NAME}\.?,? (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?![:.]\d)(?:,? ?2\d\d\d\b)?"
    r"|\b\d{1,2}(?:st|nd|rd|th)\b"
)
