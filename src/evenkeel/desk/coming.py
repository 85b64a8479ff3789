"""What happens next on a case, to whom and when: its armed timers in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenkeel.cases.models import Case, Step
from evenkeel.clock.models import Timer
from evenkeel.promises.models import Promise

SHOWN = 8
# Said elsewhere on the page, or of no use to the reader.
UNSAID = ("promise_remind",)


@dataclass(frozen=True, slots=True)
class Coming:
    at: datetime
    since: datetime
    sentence: str


def coming(case: Case, promises: Mapping[int, Promise], steps: Mapping[int, Step]) -> Sequence[Coming]:
    timers = case.timers.filter(state=Timer.State.ARMED).exclude(kind__in=UNSAID).order_by("due_at", "id")[:SHOWN]
    return [Coming(t.due_at, t.armed_at, _sentence(t, case, promises, steps)) for t in timers]


def _sentence(timer: Timer, case: Case, promises: Mapping[int, Promise], steps: Mapping[int, Step]) -> str:
    subject = timer.subject_id or 0
    if timer.kind in {"promise_due", "promise_lapse"} and subject in promises:
        return _of_promise(timer.kind, promises[subject])
    if timer.kind == "step_due" and subject in steps:
        step = steps[subject]
        fallback = f", else: {step.fallback}" if step.fallback else ""
        return f"{step.owner}: {step.action}{fallback}"
    return SENTENCES.get(timer.kind, timer.kind.replace("_", " ").capitalize()).format(
        owner=case.owner, contact=case.contact
    )


def _of_promise(kind: str, promise: Promise) -> str:
    if kind == "promise_lapse":
        return f"Unless its condition comes, this lapses: {promise.what}"
    if promise.origin == Promise.Origin.CADENCE:
        return f"{promise.owner} owes {promise.contact} a word, else it is broken"
    return f"{promise.owner}: {promise.what}, else it is broken"


SENTENCES = {
    "escalation_step": "Unless somebody acknowledges, the next people are paged",
    "safety_unanswered": "Unless somebody has it, safety is paged further",
    "acknowledgement_expiry": "Unless something happens, the acknowledgement ends and paging starts again",
    "manager_request_due": "A lead steps in or a call is promised; else the lead on duty hears of it",
    "two_people_due": "A second person is named; else the lead on duty hears of it",
    "imported_look": "{owner} is asked to take this up or close it",
    "handoff_due": "The handoff is answered, else it goes back to {owner}",
    "handoff_look_back": "Whoever handed over looks back: introduced, nothing lost?",
    "answer_due": "{contact} is asked again whether it is solved",
    "check_back": "{owner} looks back: did it hold?",
    "review_due": "The review is due",
}
