"""Running the desk: the policies in force, what a new one would change, and somebody who leaves."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, Bearer, UserRef, acting, get, now, person
from evenkeel.cases import policies
from evenkeel.cases.models import LevelPolicy
from evenkeel.cases.verbs import deactivate_user
from evenkeel.people.models import User

router = Router(tags=["running the desk"])
ADMIN = Bearer("admin")


class LevelPolicyOut(Schema):
    version: int
    data: dict[str, Any]
    made_at: datetime
    because: str


class LevelPolicyDraft(Schema):
    data: dict[str, Any] = Field(description="The whole policy, as `GET /policies/levels` gives it, changed.")


class LevelPolicyIn(LevelPolicyDraft, Acting):
    because: str = Field(description="Why the policy changes: the next reader will ask.")


class ChangeOut(Schema):
    case_id: int
    level: int
    would_be: int
    because: str


class DepartureIn(Acting):
    successor: UserRef | None = Field(None, description="Who takes over what they own.")


class DepartureOut(Schema):
    passed_on: int


@router.get("/policies/levels", response=LevelPolicyOut)
def show_level_policy(request: Asked) -> LevelPolicy:
    """The policy in force."""
    return policies.in_force(now())


@router.post("/policies/levels/preview", response=list[ChangeOut])
def preview_level_policy(request: Asked, payload: LevelPolicyDraft) -> list[dict[str, Any]]:
    """Which live cases would have another level under it. Nothing is changed."""
    changes = policies.preview(payload.data, now())
    return [{"case_id": c.case.pk, "level": c.now_level, "would_be": c.would_be, "because": c.because} for c in changes]


@router.post("/policies/levels", response={201: LevelPolicyOut}, auth=ADMIN)
def supersede_level_policy(request: Asked, payload: LevelPolicyIn) -> Status[LevelPolicy]:
    """A new version, by a lead and with a reason; a case keeps the version that decided it until it is decided anew."""
    made = policies.supersede(payload.data, by=acting(request, payload.by), because=payload.because, now=now())
    return Status(201, made)


@router.post("/users/{int:user_id}/departure", response=DepartureOut, auth=ADMIN)
def leave(request: Asked, user_id: int, payload: DepartureIn) -> dict[str, int]:
    """Somebody leaves: what they own passes to the successor, or it is refused with what is still theirs."""
    successor = person(payload.successor, "successor") if payload.successor is not None else None
    somebody = get(User.objects.all(), user_id, "user")
    by = acting(request, payload.by)
    return {"passed_on": deactivate_user(somebody, successor=successor, by=by, now=now())}
