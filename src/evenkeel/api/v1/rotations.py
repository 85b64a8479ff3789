"""Who takes turns: rotations and their versions."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, Instant, acting, get, now
from evenkeel.api.v1.duty import the_team, with_warning
from evenkeel.cases.verbs import duty
from evenkeel.people.models import Rotation
from evenkeel.people.rosters import rotations_in_force

router = Router(tags=["duty"])


class HoursIn(Schema):
    days: str = Field("Mon-Sun", description="Such as Mon-Fri, or Mon,Wed.")
    opens: str = "00:00"
    closes: str = Field("00:00", description="At or before `opens`: over midnight.")


class LayerIn(Schema):
    people: list[int] = Field(description="The ids of those who take turns, in order.")
    zone: str
    starts_on: str = Field(description="The date of the first turn.")
    handover: str = Field("09:00", description="On the wall clock of the zone.")
    every: int = Field(1, description="Days a turn lasts: 1 daily, 7 weekly.")
    hours: list[HoursIn] = Field(default_factory=list, description="Empty: around the clock.")


class RotationIn(Acting):
    team: int
    kind: str = "first"
    name: str
    layers: list[LayerIn]
    expected: str = Field("always", description="`always`, or `working`: a gap outside the team's hours is none.")
    since: Instant | None = Field(None, description="Default: now. What was before stays as it was.")
    series: UUID | None = Field(None, description="Of the rotation that this changes; none makes a new one.")


class RotationOut(Schema):
    id: int
    series: UUID
    team_id: int
    kind: str
    name: str
    layers: list[dict[str, Any]]
    expected: str
    since: datetime
    until: datetime | None
    warning: str = ""


class EndIn(Acting):
    until: Instant | None = None


@router.get("/duty/rotations", response=list[RotationOut])
def list_rotations(request: Asked, team: int) -> Any:
    """The versions that hold now or will."""
    return rotations_in_force(the_team(team), now())


@router.post("/duty/rotations", response={201: RotationOut})
def save_rotation(request: Asked, payload: RotationIn) -> Status[Any]:
    """A new rotation, or a new version of one from an instant on; `warning` names the gaps that it leaves."""
    made = duty.save_rotation(
        the_team(payload.team),
        kind=payload.kind,
        name=payload.name,
        layers=[layer.model_dump() for layer in payload.layers],
        expected=payload.expected,
        since=payload.since,
        series=payload.series,
        by=acting(request, payload.by),
        now=now(),
    )
    return Status(201, with_warning(made))


@router.post("/duty/rotations/{int:rotation_id}/ending", response=RotationOut)
def end_rotation(request: Asked, rotation_id: int, payload: EndIn) -> Any:
    """From then on nobody has a turn by it."""
    rotation = get(Rotation.objects.select_related("team"), rotation_id, "rotation")
    made = duty.end_rotation(rotation, by=acting(request, payload.by), until=payload.until, now=now())
    return with_warning(made)
