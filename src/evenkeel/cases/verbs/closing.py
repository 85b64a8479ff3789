"""Closing: one gate on every path of ours. Silence is not consent; “thanks but it still fails” is not a yes.

The customer's own yes weighs more than our books: it closes over what was only read or was broken (the break stays on the
ledger), but not over a promise that is still open and that they still want.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction

from evenkeel.cases import words
from evenkeel.cases.happenings import CaseClosed, CaseResolved, CaseStable
from evenkeel.cases.models import Case, Confirmation
from evenkeel.cases.verbs.climbing import end_climb
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_owner, tell_owner_and_lead, tell_timeline
from evenkeel.cases.verbs.offers import withdraw_open_offers
from evenkeel.cases.verbs.passing_on import tell_it_is_over, tell_watchers
from evenkeel.cases.verbs.replying import reply
from evenkeel.cases.verbs.updates import drop_updates
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel
from evenkeel.conversations.models import Message
from evenkeel.judgement.reading.closing import is_mere_thanks
from evenkeel.people.models import User
from evenkeel.promises.reads import open_of_case, unsettled_of_case
from evenkeel.refusal import Refused
from evenkeel.timeline.happenings import CLOCK, Actor

ASK_AGAIN_AFTER = timedelta(days=3)
ASKS = 2  # how often the customer is asked before silence may close a case
CHECK_BACK_AFTER = timedelta(days=14)


def mark_stable(case: Case, *, because: str, by: User, now: datetime) -> Case:
    """The harm has stopped; what caused it may still be looked for. The review opens by rule from here."""
    if not because.strip():
        raise Refused("Say what shows that it is stable.")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        if case.stable_at is not None:
            raise Refused("It is marked stable already.", code="stale")
        _stable(case, because.strip(), actor_by(by), now)
        return case


def _stable(case: Case, because: str, actor: Actor, now: datetime) -> None:
    case.stable_at = now
    if case.state == Case.State.OPEN:
        case.state = Case.State.STABLE
    case.save(update_fields=["stable_at", "state"])
    tell_timeline(case, CaseStable(because), actor, now)


def close(case: Case, *, done: str, by: User, now: datetime, key: str, carried: Collection[int] = ()) -> Case:
    """Resolved from our side: the gate is checked and the customer asked. It closes when they say that it is solved.

    `carried` are open promises that stay open, watched by the clock, after the case has closed.
    """
    if not done.strip():
        raise Refused("Say what was done and what has changed for the customer.")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        if Message.objects.filter(source="desk", external_id=f"{case.pk}/{key}").exists():
            return case  # The same key again (a double click, a reload): they were asked already.
        _gate(case, carried)
        if confirmed_by_customer(case):
            end_case(case, True, actor_by(by), now)
            return case
        if case.stable_at is None:
            _stable(case, done.strip(), actor_by(by), now)
        case.state, case.resolved_at, case.done_words, case.asked_times = Case.State.RESOLVED, now, done.strip(), 1
        case.save(update_fields=["state", "resolved_at", "done_words", "asked_times"])
        tell_timeline(case, CaseResolved(done.strip()), actor_by(by), now)
        # It is the customer's turn now: nobody is paged and no update is owed while we wait for their word.
        end_climb(case, "waiting for the customer's word", now)
        tell_it_is_over(case, f"{by} resolved it, and asks the customer", but=by, now=now)
        tell_watchers(case, f"{by} resolved it", key=f"resolved/case:{case.pk}/{int(now.timestamp())}", but=by, now=now)
        drop_updates(case, now)
        reply(case, author=by, text=words.is_it_solved(done, by), now=now, key=key, confirmed={})
        _await_answer(case, now)
        return case


def _gate(case: Case, carried: Collection[int]) -> None:
    open_ones = [p for p in unsettled_of_case(case) if p.pk not in set(carried)]
    if open_ones:
        listed = "; ".join(words.promise_line(p) for p in open_ones)
        raise Refused(f"Not yet: settle these, or carry them on beyond the case: {listed}", code="unsettled")


def confirmed_by_customer(case: Case) -> bool:
    """The customer's last clear word, and nothing said against it since."""
    last = case.confirmations.exclude(answer=Confirmation.Answer.UNCLEAR).order_by("-at", "-id").first()
    if last is None or last.answer != Confirmation.Answer.SOLVED:
        return False
    later = Message.objects.filter(
        conversation__case=case, direction=Message.Direction.IN, kind=Message.Kind.HUMAN, received_at__gt=last.at
    )
    return not later.exists()


def _await_answer(case: Case, now: datetime) -> None:
    arm(
        key=f"case:{case.pk}/answer:{int(now.timestamp() * 1000)}",
        kind="answer_due",
        due_at=now + ASK_AGAIN_AFTER,
        now=now,
        case=case,
        generation=case.asked_times,
    )


def answer_due(timer: Timer, now: datetime) -> Fired | Superseded:
    """No answer: ask once more; then close without the customer's word, with a date to look back.

    Only silence is no answer: who has answered is neither asked again nor closed over.
    """
    case = locked(timer.case)
    if case.state != Case.State.RESOLVED or timer.generation != case.asked_times:
        return Superseded("the customer answered, or the case moved on")
    if confirmed_by_customer(case):
        return _look_again(case, timer, "the customer says it is solved: keep or settle what is still promised", now)
    if _customer_spoke_last(case):
        return _look_again(case, timer, "the customer's last words have no answer: write to them", now)
    if case.asked_times < ASKS:
        try:
            with transaction.atomic():
                _ask_again(case, timer, now)
        except Refused as reason:  # A hold, or an address that is gone: a person has to ask.
            return _look_again(case, timer, f"the customer could not be asked again: {reason.sentence}", now)
        return Fired("asked again")
    end_case(case, False, CLOCK, now, check_back_at=now + CHECK_BACK_AFTER)
    return Fired("closed without the customer's word")


def _ask_again(case: Case, timer: Timer, now: datetime) -> None:
    text, key = words.still_solved(case.owner), f"ask-again:{case.pk}:{timer.pk}"
    reply(case, author=case.owner, text=text, now=now, key=key, confirmed={})
    case.asked_times += 1
    case.save(update_fields=["asked_times"])
    _await_answer(case, now)


def _look_again(case: Case, timer: Timer, because: str, now: datetime) -> Fired:
    """It does not close by silence: a person is told, and told again as long as nothing changes."""
    tell_owner_and_lead(case, words.alarm(case, because), key=f"look/{timer.key}", kind="waiting", now=now)
    _await_answer(case, now)
    return Fired("the owner was told")


def _customer_spoke_last(case: Case) -> bool:
    said = Message.objects.filter(conversation__case=case, kind=Message.Kind.HUMAN).exclude(
        direction=Message.Direction.NOTE
    )
    last = said.order_by("-sent_at", "-id").first()
    return last is not None and last.direction == Message.Direction.IN and not is_mere_thanks(last.visible_text)


def close_without_answer(case: Case, *, check_back_at: datetime, by: User, now: datetime) -> Case:
    """A person decides that silence has lasted long enough; the check-back keeps the door open."""
    if check_back_at <= now:
        raise Refused("Say when we look back: a date that is still to come.", code="past")
    with transaction.atomic():
        case = locked(case)
        if case.state != Case.State.RESOLVED or case.resolved_at is None:
            raise Refused("Ask the customer first whether it is solved; silence is not an answer before that.")
        if case.asked_times < ASKS and now < case.resolved_at + ASK_AGAIN_AFTER:
            raise Refused(
                f"The customer was asked once, and not long ago: wait, or ask again. Twice asked, or {ASK_AGAIN_AFTER.days} days."
            )
        end_case(case, False, actor_by(by), now, check_back_at=check_back_at)
        return case


def end_case(case: Case, confirmed: bool, actor: Actor, now: datetime, check_back_at: datetime | None = None) -> None:
    if case.stable_at is None:
        _stable(case, "the customer says that it is solved", actor, now)
    case.state = Case.State.CONFIRMED if confirmed else Case.State.UNCONFIRMED
    case.closed_at, case.check_back_at = now, check_back_at
    case.resolved_at = case.resolved_at or now
    case.save(update_fields=["state", "closed_at", "check_back_at", "resolved_at"])
    end_climb(case, "the case is closed", now)
    tell_it_is_over(case, "the case is closed", but=case.owner, now=now)
    tell_watchers(case, "it is closed", key=f"closed/case:{case.pk}/{int(now.timestamp())}", but=None, now=now)
    drop_updates(case, now)
    withdraw_open_offers(case, "the case closed", by=actor, now=now)
    carried = open_of_case(case, cadence=False)
    cancel(now, "the case is closed", case=case, kind__in=CASE_TIMERS)
    tell_timeline(case, CaseClosed(confirmed, f"{check_back_at:%Y-%m-%d}" if check_back_at else ""), actor, now)
    if check_back_at is not None:
        arm(
            key=f"case:{case.pk}/check_back:{int(check_back_at.timestamp())}",
            kind="check_back",
            due_at=check_back_at,
            now=now,
            case=case,
        )
    if carried:
        because = f"closed; {len(carried)} promises stay open and watched"
        tell_owner(
            case, words.alarm(case, because), key=f"carried/case:{case.pk}/{case.reopened}", kind="carried", now=now
        )


CASE_TIMERS = (
    "escalation_step",
    "hold_end",
    "acknowledgement_expiry",
    "manager_request_due",
    "two_people_due",
    "safety_unanswered",
    "step_due",
    "handoff_due",
    "answer_due",
    "imported_look",
)


def check_back(timer: Timer, now: datetime) -> Fired | Superseded:
    case = locked(timer.case)
    if case.state != Case.State.UNCONFIRMED or case.check_back_at != timer.due_at:
        return Superseded("the customer spoke meanwhile")
    because = "closed without the customer's word: look back now. Ask how it went; if it did not hold, write and it opens again."
    tell_owner(case, words.alarm(case, because), key=f"check_back/{timer.key}", kind="check_back", now=now)
    return Fired("the owner looks back")
