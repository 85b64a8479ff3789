"""How a person is reached: their own places, rules and quiet hours; of others only whether."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Literal

from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from evenkeel.api.door import Acting, Asked, acting, get, now
from evenkeel.notifications import places
from evenkeel.notifications.circuits import in_trouble
from evenkeel.notifications.models import Circuit, Endpoint, QuietHours, ReachRule
from evenkeel.notifications.reads import is_reachable
from evenkeel.people.models import User

router = Router(tags=["how people are reached"])


class PlaceOut(Schema):
    """`state`: whole, code (it waits for its code) or broken."""

    id: int
    channel: str
    address: str
    label: str
    state: str
    verified_at: datetime | None
    broken_at: datetime | None
    broken_because: str

    @staticmethod
    def resolve_state(place: Any) -> str:
        if isinstance(place, Endpoint):
            return "code" if place.code_digest else "broken" if place.broken_at else "whole"
        return str(place["state"])


class RuleOut(Schema):
    occasion: str
    place_id: int
    after_minutes: int


class QuietOut(Schema):
    """`days` on which it begins, Monday is 0; an end at or before the start is of the next day."""

    zone: str
    days: list[int]
    starts: time
    ends: time
    then: str


class ReachOut(Schema):
    reachable: bool
    places: list[PlaceOut]
    rules: list[RuleOut]
    quiet_hours: list[QuietOut]


class PlaceIn(Acting):
    channel: str
    address: str
    label: str = ""
    secret: str = Field("", description="For signing; never shown again.")


class CodeIn(Acting):
    code: str


class RuleIn(BaseModel):
    place_id: int
    after_minutes: int = 0


class RulesIn(Acting):
    occasion: Literal["important", "ordinary"]
    rules: list[RuleIn] = Field(description="The whole set; empty: all places at once.")


class QuietIn(BaseModel):
    zone: str = ""
    days: list[int]
    starts: str
    ends: str
    then: Literal["pass_on", "hold"] = "pass_on"


class QuietHoursIn(Acting):
    quiet_hours: list[QuietIn]


class ReachableOut(Schema):
    user_id: int
    reachable: bool


class CarrierOut(Schema):
    provider: str
    failures: int
    since: datetime
    open_until: datetime | None
    because: str


def _reach(user: User) -> dict[str, Any]:
    return {
        "reachable": is_reachable(user),
        "places": list(Endpoint.objects.filter(user=user).order_by("id")),
        "rules": [
            {"occasion": r.occasion, "place_id": r.endpoint_id, "after_minutes": r.after_minutes}
            for r in ReachRule.objects.filter(user=user)
        ],
        "quiet_hours": [
            {
                "zone": q.zone,
                "days": [int(d) for d in q.days.split(",")],
                "starts": q.starts,
                "ends": q.ends,
                "then": q.then,
            }
            for q in QuietHours.objects.filter(user=user)
        ],
    }


def _mine(user: User, pk: int) -> Endpoint:
    return get(Endpoint.objects.filter(user=user).select_related("user"), pk, "place of yours")


@router.get("/users/me/reach", response=ReachOut)
def show_reach(request: Asked) -> dict[str, Any]:
    """Where and when the token's user is reached."""
    return _reach(acting(request, None))


@router.post("/users/me/places", response={201: PlaceOut})
def add_place(request: Asked, payload: PlaceIn) -> Status[Endpoint]:
    """A place of one's own; a code is sent there, and it counts when the code came back."""
    user = acting(request, payload.by)
    fields = payload.model_dump(include={"channel", "address", "label", "secret"})
    return Status(201, places.add_place(user, **fields, by=user, now=now()))


@router.post("/users/me/places/{int:place_id}/tests", response=PlaceOut)
def test_place(request: Asked, place_id: int, payload: Acting) -> Endpoint:
    """Say something there: a new code, or a plain word where it is proven."""
    user = acting(request, payload.by)
    places.test_place(_mine(user, place_id), by=user, now=now())
    return _mine(user, place_id)


@router.post("/users/me/places/{int:place_id}/verification", response=PlaceOut)
def verify_place(request: Asked, place_id: int, payload: CodeIn) -> Endpoint:
    """The code came back: the place is proven, and whole."""
    user = acting(request, payload.by)
    places.verify_place(_mine(user, place_id), payload.code, by=user, now=now())
    return _mine(user, place_id)


@router.post("/users/me/places/{int:place_id}/mending", response=PlaceOut)
def mend_place(request: Asked, place_id: int, payload: Acting) -> Endpoint:
    """It was broken and is mended: a code is sent there again."""
    user = acting(request, payload.by)
    places.mark_whole(_mine(user, place_id), by=user, now=now())
    return _mine(user, place_id)


@router.post("/users/me/places/{int:place_id}/removal", response=ReachOut)
def remove_place(request: Asked, place_id: int, payload: Acting) -> dict[str, Any]:
    """Not the last one of somebody who must be reached."""
    user = acting(request, payload.by)
    places.remove_place(_mine(user, place_id), by=user, now=now())
    return _reach(user)


@router.post("/users/me/rules", response=ReachOut)
def set_rules(request: Asked, payload: RulesIn) -> dict[str, Any]:
    """One whole set: which place after how many minutes, unless it was seen by then."""
    user = acting(request, payload.by)
    ways = [(r.place_id, r.after_minutes) for r in payload.rules]
    places.set_rules(user, payload.occasion, ways, by=user, now=now())
    return _reach(user)


@router.post("/users/me/quiet-hours", response=ReachOut)
def set_quiet_hours(request: Asked, payload: QuietHoursIn) -> dict[str, Any]:
    """All of them at once. Danger and pages of level 4 break through."""
    user = acting(request, payload.by)
    places.set_quiet_hours(user, [q.model_dump() for q in payload.quiet_hours], by=user, now=now())
    return _reach(user)


@router.get("/users/{int:user_id}/reachability", response=ReachableOut)
def show_reachability(request: Asked, user_id: int) -> dict[str, Any]:
    """Whether somebody can be reached; never where."""
    user = get(User.objects.all(), user_id, "user")
    return {"user_id": user.pk, "reachable": is_reachable(user)}


@router.get("/carriers", response=list[CarrierOut])
def list_carriers(request: Asked) -> list[Circuit]:
    """Who carries our words and is in trouble: words wait for them, or go another way."""
    return list(in_trouble())
