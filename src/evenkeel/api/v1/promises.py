"""The ledger of promises: read, made, kept by evidence, moved, taken back."""

from __future__ import annotations

from typing import Any, Literal

from django.db import transaction
from ninja import Query, Router, Schema, Status
from pydantic import Field

from evenkeel.api.door import Acting, Asked, Instant, UserRef, acting, acting_if_named, get, now, person
from evenkeel.api.paging import Page, page_of
from evenkeel.api.problems import Unprocessable
from evenkeel.api.v1.shapes import EvidenceOut, PromiseOut, whole_promises
from evenkeel.cases.models import Case
from evenkeel.cases.verbs import log_call
from evenkeel.cases.verbs import promise as promise_on_case
from evenkeel.conversations.models import Message
from evenkeel.people.models import User
from evenkeel.promises import reads, verbs
from evenkeel.promises.keeping import add_evidence
from evenkeel.promises.models import Evidence, Promise
from evenkeel.promises.verbs import Wording

router = Router(tags=["promises"])
PROMISES = Promise.objects.select_related("case", "owner", "contact__account")
Action = Literal[
    "call", "email", "text", "contact", "visit", "ship", "refund", "fix", "check", "escalate", "book", "send_doc",
    "handover", "hold_off", "monitor", "attend", "other",
]  # fmt: skip


class PromiseFilter(Page):
    state: str = Field(
        "", max_length=200, description=f"One or several, by comma, of {', '.join(Promise.State.values)}."
    )
    due_before: Instant | None = None
    case: int | None = None


class PromisePage(Schema):
    items: list[PromiseOut]
    next_cursor: str | None


class PromiseIn(Acting):
    what: str
    action: Action
    due_at: Instant | None = None
    starts_at: Instant | None = Field(default=None, description="Where a window was promised: when it opens.")
    owner: UserRef | None = Field(default=None, description="Who keeps it; absent: the owner of the case.")
    channel: str = Field("", max_length=20)
    condition: str = Field("", description="What it waits for, where it was promised on a condition.")
    quote: str = Field("", description="The words that the customer heard.")
    told: bool = Field(True, description="Whether the customer heard it; false is an intention among ourselves.")
    message_id: int | None = Field(default=None, description="The message to the customer that says it.")


class MakingIn(Acting):
    due_at: Instant | None = None
    what: str = ""


class DismissalIn(Acting):
    because: str


class EvidenceIn(Acting):
    """A call says how long it was and what came of it; a message names itself; a note is a person's own word."""

    kind: Literal["message", "call", "visit", "document", "refund", "escalation", "note"]
    at: Instant
    channel: str = Field("", max_length=20)
    seconds: int | None = Field(default=None, ge=0, le=1_000_000)
    outcome: Literal["reached", "voicemail", "no_answer"] | None = None
    message_id: int | None = None
    reference: str = ""
    note: str = ""
    customer_told: bool = Field(False, description="Of an escalation: whether it was confirmed to the customer.")


class EvidenceAdded(Schema):
    evidence: EvidenceOut
    promise: PromiseOut


class MovingIn(Acting):
    due_at: Instant
    told_message_id: int | None = Field(default=None, description="The message to the customer that says so.")
    what: str = ""


class TakingBackIn(Acting):
    because: str
    told_message_id: int | None = Field(default=None, description="The message to the customer that says so.")


@router.get("/promises", response=PromisePage)
def list_promises(request: Asked, wanted: Query[PromiseFilter]) -> dict[str, Any]:
    """The ledger. With `due_before`, only promises that have a due instant."""
    unknown = [s for s in wanted.state.split(",") if s not in Promise.State.values] if wanted.state else []
    if unknown:
        raise Unprocessable(
            "state", f"“state”: “{unknown[0]}” is no state of a promise; use {', '.join(Promise.State.values)}."
        )
    promises = reads.ledger(state=wanted.state, due_before=wanted.due_before)
    if wanted.case is not None:
        promises = promises.filter(case=wanted.case)
    return page_of(promises, ("id",), wanted)


@router.get("/promises/{int:promise_id}", response=PromiseOut)
def show_promise(request: Asked, promise_id: int) -> Promise:
    return _whole(promise_id)


@router.post("/cases/{int:case_id}/promises", response={201: PromiseOut})
def make_promise(request: Asked, case_id: int, payload: PromiseIn) -> Status[Promise]:
    """A promise made elsewhere: on the ledger, with its timers."""
    case = get(Case.objects.select_related("owner", "contact__account"), case_id, "case")
    promise = promise_on_case(
        case,
        _wording(payload),
        by=acting(request, payload.by),
        now=now(),
        origin=Promise.Origin.API,
        owner=person(payload.owner, "owner") if payload.owner is not None else None,
        message=_message(payload.message_id, "message_id"),
    )
    return Status(201, _whole(promise.pk))


def _wording(payload: PromiseIn) -> Wording:
    kind = "window" if payload.starts_at else "after_condition" if payload.condition and not payload.due_at else "by"
    return Wording(
        what=payload.what,
        action=payload.action,
        due_at=payload.due_at,
        starts_at=payload.starts_at,
        channel=payload.channel,
        type="conditional" if payload.condition else "promise",
        due_kind=kind,
        quote=payload.quote,
        told=payload.told,
        condition=payload.condition,
    )


@router.post("/promises/{int:promise_id}/confirmation", response=PromiseOut)
def confirm_promise(request: Asked, promise_id: int, payload: MakingIn | None = None) -> Promise:
    """What was read is meant: it is made. A promise without a time is asked for one."""
    said = payload or MakingIn()
    promise = get(PROMISES, promise_id, "promise")
    verbs.make(promise, by=acting(request, said.by), now=now(), due_at=said.due_at, what=said.what)
    return _whole(promise_id)


@router.post("/promises/{int:promise_id}/dismissal", response=PromiseOut)
def dismiss_promise(request: Asked, promise_id: int, payload: DismissalIn) -> Promise:
    """What was read is no promise."""
    promise = get(PROMISES, promise_id, "promise")
    verbs.dismiss(promise, by=acting(request, payload.by), because=payload.because, now=now())
    return _whole(promise_id)


@router.post("/promises/{int:promise_id}/evidence", response={201: EvidenceAdded})
def bring_evidence(request: Asked, promise_id: int, payload: EvidenceIn) -> Status[dict[str, Any]]:
    """An act towards the promise, judged whether it keeps it; a call is put on record."""
    promise = get(PROMISES, promise_id, "promise")
    if payload.kind == "call":
        evidence = _by_call(promise, payload, acting(request, payload.by))
    else:
        evidence = add_evidence(
            promise,
            kind=payload.kind,
            at=payload.at,
            now=now(),
            by=acting_if_named(request, payload.by),
            channel=payload.channel,
            message=_message(payload.message_id, "message_id"),
            reference=payload.reference,
            note=payload.note,
            customer_told=payload.customer_told,
        )
    return Status(201, {"evidence": evidence, "promise": _whole(promise_id)})


def _by_call(promise: Promise, payload: EvidenceIn, by: User) -> Evidence:
    """The call goes on record once; most often the record itself has become evidence for this promise already."""
    if payload.outcome is None or payload.seconds is None:
        missing = "outcome" if payload.outcome is None else "seconds"
        raise Unprocessable(missing, f"“{missing}” is missing: a call is evidence by its outcome and how long it was.")
    if promise.case is None:
        raise Unprocessable(
            "kind", "“kind”: this promise belongs to no case, so no call can be put on record for it; use a note."
        )
    moment = now()
    with transaction.atomic():
        recording = log_call(
            promise.case,
            user=by,
            outcome=payload.outcome,
            seconds=payload.seconds,
            now=moment,
            started_at=payload.at,
            note_text=payload.note,
        )
        added = Evidence.objects.filter(promise=promise, recording=recording).first()
        return added or add_evidence(
            promise,
            kind="call",
            at=payload.at,
            now=moment,
            by=by,
            channel="phone",
            recording=recording,
            reference=payload.reference,
            note=payload.note,
        )


@router.post("/promises/{int:promise_id}/renegotiation", response=PromiseOut)
def move_promise(request: Asked, promise_id: int, payload: MovingIn) -> Promise:
    """Move it in time, before it is due and with the customer told. Answers the promise that takes its place."""
    told = _message(payload.told_message_id, "told_message_id")
    moved = verbs.renegotiate(
        get(PROMISES, promise_id, "promise"),
        due_at=payload.due_at,
        told=told,
        by=acting(request, payload.by),
        now=now(),
        what=payload.what,
    )
    return _whole(moved.pk)


@router.post("/promises/{int:promise_id}/withdrawal", response=PromiseOut)
def take_back_promise(request: Asked, promise_id: int, payload: TakingBackIn) -> Promise:
    """Take it back, before it is due, with a reason and with the customer told."""
    told = _message(payload.told_message_id, "told_message_id")
    verbs.withdraw(
        get(PROMISES, promise_id, "promise"),
        told=told,
        because=payload.because,
        by=acting(request, payload.by),
        now=now(),
    )
    return _whole(promise_id)


def _whole(promise_id: int) -> Promise:
    return get(whole_promises(Promise.objects.all()), promise_id, "promise")


def _message(pk: int | None, field: str) -> Message | None:
    if pk is None:
        return None
    message = Message.objects.select_related("conversation").filter(pk=pk).first()
    if message is None:
        raise Unprocessable(field, f"“{field}”: there is no message {pk}.")
    return message
