"""The names of days and months, and what a rule about days finds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = "january february march april may june july august september october november december".split()
DAY = f"({'|'.join(WEEKDAYS)})"
SHORT_MONTHS = "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
MONTH = rf"({'|'.join(MONTHS)}|{SHORT_MONTHS})\b\.?"
YEAR = r"(?:,? ?(2\d\d\d)|,? ?'(\d\d))?(?!\d)"
MONTH_WORDS = frozenset(MONTHS) | frozenset(SHORT_MONTHS.split("|"))
ANY_DAY, ANY_MONTH = DAY.replace("(", "(?:"), MONTH.replace("(", "(?:")
DAY_WORDS = frozenset(WEEKDAYS) | {f"{day}s" for day in WEEKDAYS}


@dataclass(frozen=True, slots=True)
class Days:
    """Days that a phrase may mean, the earliest first; `period` is one that has no single day.

    An hour in the same sentence does not belong to a `loose` one: 'replaced in March; yours by noon'.
    """

    dates: tuple[date, ...]
    ask: str | None = None
    named: bool = True
    period: bool = False
    loose: bool = False


def month_number(name: str) -> int:
    return next(n for n, month in enumerate(MONTHS, 1) if month.startswith(name[:3]))


def full_year(*parts: str | None) -> int | None:
    """The first part that is there: `2027`, or the last two digits of a year of this century."""
    text = next((part for part in parts if part), None)
    return None if text is None else int(text) + (2000 if len(text) == 2 else 0)


def coming(day: int, month: int, year: int | None, today: date) -> date | None:
    """That date, or without a year its next return; 29 February waits for a leap year."""
    for candidate in (year,) if year else range(today.year, today.year + 9):
        found = certain(candidate, month, day)
        if found and (year or found >= today):
            return found
    return None


def certain(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def months_on(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    month = day.year * 12 + day.month - 1 + months
    return (
        min(day.day, last_of_month(month // 12, month % 12 + 1).day) * timedelta(days=1)
        + date(month // 12, month % 12 + 1, 1)
        - timedelta(days=1)
    )


def last_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def weekday_from(day: date, weekday: str) -> date:
    """That day itself if it is one, otherwise the next one."""
    return day + timedelta(days=(WEEKDAYS.index(weekday) - day.weekday()) % 7)


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
