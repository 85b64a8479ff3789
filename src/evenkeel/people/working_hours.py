"""Whose hours count, and in which version: calendars as values that judgement can reckon with."""

from __future__ import annotations

import json
import zoneinfo
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from importlib import metadata
from pathlib import Path
from typing import Any

import holidays
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from evenkeel.judgement.times import calendars as judgement
from evenkeel.judgement.times.hours import read_hours, read_shifts
from evenkeel.people.models import Account, Calendar, CalendarVersion, Team, validate_zone


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours that count here, and whose they are. Without a calendar's id they are the plain ones of a row."""

    calendar: judgement.Calendar
    said: str
    id: int | None = None
    version: int | None = None
    plain: dict[str, Any] | None = None


def calendar_of(account: Account, *years: int) -> judgement.Calendar:
    """The account's named calendar as it stands; else its own days and hours, with its country's holidays of these years."""
    if account.calendar is not None:
        return parsed(in_force(account.calendar).data)
    return _plain(hours_of_row(account), years)


def team_calendar(team: Team) -> judgement.Calendar:
    if team.calendar is not None:
        return parsed(in_force(team.calendar).data)
    return _plain(hours_of_row(team), ())


def hours_that_count(account: Account, team: Team | None, year: int, *, named: str = "") -> Hours:
    """The calendar that a policy names, else the account's (what the customer was told), else the team's, else the
    account's own days and hours.
    """
    if named:
        row = find_calendar(named)
        if row is not None:
            return named_hours(row, f"the calendar “{row}”, which the policy names")
    if account.calendar is None and team is not None and team.calendar is not None:
        return named_hours(team.calendar, f"the calendar “{team.calendar}” of the team {team}")
    return account_hours(account, year)


def team_hours(team: Team, year: int, *, named: str = "") -> Hours:
    """Where no customer is at hand: the calendar that a policy names, else the team's, else its own days and hours."""
    row = find_calendar(named) if named else None
    if row is not None:
        return named_hours(row, f"the calendar “{row}”, which the policy names")
    if team.calendar is not None:
        return named_hours(team.calendar, f"the calendar “{team.calendar}” of the team {team}")
    return plain_hours(hours_of_row(team), f"the hours of {team}", year)


def account_hours(account: Account, year: int, *, plainly: bool = False) -> Hours:
    if account.calendar is not None and not plainly:
        return named_hours(account.calendar, f"the calendar “{account.calendar}” of {account}")
    return plain_hours(hours_of_row(account), f"the hours of {account}", year)


def named_hours(row: Calendar, said: str) -> Hours:
    version = in_force(row)
    return Hours(parsed(version.data), said, row.pk, version.number)


def plain_hours(plain: dict[str, Any], said: str, year: int) -> Hours:
    """Hours as they stood on a row when something was reckoned with them."""
    return Hours(_plain(plain, (year, year + 1)), said, plain=plain)


def find_calendar(name: str) -> Calendar | None:
    return Calendar.objects.filter(name=name).first()


def calendars_with_holders() -> QuerySet[Calendar]:
    return Calendar.objects.prefetch_related("teams", "accounts").order_by("name")


def feed_to_read(*, before: datetime, leave_out: Sequence[int]) -> Calendar | None:
    """A calendar whose feed was not read since then."""
    followed = Calendar.objects.exclude(feed_url="").exclude(pk__in=leave_out)
    return followed.filter(Q(feed_read_at=None) | Q(feed_read_at__lt=before)).order_by("pk").first()


def in_force(row: Calendar) -> CalendarVersion:
    return row.versions.order_by("-number")[:1].get()


def find_version(calendar_id: int, number: int) -> CalendarVersion | None:
    return CalendarVersion.objects.filter(calendar=calendar_id, number=number).select_related("calendar").first()


def parsed(data: dict[str, Any]) -> judgement.Calendar:
    return _parsed(json.dumps(data, sort_keys=True))


def known_zone(zone: str) -> bool:
    try:
        validate_zone(zone)
    except ValidationError:
        return False
    return True


def tzdata_edition() -> str:
    """Which edition of the zone tables this process reckons with, such as 2026a."""
    for folder in zoneinfo.TZPATH:
        tables = Path(folder) / "tzdata.zi"
        if tables.is_file():
            with tables.open(encoding="ascii", errors="replace") as file:
                return file.readline().removeprefix("# version").strip()[:20]
    try:
        return f"tzdata {metadata.version('tzdata')}"
    except metadata.PackageNotFoundError:
        return ""


def public_holidays(country: str, region: str, years: Sequence[int]) -> dict[date, str]:
    """Raises NotImplementedError for a country or region that the library does not know."""
    found = holidays.country_holidays(country, subdiv=region or None, years=list(years), language="en_US")
    return dict(sorted(found.items()))


@lru_cache(maxsize=128)
def _parsed(data: str) -> judgement.Calendar:
    raw = json.loads(data)
    days = {date.fromisoformat(day): said for day, said in raw["days"].items()}
    return judgement.Calendar.of_week(
        raw["zone"],
        read_hours(raw["hours"]),
        special={day: read_shifts(hours) for day, (_, hours) in days.items()},
        names={day: name for day, (name, _) in days.items()},
    )


def hours_of_row(row: Account | Team) -> dict[str, Any]:
    """The days and hours that stand on the row itself."""
    country = row.country if isinstance(row, Account) else ""
    return {
        "zone": row.time_zone,
        "days": row.days,
        "open": _hm(row.opens),
        "close": _hm(row.closes),
        "country": country,
    }


def _plain(plain: dict[str, Any], years: tuple[int, ...]) -> judgement.Calendar:
    named = dict(_named(plain["country"], years)) if plain["country"] and years else {}
    found = judgement.Calendar.from_row({**plain, "holidays": list(named)}, plain["zone"])
    # The same hours, and the holidays by their names.
    return judgement.Calendar(found.zone, found.days, found.opens, found.closes, found.holidays, names=named)


@lru_cache(maxsize=256)
def _named(country: str, years: tuple[int, ...]) -> tuple[tuple[date, str], ...]:
    try:
        return tuple(public_holidays(country, "", years).items())
    except NotImplementedError:  # A country the library does not know has no public holidays for us.
        return ()


def _hm(value: time | str) -> str:
    return value if isinstance(value, str) else f"{value:%H:%M}"
