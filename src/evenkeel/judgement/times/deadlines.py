"""By when, and why then: a deadline that explains itself step by step, and the warning before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby, pairwise
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.calendars import Calendar, local_instant

ROUND_THE_CLOCK = "round the clock"
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# A year of open days is no explanation: of a long one the ends are told, and the middle is summed up.
_TOLD = 6
_SPAN = re.compile(r"(\d{1,4})(m|h|d)")


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch on the way: either it counted, or it was shut for this reason."""

    starts_at: datetime
    ends_at: datetime
    counted: timedelta
    because: str
    days: tuple[date, date] | None = None  # The first and the last whole day that was shut.


@dataclass(frozen=True, slots=True)
class Deadline:
    due_at: datetime
    steps: tuple[Step, ...]


def deadline(start: datetime, span: timedelta, calendar: Calendar | None) -> Deadline:
    """When this much open time has gone by; without a calendar, time as it elapses on any clock."""
    if span < timedelta(0):
        raise ValueError("A deadline lies ahead: for a time before it ask for a warning.")
    start = start.astimezone(UTC)
    if calendar is None:
        return Deadline(start + span, (Step(start, start + span, span, ROUND_THE_CLOCK),))
    due = calendar.add_working(start, span)
    return Deadline(due, tuple(_walk(start, due, calendar)))


def deadline_in_days(start: datetime, days: int, calendar: Calendar | None) -> Deadline:
    """The same time so many business days on. Days are days, not so many hours of work."""
    if days < 0:
        raise ValueError("A deadline lies ahead: for a time before it ask for a warning.")
    start = start.astimezone(UTC)
    if calendar is None:
        return deadline(start, timedelta(days=days), None)
    due = calendar.add_days(start, days)
    return Deadline(due, tuple(_walk(start, due, calendar)))


def warning(due_at: datetime, lead: timedelta, calendar: Calendar | None) -> datetime:
    """So much open time before: it lands where somebody is there to be warned, never in the night before."""
    if calendar is None:
        return due_at.astimezone(UTC) - lead
    return calendar.subtract_working(due_at, lead)


def warning_in_days(due_at: datetime, days: int, calendar: Calendar | None) -> datetime:
    if calendar is None:
        return due_at.astimezone(UTC) - timedelta(days=days)
    return calendar.add_days(due_at, -days)


def asked(start: datetime, span: str, calendar: Calendar | None, *, back: bool = False) -> Deadline:
    """A span as it is typed, `90m`, `2h` or `3d`, from here on or back from here. Raises ValueError with a sentence."""
    match = _SPAN.fullmatch(span.strip().replace(" ", "").lower())
    if match is None:
        raise ValueError(f"“{span[:40]}” is no span: write it as 90m, 2h or 3d.")
    n, unit = int(match[1]), match[2]
    lead = timedelta(hours=n) if unit == "h" else timedelta(minutes=n)
    if not back:
        return deadline_in_days(start, n, calendar) if unit == "d" else deadline(start, lead, calendar)
    at = warning_in_days(start, n, calendar) if unit == "d" else warning(start, lead, calendar)
    steps = (
        deadline(at, start.astimezone(UTC) - at, None).steps if calendar is None else tuple(_walk(at, start, calendar))
    )
    return Deadline(at, steps)


def explained(found: Deadline, zone: str) -> list[str]:
    """The way there in words, on the clocks of a zone: one line a step."""
    here = ZoneInfo(zone)
    lines = [_line(step, here) for step in found.steps]
    if len(lines) > 2 * _TOLD + 1:
        left_out = found.steps[_TOLD:-_TOLD]
        counted = sum((step.counted for step in left_out), timedelta(0))
        shut = sum(not step.counted for step in left_out)
        middle = f"… {_said(counted)} more counted, {shut} times shut between"
        lines = [*lines[:_TOLD], middle, *lines[-_TOLD:]]
    return [*lines, f"due {_moment(found.due_at, here)}"]


def sentence(found: Deadline, zone: str) -> str:
    """The same as one line: “opened Fri 16:40, 20 min counted; weekend; Mon 9 Mar: Easter Monday; Tue 09:00, …”."""
    return "; ".join(explained(found, zone))


def _walk(start: datetime, due: datetime, calendar: Calendar) -> Iterator[Step]:
    at = start
    for opens, closes, _ in calendar.after(start):
        if at >= due:
            return
        if opens > at:
            yield from _shut(at, min(opens, due), calendar)
        if opens < due:
            yield Step(opens, min(closes, due), min(closes, due) - opens, "open")
        at = closes
    if at < due:
        yield from _shut(at, due, calendar)


def _shut(start: datetime, end: datetime, calendar: Calendar) -> Iterator[Step]:
    """Why nothing counted between two open stretches: whole days by their reason, else the night or a break."""
    here = ZoneInfo(calendar.zone)
    first, last = start.astimezone(here).date(), end.astimezone(here).date()
    days = [day for day in _between(first, last) if not calendar.shifts(day)]
    if not days:
        yield Step(start, end, timedelta(0), "a break" if first == last else "shut for the night")
        return
    runs = [(because, list(run)) for because, run in groupby(days, lambda day: why_shut(day, calendar))]
    edges = [start, *(local_instant(datetime.combine(run[0], time()), calendar.zone) for _, run in runs[1:]), end]
    for (because, run), (a, b) in zip(runs, pairwise(edges), strict=True):
        yield Step(a, b, timedelta(0), because, (run[0], run[-1]))


def why_shut(day: date, calendar: Calendar) -> str:
    if day in calendar.names:
        return calendar.names[day]
    if day in calendar.holidays and day.weekday() in calendar.days:
        return "a holiday"
    if day.weekday() >= 5 and not {5, 6} & calendar.days:
        return "the weekend"
    return f"shut on {_DAYS[day.weekday()]}s"


def _between(first: date, last: date) -> Sequence[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _line(step: Step, here: ZoneInfo) -> str:
    if step.counted and step.because == ROUND_THE_CLOCK:
        return f"from {_moment(step.starts_at, here)} {_said(step.counted)} counted round the clock"
    if step.counted:
        return f"open {_moment(step.starts_at, here)}, {_said(step.counted)} counted"
    if step.days is None:
        return f"{step.because} until {_moment(step.ends_at, here)}"
    first, last = step.days
    return f"{_day(first)}{f' to {_day(last)}' if last > first else ''}: {step.because}"


def _moment(instant: datetime, here: ZoneInfo) -> str:
    local = instant.astimezone(here)
    return f"{local:%a} {local.day} {local:%b} {local:%H:%M}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def _said(span: timedelta) -> str:
    minutes, seconds = divmod(round(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{n} {unit}" for n, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if n]
    return " ".join(parts) or "0 min"
