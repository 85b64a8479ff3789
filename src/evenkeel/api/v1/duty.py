"""Who is on duty: the roster, its gaps, overrides and covers."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, Instant, UserRef, acting, get, now, person
from evenkeel.api.problems import Unprocessable
from evenkeel.api.v1.shapes import PersonOut
from evenkeel.cases.verbs import duty
from evenkeel.people.models import Duty, SwapOffer, Team
from evenkeel.people.rosters import Shift, roster

router = Router(tags=["duty"])
LONGEST = timedelta(days=92)
ROWS = Duty.objects.select_related("team", "user", "instead_of")
OFFERS = SwapOffer.objects.select_related("team", "giver", "to", "answered_by")


class DutyNowOut(Schema):
    kind: str
    user: PersonOut | None


class ShiftOut(Schema):
    """`source`: rotation, shift, imported, override, cover or swap."""

    team_id: int
    kind: str
    user: PersonOut
    instead_of: PersonOut | None
    source: str
    starts_at: datetime
    ends_at: datetime

    @staticmethod
    def resolve_team_id(shift: Any) -> int:
        return shift["team_id"] if isinstance(shift, dict) else shift.team.pk


class GapOut(Schema):
    team_id: int
    kind: str
    starts_at: datetime
    ends_at: datetime
    sentence: str

    @staticmethod
    def resolve_team_id(lack: Any) -> int:
        return lack.team.pk

    @staticmethod
    def resolve_sentence(lack: Any) -> str:
        return f"Nobody is on duty: {lack.sentence()}."


class WindowIn(Schema):
    team: int
    kind: str | None = None
    start: Instant | None = Field(None, description="Default: now.")
    end: Instant | None = Field(None, description="Default: 14 days after the start; at most 92.")


class DutyIn(Acting):
    team: int
    kind: str = "first"
    user: UserRef
    starts_at: Instant
    ends_at: Instant
    because: str = ""


class CoverIn(DutyIn):
    instead_of: UserRef


class DutyOut(ShiftOut):
    id: int
    because: str
    warning: str = Field(description="The gaps that are left, in a sentence; empty where there is none.")


@router.get("/duty", response=list[DutyNowOut])
def who_is_on_duty(request: Asked, team: int, at: Instant | None = None) -> list[dict[str, Any]]:
    """By kind, who has the duty of a team now, or at another moment."""
    when = at or now()
    tiles = roster(the_team(team), when, when + timedelta(seconds=1))
    held = {kind: tile[0].user if isinstance(tile[0], Shift) else None for kind, tile in tiles.items()}
    return [{"kind": kind, "user": user} for kind, user in held.items()]


@router.get("/duty/shifts", response=list[ShiftOut])
def list_shifts(request: Asked, wanted: Query[WindowIn]) -> list[Shift]:
    """The roster as it stands, cut at both ends, in order of time."""
    team, kinds, start, end = _window(wanted)
    tiles = [tile for lane in roster(team, start, end, kinds).values() for tile in lane if isinstance(tile, Shift)]
    return sorted(tiles, key=lambda shift: (shift.starts_at, shift.kind))


@router.get("/duty/gaps", response=list[GapOut])
def list_gaps(request: Asked, wanted: Query[WindowIn]) -> list[duty.Lack]:
    """Where somebody is expected and nobody is."""
    team, kinds, start, end = _window(wanted)
    return duty.lacks(team, start, end, kinds if wanted.kind else None)


@router.post("/duty/overrides", response={201: DutyOut})
def put_on_duty(request: Asked, payload: DutyIn) -> Status[dict[str, Any]]:
    """Somebody is on duty for a time, whoever it would have been."""
    made = duty.put_on_duty(
        the_team(payload.team),
        payload.kind,
        user=person(payload.user, "user"),
        start=payload.starts_at,
        end=payload.ends_at,
        by=acting(request, payload.by),
        because=payload.because,
        now=now(),
    )
    return Status(201, _laid(made))


@router.post("/duty/covers", response={201: DutyOut})
def cover(request: Asked, payload: CoverIn) -> Status[dict[str, Any]]:
    """One stands in for another; it counts only where the other would have been on duty."""
    made = duty.cover(
        the_team(payload.team),
        payload.kind,
        user=person(payload.user, "user"),
        instead_of=person(payload.instead_of, "instead_of"),
        start=payload.starts_at,
        end=payload.ends_at,
        by=acting(request, payload.by),
        because=payload.because,
        now=now(),
    )
    return Status(201, _laid(made))


@router.post("/duty/overrides/{int:duty_id}/withdrawal", response=DutyOut)
def take_back_duty(request: Asked, duty_id: int, payload: Acting) -> dict[str, Any]:
    """An override, a cover or a swap ends; what had begun stays as it was until now."""
    return _laid(duty.take_back(get(ROWS, duty_id, "duty"), by=acting(request, payload.by), now=now()))


def the_team(pk: int) -> Team:
    return get(Team.objects.select_related("last_resort"), pk, "team")


def _window(wanted: WindowIn) -> tuple[Team, list[str], datetime, datetime]:
    if wanted.kind is not None and wanted.kind not in Duty.Kind.values:
        raise Unprocessable("kind", f"“kind” is one of {', '.join(Duty.Kind.values)}.")
    start = wanted.start or now()
    end = wanted.end or start + timedelta(days=14)
    if not start < end <= start + LONGEST:
        raise Unprocessable("end", "“end” comes after “start”, by at most 92 days.")
    return the_team(wanted.team), [wanted.kind] if wanted.kind else list(Duty.Kind.values), start, end


def _laid(made: duty.Rostered) -> dict[str, Any]:
    row: Duty = get(ROWS, made.row.pk, "duty")
    shown = ("id", "team_id", "kind", "user", "instead_of", "source", "starts_at", "ends_at", "because")
    return {name: getattr(row, name) for name in shown} | {"warning": made.warning}


def with_warning(made: duty.Rostered) -> Any:
    """The row, and with it the gaps that are left."""
    made.row.warning = made.warning
    return made.row
