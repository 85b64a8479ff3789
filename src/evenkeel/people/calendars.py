"""Calendars are made and changed: each change is a new version, written in the same transaction."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evenkeel.judgement.times.hours import HoursInvalid, print_hours, print_shifts, read_hours, read_shifts
from evenkeel.people.feeds import days_off
from evenkeel.people.happenings import CalendarChanged
from evenkeel.people.models import Account, Calendar, CalendarDay, CalendarVersion, Team, User, validate_zone
from evenkeel.people.reads import is_lead
from evenkeel.people.working_hours import public_holidays, tzdata_edition
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.happenings import SYSTEM, Actor
from evenkeel.timeline.verbs import record

YEARS_BACK, YEARS_AHEAD = 1, 3
LONGEST_CLOSURE = 400


def make(name: str, *, zone: str, hours: str, by: User, now: datetime, country: str = "", region: str = "") -> Calendar:
    _must_lead(by)
    if not name.strip():
        raise Refused("Give the calendar a name, such as Germany.")
    row = Calendar(name=name.strip()[:120], created_at=now)
    _set(row, now, zone=zone, hours=hours, country=country, region=region)
    with transaction.atomic():
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError as error:
            raise Refused(
                f"There is a calendar “{row.name}” already: change that one, or choose another name."
            ) from error
        _new_version(row, by, "it was made", now)
    return row


def change(
    calendar: Calendar,
    *,
    by: User,
    now: datetime,
    zone: str | None = None,
    hours: str | None = None,
    country: str | None = None,
    region: str | None = None,
) -> Calendar:
    """What is given changes, the rest stays."""
    _must_lead(by)
    with transaction.atomic():
        row = _locked(calendar)
        _set(row, now, zone=zone, hours=hours, country=country, region=region)
        row.save(update_fields=["time_zone", "hours", "country", "region"])
        _new_version(row, by, "", now)
    return row


def add_day(
    calendar: Calendar, *, first: date, name: str, by: User, now: datetime, last: date | None = None, hours: str = ""
) -> CalendarDay:
    """A day, or several on end, that are shut or have hours of their own; stronger than holidays and feeds."""
    _must_lead(by)
    last = last or first
    if not name.strip():
        raise Refused("Say what day it is, such as Stocktaking: it is told where a deadline is explained.")
    if last < first:
        raise Refused("The last day comes before the first: check the two dates.")
    if (last - first).days >= LONGEST_CLOSURE:
        raise Refused(f"So many days on end are no exception: at most {LONGEST_CLOSURE}. Change the hours instead.")
    with transaction.atomic():
        row = _locked(calendar)
        day = CalendarDay.objects.create(
            calendar=row, starts_on=first, ends_on=last, name=name.strip()[:120], hours=_shifts(hours)
        )
        _new_version(row, by, "", now)
    return day


def remove_day(day: CalendarDay, *, by: User, now: datetime) -> None:
    _must_lead(by)
    with transaction.atomic():
        row = _locked(day.calendar)
        CalendarDay.objects.filter(pk=day.pk).delete()
        _new_version(row, by, "", now)


def follow_feed(calendar: Calendar, url: str, *, by: User, now: datetime) -> None:
    """From now on the engine reads this feed once a day. No address: what was read stays, nothing is read any more."""
    _must_lead(by)
    with transaction.atomic():
        row = _locked(calendar)
        row.feed_url, row.feed_read_at = _address(url), None
        row.save(update_fields=["feed_url", "feed_read_at"])


def take_feed(calendar: Calendar, text: str, *, by: User | None, now: datetime, url: str = "") -> int:
    """The days off of a feed take the place of those it gave before; ours stay. Returns how many it holds.

    By nobody: the engine has read again what a lead let it follow.
    """
    if by is not None:
        _must_lead(by)
    elif url != calendar.feed_url:
        raise NotAllowed("Only a lead changes a calendar: deadlines hang on it.")
    with transaction.atomic():
        row = _locked(calendar)
        years = _years(now)
        found = days_off(text, row.time_zone, date(years[0], 1, 1), date(years[-1], 12, 31))
        row.own_days.filter(source=CalendarDay.Source.FEED).delete()
        CalendarDay.objects.bulk_create(
            CalendarDay(calendar=row, starts_on=d.first, ends_on=d.last, name=d.name, source=CalendarDay.Source.FEED)
            for d in found
        )
        row.feed_url, row.feed_read_at = _address(url), now
        row.save(update_fields=["feed_url", "feed_read_at"])
        _new_version(row, by, "", now)
    return len(found)


def use(holder: Account | Team, calendar: Calendar | None, *, by: User, now: datetime) -> None:
    """Which calendar an account or a team lives by; None: its own days and hours. Counts for what comes."""
    _must_lead(by)
    holder.calendar = calendar
    holder.save(update_fields=["calendar"])


def refresh(now: datetime) -> int:
    """Once a day: years move on, the holidays' library and the zone tables learn. Returns how many calendars changed."""
    changed = 0
    for pk in Calendar.objects.order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = _locked(Calendar(pk=pk))
            changed += _new_version(row, None, "", now) is not None
    return changed


def _set(row: Calendar, now: datetime, **fields: str | None) -> None:
    zone, hours, country, region = (fields.get(k) for k in ("zone", "hours", "country", "region"))
    if zone is not None:
        try:
            validate_zone(zone)
        except ValidationError as error:
            raise Refused(error.messages[0]) from error
        row.time_zone = zone
    if hours is not None:
        try:
            row.hours = print_hours(read_hours(hours))
        except HoursInvalid as error:
            raise Refused(str(error)) from error
        if len(row.hours) > 500:
            raise Refused("These hours are too long to be read: write days with the same hours together.")
    row.country = row.country if country is None else country.strip().upper()
    row.region = row.region if region is None else region.strip().upper()
    try:
        if row.country:
            public_holidays(row.country, row.region, [now.year])
        elif row.region:
            raise Refused("A region needs its country: say which, such as DE for BY.")
    except NotImplementedError as error:
        said = f"“{row.country}, {row.region}”" if row.region else f"“{row.country}”"
        raise Refused(
            f"We know no public holidays of {said}: write a country as DE or US, and a region as BY or CA."
        ) from error


def _address(url: str) -> str:
    url = url.strip()
    if url and not url.startswith(("https://", "http://")):
        raise Refused("A feed's address begins with https:// or http://.")
    if len(url) > 500:
        raise Refused("This address is longer than 500 characters.")
    return url


def _shifts(hours: str) -> str:
    try:
        shifts = read_shifts(hours)
    except HoursInvalid as error:
        raise Refused(str(error)) from error
    return print_shifts(shifts) if shifts else ""


def _new_version(row: Calendar, by: User | None, because: str, now: datetime) -> CalendarVersion | None:
    """Written only where something differs. Whoever holds deadlines reckoned with it follows, in this transaction."""
    before = row.versions.order_by("-number").first()
    data, edition = _baked(row, now), tzdata_edition()
    if before is not None and before.data == data and before.tzdata == edition:
        return None
    if before is not None and not because:
        because = difference(before.data, data) or f"the zone tables are of {edition} now"
    row.version = (before.number if before else 0) + 1
    row.save(update_fields=["version"])
    version = CalendarVersion.objects.create(
        calendar=row,
        number=row.version,
        data=data,
        made_at=now,
        made_by=by,
        because=because[:300],
        tzdata=edition,
        applied_at=now if before is None else None,
    )
    actor = Actor("user", by.pk, str(by)) if by else SYSTEM
    record(CalendarChanged(row.pk, row.name, row.version, because[:300]), case=None, actor=actor, now=now)
    return version


def _baked(row: Calendar, now: datetime) -> dict[str, Any]:
    """Holidays with their names written down, so that a later library changes nothing that was reckoned."""
    years = _years(now)
    days: dict[str, list[str]] = {}
    if row.country:
        for day, name in public_holidays(row.country, row.region, years).items():
            days[day.isoformat()] = [name, ""]
    # Ours last: they are stronger than a feed, and a feed than the library.
    for one in sorted(row.own_days.all(), key=lambda d: (d.source == CalendarDay.Source.OWN, d.pk)):
        for n in range((one.ends_on - one.starts_on).days + 1):
            days[(one.starts_on + timedelta(days=n)).isoformat()] = [one.name, one.hours]
    reach = [years[0], years[-1]]
    return {"zone": row.time_zone, "hours": row.hours, "days": dict(sorted(days.items())), "years": reach}


def difference(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What a person would say changed, days first."""
    # Of years that only one of them reaches nothing is said: there nothing changed, something ended or began.
    first, last = (pick(before["years"][n], after["years"][n]) for n, pick in ((0, max), (1, min)))
    old, new = (
        {day: said for day, said in data["days"].items() if first <= int(day[:4]) <= last} for data in (before, after)
    )
    said: dict[str, None] = {}
    for day in sorted({*old, *new}):
        if old.get(day) == new.get(day):
            continue
        if day not in new:
            said[f"{old[day][0]} was removed"] = None
        elif day not in old or old[day][0] != new[day][0]:
            said[f"{new[day][0]} was added"] = None
        else:
            said[f"{new[day][0]} has other hours"] = None
    if before["hours"] != after["hours"]:
        said[f"the hours are {after['hours']} now"] = None
    if before["zone"] != after["zone"]:
        said[f"its clock is that of {after['zone']} now"] = None
    if before["years"] != after["years"] and not said:
        said[f"it reaches to {after['years'][1]} now"] = None
    found = list(said)
    return "; ".join(found if len(found) <= 3 else [*found[:2], f"{len(found) - 2} more changes"])


def _years(now: datetime) -> range:
    return range(now.year - YEARS_BACK, now.year + YEARS_AHEAD + 1)


def _locked(calendar: Calendar) -> Calendar:
    """We hold the calendar, so its versions are numbered one after the other."""
    return Calendar.objects.select_for_update().get(pk=calendar.pk)


def _must_lead(by: User) -> None:
    if not is_lead(by):
        raise NotAllowed("Only a lead changes a calendar: deadlines hang on it.")
