"""While a reply is being written: the promises that are read in it, and what a customer would stumble over."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from evenkeel.cases.models import Case
from evenkeel.conversations.models import Message
from evenkeel.conversations.reads import main_conversation
from evenkeel.desk import typed
from evenkeel.judgement.reading.drafts import Finding, check_draft
from evenkeel.judgement.reading.promises import Commitment, read_promises
from evenkeel.people.models import User
from evenkeel.people.reads import calendar_of
from evenkeel.promises.reading import SURE

LONGEST = 20_000
QUESTIONS = {
    "no_time": "By when? A promise without a time cannot be kept.",
    "vague_time": "That is no time yet: which one can you stand behind?",
    "vague_day": "Which day, and by what time?",
    "which_day": "Which day is meant?",
    "which_week": "Which week is meant?",
    "zone": "In whose time zone?",
    "working_hours": "That lies outside their working hours: is it meant so?",
    "condition": "What does it wait for?",
    "no_owner": "Who does it?",
    "past": "That time has passed: say a later one.",
}
ASK_FOR_TIME = frozenset({"no_time", "vague_time", "vague_day", "which_day", "which_week", "zone", "past"})


@dataclass(frozen=True, slots=True)
class Proposal:
    """One promise read in a draft, with what must be asked before it can stand on the ledger."""

    commitment: Commitment
    questions: Sequence[str]
    needs_time: bool
    sure: bool

    @property
    def is_ticked(self) -> bool:
        """What is in doubt and would want a time first holds up no answer; whoever means it ticks it."""
        return self.commitment.confidence >= SURE or not self.needs_time

    @property
    def start(self) -> int:
        return self.commitment.start


def proposals(case: Case, author: User, text: str, now: datetime) -> list[Proposal]:
    reading = read_promises(
        text[:LONGEST],
        now=now,
        zone=case.contact.zone,
        agent_zone=author.time_zone,
        calendar=calendar_of(case.account, now.year, now.year + 1),
        agent_name=str(author),
        previous_customer_text=customer_last(case) or None,
        language="en",
    )
    return [_proposal(c, now) for c in reading.commitments]


def _proposal(c: Commitment, now: datetime) -> Proposal:
    asks = list(dict.fromkeys([*c.asks, *c.time.asks]))
    unbound = c.type == "conditional" or c.time.due_kind in {"standing", "after_condition"}
    passed = c.time.due is not None and c.time.due <= now
    if passed and "past" not in asks:
        asks.append("past")
    needs_time = (c.time.due is None and not unbound) or bool(ASK_FOR_TIME & set(asks))
    questions = [QUESTIONS.get(a, a.replace("_", " ").capitalize() + "?") for a in asks]
    if needs_time and not questions:
        questions = [QUESTIONS["no_time"]]
    return Proposal(c, questions, needs_time, c.confidence >= SURE and not needs_time)


def customer_last(case: Case) -> str:
    conversation = main_conversation(case)
    if conversation is None:
        return ""
    last = conversation.messages.filter(direction=Message.Direction.IN).order_by("-sent_at", "-id").first()
    return last.visible_text[:LONGEST] if last else ""


def findings(case: Case, author: User, text: str) -> Sequence[Finding]:
    """Advice, never a barrier: nothing here stops a message."""
    return check_draft(
        text[:LONGEST],
        stage="update" if case.owner_told_at else "first_reply",
        customer_last=customer_last(case),
        agent=str(author),
    )


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.replace("\r\n", "\n").strip().encode()).hexdigest()[:16]


def confirmed(data: QueryDict, text: str, zone: str) -> Mapping[int, datetime | None] | None:
    """What was ticked, by where it starts; None where the list was not drawn for exactly this text."""
    if data.get("read_text") != fingerprint(text):
        return None
    return {
        start: typed.moment(data, f"due_at_{start}", zone) or typed.moment(data, f"candidate_{start}", zone)
        for start in typed.numbers(data, "confirm")
    }
