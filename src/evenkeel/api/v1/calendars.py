"""Calendars, and a deadline that explains itself."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from evenkeel.api.door import Acting, Asked, Bearer, Instant, acting, get, now
from evenkeel.api.problems import Unprocessable
from evenkeel.judgement.times import calendars as judgement
from evenkeel.judgement.times.deadlines import asked, explained
from evenkeel.judgement.times.hours import read_hours
from evenkeel.people import calendars as verbs
from evenkeel.people.models import Account, Calendar, CalendarDay, Team
from evenkeel.people.working_hours import find_calendar, in_force, known_zone, parsed

router = Router(tags=["calendars"])


class DayOut(Schema):
    date: date
    name: str
    hours: str = Field(description="Blank: shut.")


class OwnDayOut(Schema):
    id: int
    first: date
    last: date
    name: str
    hours: str
    source: str


class CalendarOut(Schema):
    id: int
    name: str
    time_zone: str
    hours: str
    country: str
    region: str
    version: int
    own_days: list[OwnDayOut]
    days: list[DayOut] = Field(description="All days that differ from the week, from a year back to three years ahead.")


class CalendarsOut(Schema):
    items: list[CalendarOut]


class CalendarIn(Acting):
    name: str
    time_zone: str
    hours: str = Field(description="As people write them: Mon-Fri 09:00-12:30, 13:30-18:00; Sat 10:00-14:00.")
    country: str = Field("", max_length=2)
    region: str = Field("", max_length=10)


class ChangeIn(Acting):
    time_zone: str | None = None
    hours: str | None = None
    country: str | None = Field(None, max_length=2)
    region: str | None = Field(None, max_length=10)


class DayIn(Acting):
    first: date
    last: date | None = None
    name: str
    hours: str = Field("", description="Blank: shut.")


class CalendarFeedIn(Acting):
    ical: str = Field(description="The feed's own words, from BEGIN:VCALENDAR on.")
    url: str = Field("", max_length=500, description="Where it came from.")


class FeedTaken(Schema):
    days: int
    calendar: CalendarOut


class HolderIn(Acting):
    """One of the two: who lives by this calendar from now on."""

    team_id: int | None = None
    account_id: int | None = None


class DeadlineIn(BaseModel):
    """A named calendar, or hours and a zone; neither counts round the clock."""

    start: Instant | None = Field(None, description="Absent: this moment.")
    span: str = Field(max_length=20, description="90m, 2h or 3d; with a calendar, days are working days.")
    back: bool = Field(False, description="Backwards: when to warn, so much working time before `start`.")
    calendar: int | str | None = Field(None, description="Its id or name.")
    hours: str = Field("", max_length=2000)
    time_zone: str = Field("", max_length=64)


class DeadlineStepOut(Schema):
    starts_at: datetime
    ends_at: datetime
    counted_seconds: int
    because: str


class DeadlineOut(Schema):
    due_at: datetime
    time_zone: str
    steps: list[DeadlineStepOut]
    explained: list[str]


@router.get("/calendars", response=CalendarsOut)
def list_calendars(request: Asked) -> dict[str, Any]:
    """Every calendar as it stands."""
    rows = Calendar.objects.prefetch_related("own_days").order_by("name")[:200]
    return {"items": [_shown(row) for row in rows]}


@router.get("/calendars/{int:calendar_id}", response=CalendarOut)
def show_calendar(request: Asked, calendar_id: int) -> dict[str, Any]:
    return _shown(_get(calendar_id))


@router.post("/calendars", response={201: CalendarOut})
def make_calendar(request: Asked, payload: CalendarIn) -> Status[dict[str, Any]]:
    row = verbs.make(
        payload.name,
        zone=payload.time_zone,
        hours=payload.hours,
        country=payload.country,
        region=payload.region,
        by=acting(request, payload.by),
        now=now(),
    )
    return Status(201, _shown(row))


@router.post("/calendars/{int:calendar_id}/versions", response={201: CalendarOut})
def change_calendar(request: Asked, calendar_id: int, payload: ChangeIn) -> Status[dict[str, Any]]:
    """What is named changes, the rest stays: a new version, and what was reckoned from the old one follows."""
    row = verbs.change(
        _get(calendar_id),
        zone=payload.time_zone,
        hours=payload.hours,
        country=payload.country,
        region=payload.region,
        by=acting(request, payload.by),
        now=now(),
    )
    return Status(201, _shown(row))


@router.post("/calendars/{int:calendar_id}/days", response={201: CalendarOut})
def add_calendar_day(request: Asked, calendar_id: int, payload: DayIn) -> Status[dict[str, Any]]:
    """A day, or several on end, that are shut or have hours of their own."""
    row = _get(calendar_id)
    verbs.add_day(
        row,
        first=payload.first,
        last=payload.last,
        name=payload.name,
        hours=payload.hours,
        by=acting(request, payload.by),
        now=now(),
    )
    return Status(201, _shown(_get(calendar_id)))


@router.post("/calendars/{int:calendar_id}/days/{int:day_id}/removal", response=CalendarOut)
def remove_calendar_day(request: Asked, calendar_id: int, day_id: int, payload: Acting | None = None) -> dict[str, Any]:
    day = get(CalendarDay.objects.select_related("calendar").filter(calendar=calendar_id), day_id, "day")
    verbs.remove_day(day, by=acting(request, payload.by if payload else None), now=now())
    return _shown(_get(calendar_id))


@router.post("/calendars/{int:calendar_id}/feed", response={201: FeedTaken})
def take_calendar_feed(request: Asked, calendar_id: int, payload: CalendarFeedIn) -> Status[dict[str, Any]]:
    """Days off from iCal, in place of those that a feed gave before."""
    row = _get(calendar_id)
    taken = verbs.take_feed(row, payload.ical, url=payload.url, by=acting(request, payload.by), now=now())
    return Status(201, {"days": taken, "calendar": _shown(_get(calendar_id))})


@router.post("/calendars/{int:calendar_id}/holders", response={201: CalendarOut})
def use_calendar(request: Asked, calendar_id: int, payload: HolderIn) -> Status[dict[str, Any]]:
    """A team or an account lives by it; counts for what is reckoned from now on."""
    row = _get(calendar_id)
    if (payload.team_id is None) == (payload.account_id is None):
        raise Unprocessable("team_id", "Name either “team_id” or “account_id”: who lives by this calendar.")
    team = get(Team.objects.all(), payload.team_id, "team") if payload.team_id is not None else None
    account = get(Account.objects.all(), payload.account_id, "account") if payload.account_id is not None else None
    holder = team or account
    if holder is not None:
        verbs.use(holder, row, by=acting(request, payload.by), now=now())
    return Status(201, _shown(row))


@router.post("/deadlines", response=DeadlineOut, auth=Bearer("read"))
def reckon_deadline(request: Asked, payload: DeadlineIn) -> dict[str, Any]:
    """By when, and step by step why then. Nothing is kept."""
    try:
        calendar = _calendar(payload)
        found = asked(payload.start or now(), payload.span, calendar, back=payload.back)
    except ValueError as refusal:
        raise Unprocessable("body", str(refusal)) from refusal
    zone = calendar.zone if calendar else payload.time_zone or "UTC"
    steps = [
        {
            "starts_at": s.starts_at,
            "ends_at": s.ends_at,
            "counted_seconds": s.counted // timedelta(seconds=1),
            "because": s.because,
        }
        for s in found.steps
    ]
    return {"due_at": found.due_at, "time_zone": zone, "steps": steps, "explained": explained(found, zone)}


def _calendar(payload: DeadlineIn) -> judgement.Calendar | None:
    if payload.time_zone and not known_zone(payload.time_zone):
        raise ValueError(f"“{payload.time_zone}” is no time zone; use a name such as Europe/Berlin.")
    if payload.calendar is not None:
        said = str(payload.calendar)
        row = (
            Calendar.objects.filter(pk=int(said)).first() if said.isdigit() and len(said) < 18 else find_calendar(said)
        )
        if row is None:
            raise ValueError(f"There is no calendar “{said[:100]}”; GET /calendars lists them.")
        return parsed(in_force(row).data)
    if payload.hours:
        return judgement.Calendar.of_week(payload.time_zone or "UTC", read_hours(payload.hours))
    return None


def _get(pk: int) -> Calendar:
    return get(Calendar.objects.prefetch_related("own_days"), pk, "calendar")


def _shown(row: Calendar) -> dict[str, Any]:
    days = in_force(row).data["days"]
    return {
        "id": row.pk,
        "name": row.name,
        "time_zone": row.time_zone,
        "hours": row.hours,
        "country": row.country,
        "region": row.region,
        "version": row.version,
        "own_days": [
            {
                "id": d.pk,
                "first": d.starts_on,
                "last": d.ends_on,
                "name": d.name,
                "hours": d.hours,
                "source": d.source,
            }
            for d in row.own_days.all()
        ],
        "days": [{"date": day, "name": name, "hours": hours} for day, (name, hours) in days.items()],
    }
