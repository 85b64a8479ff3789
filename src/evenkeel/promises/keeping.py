"""Evidence: the acts that keep a promise, matched to what was promised."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from evenkeel.conversations.models import Message, Recording
from evenkeel.judgement.evidence import Act, Verdict, judge
from evenkeel.notifications.reads import handed_over
from evenkeel.people.models import User
from evenkeel.promises.falling_due import break_promise
from evenkeel.promises.happenings import EvidenceAdded, PromiseKept
from evenkeel.promises.holding import actor_of, locked, settle, spoken_due, tell
from evenkeel.promises.models import Evidence, Promise
from evenkeel.refusal import Refused

SAME_ATTEMPT = timedelta(minutes=30)


def add_evidence(
    promise: Promise,
    *,
    kind: str,
    at: datetime,
    now: datetime,
    by: User | None = None,
    channel: str = "",
    message: Message | None = None,
    recording: Recording | None = None,
    reference: str = "",
    note: str = "",
    customer_told: bool = False,
) -> Evidence:
    """Record an act towards a promise and judge whether it keeps it. A note alone needs words, and is listed apart."""
    if kind not in Evidence.Kind.values:
        raise Refused(f"“{kind}” is no kind of evidence; use one of {', '.join(Evidence.Kind.values)}.")
    if kind == Evidence.Kind.NOTE and not note.strip():
        raise Refused("Say what was done: without other evidence a promise is kept only by a person's words.")
    if at > now:
        raise Refused("Evidence cannot lie in the future: check the time.")
    with transaction.atomic():
        promise = locked(promise)
        known = _known(promise, message, recording)
        if known is not None:
            return known
        if promise.state == Promise.State.DETECTED:
            raise Refused("Say first whether this is a promise: confirm it or dismiss it.", code="unconfirmed")
        at = _when(promise, kind, at, message, recording)
        if promise.state not in (*Promise.OPEN, Promise.State.BROKEN):
            raise Refused(
                f"This promise is {promise.get_state_display().lower()}: evidence changes nothing any more.",
                code="stale",
            )
        act = _act(kind, channel, message, recording, customer_told, promise)
        verdict = judge(promise.action, act, level=promise.case.level if promise.case else 1)
        verdict = _in_time(promise, at, _over_at(recording) or at, verdict)
        evidence = Evidence.objects.create(
            promise=promise,
            kind=kind,
            at=at,
            channel=channel,
            message=message,
            recording=recording,
            reference=reference[:300],
            note=note,
            by=by,
            keeps=verdict.keeps,
            because=verdict.because[:300],
            recorded_at=now,
        )
        _draw_conclusion(promise, evidence, by, now)
        return evidence


def _known(promise: Promise, message: Message | None, recording: Recording | None) -> Evidence | None:
    """The same message or call again is the evidence that it was."""
    if message is None and recording is None:
        return None
    return promise.evidence.filter(message=message, recording=recording).first()


def _when(
    promise: Promise, kind: str, said: datetime, message: Message | None, recording: Recording | None
) -> datetime:
    """A message and a call say themselves when they were, whatever somebody types; and they are of this case."""
    if kind == Evidence.Kind.MESSAGE:
        ours = message is not None and message.direction == Message.Direction.OUT and message.kind == Message.Kind.HUMAN
        if message is None or not ours or message.conversation.case_id != promise.case_id:
            raise Refused(
                "Name the message of ours to this customer that keeps it; their own words or a note keep nothing."
            )
        if message.pk == promise.message_id:
            raise Refused("These are the words that made the promise; they cannot keep it too.")
        if message.source == "desk" and not handed_over(message.pk):
            raise Refused("This message has not reached the customer: it keeps nothing before it was handed over.")
        return message.sent_at
    if kind == Evidence.Kind.CALL:
        if recording is None or recording.conversation.case_id != promise.case_id:
            raise Refused("Log the call first: a call keeps a promise by its record.")
        return recording.started_at
    return said


def _act(
    kind: str, channel: str, message: Message | None, recording: Recording | None, told: bool, promise: Promise
) -> Act:
    return Act(
        kind=kind,
        channel=channel or (message.channel if message else ""),
        seconds=recording.seconds if recording else 0,
        outcome=recording.outcome if recording else "",
        attachments=message.attachments.count() if message else 0,
        second_channel=_wrote_as_well(promise, recording),
        customer_told=told,
    )


def _wrote_as_well(promise: Promise, recording: Recording | None) -> bool:
    if recording is None:
        return False
    near = (recording.started_at - SAME_ATTEMPT, recording.started_at + SAME_ATTEMPT)
    return Message.objects.filter(
        conversation__case=promise.case, direction=Message.Direction.OUT, kind=Message.Kind.HUMAN, sent_at__range=near
    ).exists()


def _over_at(recording: Recording | None) -> datetime | None:
    return recording.started_at + timedelta(seconds=recording.seconds) if recording else None


def _in_time(promise: Promise, at: datetime, over_at: datetime, verdict: Verdict) -> Verdict:
    """A call counts by when it began; begun in the same minute as the promise was made, it still comes after it if it
    went on.
    """
    if verdict.keeps and promise.made_at and over_at < promise.made_at:
        return Verdict(False, "it happened before the promise was made")
    if verdict.keeps and promise.starts_at and promise.action in {"visit", "call", "attend"} and at < promise.starts_at:
        return Verdict(False, "it came before the promised window opened")
    return verdict


def _draw_conclusion(promise: Promise, evidence: Evidence, by: User | None, now: datetime) -> None:
    about = (promise.pk, promise.what, spoken_due(promise))
    if not evidence.keeps:
        tell(promise, EvidenceAdded(*about, keeps=False, because=evidence.because), actor_of(by), now, at=evidence.at)
        return
    late = promise.state == Promise.State.BROKEN or (promise.due_at is not None and evidence.at > promise.due_at)
    if late and promise.state != Promise.State.BROKEN:
        # Due, not yet visited by the clock: it breaks first, and is kept late by this.
        break_promise(promise, now)
    settle(promise, Promise.State.KEPT_LATE if late else Promise.State.KEPT, now)
    kept = PromiseKept(*about, because=evidence.because, late=late, origin=promise.origin)
    tell(promise, kept, actor_of(by), now, at=evidence.at, key=f"promise:{promise.pk}/kept:{evidence.pk}")


def words_reached_customer(message: Message, now: datetime) -> Sequence[Evidence]:
    """A message of ours was handed over: it keeps the open promises that it can keep, as of when it was written."""
    if message.direction != Message.Direction.OUT or message.kind != Message.Kind.HUMAN:
        return []
    candidates = _waiting_for(message.conversation.case_id or 0, message.sent_at).exclude(message=message)
    at = min(message.sent_at, now)  # The clock may have been set back while it was on its way.
    return [
        add_evidence(p, kind=Evidence.Kind.MESSAGE, at=at, now=now, by=message.author, message=message)
        for p in candidates
        if not p.evidence.filter(message=message).exists()
        and judge(p.action, _act("message", "", message, None, False, p)).keeps
    ]


def call_was_made(recording: Recording, now: datetime) -> Sequence[Evidence]:
    """A call on record is evidence for every open promise to call or be in touch, also where it kept nothing."""
    candidates = _waiting_for(recording.conversation.case_id or 0, _over_at(recording) or now).filter(
        action__in=("call", "contact", "monitor")
    )
    return [
        add_evidence(
            p,
            kind=Evidence.Kind.CALL,
            at=_ended(recording, now),
            now=now,
            by=recording.user,
            recording=recording,
            channel="phone",
            note=recording.note,
        )
        for p in candidates
    ]


def _ended(recording: Recording, now: datetime) -> datetime:
    """A call keeps its promise by having begun in time."""
    return min(recording.started_at, now)


def _waiting_for(case_id: int, at: datetime) -> Any:
    return Promise.objects.filter(
        case_id=case_id, state__in=(Promise.State.MADE, Promise.State.BROKEN), made_at__lt=at
    ).order_by("due_at", "id")
