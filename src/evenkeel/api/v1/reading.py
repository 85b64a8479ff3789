"""What the desk reads in words, without keeping anything."""

from __future__ import annotations

from typing import Any, Literal

from ninja import Router, Schema
from pydantic import BaseModel, Field

from evenkeel.api.door import Asked, Bearer, Instant, now
from evenkeel.api.problems import Unprocessable
from evenkeel.judgement.reading import drafts, promises

router = Router(tags=["reading"])


class Hours(BaseModel):
    """When the customer's place is open."""

    days: str = Field("Mon-Fri", max_length=60)
    open: str = Field("09:00", max_length=5)
    close: str = Field("17:00", max_length=5)
    holidays: list[str] = Field(default_factory=list, max_length=2000)


class WordsIn(BaseModel):
    """As a line of `evenkeel read promises`; `zone` and `tz` are the same."""

    id: str | int | None = None
    text: str = Field(max_length=60_000)
    now: Instant | None = Field(None, description="When it was said; absent: this moment.")
    zone: str = Field("", max_length=64, description="The customer's, such as America/Chicago.")
    tz: str = Field("", max_length=64)
    agent_tz: str | None = Field(None, max_length=64)
    agent_name: str | None = None
    calendar: Hours | None = None
    speaker: Literal["agent", "customer", "bot"] = "agent"
    message_channel: str = "email"
    prev_customer: str | None = Field(None, max_length=60_000)
    lang: str = Field("en", max_length=10)


class Commitment(Schema):
    """As `evenkeel read promises` writes it; `start` and `end` count characters of the text."""

    actor: str
    action: str
    what: str
    type: str
    due_kind: str
    due_local: str | None
    due_utc: str | None
    start_local: str | None
    channel: str | None
    condition: str | None
    ask: list[str]
    candidates_local: list[str]
    approx: bool
    every: str | None
    until: str | None
    span: str
    start: int
    end: int
    confidence: float
    because: str


class PromisesRead(Schema):
    id: str | int | None
    commitments: list[Commitment]
    other: list[dict[str, Any]]


class DraftIn(BaseModel):
    """As a line of `evenkeel read drafts`."""

    id: str | int | None = None
    draft: str = Field(max_length=60_000)
    stage: Literal["first_reply", "update", "live_turn", "handoff", "close"] = "update"
    channel: str = Field("email", max_length=20)
    customer_last: str = Field("", max_length=60_000)
    case_facts: list[str] = Field(default_factory=list, max_length=200)
    already_known_to_customer: list[str] = Field(default_factory=list, max_length=20)
    agent: str = ""


class Finding(Schema):
    code: str
    span: str | None
    start: int | None
    end: int | None
    because: str
    rewrite: str | None
    confidence: float


class DraftChecked(Schema):
    id: str | int | None
    breaks: list[str]
    evidence: list[dict[str, Any]]
    findings: list[Finding]


@router.post("/promises/parse", response=PromisesRead, auth=Bearer("read"))
def parse_promises(request: Asked, payload: WordsIn) -> dict[str, Any]:
    """The promises in a text: by whom, what, by when, and what must still be asked. Nothing is kept."""
    row = payload.model_dump(exclude={"zone", "now"}, exclude_none=True)
    row |= {"id": payload.id, "tz": payload.zone or payload.tz or "UTC", "now": (payload.now or now()).isoformat()}
    try:
        return dict(promises.read_line(row))
    except ValueError as refusal:
        raise Unprocessable("body", _sentence(refusal)) from refusal


@router.post("/drafts/check", response=DraftChecked, auth=Bearer("read"))
def check_draft(request: Asked, payload: DraftIn) -> dict[str, Any]:
    """What a furious customer would stumble over in a draft, with a better wording. Nothing is kept."""
    try:
        return drafts.read_line(payload.model_dump())
    except ValueError as refusal:
        raise Unprocessable("body", _sentence(refusal)) from refusal


def _sentence(refusal: ValueError) -> str:
    """Our readers refuse in sentences; a library below them may not."""
    said = str(refusal).strip()
    return said if said.endswith(".") else "This text cannot be read: check its calendar, zone and times."
