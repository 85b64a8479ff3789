"""Calendars: the list, one calendar, and what is changed on it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse, QueryDict

from evenkeel.clock.reads import database_now
from evenkeel.desk import typed, weeks
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.judgement.times.calendars import Calendar as Hours
from evenkeel.judgement.times.deadlines import asked, explained
from evenkeel.people import calendars as verbs
from evenkeel.people.models import Account, Calendar, CalendarDay, Team
from evenkeel.people.reads import is_lead
from evenkeel.people.working_hours import calendars_with_holders, in_force, parsed
from evenkeel.refusal import Refused


def show_all(request: HttpRequest, *, kept: Kept = NOTHING_KEPT, **_which: Any) -> HttpResponse:
    rows = [(row, weeks.week(parsed(in_force(row).data))) for row in calendars_with_holders()]
    context = {"rows": rows, "may_change": is_lead(request.user)}  # type: ignore[arg-type]
    return render(request, "calendars.html", context, kept=kept)


def show(request: HttpRequest, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    now = database_now()
    row = calendars_with_holders().get(pk=pk)
    hours = parsed(in_force(row).data)
    context = {
        "calendar": row,
        "week": weeks.week(hours),
        "ahead": weeks.ahead(hours, weeks.today(now, row.time_zone)),
        "own_days": row.own_days.filter(source=CalendarDay.Source.OWN, ends_on__gte=weeks.today(now, row.time_zone)),
        "versions": row.versions.select_related("made_by").order_by("-number")[:12],
        "tried": _tried(request.GET, hours, now),
        "may_change": is_lead(request.user),  # type: ignore[arg-type]
        "teams": Team.objects.exclude(calendar=pk)[:100],
        "accounts": Account.objects.exclude(calendar=pk)[:400],
        "now": now,
    }
    return render(request, "calendar.html", context, kept=kept)


def show_of_day(request: HttpRequest, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    return show(request, CalendarDay.objects.get(pk=pk).calendar_id, kept=kept)


@page
def calendars(request: SignedIn) -> HttpResponse:
    return show_all(request)


@page
def calendar(request: SignedIn, pk: int) -> HttpResponse:
    return show(request, pk)


def _typed_hours(data: QueryDict) -> dict[str, str]:
    """What a calendar is made of and changed by, as the form has it."""
    return {
        "zone": data.get("zone", "").strip(),
        "hours": data.get("hours", ""),
        "country": data.get("country", ""),
        "region": data.get("region", ""),
    }


@act(show_all)
def new_calendar(request: SignedIn) -> HttpResponse:
    row = verbs.make(
        request.POST.get("name", ""),
        **_typed_hours(request.POST),
        by=request.user,
        now=database_now(),
    )
    return see(f"/calendars/{row.pk}/")


@act(show)
def calendar_version(request: SignedIn, pk: int) -> HttpResponse:
    verbs.change(
        Calendar.objects.get(pk=pk),
        **_typed_hours(request.POST),
        by=request.user,
        now=database_now(),
    )
    return see(f"/calendars/{pk}/")


@act(show)
def calendar_day(request: SignedIn, pk: int) -> HttpResponse:
    data = request.POST
    verbs.add_day(
        Calendar.objects.get(pk=pk),
        first=_day(data, "first") or _no_day(),
        last=_day(data, "last"),
        name=data.get("name", ""),
        hours=data.get("hours", ""),
        by=request.user,
        now=database_now(),
    )
    return see(f"/calendars/{pk}/#days")


@act(show_of_day)
def calendar_day_removal(request: SignedIn, pk: int) -> HttpResponse:
    day = CalendarDay.objects.select_related("calendar").get(pk=pk)
    verbs.remove_day(day, by=request.user, now=database_now())
    return see(f"/calendars/{day.calendar_id}/#days")


@act(show)
def calendar_holder(request: SignedIn, pk: int) -> HttpResponse:
    """A team or an account lives by it from now on."""
    kind, _, number = request.POST.get("holder", "").partition(":")
    if kind not in {"team", "account"} or not number.isdigit():
        raise Refused("Choose a team or an account.")
    holder = Team.objects.get(pk=int(number)) if kind == "team" else Account.objects.get(pk=int(number))
    verbs.use(holder, Calendar.objects.get(pk=pk), by=request.user, now=database_now())
    return see(f"/calendars/{pk}/")


@act(show)
def calendar_feed(request: SignedIn, pk: int) -> HttpResponse:
    file, url, row = request.FILES.get("feed"), request.POST.get("url", "").strip(), Calendar.objects.get(pk=pk)
    if file is None:
        if not url and not row.feed_url:
            raise Refused("Choose the iCal file with the days off, or give its address.")
        verbs.follow_feed(row, url, by=request.user, now=database_now())
        return see(f"/calendars/{pk}/#days")
    if file.size is not None and file.size > 1_000_000:
        raise Refused("This feed is too large: a calendar of days off has less than a million characters.")
    text = file.read().decode("utf-8", "replace").replace("\0", "")
    verbs.take_feed(row, text, by=request.user, now=database_now())
    return see(f"/calendars/{pk}/#days")


def _tried(data: QueryDict, hours: Hours, now: datetime) -> dict[str, Any]:
    """The deadline that the reader tries, with its steps as a line; what cannot be reckoned is said."""
    start = data.get("start", "") or f"{now.astimezone(ZoneInfo(hours.zone)):%Y-%m-%dT%H:%M}"
    tried: dict[str, Any] = {"start": start, "span": data.get("span", "2h"), "back": "back" in data}
    if "span" not in data:
        return tried
    try:
        at = typed.moment(QueryDict(f"at={start}"), "at", hours.zone) or now
        found = asked(at, tried["span"], hours, back=tried["back"])
    except (Refused, ValueError) as refusal:
        return tried | {"sentence": str(refusal)}
    pieces = weeks.line(found)
    return tried | {"found": found, "told": explained(found, hours.zone), "pieces": pieces}


def _day(data: QueryDict, name: str) -> date | None:
    text = data.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused(f"“{text}” is no day: write it as 2026-12-24.", code="unreadable") from error


def _no_day() -> date:
    raise Refused("Say which day it is.")
