"""Rosters as calendars (RFC 5545): ours for other programs, and theirs read with suspicion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import icalendar
import recurring_ical_events
from django.conf import settings
from django.db.models import Q

from evenkeel.judgement.times.calendars import local_instant
from evenkeel.people.models import Absence, Duty, Rotation, Team, User
from evenkeel.people.rosters import Shift, shifts, teams_of
from evenkeel.refusal import Refused

BACK, AHEAD = timedelta(days=28), timedelta(days=90)
LARGEST, MOST_EVENTS, MOST_ENTRIES = 2_000_000, 2_000, 3_000
MANY_TIMES = {"SECONDLY", "MINUTELY"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One time in a calendar file. `uid` names the entry; each of a series has its own start."""

    uid: str
    summary: str
    attendees: tuple[str, ...]
    starts_at: datetime
    ends_at: datetime


def calendar_of_team(team: Team, now: datetime) -> bytes:
    found = [s for kind in Duty.Kind.values for s in shifts(team, kind, now - BACK, now + AHEAD, whole=True)]
    return _calendar(f"Duty: {team}", found, now)


def calendar_of_user(user: User, now: datetime) -> bytes:
    found = [
        s
        for team in teams_of(user, now - BACK)
        for kind in Duty.Kind.values
        for s in shifts(team, kind, now - BACK, now + AHEAD, whole=True)
        if s.user == user
    ]
    return _calendar(f"Duty: {user}", found, now)


def _calendar(name: str, found: Sequence[Shift], now: datetime) -> bytes:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Evenkeel//duty//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    past: dict[tuple[int, str], list[tuple[datetime, datetime, datetime]]] = {}
    for shift in found:
        made = past.setdefault((shift.team.pk, shift.kind), [])
        if not made:
            made += _edits(shift.team, shift.kind, now - BACK * 3)
        calendar.add_component(_event(shift, [at for a, b, at in made if a < shift.ends_at and b > shift.starts_at]))
    return calendar.to_ical()


def _event(shift: Shift, edits: Sequence[datetime]) -> icalendar.Event:
    """The same shift keeps its id; each change that touched its time raises the sequence."""
    event = icalendar.Event()
    host = urlsplit(settings.PUBLIC_URL).hostname or "evenkeel"
    event.add("uid", f"duty-{shift.team.pk}-{shift.kind}-{shift.starts_at:%Y%m%dT%H%M%SZ}@{host}")
    event.add("sequence", len(edits))
    event.add("dtstamp", max(edits, default=shift.starts_at - AHEAD).astimezone(UTC))
    event.add("dtstart", shift.starts_at.astimezone(UTC))
    event.add("dtend", shift.ends_at.astimezone(UTC))
    instead = f", instead of {shift.instead_of}" if shift.instead_of else ""
    event.add("summary", f"{shift.user}: {Duty.Kind(shift.kind).label.lower()}, {shift.team}{instead}")
    attendee = icalendar.vCalAddress(f"mailto:{shift.user.email}")
    attendee.params["CN"] = icalendar.vText(str(shift.user))
    event.add("attendee", attendee)
    event.add("transp", "TRANSPARENT")
    return event


def _edits(team: Team, kind: str, since: datetime) -> Iterator[tuple[datetime, datetime, datetime]]:
    """From when to when each change of the roster reaches, and when it was made; taken back, it counts twice."""
    far = datetime.max.replace(tzinfo=UTC)
    for rotation in Rotation.objects.filter(team=team, kind=kind):
        yield rotation.since, far, rotation.made_at
        if rotation.until is not None:
            yield rotation.until, far, rotation.made_at
    for duty in Duty.objects.filter(team=team, kind=kind, ends_at__gt=since):
        yield duty.starts_at, duty.ends_at, duty.made_at or duty.starts_at - AHEAD
        if duty.voided_at is not None:
            yield duty.starts_at, duty.ends_at, duty.voided_at
    for absence in Absence.objects.filter(Q(user__memberships__team=team), ends_at__gt=since).distinct():
        yield absence.starts_at, absence.ends_at, absence.made_at
        if absence.voided_at is not None:
            yield absence.starts_at, absence.ends_at, absence.voided_at


def read_entries(content: bytes, zone: str, start: datetime, end: datetime) -> tuple[list[Entry], list[str]]:
    """The times of a calendar between two instants, and a sentence for each that cannot be used.

    A time without a zone is meant in `zone`; a whole day lasts from midnight to midnight there.
    """
    if len(content) > LARGEST:
        raise Refused("The calendar file is larger than 2 MB: export a shorter time.", code="too_large")
    calendar = _parsed(content)
    events = list(calendar.walk("VEVENT"))
    if not events:
        raise Refused(
            "There is no entry in this file: it must be a calendar (iCal, .ics) with events.", code="unreadable"
        )
    if len(events) > MOST_EVENTS:
        raise Refused(f"The calendar has more than {MOST_EVENTS} entries: export a shorter time.", code="too_large")
    problems: list[str] = []
    entries: list[Entry] = []
    try:
        problems += [f"{_named(event)}: {wrong}" for event in events if (wrong := _trouble(event))]
        calendar.subcomponents = [
            part for part in calendar.subcomponents if part.name != "VEVENT" or not _trouble(part)
        ]
        for event in calendar.walk("VEVENT"):
            _must_be_bearable(event)
        for event in islice(_between(calendar, start, end), MOST_ENTRIES + 1):
            _read(event, zone, start, entries)
    except Refused:
        raise
    except Exception as error:  # Whatever a stranger's file does to the libraries, it is one sentence here.
        raise Refused(
            f"This calendar cannot be read ({type(error).__name__}): export it again, or enter the shifts by hand.",
            code="unreadable",
        ) from error
    if len(entries) > MOST_ENTRIES:
        raise Refused(f"The calendar gives more than {MOST_ENTRIES} shifts in half a year.", code="too_large")
    return entries, problems


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
        if "BEGIN:VCALENDAR" not in text.upper() or "\0" in text:
            raise ValueError("no calendar")
        return icalendar.Calendar.from_ical(text)
    except Exception as error:
        raise Refused(
            "This is no calendar that can be read: it must be an iCal file (.ics) in UTF-8.", code="unreadable"
        ) from error


def _must_be_bearable(event: Any) -> None:
    """A rule that comes round each second would never end."""
    for rule in _listed(event.get("RRULE")):
        often = {str(f).upper() for f in rule.get("FREQ", [])} & MANY_TIMES
        if often or any(len(rule.get(part, [])) > 1 for part in ("BYSECOND", "BYMINUTE")):
            raise Refused("An entry comes round every minute or oftener: no shift does.", code="too_large")
    for name in ("RDATE", "EXDATE"):
        if sum(len(getattr(dates, "dts", ())) for dates in _listed(event.get(name))) > 1_000:
            raise Refused(
                "An entry has more than a thousand dates of its own: export a shorter time.", code="too_large"
            )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _between(calendar: Any, start: datetime, end: datetime) -> Iterable[Any]:
    for event in recurring_ical_events.of(calendar, skip_bad_series=False).after(start):
        if _instant(event.start, "UTC") >= end + timedelta(days=1):
            return
        yield event


def _trouble(event: Any) -> str:
    """Why an entry cannot be used, before anything is reckoned from it; empty where it can."""
    starts, ends = _when(event.get("DTSTART")), _when(event.get("DTEND"))
    if starts is None:
        return "its start cannot be read"
    named = event["DTSTART"].params.get("TZID")
    if named and isinstance(starts, datetime) and starts.tzinfo is None:
        return f"its time zone “{str(named)[:60]}” is not known"
    if ends is None and event.get("DTEND") is not None:
        return "its end cannot be read"
    if ends is not None and _instant(ends, "UTC") <= _instant(starts, "UTC"):
        return "it ends before it starts"
    return ""


def _when(value: Any) -> date | None:
    try:
        return value.dt if isinstance(value.dt, date) else None
    except (AttributeError, ValueError):  # The library keeps what it could not read, and says so when it is asked.
        return None


def _named(event: Any) -> str:
    return f"“{str(event.get('SUMMARY', '')).strip()[:80] or 'an entry without a name'}”"


def _read(event: Any, zone: str, start: datetime, entries: list[Entry]) -> None:
    summary = str(event.get("SUMMARY", "")).replace("\n", " ").strip()
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return
    starts, ends = _instant(event.start, zone), _instant(event.end, zone)
    if ends <= max(start, starts):
        return
    uid = str(event.get("UID", "")) or f"{summary}/{starts:%Y%m%dT%H%M}"
    who = tuple(str(a).lower().removeprefix("mailto:").strip() for a in _listed(event.get("ATTENDEE")))
    entries.append(Entry(uid[:300], summary, who, starts, ends))


def _instant(at: date | datetime, zone: str) -> datetime:
    if not isinstance(at, datetime):
        return local_instant(datetime(at.year, at.month, at.day), zone)  # noqa: DTZ001 - a wall clock, made an instant here
    return at.astimezone(UTC) if at.tzinfo is not None else local_instant(at, zone)
