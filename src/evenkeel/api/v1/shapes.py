"""What the API shows: cases, promises and the people around them, as JSON."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Prefetch, QuerySet
from ninja import Schema

from evenkeel.cases.models import Case, Role, Step
from evenkeel.promises.models import Promise


class PersonOut(Schema):
    id: int
    name: str
    email: str


class AccountOut(Schema):
    id: int
    name: str
    tier: str
    time_zone: str


class ContactOut(Schema):
    id: int
    name: str
    time_zone: str
    preferred_channel: str

    @staticmethod
    def resolve_time_zone(contact: Any) -> str:
        return contact.zone


class LevelReasonOut(Schema):
    """Why the level: what was seen, where, and in whose words. `span` counts characters of the message's visible text."""

    code: str
    because: str
    message_id: int | None = None
    span: tuple[int, int] | None = None
    quote: str | None = None


class RoleOut(Schema):
    role: str
    user: PersonOut
    since: datetime
    because: str

    @staticmethod
    def resolve_role(role: Any) -> str:
        return role.kind


class StepOut(Schema):
    id: int
    case_id: int
    action: str
    owner: PersonOut
    due_at: datetime
    fallback: str
    created_at: datetime
    done_at: datetime | None
    done_note: str
    failed_at: datetime | None


class EvidenceOut(Schema):
    id: int
    kind: str
    at: datetime
    channel: str
    message_id: int | None
    recording_id: int | None
    reference: str
    note: str
    by_id: int | None
    keeps: bool
    because: str
    recorded_at: datetime


class PromiseOut(Schema):
    """A line of the ledger. `due_local` and `due_zone` are the wall clock that the customer heard."""

    id: int
    case_id: int | None
    message_id: int | None
    owner: PersonOut
    contact_id: int | None
    origin: str
    state: str
    quote: str
    start: int | None
    end: int | None
    actor: str
    action: str
    what: str
    type: str
    due_kind: str
    due_at: datetime | None
    starts_at: datetime | None
    due_local: str
    due_zone: str
    approximate: bool
    channel: str
    condition: str
    asks: list[str]
    confidence: float
    because: str
    told_at: datetime | None
    detected_at: datetime
    made_at: datetime | None
    made_by_id: int | None
    broken_at: datetime | None
    settled_at: datetime | None
    predecessor_id: int | None
    evidence: list[EvidenceOut]


class CaseOut(Schema):
    id: int
    number: int
    title: str
    state: str
    level: int
    level_reasons: list[LevelReasonOut]
    heat: int
    stakes: int
    affected: int | None
    owner: PersonOut
    owner_because: str
    roles: list[RoleOut]
    next_step: StepOut | None
    next_update_due_at: datetime | None
    promises: list[PromiseOut]
    opened_at: datetime
    acknowledged_at: datetime | None
    acknowledged_by: PersonOut | None
    acknowledgement_expires_at: datetime | None
    stable_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    check_back_at: datetime | None
    legal_hold_at: datetime | None
    safety_hold_at: datetime | None
    reopened: int
    account: AccountOut
    contact: ContactOut
    team_id: int
    conversations: list[int]

    @staticmethod
    def resolve_level_reasons(case: Any) -> list[dict[str, Any]]:
        """As `cases.reads.level_reasons`, from rows fetched for a whole page: a person's own words first."""
        decisions = list(case.level_decisions.all())
        if not decisions:
            return []
        standing = decisions[-1]
        if standing.because and all(r.get("code") != "by_person" for r in standing.reasons):
            return [{"code": "by_person", "because": standing.because}, *standing.reasons]
        return standing.reasons

    @staticmethod
    def resolve_next_step(case: Any) -> Step | None:
        return next(iter(case.steps.all()), None)

    @staticmethod
    def resolve_next_update_due_at(case: Any) -> datetime | None:
        """As `promises.reads.next_update`, over rows that are here already: what was told comes before what is owed."""
        owed = [
            (p.told_at is None, p.due_at)
            for p in case.promises.all()
            if p.state == Promise.State.MADE and p.origin == Promise.Origin.CADENCE and p.due_at is not None
        ]
        return min(owed)[1] if owed else None

    @staticmethod
    def resolve_conversations(case: Any) -> list[int]:
        return [conversation.pk for conversation in case.conversations.all()]


def whole_cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    """With all that `CaseOut` shows, in a handful of queries however many they are."""
    return cases.select_related("account", "contact__account", "owner", "acknowledged_by").prefetch_related(
        "level_decisions",
        "conversations",
        Prefetch("roles", Role.objects.filter(until=None).select_related("user")),
        Prefetch("steps", Step.objects.filter(done_at=None, failed_at=None).select_related("owner")),
        Prefetch("promises", whole_promises(Promise.objects.exclude(state=Promise.State.DISMISSED))),
    )


def whole_promises(promises: QuerySet[Promise]) -> QuerySet[Promise]:
    return promises.select_related("owner").prefetch_related("evidence")
