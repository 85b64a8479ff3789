"""Cases: the list, one whole case, its timeline."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from evenkeel.api.door import Asked, get, person
from evenkeel.api.paging import Page, page_of
from evenkeel.api.problems import Unprocessable
from evenkeel.api.v1.shapes import CaseOut, whole_cases
from evenkeel.cases import reads
from evenkeel.cases.models import Case
from evenkeel.timeline.models import Event

router = Router(tags=["cases"])
STATES = ("live", "closed", *Case.State.values)
WORST_AND_OLDEST_FIRST = ("-level", "opened_at", "id")


class CaseFilter(Page):
    state: str = Field("", max_length=100, description=f"One or several, by comma, of {', '.join(STATES)}.")
    level: int | None = Field(None, ge=1, le=4)
    owner: str = Field("", max_length=320, description="Id or e-mail address.")


class CasePage(Schema):
    items: list[CaseOut]
    next_cursor: str | None


class EventOut(Schema):
    """`at` is when it happened, `recorded_at` when the desk noticed."""

    id: int
    kind: str
    at: datetime
    recorded_at: datetime
    actor: str
    actor_name: str
    sentence: str
    data: dict[str, Any]


class TimelinePage(Schema):
    items: list[EventOut]
    next_cursor: str | None


@router.get("/cases", response=CasePage)
def list_cases(request: Asked, wanted: Query[CaseFilter]) -> dict[str, Any]:
    """Cases, the worst first, of one level the oldest first."""
    unknown = [s.strip() for s in wanted.state.split(",") if s.strip() not in STATES] if wanted.state else []
    if unknown:
        raise Unprocessable("state", f"“state”: “{unknown[0]}” is no state of a case; use {', '.join(STATES)}.")
    owner = person(wanted.owner, "owner").pk if wanted.owner else None
    cases = reads.all_cases(state=wanted.state, level=wanted.level, owner=owner)
    return page_of(whole_cases(cases), WORST_AND_OLDEST_FIRST, wanted)


@router.get("/cases/{int:case_id}", response=CaseOut)
def show_case(request: Asked, case_id: int) -> Case:
    """One case with its reasons, people, plan and promises."""
    return the_case(case_id)


@router.get("/cases/{int:case_id}/timeline", response=TimelinePage)
def show_timeline(request: Asked, case_id: int, page: Query[Page]) -> dict[str, Any]:
    """What happened, oldest first; an overdue event is dated when it fell due."""
    events = Event.objects.filter(case=get(Case.objects.all(), case_id, "case"))
    return page_of(events, ("at", "id"), page)


def the_case(case_id: int) -> Case:
    return get(whole_cases(Case.objects.all()), case_id, "case")
