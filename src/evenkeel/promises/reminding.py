"""When the owner of a promise is reminded of it: early enough, and not at midnight."""

from __future__ import annotations

from datetime import datetime, timedelta

from evenkeel.judgement.times.calendars import Calendar

SHORTEST_LEAD = timedelta(minutes=10)
LAST_CALL = timedelta(minutes=5)
# What a morning must leave between its opening and the due time for a reminder at the opening to help.
ENOUGH = timedelta(minutes=30)
MINUTE = timedelta(minutes=1)


def reminders(due_at: datetime, now: datetime, calendar: Calendar | None) -> dict[str, datetime]:
    """A fifth of the way before it is due, and once more five minutes before. What is shorter than that has none."""
    span = due_at - now
    leads = {"first": max(SHORTEST_LEAD, span / 5), "last": LAST_CALL}
    found = {name: due_at - lead for name, lead in leads.items() if span > lead * 1.2}
    if "first" in found and calendar is not None:
        found["first"] = _on_a_working_minute(found["first"], due_at, now, calendar)
    return found


def _on_a_working_minute(at: datetime, due_at: datetime, now: datetime, calendar: Calendar) -> datetime:
    """The opening that follows, if it leaves time enough; else the last working minute before. What falls due outside
    working hours has somebody who works then, and is reminded of as it comes.
    """
    try:
        if calendar.is_open(at) or (not calendar.is_open(due_at - MINUTE) and not calendar.is_open(due_at)):
            return at
        opening = calendar.next_open(at)
        if opening + ENOUGH <= due_at:
            return opening
        before = calendar.subtract_working(at, MINUTE)
    except ValueError:  # A calendar that never opens has no better minute.
        return at
    return before if before > now else at
