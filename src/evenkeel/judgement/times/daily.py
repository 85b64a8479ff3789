"""A day and an hour put together: which wall clock reading is meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from evenkeel.judgement.times.clocks import Clock, Hours, Part, find_hours, find_part
from evenkeel.judgement.times.dates import DATE_DIGITS
from evenkeel.judgement.times.days import Days, find_days
from evenkeel.judgement.times.values import EVENING, Draft, Moment

_BY = re.compile(
    r"(?<!come )(?<!stop )(?<!drop )(?<!swing )\b(?:by|before|until|till|no later than|not later than|at the latest|latest|within|deadline|ahead of)\b"
)
_AFTER = re.compile(r"(?<!half )(?<!quarter )(?<!\d )(?<!minutes )\b(?:after|from) (?:\d|noon)(?!\d* (?:past|to))")
_SAME_TIME = re.compile(r"\b(?:same|this) time (?=tomorrow|next week|on |monday|tuesday|wednesday|thursday|friday)")
_LATEST = re.compile(r"\b(?:no|not) later than |\bat the latest by |\band (?:certainly |definitely )?by ")
_BESIDE = re.compile(
    r"\b(\d{1,3}(?:\.\d)?) (minutes|hours) (before|after|from|prior to|ahead of|past) "
    r"((?:the )?(?:tomorrow|noon|midnight|cob|eod|\d{1,2}:\d\d|\d{1,2} (?:[ap]m|oclock)|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b.*)"
)


def read_daily(text: str, moment: Moment) -> Draft | None:
    """The wall clock reading of a day, an hour, or both."""
    if match := _BESIDE.search(text):
        return _beside(match, moment)
    latest = _LATEST.split(text)
    if len(latest) > 1 and (found := _read(latest[-1] if latest[-1][:2].strip() else text, moment)):
        return replace(found, due_kind="by")
    return _read(text, moment)


def _beside(match: re.Match[str], moment: Moment) -> Draft | None:
    """'Two hours before noon', 'an hour after close of business tomorrow'."""
    anchor = _read(match[4], moment)
    if anchor is None or anchor.due is None or anchor.day_only:
        return anchor
    span = timedelta(**{match[2]: float(match[1])})
    due = anchor.due - span if match[3] in ("before", "prior to", "ahead of") else anchor.due + span
    return replace(anchor, due=due, candidates=(), because="So long before or after the time that was named.")


def _read(text: str, moment: Moment) -> Draft | None:
    undated = DATE_DIGITS.sub(" ", text)
    hours = find_hours(undated, full_clock=moment.full_clock)
    days, part = find_days(text, moment), find_part(text)
    if days and days.loose and (hours or part):
        days = None
    by = "by" if _BY.search(text) else "at"
    if _SAME_TIME.search(text) and days:
        due = datetime.combine(days.dates[0], moment.now.time().replace(second=0))
        return Draft(by, "The same wall clock time as now, on that day.", due=due)
    if hours and hours.last:
        return _window(hours, days, part, moment)
    if hours:
        return _at_hour(hours, days, part, by, text, moment)
    if part:
        return _in_part(part, days, by, text, moment)
    return _on_day(days, by, moment) if days else None


def _window(hours: Hours, days: Days | None, part: Part | None, moment: Moment) -> Draft:
    assert hours.last is not None
    first = _sensible(hours.first, part)
    last = _sensible(hours.last, part)
    if not hours.first.open_ended and first >= time(18) and hours.last.open_ended and hours.last.hour < 7:
        last = hours.last.time
    elif last <= first and hours.last.open_ended and hours.last.hour <= 12:
        last = time((hours.last.hour + 12) % 24, last.minute)
    day = days.dates[0] if days else moment.today
    starts, due = _joined(day, first), _joined(day, last)
    if due <= starts:
        due += timedelta(days=1)
    if not days and due <= moment.now:
        starts, due = starts + timedelta(days=1), due + timedelta(days=1)
    asks = _day_asks(days, due.date(), moment)
    return Draft(
        "window", "A window was named: it opens and it closes.", due=due, starts=starts, asks=asks, approx=hours.approx
    )


def _sensible(clock: Clock, part: Part | None) -> time:
    """The half of the day that people mean: 7 to 12 by day, 1 to 6 after noon, unless a part of the day says so."""
    if not clock.open_ended:
        return clock.time
    name = part.name if part else ""
    late = clock.hour < 7 if name not in ("morning", "afternoon", "evening") else name != "morning"
    return time(clock.hour % 12 + 12 if late else clock.hour % 24, clock.minute, clock.second)


def _at_hour(hours: Hours, days: Days | None, part: Part | None, by: str, text: str, moment: Moment) -> Draft:
    if hours.first.hour == 24:
        part = None
    times, open_question = _times(hours.first, days, part, moment)
    join = datetime.combine if hours.first.hour == 0 else _joined  # “00:00” begins its day, “midnight” ends it.
    moments = _moments(times, days, moment, join)
    asks = (*_day_asks(days, moments[0].date(), moment), *(("ampm",) if open_question and len(moments) > 1 else ()))
    if days and moments[0] <= moment.now:
        asks = (*asks, "past")
        moments = tuple(m for m in (*moments, *(m + timedelta(days=1) for m in moments)) if m > moment.now) or moments
    if days and days.ask and len(days.dates) > 1:
        moments = tuple(join(day, times[0] if len(times) == 1 else moments[0].time()) for day in days.dates)
    candidates = moments if len(moments) > 1 and asks else ()
    if _AFTER.search(text) and by == "at":
        return _from_hour(moments[0], asks, moment)
    because = "The hour leaves two readings; the earlier is kept." if "ampm" in asks else "An hour was named."
    return Draft(by, because, due=moments[0], asks=asks, candidates=candidates, approx=hours.approx)


def _from_hour(starts: datetime, asks: tuple[str, ...], moment: Moment) -> Draft:
    """'After 3' opens a window that nothing closes: the end of that day is kept and a latest time asked."""
    due = max(datetime.combine(starts.date(), moment.end_of_day), starts + timedelta(hours=1))
    return Draft(
        "window",
        "Only the earliest hour was named, so a latest one is asked.",
        due=due,
        starts=starts,
        asks=(*asks, "no_time"),
    )


def _times(clock: Clock, days: Days | None, part: Part | None, moment: Moment) -> tuple[tuple[time, ...], bool]:
    """The wall clock times an hour may mean, and whether that is a question."""
    if not clock.open_ended:
        return (clock.time,), False
    if part and part.name in ("morning", "afternoon", "evening", "dawn", "first"):
        return (_sensible(clock, Part("morning" if part.name in ("dawn", "first") else part.name, None)),), False
    early = time(clock.hour % 12, clock.minute, clock.second)
    late = time(clock.hour % 12 + 12, clock.minute, clock.second)
    fitting = [t for t in (early, late) if _in_hours(t, moment)]
    if days and (days.dates[0] != moment.today):
        return (tuple(fitting), False) if len(fitting) == 1 else ((early, late), True)
    ahead = [t for t in fitting if t > moment.now.time()]
    if len(ahead) == 1:
        return tuple(ahead), False
    if len(fitting) == 1 and clock.hour < 7 and not days:
        return tuple(fitting), False
    return (early, late), True


def _in_hours(clock: time, moment: Moment) -> bool:
    opens, closes = moment.calendar.opens, moment.calendar.closes
    if closes <= opens or (opens < time(6) and closes > time(20)):
        opens, closes = time(7), time(18, 59)
    return opens <= clock <= closes


def _moments(
    times: tuple[time, ...], days: Days | None, moment: Moment, join: Callable[[date, time], datetime]
) -> tuple[datetime, ...]:
    """Each time on its day; without a day, its next return."""
    if days:
        found = [join(days.dates[0], t) for t in times]
        ahead = [m for m in found if m > moment.now]
        return tuple(sorted(ahead or found))
    today = [_joined(moment.today, t) for t in times]
    return tuple(sorted(m if m > moment.now else m + timedelta(days=1) for m in today))


def _in_part(part: Part, days: Days | None, by: str, text: str, moment: Moment) -> Draft:
    clock = _part_time(part, text, moment)
    day = days.dates[0] if days else moment.today
    due = _joined(day, clock)
    asks = _day_asks(days, day, moment)
    candidates: tuple[datetime, ...] = ()
    kind = by if part.name == "first" else "by"
    if due <= moment.now:
        due, asked = _passed(part, due, days, moment)
        asks = (*asks, *asked)
    if days and days.ask and len(days.dates) > 1:
        candidates = tuple(_joined(d, clock) for d in days.dates)
    return Draft(
        kind,
        _PART_BECAUSE.get(part.name, "A part of the day was named; its end is due."),
        due=due,
        asks=asks,
        candidates=candidates,
    )


_PART_BECAUSE = {
    "eod": "The end of the day is the hour when the desk stops.",
    "cob": "Close of business is the hour when the desk closes.",
    "first": "First thing is within an hour of opening.",
}


def _passed(part: Part, due: datetime, days: Days | None, moment: Moment) -> tuple[datetime, tuple[str, ...]]:
    """That part of today is over: the next sensible one, and a question where today was meant."""
    if part.name in ("dawn", "first", "lunch") and not days:
        return due + timedelta(days=1), ()
    if part.name in ("eod", "later", "evening"):
        return datetime.combine(due.date() + timedelta(days=1), time(0)), ("past",)
    return due + timedelta(days=1), ("past",)


def _part_time(part: Part, text: str, moment: Moment) -> time:
    opens, closes = moment.calendar.opens, moment.calendar.closes
    if part.name == "first":
        return (datetime.combine(moment.today, opens) + timedelta(hours=1)).time()
    if part.name == "cob":
        return closes if closes > opens else moment.end_of_day
    if part.name == "evening":
        return EVENING
    return part.clock or moment.end_of_day


def _on_day(days: Days, by: str, moment: Moment) -> Draft:
    dues = tuple(_joined(day, moment.end_of_day) for day in days.dates)
    asks = _day_asks(days, days.dates[0], moment)
    if dues[0] <= moment.now:
        ahead = tuple(due for due in dues if due > moment.now)
        if ahead and days.ask == "which_day":
            return Draft(by, "Today's is over, so the next one is meant.", due=ahead[0], day_only=True)
        if days.dates[0] == moment.today:
            return Draft(
                by,
                "The working day is over; midnight is the end of it.",
                due=_joined(moment.today, time(0)),
                asks=(*asks, "past"),
                day_only=True,
            )
        return Draft(by, "That day lies behind.", due=None, asks=(*asks, "past"))
    because = "A day without an hour ends when the desk does."
    return Draft(by, because, due=dues[0], asks=asks, candidates=dues if len(dues) > 1 else (), day_only=True)


def _day_asks(days: Days | None, due: date, moment: Moment) -> tuple[str, ...]:
    """A day that was named and on which nobody works is kept, and asked about."""
    if not days:
        return ()
    asks = (days.ask,) if days.ask else ()
    if days.named and not moment.calendar.is_business_day(days.dates[0]):
        return (*asks, "non_business_day")
    return asks


def _joined(day: date, clock: time) -> datetime:
    """Midnight belongs to the day it ends."""
    if clock == time(0):
        return datetime.combine(day + timedelta(days=1), clock)
    return datetime.combine(day, clock)
