"""What a language model proposed: danger is shown at once, and everything else waits for a person's word."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases import words
from evenkeel.cases.deciding import as_signal
from evenkeel.cases.models import Case
from evenkeel.cases.policies import in_force
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked
from evenkeel.cases.verbs.levels import heed_signals, reconsider
from evenkeel.cases.verbs.opening import OPENS_FROM, decide_alone, join_live_case, open_case
from evenkeel.conversations.happenings import ProposalAnswered
from evenkeel.conversations.models import Conversation, Message, ProposedSignal, Signal
from evenkeel.conversations.proposing import take_on, turn_down
from evenkeel.conversations.verbs import Read
from evenkeel.judgement.reading.second import DANGER
from evenkeel.judgement.reading.values import TriggerReading
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import owe
from evenkeel.people.models import User
from evenkeel.people.reads import answerable, team_of
from evenkeel.timeline.models import Event
from evenkeel.timeline.verbs import record


def signals_were_proposed(event: Event, now: datetime) -> None:
    """Of a danger the owner hears at once, as of something that a person should look at; where there is no case yet,
    whoever answers first. No level moves, nobody else is paged, and the ladder does not start.
    """
    danger = next((p for p in event.data["proposals"] if p["code"] == DANGER), None)
    if danger is None:
        return
    message = Message.objects.select_related("conversation__account", "conversation__contact").get(
        pk=event.data["message_id"]
    )
    conversation = message.conversation
    to = _who_looks(conversation, now)
    if to is not None:
        owe(
            words.danger_proposed(conversation, danger["quote"], event.data["model"]),
            key=f"danger_proposed/message:{message.pk}/user:{to.pk}",
            kind="danger_proposed",
            to=to,
            now=now,
            case=conversation.case,
            urgency=Notification.Urgency.BREACH,
            through_quiet=True,
        )


def _who_looks(conversation: Conversation, now: datetime) -> User | None:
    if conversation.case is not None:
        return conversation.case.owner
    team = conversation.team or team_of(conversation.account)
    return answerable(team, "first", now).user if team else None


def confirm_proposal(proposal: ProposedSignal, *, by: User, now: datetime) -> Case | None:
    """Now it is a signal, read by a person: it may raise a level, place a hold or open a case, as any other does."""
    with transaction.atomic():
        message = proposal.reading.message
        case = _held_case(message)
        signal = take_on(proposal, by=by, now=now)
        _tell(proposal, message, case, by, now, confirmed=True)
        reading = _reading_of(message, [signal])
        if case is None:
            return _open(message, reading, now)
        if case.is_live:
            heed_signals(case, reading, now)
            reconsider(case, now)
        return case


def dismiss_proposal(proposal: ProposedSignal, *, by: User, because: str, now: datetime) -> None:
    with transaction.atomic():
        message = proposal.reading.message
        case = _held_case(message)
        turn_down(proposal, by=by, because=because, now=now)
        _tell(proposal, message, case, by, now, confirmed=False, because=because.strip()[:300])


def _held_case(message: Message) -> Case | None:
    case = message.conversation.case
    return locked(case) if case is not None else None


def _open(message: Message, reading: TriggerReading, now: datetime) -> Case | None:
    """Their conversation had no case: it joins the one they have, or opens one where the policy asks for it."""
    joined = join_live_case(message.conversation, message, now)
    if joined is not None:
        case = locked(joined)
        heed_signals(case, reading, now)
        reconsider(case, now)
        return case
    standing = list(Signal.objects.filter(message=message, dismissed_at=None))
    policy = in_force(now)
    decision = decide_alone(message, Read(reading, standing), policy)
    return open_case(message, reading, decision, now, policy) if decision.level >= OPENS_FROM else None


def _reading_of(message: Message, signals: list[Signal]) -> TriggerReading:
    """Only what was confirmed; all else that a reader would say is left unsaid."""
    return TriggerReading(
        tuple(as_signal(s) for s in signals), "none", "", message.heat or 0, (), 0, None, None, True, message.language
    )


def _tell(
    proposal: ProposedSignal,
    message: Message,
    case: Case | None,
    by: User,
    now: datetime,
    *,
    confirmed: bool,
    because: str = "",
) -> None:
    happening = ProposalAnswered(proposal.pk, message.pk, proposal.code, proposal.quote, str(by), confirmed, because)
    record(happening, case=case, actor=actor_by(by), now=now)
