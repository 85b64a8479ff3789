"""Days in a phrase: dates, weekdays, and the ends of weeks and months."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from evenkeel.judgement.times.values import Moment

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MONTHS = "january february march april may june july august september october november december".split()
_DAY = r"(monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_MONTH = (
    r"(january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_YEAR = r"(?:,? (20\d\d))?(?!\d)"


@dataclass(frozen=True, slots=True)
class Days:
    """Days that a phrase may mean, the earliest first; `period` is one that has no single day."""

    dates: tuple[date, ...]
    ask: str | None = None
    named: bool = True
    period: bool = False


def find_days(text: str, moment: Moment) -> Days | None:
    """The first rule that fits; the longer ways to say a day come first."""
    for pattern, read in _RULES:
        if match := pattern.search(text):
            found = read(match, moment)
            if found:
                return found
    return None


def _iso(match: re.Match[str], moment: Moment) -> Days | None:
    return _certain(int(match[1]), int(match[2]), int(match[3]))


def _day_month(match: re.Match[str], moment: Moment) -> Days | None:
    return _dated(int(match[2]), match[3], match[4], match[1], moment)


def _month_day(match: re.Match[str], moment: Moment) -> Days | None:
    return _dated(int(match[3]), match[2], match[4], match[1], moment)


def _numeric(match: re.Match[str], moment: Moment) -> Days | None:
    a, b, year = int(match[1]), int(match[3]), _year(match[4])
    day_first = moment.day_first or match[2] == "."
    first = _coming(a, b, year, moment) if day_first else _coming(b, a, year, moment)
    other = _coming(b, a, year, moment) if day_first else _coming(a, b, year, moment)
    if first and other and first != other and match[2] != ".":
        return Days((first, other), "date_order")
    day = first or other
    return Days((day,)) if day else None


def _dated(day: int, month: str, year: str | None, weekday: str | None, moment: Moment) -> Days | None:
    number = next(n for n, name in enumerate(_MONTHS, 1) if name.startswith(month[:3]))
    found = _coming(day, number, int(year) if year else None, moment)
    if not found:
        return None
    wrong = weekday is not None and _WEEKDAYS[found.weekday()] != weekday
    return Days((found,), "which_day" if wrong else None)


def _coming(day: int, month: int, year: int | None, moment: Moment) -> date | None:
    """That date, or without a year its next return; 29 February waits for a leap year."""
    years = [year] if year else range(moment.today.year, moment.today.year + 9)
    for candidate in years:
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year or found >= moment.today:
            return found
    return None


def _year(text: str | None) -> int | None:
    return None if not text else int(text) + (2000 if len(text) == 2 else 0)


def _certain(year: int, month: int, day: int) -> Days | None:
    try:
        return Days((date(year, month, day),))
    except ValueError:
        return None


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
    first = _next_weekday(weekday, moment)
    if first == moment.today:
        return Days((first + timedelta(weeks=weeks), first + timedelta(weeks=weeks + 1)), "which_day")
    return Days((first + timedelta(weeks=weeks),))


def _next_week_day(match: re.Match[str], moment: Moment) -> Days | None:
    monday = moment.today - timedelta(days=moment.today.weekday())
    return Days((monday + timedelta(days=7 + _WEEKDAYS.index(match[1])),))


def _next_day(match: re.Match[str], moment: Moment) -> Days | None:
    """'Next Friday' is this week's to some and next week's to others, so it is asked."""
    first = _next_weekday(match[1], moment)
    if first == moment.today:
        return Days((first + timedelta(weeks=1),), "which_day")
    return Days((first, first + timedelta(weeks=1)), "which_day")


def _plain_day(match: re.Match[str], moment: Moment) -> Days | None:
    first = _next_weekday(match[1], moment)
    if first == moment.today:
        return Days((first, first + timedelta(weeks=1)), "which_day")
    return Days((first,))


def _next_weekday(weekday: str, moment: Moment) -> date:
    return moment.today + timedelta(days=(_WEEKDAYS.index(weekday) - moment.today.weekday()) % 7)


def _of_month(match: re.Match[str], moment: Moment) -> Days | None:
    day = int(match[1])
    for ahead in range(13):
        month0 = moment.today.month - 1 + ahead
        try:
            found = date(moment.today.year + month0 // 12, month0 % 12 + 1, day)
        except ValueError:
            continue
        if found >= moment.today:
            return Days((found,))
    return None


def _in_days(n: int) -> Callable[[re.Match[str], Moment], Days]:
    return lambda _match, moment: Days((moment.today + timedelta(days=n),), named=n > 0)


def _week_part(match: re.Match[str], moment: Moment) -> Days | None:
    """Early is Tuesday, the middle Wednesday, otherwise Friday; only the last is plain."""
    monday = moment.today - timedelta(days=moment.today.weekday())
    if "next" in match[0] or "following" in match[0]:
        monday += timedelta(weeks=1)
    for words, offset in ((("early", "start", "beginning"), 1), (("mid",), 2)):
        if any(word in match[0] for word in words):
            return _not_behind(monday + timedelta(days=offset), "vague_day", moment)
    return _not_behind(monday + timedelta(days=4), None, moment)


def _not_behind(day: date, ask: str | None, moment: Moment) -> Days:
    return (
        Days((day,), ask, period=True)
        if day >= moment.today
        else Days((day + timedelta(weeks=1),), "which_week", period=True)
    )


def _weekend(match: re.Match[str], moment: Moment) -> Days | None:
    first = _next_weekday("saturday", moment)
    if moment.today.weekday() == 6:
        first = moment.today
    return Days((first,), "which_day", period=True)


def _month_end(match: re.Match[str], moment: Moment) -> Days | None:
    first = moment.today.replace(day=1)
    months = 2 if "next" in match[0] else 1
    for _ in range(months):
        first = (first + timedelta(days=32)).replace(day=1)
    return Days(
        (first - timedelta(days=1),), "vague_day" if "end" not in match[0] and months == 2 else None, period=True
    )


def _mid_month(match: re.Match[str], moment: Moment) -> Days | None:
    day = moment.today.replace(day=15)
    return Days((day if day >= moment.today else (day + timedelta(days=31)).replace(day=15),), "vague_day", period=True)


def _year_end(match: re.Match[str], moment: Moment) -> Days | None:
    return Days((date(moment.today.year, 12, 31),), period=True)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Moment], Days | None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"\b(20\d\d)-(\d\d)-(\d\d)(?!\d)", _iso),
        (rf"(?:\b{_DAY},? )?(?:the )?\b(\d{{1,2}})(?:st|nd|rd|th)?\.? (?:of )?{_MONTH}{_YEAR}", _day_month),
        (rf"(?:\b{_DAY},? )?\b{_MONTH} (?:the )?(\d{{1,2}})(?:st|nd|rd|th)?\b(?!:){_YEAR}", _month_day),
        (r"(?<![\d/.])(\d{1,2})([/.])(\d{1,2})[/.](20\d\d|\d\d)\b", _numeric),
        (r"(?<![\d/.])(\d{1,2})([/])(\d{1,2})(?![\d/])(?! (?:of|hours|inch))()", _numeric),
        (r"(?<![\d/.])(\d{1,2})(\.)(\d{1,2})\.(?!\d)()", _numeric),
        (rf"\b(\d )?weeks? (?:on|from) (?:this |next |the coming )?(today|now|tomorrow|{_DAY[1:-1]})\b", _weeks_on),
        (rf"\b{_DAY} (?:2 weeks\b|week\b)", _day_week),
        (r"\b(?:the )?day after tomorrow\b|\bovermorrow\b", _in_days(2)),
        (rf"\b{_DAY} (?:of |in )?next week\b", _next_week_day),
        (rf"\bnext week,? (?:on )?{_DAY}\b", _next_week_day),
        (rf"\bnext {_DAY}\b", _next_day),
        (rf"\b(?:this )?coming {_DAY}\b", _next_day),
        (rf"\b{_DAY}\b", _plain_day),
        (r"\b(?:same|this) time next week\b", _in_days(7)),
        (r"\btomorrow\b|\b(?:the )?(?:next|following) (?:day|morning)\b", _in_days(1)),
        (r"\b(?:today|tonight|this (?:morning|afternoon|evening))\b", _in_days(0)),
        (
            r"\bthe (\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|time|attempt|line|level|party|day|visit|call|street|avenue|hour))",
            _of_month,
        ),
        (
            (
                r"\b(?:early|mid|late|later|middle of|start of|beginning of|end of|by the end of)?[- ]?(?:the )?"
                r"(?:this|next|the following) week\b(?!end)"
            ),
            _week_part,
        ),
        (
            r"\b(?:end|middle|back end|early part) of (?:the |this |next |your |our )?(?:working |business )?week\b(?!end)",
            _week_part,
        ),
        (r"\bmid[- ]?week\b|\bearly in the week\b", _week_part),
        (r"\b(?:this |the |next |over the )?week-?end\b", _weekend),
        (r"\bend of (?:the |this |next )?month\b|\b(?:this|next) month\b|\bmonth[- ]?end\b", _month_end),
        (r"\bmid[- ]?month\b|\bmiddle of the month\b", _mid_month),
        (r"\bend of (?:the |this )?year\b|\byear[- ]?end\b", _year_end),
    )
)
