"""Days off from an iCal feed, as values. What the feed may not do to us is refused here, with a sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events

from evenkeel.refusal import Refused

LONGEST = 1_000_000
MOST_EVENTS = 5_000
MOST_RHYTHMS = 100
MOST_DAYS = 2_000
# A rhythm of hours or seconds is no day off, and would be unrolled for years.
_WILD = re.compile(r"(?:FREQ=(?:SECONDLY|MINUTELY|HOURLY)|BY(?:HOUR|MINUTE|SECOND)=)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class DayOff:
    first: date
    last: date
    name: str


def days_off(text: str, zone: str, first: date, last: date) -> list[DayOff]:
    """Whole days that the feed shuts, on the calendar's own clock. Hours within a day, and what the feed itself calls an
    observance, shut nothing.
    """
    if len(text) > LONGEST:
        raise Refused("This feed is too large: a calendar of days off has less than a million characters.")
    feed = _parsed(text)
    begin = datetime.combine(first, time(), tzinfo=ZoneInfo(zone))
    try:
        events = recurring_ical_events.of(feed, skip_bad_series=True).between(begin, begin + (last - first))
    except Exception as error:
        raise Refused(
            "This feed holds dates that cannot be read: export it again as iCal.", code="unreadable"
        ) from error
    found = {day for event in events if (day := _day_off(event, ZoneInfo(zone))) is not None}
    if len(found) > MOST_DAYS:
        raise Refused(f"This feed shuts more than {MOST_DAYS} times: it is no calendar of days off.")
    return sorted(found, key=lambda one: (one.first, one.last, one.name))


def _parsed(text: str) -> icalendar.Calendar:
    if "BEGIN:VCALENDAR" not in text.upper():
        raise Refused("This is no iCal feed: it begins with BEGIN:VCALENDAR.", code="unreadable")
    if text.upper().count("BEGIN:VEVENT") > MOST_EVENTS:
        raise Refused(f"This feed has more than {MOST_EVENTS} events: it is no calendar of days off.")
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    if _WILD.search(unfolded):
        raise Refused("This feed repeats something within a day: a calendar of days off repeats by days or slower.")
    if unfolded.upper().count("RRULE") > MOST_RHYTHMS:
        raise Refused(f"This feed has more than {MOST_RHYTHMS} repeated events: it is no calendar of days off.")
    try:
        feed = icalendar.Calendar.from_ical(text)
    except Exception as error:
        raise Refused("This feed cannot be read as iCal: export it again.", code="unreadable") from error
    if not isinstance(feed, icalendar.Calendar):
        raise Refused("This is no iCal feed: it begins with BEGIN:VCALENDAR.", code="unreadable")
    return feed


def _day_off(event: Any, zone: ZoneInfo) -> DayOff | None:
    if str(event.get("STATUS", "")).upper() == "CANCELLED" or _is_observance(event):
        return None
    starts, ends = event.start, event.end
    name = " ".join(str(event.get("SUMMARY", "")).split())[:120] or "a day off"
    if not isinstance(starts, datetime):
        # DTEND of all-day events is the day after: 25 to 26 December is Christmas Day alone.
        last = max(starts, _as_date(ends) - timedelta(days=1))
        return DayOff(starts, last, name)
    first, last = _whole_days(_on(starts, zone), _on(ends, zone))
    return DayOff(first, last, name) if last >= first else None


def _is_observance(event: Any) -> bool:
    said = f"{event.get('DESCRIPTION', '')} {event.get('CATEGORIES', '')}".lower()
    return said.lstrip().startswith(("observance", "not a public holiday"))


def _whole_days(starts: datetime, ends: datetime) -> tuple[date, date]:
    """The days that lie wholly within; none gives a last before the first."""
    first = starts.date() if starts.time() == time() else starts.date() + timedelta(days=1)
    return first, ends.date() - timedelta(days=1)


def _on(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment on the calendar's clock; one without a zone is on it already."""
    return (moment if moment.tzinfo is None else moment.astimezone(UTC).astimezone(zone)).replace(tzinfo=None)


def _as_date(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
