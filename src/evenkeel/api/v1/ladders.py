"""The ladders: as they are and were, what is wrong with one, and what it would do on a Sunday at two."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from evenkeel.api.door import Acting, Asked, Bearer, Instant, acting, get, now
from evenkeel.cases.ladders import trying, versions
from evenkeel.cases.ladders.known import findings_of
from evenkeel.cases.ladders.versions import Draft
from evenkeel.cases.models import EscalationPolicy
from evenkeel.people.models import Team

router = Router(tags=["ladders"])
ADMIN = Bearer("admin")
TEAMS = Team.objects.select_related("last_resort")
POLICIES = EscalationPolicy.objects.select_related("team__last_resort", "made_by")
STEPS = '[{"notify": ["owner"], "wait": "15m"}, {"notify": ["duty:second", "lead"]}, …]'


class LintOut(Schema):
    grade: Literal["error", "warning"]
    code: str
    says: str
    step: int = Field(description="1 is the first step; 0: about the whole ladder.")


class LadderOut(Schema):
    id: int
    team_id: int
    version: int
    steps: list[dict[str, Any]]
    repeats: int
    last_resort_every: str
    because: str
    made_at: datetime
    made_by_id: int | None


class LintedLadderOut(LadderOut):
    findings: list[LintOut]


class LadderDraft(BaseModel):
    steps: list[dict[str, Any]] = Field(description=STEPS)
    repeats: int = Field(2, ge=0, le=10)
    last_resort_every: str = Field("", description="After the ladder, such as 30m.")


class LadderIn(LadderDraft, Acting):
    because: str = ""
    after: int | None = Field(None, description="The version that you looked at; another one meanwhile is `stale`.")


class PreviewOut(Schema):
    findings: list[LintOut]
    version: int = Field(description="The version in force: send it as `after`.")
    climbs: int = Field(description="Climbs that run now and keep the version they began with.")


class TrialIn(BaseModel):
    team_id: int
    at: Instant | None = Field(None, description="When the case opens; absent: now.")
    level: int = Field(4, ge=1, le=4)
    tier: Literal["standard", "key", "strategic"] = "standard"
    draft: LadderDraft | None = Field(None, description="A ladder that is not in force; absent: the one that is.")


class ReachedOut(Schema):
    id: int
    name: str
    ways: list[str]
    asked: bool = Field(description="True: asked who can take it, as a volunteer.")


class LineOut(Schema):
    at: datetime
    after_seconds: int
    what: Literal["told", "passed", "held", "last_resort"]
    step: int
    people: list[ReachedOut]
    because: str
    until: datetime | None


class TrialOut(Schema):
    at: datetime
    level: int
    tier: str
    owner_id: int
    owner_because: str
    lines: list[LineOut]
    whole: bool = Field(description="False: cut before the last resort was told.")


@router.get("/escalation-policies", response=list[LintedLadderOut])
def list_ladders(request: Asked) -> list[dict[str, Any]]:
    """The ladder in force of each team, with what is doubtful about it."""
    moment = now()
    return [_linted(versions.ladder(team, moment), moment) for team in TEAMS.order_by("pk")[:200]]


@router.get("/escalation-policies/{int:policy_id}", response=LintedLadderOut)
def show_ladder_version(request: Asked, policy_id: int) -> dict[str, Any]:
    """One version, also one that is no longer in force."""
    return _linted(get(POLICIES, policy_id, "escalation policy"), now())


@router.post("/escalation-policies/simulation", response=TrialOut, auth=Bearer("read"))
def simulate_ladder(request: Asked, payload: TrialIn) -> dict[str, Any]:
    """What would happen if nobody acknowledged: who is told when and by which ways. Nothing is written."""
    moment = now()
    team = get(TEAMS, payload.team_id, "team")
    draft = payload.draft
    ladder = (
        Draft(draft.steps, draft.repeats, draft.last_resort_every).read()
        if draft is not None
        else versions.values_of(versions.ladder(team, moment))
    )
    trial = trying.try_ladder(team, ladder, at=payload.at or moment, level=payload.level, tier=payload.tier, now=moment)
    return _trial(trial)


@router.get("/teams/{int:team_id}/ladder", response=LintedLadderOut)
def show_ladder(request: Asked, team_id: int) -> dict[str, Any]:
    """Whom the team's ladder tells, step by step, when nobody acknowledges."""
    moment = now()
    return _linted(versions.ladder(get(TEAMS, team_id, "team"), moment), moment)


@router.get("/teams/{int:team_id}/ladder/versions", response=list[LadderOut])
def list_ladder_versions(request: Asked, team_id: int) -> list[EscalationPolicy]:
    """All versions of a team's ladder, newest first."""
    return list(versions.versions(get(TEAMS, team_id, "team")))


@router.post("/teams/{int:team_id}/ladder/preview", response=PreviewOut, auth=Bearer("read"))
def preview_ladder(request: Asked, team_id: int, payload: LadderDraft) -> versions.Preview:
    """What is wrong or doubtful about a changed ladder, and whom it would not touch. Nothing is changed."""
    draft = Draft(payload.steps, payload.repeats, payload.last_resort_every)
    return versions.preview_ladder(get(TEAMS, team_id, "team"), draft, now())


@router.post("/teams/{int:team_id}/ladder", response={201: LintedLadderOut}, auth=ADMIN)
def supersede_ladder(request: Asked, team_id: int, payload: LadderIn) -> Status[dict[str, Any]]:
    """A new version, by a lead; a climb that runs keeps the version it began with."""
    team, moment = get(TEAMS, team_id, "team"), now()
    made = versions.supersede_ladder(
        team,
        payload.steps,
        by=acting(request, payload.by),
        now=moment,
        repeats=payload.repeats,
        last_resort_every=payload.last_resort_every,
        because=payload.because,
        after=payload.after,
    )
    return Status(201, _linted(made, moment))


def _linted(policy: EscalationPolicy, moment: datetime) -> dict[str, Any]:
    findings = findings_of(policy.team, policy.steps, policy.repeats, policy.last_resort_every, moment)
    return LadderOut.from_orm(policy).dict() | {"findings": findings}


def _trial(trial: trying.Trial) -> dict[str, Any]:
    lines = [
        {
            "at": line.at,
            "after_seconds": int(line.after.total_seconds()),
            "what": line.what,
            "step": line.step,
            "people": [{"id": p.user.pk, "name": str(p.user), "ways": p.ways, "asked": p.asked} for p in line.people],
            "because": line.because,
            "until": line.until,
        }
        for line in trial.lines
    ]
    return {
        "at": trial.start,
        "level": trial.level,
        "tier": trial.tier,
        "owner_id": trial.owner.pk,
        "owner_because": trial.owner_because,
        "lines": lines,
        "whole": trial.whole,
    }
