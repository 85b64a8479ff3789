"""Handing over: offered, read, accepted or declined."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, UserRef, acting, acting_if_named, get, now, person
from evenkeel.api.v1.cases import the_case
from evenkeel.api.v1.shapes import CaseOut, PersonOut, PromiseOut
from evenkeel.cases import verbs
from evenkeel.cases.models import Case, Handoff
from evenkeel.people import tokens
from evenkeel.promises.reads import open_of_case

router = Router(tags=["handoffs"])
HANDOFFS = Handoff.objects.select_related("case", "giver", "receiver")


class HandoffIn(Acting):
    receiver: UserRef
    recap: str = Field(description="One sentence: what happened and where it stands.")
    why_this_person: str
    notes: str = ""


class AcceptanceIn(Acting):
    promises: list[int] = Field(default_factory=list, description="The id of each open promise, ticked one by one.")


class DeclinationIn(Acting):
    because: str


class HandoffOut(Schema):
    id: int
    case_id: int
    giver: PersonOut
    receiver: PersonOut
    recap: str
    why_this_person: str
    notes: str
    state: str
    offered_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    answer: str
    promises: list[PromiseOut] = Field(description="The open promises, each to be ticked.")

    @staticmethod
    def resolve_promises(handoff: Any) -> Sequence[Any]:
        return open_of_case(handoff.case, cadence=False) if handoff.state == Handoff.State.OFFERED else []


class BriefOut(HandoffOut):
    case: CaseOut

    @staticmethod
    def resolve_case(handoff: Any) -> Case:
        return the_case(handoff.case_id)


@router.post("/cases/{int:case_id}/handoffs", response={201: HandoffOut})
def offer_handoff(request: Asked, case_id: int, payload: HandoffIn) -> Status[Handoff]:
    """Offer the case: the giver stays owner until it is accepted."""
    return Status(
        201,
        verbs.offer_handoff(
            get(Case.objects.all(), case_id, "case"),
            giver=acting(request, payload.by),
            receiver=person(payload.receiver, "receiver"),
            recap=payload.recap,
            why_this_person=payload.why_this_person,
            notes=payload.notes,
            now=now(),
        ),
    )


@router.get("/handoffs/{int:handoff_id}", response=BriefOut)
def read_brief(
    request: Asked,
    handoff_id: int,
    by: str | None = Query(None, description="Who reads; only for a token that acts for no user."),
) -> Handoff:
    """The brief. Read by its receiver, with a token that may write, it counts as opened."""
    handoff, reader = get(HANDOFFS, handoff_id, "handoff"), acting_if_named(request, by)
    if reader is not None and tokens.allows(request.auth, "write"):
        handoff = verbs.open_brief(handoff, by=reader, now=now())
    return handoff


@router.post("/handoffs/{int:handoff_id}/acceptance", response=HandoffOut)
def accept_handoff(request: Asked, handoff_id: int, payload: AcceptanceIn) -> Handoff:
    """The receiver takes the case over, and each open promise by itself."""
    handoff = get(HANDOFFS, handoff_id, "handoff")
    return verbs.accept_handoff(handoff, by=acting(request, payload.by), ticked=payload.promises, now=now())


@router.post("/handoffs/{int:handoff_id}/declination", response=HandoffOut)
def decline_handoff(request: Asked, handoff_id: int, payload: DeclinationIn) -> Handoff:
    """The receiver says why not; the giver remains the owner."""
    handoff = get(HANDOFFS, handoff_id, "handoff")
    return verbs.decline_handoff(handoff, by=acting(request, payload.by), because=payload.because, now=now())
