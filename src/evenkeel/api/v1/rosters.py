"""Rosters as calendars: one read from a file, one written out, a secret address that a calendar program follows."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, acting, now, person
from evenkeel.api.problems import Unprocessable
from evenkeel.api.v1.duty import GapOut, the_team
from evenkeel.cases.verbs import duty
from evenkeel.people import duty_feeds, ical

router = Router(tags=["duty"])


class RosterIn(Acting):
    team: int
    kind: str = "first"
    calendar: str = Field(description="The text of an iCal file.")
    roster: str = Field("calendar", description="A name for the file: the next one of this name takes its place.")


class RosterOut(Schema):
    added: int
    known: int
    removed: int
    problems: list[str]
    gaps: list[GapOut]

    @staticmethod
    def resolve_gaps(imported: Any) -> Any:
        return imported.lacks


class FeedIn(Acting):
    team: int | None = Field(None, description="None: one's own shifts.")


class FeedOut(Schema):
    url: str = Field(description="Secret, shown once.")


@router.post("/duty/rosters", response=RosterOut)
def import_roster(request: Asked, payload: RosterIn) -> duty.Imported:
    """A roster from a calendar; the same again changes nothing, and each line not understood is named."""
    by = acting(request, payload.by)
    content = payload.calendar.encode()
    return duty.import_roster(
        the_team(payload.team), content, kind=payload.kind, roster=payload.roster, by=by, now=now()
    )


@router.get("/duty/calendar", response={200: None})
def export_roster(
    request: Asked, team: int | None = Query(None), user: str | None = Query(None, description="Id or address.")
) -> HttpResponse:
    """The roster of a team, or one person's shifts, as an iCal file."""
    if (team is None) == (user is None):
        raise Unprocessable("team", "Say either “team” or “user”.")
    made = (
        ical.calendar_of_team(the_team(team), now())
        if team is not None
        else ical.calendar_of_user(person(user or "", "user"), now())
    )
    return HttpResponse(made, content_type="text/calendar; charset=utf-8")


@router.post("/duty/feeds", response={201: FeedOut})
def make_feed(request: Asked, payload: FeedIn) -> Status[dict[str, str]]:
    """A secret address that a calendar program follows."""
    team = the_team(payload.team) if payload.team is not None else None
    secret = duty_feeds.make_feed(by=acting(request, payload.by), team=team, now=now())
    return Status(201, {"url": f"{settings.PUBLIC_URL}/duty/feeds/{secret}.ics"})
