"""A calendar as it is drawn: the week in bars, the shut days ahead, a deadline as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.deadlines import Deadline, Step
from evenkeel.judgement.times.hours import DAY, DAYS, print_shifts

WEEKS = 6
# The drawing is 960 units wide: a day is a row of 960, a deadline is one line of 960.
WIDTH = 960
_MOST_PIECES = 60


@dataclass(frozen=True, slots=True)
class Bar:
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class DayRow:
    name: str
    hours: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Exceptional:
    day: date
    name: str
    hours: str


@dataclass(frozen=True, slots=True)
class Piece:
    x: float
    width: float
    counted: bool
    words: str


def week(calendar: Calendar) -> Sequence[DayRow]:
    """Each day's own row; what runs over midnight goes on in the row of the next day."""
    rows: list[list[Bar]] = [[] for _ in DAYS]
    usual = [_usual(calendar, n) for n in range(7)]
    for n, shifts in enumerate(usual):
        for opens, closes in shifts:
            rows[n].append(_bar(opens, min(closes, DAY)))
            if closes > DAY:
                rows[(n + 1) % 7].append(_bar(0, closes - DAY))
    return [
        DayRow(name, print_shifts(usual[n]), tuple(sorted(rows[n], key=lambda b: b.x))) for n, name in enumerate(DAYS)
    ]


def ahead(calendar: Calendar, today: date) -> Sequence[Exceptional]:
    """The days of the next weeks that are not as their weekday is."""
    days = [today + timedelta(days=n) for n in range(7 * WEEKS)]
    return [
        Exceptional(day, calendar.names.get(day, "A holiday"), print_shifts(calendar.shifts(day)))
        for day in days
        if calendar.shifts(day) != _usual(calendar, day.weekday())
    ]


def line(found: Deadline) -> Sequence[Piece]:
    """The way of a deadline to scale; a long one is drawn without its shortest breaks."""
    if not found.steps:
        return []
    start, end = found.steps[0].starts_at, found.steps[-1].ends_at
    whole = max((end - start).total_seconds(), 1)
    steps = found.steps
    if len(steps) > _MOST_PIECES:
        steps = (Step(start, end, sum((s.counted for s in steps), timedelta(0)), "open"),)
    return [
        Piece(
            round(WIDTH * (s.starts_at - start).total_seconds() / whole, 1),
            round(max(WIDTH * (s.ends_at - s.starts_at).total_seconds() / whole, 1), 1),
            bool(s.counted),
            s.because,
        )
        for s in steps
    ]


def today(now: datetime, zone: str) -> date:
    return now.astimezone(ZoneInfo(zone)).date()


def _usual(calendar: Calendar, weekday: int) -> tuple[tuple[int, int], ...]:
    return calendar.week[weekday] if calendar.week else ()


def _bar(opens: int, closes: int) -> Bar:
    return Bar(round(opens * WIDTH / DAY, 1), round((closes - opens) * WIDTH / DAY, 1))
