"""What the customer may see of their case, and nothing else: their own words, ours to them, what was promised and done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenkeel.cases.models import Case, Confirmation
from evenkeel.conversations.models import Message
from evenkeel.desk.shapes import spoken
from evenkeel.promises.models import Promise

SHOWN = 30
STATES = {
    Promise.State.MADE: "open",
    Promise.State.WAITING: "waiting",
    Promise.State.KEPT: "kept",
    Promise.State.BROKEN: "broken",
    Promise.State.KEPT_LATE: "late",
    Promise.State.RENEGOTIATED: "moved",
    Promise.State.WITHDRAWN: "withdrawn",
    Promise.State.RELEASED: "released",
    Promise.State.LAPSED: "released",
}
WORDS = {
    "open": "We owe you this",
    "waiting": "It waits for its condition",
    "kept": "Done",
    "broken": "We did not do this in time",
    "late": "Done, but later than we said",
    "moved": "Moved to a later time, as we told you",
    "withdrawn": "We took this back, as we told you",
    "released": "No longer needed",
}


@dataclass(frozen=True, slots=True)
class Promised:
    pk: int
    words: str
    due: datetime | None
    shape: str
    state: str
    condition: str

    @property
    def is_open(self) -> bool:
        return self.shape in {"open", "waiting"}


@dataclass(frozen=True, slots=True)
class Done:
    """A word of ours or a step that was finished."""

    at: datetime
    kind: str
    words: str


def their_page(case: Case, zone: str) -> dict[str, Any]:
    """Built from what they may know: no row of ours is handed to the template but by these fields."""
    return {
        "number": case.pk,
        "title": case.title,
        "owner": str(case.owner),
        "their_zone": zone,
        "closed": case.state in Case.CLOSED,
        "confirmed": case.state == Case.State.CONFIRMED,
        "asked": case.state == Case.State.RESOLVED,
        "done_words": case.done_words if case.state in (Case.State.RESOLVED, *Case.CLOSED) else "",
        "next_update": _next_update(case),
        "next_steps": _next_steps(case),
        "promised": _promised(case),
        "done": _done(case),
        "said": _said(case),
        "answered": _answered(case),
        "answers": _answers(case),
    }


def _next_update(case: Case) -> datetime | None:
    """Whether it was told or is what our own rule owes them: they may count on it."""
    owed = (
        case.promises.filter(state=Promise.State.MADE, origin=Promise.Origin.CADENCE, due_at__isnull=False)
        .order_by("due_at")
        .first()
    )
    return owed.due_at if owed else None


def _next_steps(case: Case) -> Sequence[Done]:
    steps = case.steps.filter(customer_visible=True, done_at=None, failed_at=None).order_by("due_at", "id")[:5]
    return [Done(s.due_at, "step", s.action) for s in steps]


def _promised(case: Case) -> Sequence[Promised]:
    """Only what they heard; an intention of ours among ourselves is not theirs."""
    told = case.promises.filter(told_at__isnull=False, state__in=list(STATES)).exclude(origin=Promise.Origin.CADENCE)
    return [
        Promised(p.pk, spoken(p), p.due_at, (shape := STATES[Promise.State(p.state)]), WORDS[shape], p.condition)
        for p in told.order_by("-made_at", "-id")[:SHOWN]
    ]


def _done(case: Case) -> Sequence[Done]:
    steps = case.steps.filter(customer_visible=True, done_at__isnull=False).order_by("-done_at")[:SHOWN]
    return [Done(s.done_at, "step", s.action) for s in steps if s.done_at]


def _said(case: Case) -> Sequence[Message]:
    """The conversation as they know it, newest first. Notes have another direction and cannot be in it."""
    return list(
        Message.objects.filter(
            conversation__case=case,
            direction__in=(Message.Direction.IN, Message.Direction.OUT),
            kind=Message.Kind.HUMAN,
        )
        .select_related("author", "contact")
        .defer("html", "text")
        .order_by("-sent_at", "-id")[:SHOWN]
    )


def _answers(case: Case) -> Sequence[Confirmation]:
    """What they told us on this page; what they wrote by mail stands in the conversation."""
    return list(case.confirmations.filter(via="page").exclude(words="").order_by("-at", "-id")[:3])


def _answered(case: Case) -> str:
    """Their last clear word, where nothing has been reopened since."""
    last = case.confirmations.exclude(answer=Confirmation.Answer.UNCLEAR).order_by("-at", "-id").first()
    return last.answer if last else ""
