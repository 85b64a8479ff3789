"""What is done on a case: each call is one verb of `evenkeel.cases.verbs`."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from ninja import Header, Router, Schema, Status
from pydantic import BaseModel, Field, model_validator

from evenkeel.api.door import (
    Acting,
    Asked,
    Instant,
    UserRef,
    acting,
    acting_if_named,
    get,
    idempotency_key,
    now,
    person,
)
from evenkeel.api.v1.cases import the_case
from evenkeel.api.v1.shapes import CaseOut, PromiseOut, StepOut, whole_promises
from evenkeel.cases import verbs
from evenkeel.cases.models import Case, Role, Step
from evenkeel.conversations.models import Message
from evenkeel.promises.models import Promise

router = Router(tags=["deeds on a case"])
CASES = Case.objects.all()


class AcknowledgementIn(Acting):
    climb: int | None = Field(
        default=None, description="The climb that the page was about; an older one is refused as stale."
    )


class DeclinationIn(AcknowledgementIn):
    because: str = ""


class LevelIn(Acting):
    level: int = Field(ge=1, le=4)
    because: str


class RoleIn(Acting):
    role: Literal["diagnosis", "communication", "coordination", "decision", "watcher", "owner"]
    user: UserRef
    because: str = ""
    leave: bool = Field(False, description="True: they give the role up.")


class StepIn(Acting):
    action: str
    owner: UserRef
    due_at: Instant
    fallback: str = ""
    customer_visible: bool = True


class StepDoneIn(Acting):
    note: str = ""


class Confirmed(BaseModel):
    """A promise in the text that is meant: where it begins, and by when it is due if not as read."""

    start: int = Field(ge=0, lt=2**31)
    due_at: Instant | None = None


class ReplyIn(Acting):
    text: str
    confirmed: list[Confirmed] | None = Field(
        None, description="The promises in the text that are meant; absent: plain and sure ones are taken on."
    )
    next_update_at: Instant | None = None


class MessageOut(Schema):
    id: int
    conversation_id: int
    direction: str
    channel: str
    text: str
    sent_at: datetime
    promises: list[PromiseOut] = Field(description="What was read in it as a promise.")


class NoteIn(Acting):
    text: str


class CallIn(Acting):
    outcome: Literal["reached", "voicemail", "no_answer"]
    seconds: int = Field(0, ge=0, le=1_000_000)
    started_at: Instant | None = None
    note: str = ""
    direction: Literal["in", "out"] = "out"


class CallOut(Schema):
    id: int
    outcome: str
    seconds: int
    started_at: datetime
    note: str


class BecauseIn(Acting):
    because: str


class ClosingIn(Acting):
    """Either what was done, or that the customer did not answer."""

    done: str | None = Field(default=None, description="What was done; the customer is asked whether it is solved.")
    carried: list[int] = Field(default_factory=list, description="Ids of open promises that outlive the case.")
    without_answer: bool = False
    check_back_at: Instant | None = None

    @model_validator(mode="after")
    def _says_one_of_them(self) -> ClosingIn:
        if self.without_answer and self.check_back_at is None:
            raise ValueError("“check_back_at” is missing: say when we look back, where the customer did not answer")
        if not self.without_answer and self.done is None:
            raise ValueError("“done” is missing: say what was done, or “without_answer” with “check_back_at”")
        return self


class ConfirmationIn(Acting):
    answer: Literal["solved", "not_solved", "unclear"]
    words: str = Field("", description="The customer's own words.")
    via: Literal["page", "reply", "call", "api"] = "api"


@router.post("/cases/{int:case_id}/acknowledgements", response={201: CaseOut})
def acknowledge(request: Asked, case_id: int, payload: AcknowledgementIn | None = None) -> Status[Case]:
    """“I have it”: the ladder stops, for as long as something happens."""
    said = payload or AcknowledgementIn()
    case = get(CASES, case_id, "case")
    verbs.acknowledge(case, user=acting(request, said.by), now=now(), climb=said.climb)
    return Status(201, the_case(case_id))


@router.post("/cases/{int:case_id}/declinations", response={201: CaseOut})
def decline_page(request: Asked, case_id: int, payload: DeclinationIn | None = None) -> Status[Case]:
    """“I cannot take it”: where nobody of the step is left, the next one is told at once."""
    said = payload or DeclinationIn()
    case = get(CASES, case_id, "case")
    verbs.decline_page(case, user=acting(request, said.by), now=now(), climb=said.climb, because=said.because)
    return Status(201, the_case(case_id))


@router.post("/cases/{int:case_id}/levels", response={201: CaseOut})
def set_level(request: Asked, case_id: int, payload: LevelIn) -> Status[Case]:
    """A person overrules the level, with a reason."""
    case = get(CASES, case_id, "case")
    verbs.set_level(case, payload.level, because=payload.because, by=acting(request, payload.by), now=now())
    return Status(201, the_case(case_id))


@router.post("/cases/{int:case_id}/roles", response={201: CaseOut})
def take_role(request: Asked, case_id: int, payload: RoleIn) -> Status[Case]:
    """Somebody takes a role or gives it up. Ownership passes by a handoff only."""
    case, by, user = get(CASES, case_id, "case"), acting(request, payload.by), person(payload.user, "user")
    kind = Role.Kind(payload.role)
    if payload.leave:
        verbs.leave_role(case, kind, user=user, by=by, now=now())
    else:
        verbs.take_role(case, kind, user=user, by=by, now=now(), because=payload.because)
    return Status(201, the_case(case_id))


@router.post("/cases/{int:case_id}/steps", response={201: StepOut})
def plan_step(request: Asked, case_id: int, payload: StepIn) -> Status[Step]:
    """One line of the plan: action, who, by when, and what if it fails."""
    return Status(
        201,
        verbs.plan_step(
            get(CASES, case_id, "case"),
            action=payload.action,
            owner=person(payload.owner, "owner"),
            due_at=payload.due_at,
            by=acting(request, payload.by),
            now=now(),
            fallback=payload.fallback,
            customer_visible=payload.customer_visible,
        ),
    )


@router.post("/steps/{int:step_id}/completion", response=StepOut)
def finish_step(request: Asked, step_id: int, payload: StepDoneIn | None = None) -> Step:
    """The step is done."""
    said = payload or StepDoneIn()
    step = get(Step.objects.select_related("case", "owner"), step_id, "step")
    return verbs.finish_step(step, by=acting(request, said.by), note=said.note, now=now())


@router.post("/cases/{int:case_id}/replies", response={201: MessageOut})
def reply(
    request: Asked, case_id: int, payload: ReplyIn, said_key: str = Header("", alias="Idempotency-Key")
) -> Status[dict[str, Any]]:
    """Write to the customer. The same Idempotency-Key again is the same message."""
    confirmed = None if payload.confirmed is None else {c.start: c.due_at for c in payload.confirmed}
    message = verbs.reply(
        get(CASES, case_id, "case"),
        author=acting(request, payload.by),
        text=payload.text,
        now=now(),
        key=idempotency_key(request, said_key, f"reply:{case_id}"),
        confirmed=confirmed,
        next_update_at=payload.next_update_at,
    )
    return Status(201, _message_out(message))


@router.post("/cases/{int:case_id}/notes", response={201: MessageOut})
def write_note(
    request: Asked, case_id: int, payload: NoteIn, said_key: str = Header("", alias="Idempotency-Key")
) -> Status[dict[str, Any]]:
    """Among ourselves: a note never leaves the desk. The same Idempotency-Key again is the same note."""
    key = idempotency_key(request, said_key, f"note:{case_id}")
    message = verbs.note(
        get(CASES, case_id, "case"), author=acting(request, payload.by), text=payload.text, now=now(), key=key
    )
    return Status(201, _message_out(message or Message.objects.get(source="desk", external_id=key)))


@router.post("/cases/{int:case_id}/calls", response={201: CallOut})
def log_call(
    request: Asked, case_id: int, payload: CallIn, said_key: str = Header("", alias="Idempotency-Key")
) -> Status[Any]:
    """A call on record: evidence for every promise to call, whether it keeps it or not. The same Idempotency-Key again is
    the same call.
    """
    return Status(
        201,
        verbs.log_call(
            get(CASES, case_id, "case"),
            user=acting(request, payload.by),
            outcome=payload.outcome,
            seconds=payload.seconds,
            now=now(),
            started_at=payload.started_at,
            note_text=payload.note,
            direction=payload.direction,
            key=idempotency_key(request, said_key, f"call:{case_id}"),
        ),
    )


@router.post("/cases/{int:case_id}/stability", response=CaseOut)
def mark_stable(request: Asked, case_id: int, payload: BecauseIn) -> Case:
    """The harm has stopped; what caused it may still be looked for."""
    case = get(CASES, case_id, "case")
    verbs.mark_stable(case, because=payload.because, by=acting(request, payload.by), now=now())
    return the_case(case_id)


@router.post("/cases/{int:case_id}/closing", response=CaseOut)
def close_case(
    request: Asked, case_id: int, payload: ClosingIn, said_key: str = Header("", alias="Idempotency-Key")
) -> Case:
    """Ask the customer whether it is solved; or, once they were asked and did not answer, close with a date to look back.

    The same Idempotency-Key again asks them once.
    """
    case, by = get(CASES, case_id, "case"), acting(request, payload.by)
    if payload.without_answer and payload.check_back_at is not None:
        verbs.close_without_answer(case, check_back_at=payload.check_back_at, by=by, now=now())
    else:
        key = idempotency_key(request, said_key, f"closing:{case_id}")
        verbs.close(case, done=payload.done or "", by=by, now=now(), key=key, carried=payload.carried)
    return the_case(case_id)


@router.post("/cases/{int:case_id}/confirmation", response=CaseOut)
def hear_answer(request: Asked, case_id: int, payload: ConfirmationIn) -> Case:
    """What the customer said to “is it solved?”: solved closes, not_solved opens again."""
    by = acting_if_named(request, payload.by)
    verbs.answer_is_it_solved(
        get(CASES, case_id, "case"),
        payload.answer,
        via=payload.via,
        now=now(),
        words_said=payload.words,
        recorded_by=by,
    )
    return the_case(case_id)


def _message_out(message: Message) -> dict[str, Any]:
    read = whole_promises(Promise.objects.filter(message=message).order_by("start", "id"))
    shown = ("conversation_id", "direction", "channel", "text", "sent_at")
    return {"id": message.pk, **{name: getattr(message, name) for name in shown}, "promises": list(read)}
