"""What a language model proposed, and a person's answer to it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from evenkeel.api.door import Acting, Asked, acting, get, now
from evenkeel.api.paging import Page, page_of
from evenkeel.cases import verbs
from evenkeel.conversations.models import ProposedSignal

router = Router(tags=["what a language model proposes"])
PROPOSALS = ProposedSignal.objects.select_related("reading__message__conversation__case")


class ProposalFilter(Page):
    case: int | None = Field(None, ge=1, description="Of this case only.")
    open: bool | None = Field(None, description="Those that nobody has answered, or those that somebody has.")


class ProposalOut(Schema):
    """Read by a language model: it counts for nothing until `confirmed_at` is set. `span` counts characters of the
    message's visible text.
    """

    id: int
    message_id: int
    conversation_id: int
    case_id: int | None
    code: str
    quote: str
    span: tuple[int, int]
    proposed_by: str = "language_model"
    model: str
    proposed_at: datetime | None
    confirmed_at: datetime | None
    confirmed_by_id: int | None
    signal_id: int | None
    dismissed_at: datetime | None
    dismissed_by_id: int | None
    dismissed_because: str

    @staticmethod
    def resolve_message_id(proposal: Any) -> int:
        return int(proposal.reading.message_id)

    @staticmethod
    def resolve_conversation_id(proposal: Any) -> int:
        return int(proposal.reading.message.conversation_id)

    @staticmethod
    def resolve_case_id(proposal: Any) -> int | None:
        case_id: int | None = proposal.reading.message.conversation.case_id
        return case_id

    @staticmethod
    def resolve_span(proposal: Any) -> tuple[int, int]:
        return proposal.start, proposal.end

    @staticmethod
    def resolve_model(proposal: Any) -> str:
        return str(proposal.reading.model)

    @staticmethod
    def resolve_proposed_at(proposal: Any) -> datetime | None:
        at: datetime | None = proposal.reading.settled_at
        return at


class ProposalPage(Schema):
    items: list[ProposalOut]
    next_cursor: str | None


class NotSoIn(Acting):
    because: str


@router.get("/proposals", response=ProposalPage)
def list_proposals(request: Asked, wanted: Query[ProposalFilter]) -> dict[str, Any]:
    """What a language model read in messages that the reader does not read, the newest first."""
    rows = PROPOSALS
    if wanted.case is not None:
        rows = rows.filter(reading__message__conversation__case=wanted.case)
    if wanted.open is not None:
        answered = {"confirmed_at": None, "dismissed_at": None}
        rows = rows.filter(**answered) if wanted.open else rows.exclude(**answered)
    return page_of(rows, ("-id",), wanted)


@router.post("/proposals/{int:proposal_id}/confirmation", response=ProposalOut)
def confirm_proposal(request: Asked, proposal_id: int, payload: Acting | None = None) -> ProposedSignal:
    """A person has looked, and it is so: now it is a signal."""
    proposal = get(PROPOSALS.all(), proposal_id, "proposal")
    verbs.confirm_proposal(proposal, by=acting(request, payload.by if payload else None), now=now())
    return PROPOSALS.get(pk=proposal_id)


@router.post("/proposals/{int:proposal_id}/dismissal", response=ProposalOut)
def dismiss_proposal(request: Asked, proposal_id: int, payload: NotSoIn) -> ProposedSignal:
    """A person has looked, and it is not so."""
    proposal = get(PROPOSALS.all(), proposal_id, "proposal")
    verbs.dismiss_proposal(proposal, by=acting(request, payload.by), because=payload.because, now=now())
    return PROPOSALS.get(pk=proposal_id)
