"""The customer speaks: is it solved? A yes is theirs to give, a no opens it again, and neither is asked about."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from evenkeel.cases import words
from evenkeel.cases.happenings import CaseReopened, CustomerAnswered
from evenkeel.cases.models import Case, Confirmation
from evenkeel.cases.policies import rules_of
from evenkeel.cases.verbs.climbing import start_climb
from evenkeel.cases.verbs.closing import confirmed_by_customer, end_case
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, tell_owner, tell_owner_and_lead, tell_timeline
from evenkeel.cases.verbs.levels import want_two_people
from evenkeel.cases.verbs.planning import watch_steps_again
from evenkeel.cases.verbs.updates import owe_update
from evenkeel.clock.verbs import cancel
from evenkeel.conversations.models import Message
from evenkeel.judgement.reading.closing import is_mere_thanks, read_closing_reply
from evenkeel.judgement.reading.values import TriggerReading
from evenkeel.people.models import User
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import unsettled_of_case
from evenkeel.promises.verbs import release
from evenkeel.refusal import Refused
from evenkeel.timeline.happenings import CLOCK, Actor


def answer_is_it_solved(
    case: Case,
    answer: str,
    *,
    via: str,
    now: datetime,
    words_said: str = "",
    recorded_by: User | None = None,
    message: Message | None = None,
    because: str = "",
    still_wanted: Collection[int] | None = None,
) -> Case:
    """The customer's own answer, from their page, a reply that was read, a call, or another system.

    `still_wanted`: from their page, which open promises they still want; the others they release us from.
    """
    if answer not in Confirmation.Answer.values:
        raise Refused("The answer is solved, not_solved or unclear.")
    with transaction.atomic():
        case = locked(case)
        if message is not None and Confirmation.objects.filter(message=message).exists():
            return case
        if answer == Confirmation.Answer.SOLVED and case.state == Case.State.CONFIRMED:
            return case  # Said once more (a second click): it is their word already.
        confirmation = Confirmation.objects.create(
            case=case,
            answer=answer,
            words=words_said[:5000],
            because=because[:300],
            via=via,
            message=message,
            recorded_by=recorded_by,
            at=now,
        )
        contact = (message.contact if message is not None else None) or case.contact
        who = actor_by(recorded_by) if recorded_by else Actor("contact", contact.pk, str(contact))
        tell_timeline(case, CustomerAnswered(answer, via, because), who, now)
        if answer == Confirmation.Answer.SOLVED:
            _solved(case, who, now, still_wanted)
        elif answer == Confirmation.Answer.NOT_SOLVED:
            reopen(
                case,
                f"the customer says that it is not solved{f': {_short(words_said)}' if words_said else ''}",
                who,
                now,
            )
        else:
            said = "the customer answered, and it is not clear whether it is solved: ask them"
            key = f"unclear/confirmation:{confirmation.pk}"
            tell_owner(case, words.alarm(case, said), key=key, kind="unclear_answer", now=now)
        return case


def _solved(case: Case, who: Actor, now: datetime, still_wanted: Collection[int] | None) -> None:
    if case.state == Case.State.CONFIRMED:
        return
    owed = Promise.objects.filter(case=case, state__in=Promise.OPEN).exclude(origin=Promise.Origin.CADENCE)
    wanted = [p for p in owed if still_wanted is None or p.pk in set(still_wanted)]
    for promise in owed:
        # What fell due is broken already, also while the clock has not come round to say so.
        if promise not in wanted and (promise.due_at is None or promise.due_at > now):
            release(promise, because="the customer said on their page that it is not needed", by=None, now=now)
    if wanted and case.is_live:
        because = "the customer says it is solved; before it closes, keep or settle what is still promised"
        tell_owner(
            case, words.alarm(case, because), key=f"solved/case:{case.pk}/{now:%Y%m%d%H%M%S}", kind="confirmed", now=now
        )
        return
    end_case(case, True, who, now)
    tell_owner(
        case,
        words.alarm(case, "the customer confirmed: closed"),
        key=f"confirmed/case:{case.pk}/{case.reopened}",
        kind="confirmed",
        now=now,
    )


def close_if_only_promises_were_left(case: Case, now: datetime) -> None:
    """The customer said “solved” and the last promise has just been settled: now it closes."""
    case = locked(case)
    if case.is_live and confirmed_by_customer(case) and not unsettled_of_case(case):
        end_case(case, True, CLOCK, now)


def reopen(case: Case, because: str, who: Actor, now: datetime) -> None:
    """Same case, same owner, nothing to repeat. The owner is paged."""
    was_live = case.is_live
    if was_live and case.state != Case.State.RESOLVED:
        return
    case.state = Case.State.OPEN
    case.stable_at = case.resolved_at = case.closed_at = case.check_back_at = None
    case.reopened += 1
    case.asked_times = 0
    case.save(
        update_fields=["state", "stable_at", "resolved_at", "closed_at", "check_back_at", "reopened", "asked_times"]
    )
    cancel(now, "reopened", case=case, kind__in=("answer_due", "check_back"))
    if not was_live:
        watch_steps_again(case, now)
    if rules_of(case).needs_two_people:
        want_two_people(case, now)
    tell_timeline(case, CaseReopened(because), who, now)
    start_climb(case, because, now)
    owe_update(case, now)
    tell_owner_and_lead(
        case,
        words.alarm(case, f"open again: {because}"),
        key=f"reopened/case:{case.pk}/{case.reopened}",
        kind="reopened",
        now=now,
    )


def hear_answer(case: Case, message: Message, reading: TriggerReading, now: datetime) -> None:
    """The customer wrote while we wait for their word, or after closing: is it a yes, a no, or neither?"""
    if case.state not in (Case.State.RESOLVED, *Case.CLOSED):
        return
    answer = read_closing_reply(message.visible_text)
    verdict = "not_solved" if reading.signals and answer.verdict != "not_solved" else answer.verdict
    because = answer.because if verdict == answer.verdict else "their words show that something is still wrong"
    if verdict == "solved" and not _is_of(case, message):
        if case.state in Case.CLOSED:
            return
        verdict, because = "unclear", "it was said by somebody who is not of the customer's company"
    if verdict == "unclear" and case.state in Case.CLOSED and not is_mere_thanks(message.visible_text):
        # The door stays open: whatever is written on a closed case goes back to the same owner.
        contact = message.contact or case.contact
        reopen(case, "the customer wrote again", Actor("contact", contact.pk, str(contact)), now)
        return
    if verdict == "unclear" and case.state in Case.CLOSED:
        return
    answer_is_it_solved(
        case, verdict, via="reply", now=now, words_said=message.visible_text, message=message, because=because
    )
    case.refresh_from_db()


def _is_of(case: Case, message: Message) -> bool:
    """Our reply address travels with a forwarded mail: whoever answers it is heard, but only the customer confirms."""
    return message.contact is not None and message.contact.account_id == case.account_id


def _short(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text[:120]}{'…' if len(text) > 120 else ''}”"
