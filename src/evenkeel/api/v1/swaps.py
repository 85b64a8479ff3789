"""Shifts on offer: taken, declined, withdrawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, Instant, UserRef, acting, get, now, person
from evenkeel.api.problems import Unprocessable
from evenkeel.api.v1.duty import the_team
from evenkeel.api.v1.shapes import PersonOut
from evenkeel.cases.verbs import duty
from evenkeel.people.models import SwapOffer

router = Router(tags=["duty"])
OFFERS = SwapOffer.objects.select_related("team", "giver", "to", "answered_by")


class SwapIn(Acting):
    team: int
    kind: str = "first"
    giver: UserRef
    to: UserRef | None = Field(None, description="None: anyone in the team.")
    starts_at: Instant
    ends_at: Instant
    return_starts_at: Instant | None = None
    return_ends_at: Instant | None = None
    because: str = ""


class SwapOut(Schema):
    id: int
    team_id: int
    kind: str
    giver: PersonOut
    to: PersonOut | None
    starts_at: datetime
    ends_at: datetime
    return_starts_at: datetime | None
    return_ends_at: datetime | None
    because: str
    state: str
    answered_by: PersonOut | None


@router.post("/duty/swaps", response={201: SwapOut})
def offer_swap(request: Asked, payload: SwapIn) -> Status[SwapOffer]:
    """A shift on offer, to one person or to anyone in the team; the giver has it until it is taken."""
    back = (payload.return_starts_at, payload.return_ends_at)
    if (back[0] is None) != (back[1] is None):
        raise Unprocessable("return_ends_at", "Say both when the shift in return starts and when it ends.")
    made = duty.offer_swap(
        the_team(payload.team),
        payload.kind,
        giver=person(payload.giver, "giver"),
        to=person(payload.to, "to") if payload.to is not None else None,
        start=payload.starts_at,
        end=payload.ends_at,
        in_return=(back[0], back[1]) if back[0] is not None and back[1] is not None else None,
        because=payload.because,
        by=acting(request, payload.by),
        now=now(),
    )
    return Status(201, made)


@router.get("/duty/swaps", response=list[SwapOut])
def list_swaps(request: Asked, team: int, state: str = "offered") -> Any:
    """What is on offer, or was."""
    return OFFERS.filter(team=the_team(team), state=state).order_by("starts_at", "id")[:500]


@router.post("/duty/swaps/{int:swap_id}/acceptance", response=SwapOut)
def take_swap(request: Asked, swap_id: int, payload: Acting) -> SwapOffer:
    """Take the shift. Somebody was faster: 409, and who."""
    return duty.take_swap(get(OFFERS, swap_id, "swap"), by=acting(request, payload.by), now=now())


@router.post("/duty/swaps/{int:swap_id}/declination", response=SwapOut)
def decline_swap(request: Asked, swap_id: int, payload: Acting) -> SwapOffer:
    """Who was asked by name says no."""
    return duty.decline_swap(get(OFFERS, swap_id, "swap"), by=acting(request, payload.by), now=now())


@router.post("/duty/swaps/{int:swap_id}/withdrawal", response=SwapOut)
def withdraw_swap(request: Asked, swap_id: int, payload: Acting) -> SwapOffer:
    """The giver keeps the shift."""
    return duty.withdraw_swap(get(OFFERS, swap_id, "swap"), by=acting(request, payload.by), now=now())
