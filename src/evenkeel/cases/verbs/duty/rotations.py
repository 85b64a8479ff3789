"""A rotation is saved and ended. Each change is a new version from an instant on; what was before stays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import F, Q

from evenkeel.cases.verbs.duty.guarding import held, known_kind, must_be_able, note
from evenkeel.cases.verbs.duty.shifts import Rostered, changed
from evenkeel.cases.verbs.duty.watching import AHEAD, lacks
from evenkeel.judgement.rotations import Layer, read_layers
from evenkeel.people.models import Rotation, Team, User
from evenkeel.people.reads import is_lead
from evenkeel.refusal import NotAllowed, Refused, Stale

FURTHEST = timedelta(days=366)


def save_rotation(
    team: Team,
    *,
    kind: str,
    name: str,
    layers: Sequence[Mapping[str, Any]],
    by: User,
    now: datetime,
    expected: str = Rotation.Expected.ALWAYS,
    since: datetime | None = None,
    series: UUID | None = None,
) -> Rostered:
    """A new rotation, or with `series` a new version of one. The answer names the gaps that it leaves."""
    _lead(by)
    since = max(since or now, now)
    if since > now + FURTHEST:
        raise Refused("A rotation begins within a year.")
    if not name.strip():
        raise Refused("Give the rotation a name, such as “Days”.")
    if expected not in Rotation.Expected.values:
        raise Refused(f"“{expected}” is not known; use one of {', '.join(Rotation.Expected.values)}.")
    read = _read(layers)
    with transaction.atomic():
        team = held(team)
        rank = (
            _supersede(team, known_kind(kind), series, since) if series else Rotation.objects.filter(team=team).count()
        )
        rotation = Rotation.objects.create(
            series=series or uuid4(),
            team=team,
            kind=kind,
            name=name.strip()[:120],
            layers=[_row(layer) for layer in read],
            expected=expected,
            rank=min(rank, 30_000),
            since=since,
            made_at=now,
            made_by=by,
        )
        note(team, f"{by} {'changed' if series else 'began'} the rotation “{rotation.name}” ({kind})", by, now)
        changed(team, now)
        return Rostered(rotation, lacks(team, since, since + AHEAD, (kind,)))


def end_rotation(rotation: Rotation, *, by: User, now: datetime, until: datetime | None = None) -> Rostered:
    """From then on nobody has a turn by it."""
    _lead(by)
    until = max(until or now, now)
    with transaction.atomic():
        team = held(rotation.team)
        open_ones = Rotation.objects.filter(series=rotation.series).filter(
            Q(until=None) | Q(until__gt=until) & Q(until__gt=F("since"))
        )
        if not open_ones.exists():
            raise Stale("This rotation has ended already.")
        _end(open_ones, until)
        note(team, f"{by} ended the rotation “{rotation.name}” ({rotation.kind})", by, now)
        changed(team, now)
        rotation.refresh_from_db()
        return Rostered(rotation, lacks(team, until, until + AHEAD, (rotation.kind,)))


def _lead(by: User) -> None:
    if not is_lead(by):
        raise NotAllowed("Only a lead changes a rotation. A single shift anybody covers or swaps.")


def _supersede(team: Team, kind: str, series: UUID, since: datetime) -> int:
    versions = Rotation.objects.filter(series=series)
    latest = versions.order_by("-since", "-id").first()
    if latest is None or latest.team_id != team.pk or latest.kind != kind:
        raise Refused("There is no such rotation of this team and duty: make a new one.", code="unknown")
    _end(versions.filter(Q(until=None) | Q(until__gt=since)), since)
    return latest.rank


def _end(versions: Any, at: datetime) -> None:
    """A version that had not begun never holds; it ends where it would have begun."""
    for version in versions:
        Rotation.objects.filter(pk=version.pk).update(until=max(at, version.since))


def _read(layers: Sequence[Mapping[str, Any]]) -> tuple[Layer, ...]:
    try:
        read = read_layers(layers)
    except ValueError as error:
        raise Refused(str(error), code="unreadable") from error
    wanted = {who for layer in read for who in layer.people}
    known = User.objects.in_bulk(wanted)
    missing = sorted(wanted - set(known))
    if missing:
        raise Refused(f"There is no person {missing[0]} on this desk.", code="unknown")
    must_be_able(known.values())
    return read


def _row(layer: Layer) -> dict[str, Any]:
    return {
        "people": list(layer.people),
        "zone": layer.zone,
        "starts_on": layer.starts_on.isoformat(),
        "handover": f"{layer.handover:%H:%M}",
        "every": layer.every,
        "hours": [
            {
                "days": ",".join(_DAYS[day] for day in sorted(h.days)),
                "opens": f"{h.opens:%H:%M}",
                "closes": f"{h.closes:%H:%M}",
            }
            for h in layer.hours
        ],
    }


_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
