"""Who is on duty: the roster, its gaps, rotations, covers, absences, swaps, and calendars in and out."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from ninja import Query, Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, Instant, UserRef, acting, get, now, person
from evenkeel.api.problems import Unprocessable
from evenkeel.api.v1.shapes import PersonOut
from evenkeel.cases.verbs import duty
from evenkeel.people import duty_feeds, ical
from evenkeel.people.models import Absence, Duty, Rotation, SwapOffer, Team, User
from evenkeel.people.rosters import Shift, roster, rotations_in_force

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


class AbsenceIn(Acting):
    user: UserRef
    starts_at: Instant
    ends_at: Instant
    backup: UserRef | None = None


class AbsenceOut(Schema):
    id: int
    user: PersonOut
    backup: PersonOut | None
    starts_at: datetime
    ends_at: datetime
    voided_at: datetime | None
    warning: str = ""


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


@router.get("/duty", response=list[DutyNowOut])
def who_is_on_duty(request: Asked, team: int, at: Instant | None = None) -> list[dict[str, Any]]:
    """By kind, who has the duty of a team now, or at another moment."""
    when = at or now()
    tiles = roster(_team(team), when, when + timedelta(seconds=1))
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
        _team(payload.team),
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
        _team(payload.team),
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


@router.get("/duty/rotations", response=list[RotationOut])
def list_rotations(request: Asked, team: int) -> Any:
    """The versions that hold now or will."""
    return rotations_in_force(_team(team), now())


@router.post("/duty/rotations", response={201: RotationOut})
def save_rotation(request: Asked, payload: RotationIn) -> Status[Any]:
    """A new rotation, or a new version of one from an instant on; `warning` names the gaps that it leaves."""
    made = duty.save_rotation(
        _team(payload.team),
        kind=payload.kind,
        name=payload.name,
        layers=[layer.model_dump() for layer in payload.layers],
        expected=payload.expected,
        since=payload.since,
        series=payload.series,
        by=acting(request, payload.by),
        now=now(),
    )
    return Status(201, _with_warning(made))


@router.post("/duty/rotations/{int:rotation_id}/ending", response=RotationOut)
def end_rotation(request: Asked, rotation_id: int, payload: EndIn) -> Any:
    """From then on nobody has a turn by it."""
    rotation = get(Rotation.objects.select_related("team"), rotation_id, "rotation")
    made = duty.end_rotation(rotation, by=acting(request, payload.by), until=payload.until, now=now())
    return _with_warning(made)


@router.post("/duty/absences", response={201: AbsenceOut})
def go_away(request: Asked, payload: AbsenceIn) -> Status[Any]:
    """Somebody is away: their shifts go to the backup, or are gaps that `warning` names."""
    made = duty.go_away(
        person(payload.user, "user"),
        start=payload.starts_at,
        end=payload.ends_at,
        backup=person(payload.backup, "backup") if payload.backup is not None else None,
        by=acting(request, payload.by),
        now=now(),
    )
    return Status(201, _with_warning(made))


@router.get("/duty/absences", response=list[AbsenceOut])
def list_absences(request: Asked) -> Any:
    """Who is or will be away."""
    there = Absence.objects.filter(voided_at=None, ends_at__gt=now()).select_related("user", "backup")
    return there.order_by("starts_at", "id")[:500]


@router.post("/duty/absences/{int:absence_id}/ending", response=AbsenceOut)
def come_back(request: Asked, absence_id: int, payload: Acting) -> Absence:
    """Here again, sooner than was said."""
    absence = get(Absence.objects.select_related("user", "backup"), absence_id, "absence")
    return duty.come_back(absence, by=acting(request, payload.by), now=now())


@router.post("/duty/swaps", response={201: SwapOut})
def offer_swap(request: Asked, payload: SwapIn) -> Status[SwapOffer]:
    """A shift on offer, to one person or to anyone in the team; the giver has it until it is taken."""
    back = (payload.return_starts_at, payload.return_ends_at)
    if (back[0] is None) != (back[1] is None):
        raise Unprocessable("return_ends_at", "Say both when the shift in return starts and when it ends.")
    made = duty.offer_swap(
        _team(payload.team),
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
    return OFFERS.filter(team=_team(team), state=state).order_by("starts_at", "id")[:500]


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


@router.post("/duty/rosters", response=RosterOut)
def import_roster(request: Asked, payload: RosterIn) -> duty.Imported:
    """A roster from a calendar; the same again changes nothing, and each line not understood is named."""
    by = acting(request, payload.by)
    content = payload.calendar.encode()
    return duty.import_roster(_team(payload.team), content, kind=payload.kind, roster=payload.roster, by=by, now=now())


@router.get("/duty/calendar", response={200: None})
def export_roster(
    request: Asked, team: int | None = Query(None), user: str | None = Query(None, description="Id or address.")
) -> HttpResponse:
    """The roster of a team, or one person's shifts, as an iCal file."""
    if (team is None) == (user is None):
        raise Unprocessable("team", "Say either “team” or “user”.")
    made = ical.calendar_of_team(_team(team), now()) if team is not None else ical.calendar_of_user(_user(user), now())
    return HttpResponse(made, content_type="text/calendar; charset=utf-8")


@router.post("/duty/feeds", response={201: FeedOut})
def make_feed(request: Asked, payload: FeedIn) -> Status[dict[str, str]]:
    """A secret address that a calendar program follows."""
    team = _team(payload.team) if payload.team is not None else None
    secret = duty_feeds.make_feed(by=acting(request, payload.by), team=team, now=now())
    return Status(201, {"url": f"{settings.PUBLIC_URL}/duty/feeds/{secret}.ics"})


def _team(pk: int) -> Team:
    return get(Team.objects.select_related("last_resort"), pk, "team")


def _user(named: str | None) -> User:
    return person(named or "", "user")


def _window(wanted: WindowIn) -> tuple[Team, list[str], datetime, datetime]:
    if wanted.kind is not None and wanted.kind not in Duty.Kind.values:
        raise Unprocessable("kind", f"“kind” is one of {', '.join(Duty.Kind.values)}.")
    start = wanted.start or now()
    end = wanted.end or start + timedelta(days=14)
    if not start < end <= start + LONGEST:
        raise Unprocessable("end", "“end” comes after “start”, by at most 92 days.")
    return _team(wanted.team), [wanted.kind] if wanted.kind else list(Duty.Kind.values), start, end


def _laid(made: duty.Rostered) -> dict[str, Any]:
    row: Duty = get(ROWS, made.row.pk, "duty")
    shown = ("id", "team_id", "kind", "user", "instead_of", "source", "starts_at", "ends_at", "because")
    return {name: getattr(row, name) for name in shown} | {"warning": made.warning}


def _with_warning(made: duty.Rostered) -> Any:
    made.row.warning = made.warning
    return made.row
