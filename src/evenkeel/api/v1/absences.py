"""Who is away, and who stands in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status

from evenkeel.api.door import Acting, Asked, Instant, UserRef, acting, get, now, person
from evenkeel.api.v1.duty import with_warning
from evenkeel.api.v1.shapes import PersonOut
from evenkeel.cases.verbs import duty
from evenkeel.people.models import Absence

router = Router(tags=["duty"])


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
    return Status(201, with_warning(made))


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
