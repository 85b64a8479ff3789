"""What happens next on a case, to whom and when: each armed timer in plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evenkeel.cases.ladders.reaching import About, facts_at, whom
from evenkeel.cases.ladders.trying import peek_turn
from evenkeel.cases.ladders.versions import values_of
from evenkeel.cases.models import Case, Climb, Handoff, Step
from evenkeel.clock.models import Timer
from evenkeel.judgement.climbing import stand_at, walk
from evenkeel.judgement.climbing.wording import listed
from evenkeel.people.models import Duty
from evenkeel.people.reads import lead_on_duty, on_duty
from evenkeel.promises.models import Promise

SHOWN = 8
# What is said beside it already: the reminder of a promise whose due time stands in the same list.
UNSAID = ("promise_remind",)
# Of a team and no case: the page of the roster shows what they are about.
OF_NO_CASE = ("duty_gap", "duty_watch", "shift_change", "swap_due")
OF_PROMISES = ("promise_due", "promise_lapse", "promise_remind")


@dataclass(frozen=True, slots=True)
class Coming:
    """One moment that is owed: when, to whom, and what in a sentence that names them."""

    at: datetime
    since: datetime
    kind: str
    to: str
    sentence: str
    rule: dict[str, Any] | None = None  # what the instant was reckoned from, as its timer keeps it
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class Around:
    """What the words need beside the timer, read once for all timers of a case."""

    case: Case
    promises: Mapping[int, Promise]
    steps: Mapping[int, Step]
    handoffs: Mapping[int, Handoff]
    climb: Climb | None

    @property
    def owner(self) -> str:
        return str(self.case.owner)

    def lead(self, at: datetime) -> str:
        return str(lead_on_duty(self.case.team, at).user)


Words = Callable[[Timer, Around], tuple[str, str]]


def coming(
    case: Case, promises: Mapping[int, Promise] | None = None, steps: Mapping[int, Step] | None = None
) -> Sequence[Coming]:
    """The next moments, soonest first. `promises` and `steps` spare a look-up where the caller has them."""
    armed = case.timers.filter(state=Timer.State.ARMED).exclude(kind__in=UNSAID)
    timers = list(armed.order_by("due_at", "id")[:SHOWN])
    around = _around(case, timers, promises, steps)
    return [_said(timer, around) for timer in timers]


def where_it_stands(climb: Climb) -> str:
    """As “The ladder …” goes on."""
    stand = stand_at(values_of(climb.policy), climb.rung)
    if climb.paged_at is None:
        return "waits for working time" if stand.step and stand.step.hold else "has reached nobody yet"
    if stand.step is None:
        return "has ended, and the last resort is paged until somebody has it"
    again = f", time {stand.again + 1}" if stand.again else ""
    return f"is on its step {stand.step.no}{again}" + (f", round {stand.round}" if stand.round > 1 else "")


def _around(
    case: Case, timers: Sequence[Timer], promises: Mapping[int, Promise] | None, steps: Mapping[int, Step] | None
) -> Around:
    def about(*kinds: str) -> list[int]:
        return [t.subject for t in timers if t.kind in kinds]

    of_promises, of_steps = about(*OF_PROMISES), about("step_due")
    of_handoffs, of_climbs = about("handoff_due", "handoff_look_back"), about("escalation_step", "hold_end")
    if promises is None:
        promises = Promise.objects.select_related("owner", "contact").in_bulk(of_promises)
    if steps is None:
        steps = Step.objects.select_related("owner").in_bulk(of_steps)
    handoffs = Handoff.objects.select_related("giver", "receiver").in_bulk(of_handoffs) if of_handoffs else {}
    climbs = Climb.objects.select_related("policy").filter(pk__in=of_climbs) if of_climbs else []
    return Around(case, promises, steps, handoffs, next(iter(climbs), None))


def _said(timer: Timer, around: Around) -> Coming:
    words = WORDS.get(timer.kind, _unworded)
    to, sentence = words(timer, around)
    promise = around.promises.get(timer.subject) if timer.kind in OF_PROMISES else None
    return Coming(timer.due_at, timer.armed_at, timer.kind, to, sentence, timer.rule, promise)


def _unworded(timer: Timer, around: Around) -> tuple[str, str]:
    """A kind of a newer version than this one: by its name, to the owner."""
    return around.owner, f"{around.owner}: {timer.kind.replace('_', ' ')}"


def _promise_due(timer: Timer, around: Around) -> tuple[str, str]:
    promise = around.promises.get(timer.subject)
    if promise is None:
        return around.owner, f"{around.owner}: a promise falls due, else it is broken"
    if promise.origin == Promise.Origin.CADENCE:
        return str(
            promise.owner
        ), f"{promise.owner} owes {promise.contact or around.case.contact} a word, else it is broken"
    return str(promise.owner), f"{promise.owner}: {promise.what}, else it is broken"


def _promise_lapse(timer: Timer, around: Around) -> tuple[str, str]:
    promise = around.promises.get(timer.subject)
    what = promise.what if promise else "a promise that waits for its condition"
    to = str(promise.owner) if promise else around.owner
    return to, f"Unless its condition comes, this of {to} lapses: {what}"


def _promise_remind(timer: Timer, around: Around) -> tuple[str, str]:
    promise = around.promises.get(timer.subject)
    to = str(promise.owner) if promise else around.owner
    return to, f"{to} is reminded of what is promised" + (f": {promise.what}" if promise else "")


def _step_due(timer: Timer, around: Around) -> tuple[str, str]:
    step = around.steps.get(timer.subject)
    if step is None:
        return around.owner, f"{around.owner}: a step of the plan is due"
    return str(step.owner), f"{step.owner}: {step.action}" + (f", else: {step.fallback}" if step.fallback else "")


def _escalation_step(timer: Timer, around: Around) -> tuple[str, str]:
    """Asked of the ladder itself, as it would be then: who is on duty, what is passed over, whether it holds."""
    climb, case = around.climb, around.case
    if climb is None or climb.pk != timer.subject:
        return around.owner, f"Unless somebody acknowledges, {around.owner} and the lead are paged"
    ladder, about = values_of(climb.policy), About.of(case)
    at, take = timer.due_at, peek_turn(climb.chosen)
    landing = walk(ladder, timer.generation, facts_at(about, ladder, at), lambda stand: whom(stand, about, at, take)[0])
    if landing.held_until is not None:
        until = landing.held_until.astimezone(ZoneInfo(case.team.time_zone))
        return around.owner, f"Unless {around.owner} acknowledges, it waits for the next working time, {until:%a %H:%M}"
    to = listed([str(told.user) for told in landing.people]) or "whoever runs the desk"
    asked = bool(landing.people) and all(told.asked for told in landing.people)
    are = ("is" if len(landing.people) < 2 else "are") + (" asked who can take it" if asked else " paged")
    if landing.stand.step is None:
        return to, f"The ladder has ended: unless somebody acknowledges, {to} {are}, and again until somebody does"
    return to, f"Unless somebody acknowledges, {to} {are} (step {landing.stand.step.no})"


def _hold_end(timer: Timer, around: Around) -> tuple[str, str]:
    to, _ = _escalation_step(timer, around)
    return to, f"It is held until working time: then {to} hears of it, unless somebody acknowledges before"


def _safety_unanswered(timer: Timer, around: Around) -> tuple[str, str]:
    case = around.case
    order = [
        on_duty(case.team, Duty.Kind.SAFETY, timer.due_at),
        lead_on_duty(case.team, timer.due_at).user,
        case.team.last_resort,
    ]
    people = list({user.pk: user for user in order if user is not None}.values())
    to = str(people[min(timer.generation, len(people) - 1)])
    return to, f"Somebody may be in danger: unless somebody has it, {to} is paged"


def _acknowledgement_expiry(_timer: Timer, around: Around) -> tuple[str, str]:
    who = str(around.case.acknowledged_by or around.owner)
    return who, f"Unless {who} does something, “I have it” ends and paging starts again with {around.owner}"


def _handoff_due(timer: Timer, around: Around) -> tuple[str, str]:
    handoff = around.handoffs.get(timer.subject)
    who = str(handoff.receiver) if handoff else "whoever it was offered to"
    return who, f"{who} answers the handoff, else it stays with {around.owner} and the lead hears of it"


def _handoff_look_back(timer: Timer, around: Around) -> tuple[str, str]:
    handoff = around.handoffs.get(timer.subject)
    who = str(handoff.giver) if handoff else "whoever handed over"
    return who, f"{who} looks back on the handoff: introduced, nothing lost?"


def _to_lead(sentence: str) -> Words:
    def words(timer: Timer, around: Around) -> tuple[str, str]:
        lead = around.lead(timer.due_at)
        return lead, sentence.format(lead=lead)

    return words


def _to_owner(sentence: str) -> Words:
    return lambda _timer, around: (around.owner, sentence.format(owner=around.owner))


def _answer_due(_timer: Timer, around: Around) -> tuple[str, str]:
    case, contact = around.case, str(around.case.contact)
    if case.asked_times > 1:
        return (
            contact,
            f"Waiting for {contact}: without their word it closes as unconfirmed, and {around.owner} looks back later",
        )
    return contact, f"Waiting for {contact}: they are asked again whether it is solved"


def _review_due(_timer: Timer, around: Around) -> tuple[str, str]:
    review = getattr(around.case, "review", None)  # A row of a higher room, that points at this one.
    who = str(review.owner) if review is not None else around.owner
    return who, f"The review is due: {who} is reminded of it"


# Every kind of timer that `site/what_follows.py` registers has its words here; a test walks them all.
WORDS: dict[str, Words] = {
    "promise_remind": _promise_remind,
    "promise_due": _promise_due,
    "promise_lapse": _promise_lapse,
    "escalation_step": _escalation_step,
    "hold_end": _hold_end,
    "safety_unanswered": _safety_unanswered,
    "acknowledgement_expiry": _acknowledgement_expiry,
    "manager_request_due": _to_lead("A lead steps in or a call is promised; else {lead}, lead on duty, hears of it"),
    "two_people_due": _to_lead("A second person is named; else {lead}, lead on duty, hears of it"),
    "imported_look": _to_owner("{owner} is asked to take this up or close it"),
    "step_due": _step_due,
    "handoff_due": _handoff_due,
    "handoff_look_back": _handoff_look_back,
    "answer_due": _answer_due,
    "check_back": _to_owner("{owner} looks back: did it hold?"),
    "review_due": _review_due,
}
