"""A language model is asked about a message, and what it proposes is kept apart from what was read.

A second reading is wanted in the transaction that opens the message, and claimed by pushing its time on: whoever dies
between asking and writing is followed by another, and only the one whose claim still stands may write.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from evenkeel.conversations.happenings import LANGUAGE_MODEL, SignalsProposed
from evenkeel.conversations.models import Message, ProposedSignal, SecondReading, Signal
from evenkeel.judgement.reading.second import Answer
from evenkeel.people.models import User
from evenkeel.refusal import Refused
from evenkeel.timeline.verbs import record

TRIES = 3
FIRST_BACKOFF = timedelta(minutes=1)
LEASE = timedelta(minutes=3)  # longer than the longest answer may take
TOO_OLD = timedelta(days=1)  # what waited while nobody was asked is not sent out later, all at once

WAITING = SecondReading.State.WAITING


def is_switched_on() -> bool:
    """Both the address and the model's name are set: only then do a customer's words leave for it."""
    return bool(settings.LLM_URL and settings.LLM_MODEL)


def want_second_reading(message: Message, now: datetime) -> None:
    """In the caller's transaction; nobody waits for it."""
    if is_switched_on() and message.visible_text.strip():
        SecondReading.objects.create(message=message, wanted_at=now, run_at=now)


def claim_one(now: datetime) -> SecondReading | None:
    """The oldest that is due, ours for the length of a lease. What has waited or failed too long is given up."""
    due = SecondReading.objects.filter(state=WAITING, run_at__lte=now).order_by("run_at", "id")
    for reading in due.select_related("message")[:20]:
        if reading.attempts >= TRIES:
            _settle(reading, now, because=reading.because or "it was asked and nobody wrote down its answer")
        elif now - reading.wanted_at > TOO_OLD:
            _settle(reading, now, because="the message waited for more than a day")
        elif _ours(reading).update(attempts=reading.attempts + 1, run_at=now + LEASE, model=settings.LLM_MODEL[:120]):
            reading.attempts, reading.model = reading.attempts + 1, settings.LLM_MODEL[:120]
            return reading
    return None


def keep_answer(reading: SecondReading, answer: Answer, now: datetime) -> bool:
    """Proposals, and one line on the case's timeline. False where somebody else has settled it meanwhile."""
    with transaction.atomic():
        if not _settle(reading, now, answer=answer):
            return False
        ProposedSignal.objects.bulk_create(
            ProposedSignal(reading=reading, code=p.code, start=p.start, end=p.end, quote=p.quote)
            for p in answer.proposed
        )
        if answer.proposed:
            message = Message.objects.select_related("conversation__case").get(pk=reading.message_id)
            told = [{"code": p.code, "quote": p.quote} for p in answer.proposed]
            happening = SignalsProposed(message.pk, reading.model, told)
            case, key = message.conversation.case, f"proposed/message:{message.pk}"
            record(happening, case=case, actor=LANGUAGE_MODEL, now=now, key=key)
        return True


def keep_failure(reading: SecondReading, because: str, now: datetime, *, again: bool, wait: timedelta | None) -> None:
    """Tried again a few times, further and further apart; then, or where it is no use, given up."""
    if again and reading.attempts < TRIES:
        at = now + max(FIRST_BACKOFF * 4 ** (reading.attempts - 1), wait or timedelta())
        _ours(reading).update(because=because[:300], run_at=at)
    else:
        _settle(reading, now, because=because)


def take_on(proposal: ProposedSignal, *, by: User, now: datetime) -> Signal:
    """A person has looked and says that it is so: from now on it is a signal, and theirs. In the caller's transaction."""
    _answer(proposal, confirmed_at=now, confirmed_by=by)
    signal = Signal.objects.create(
        message=proposal.reading.message,
        code=proposal.code,
        start=proposal.start,
        end=proposal.end,
        quote=proposal.quote,
        confidence=1.0,
        because=f"{by} confirmed what a language model proposed."[:300],
        read_by=Signal.PERSON,
    )
    ProposedSignal.objects.filter(pk=proposal.pk).update(signal=signal)
    return signal


def turn_down(proposal: ProposedSignal, *, by: User, because: str, now: datetime) -> None:
    if not because.strip():
        raise Refused("Say in a few words why it is not so.")
    _answer(proposal, dismissed_at=now, dismissed_by=by, dismissed_because=because.strip()[:300])


def _answer(proposal: ProposedSignal, **fields: object) -> None:
    still_open = ProposedSignal.objects.filter(pk=proposal.pk, confirmed_at=None, dismissed_at=None)
    if not still_open.update(**fields):
        raise Refused("Somebody has answered this proposal already; reload the page.", code="stale")


def _ours(reading: SecondReading) -> QuerySet[SecondReading]:
    return SecondReading.objects.filter(pk=reading.pk, state=WAITING, attempts=reading.attempts)


def _settle(reading: SecondReading, now: datetime, *, answer: Answer | None = None, because: str = "") -> bool:
    state = SecondReading.State.GIVEN_UP if answer is None else SecondReading.State.ANSWERED
    thrown_away = answer.thrown_away if answer else 0
    return bool(_ours(reading).update(state=state, settled_at=now, because=because[:300], thrown_away=thrown_away))
