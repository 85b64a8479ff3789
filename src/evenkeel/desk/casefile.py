"""Everything the case's page shows, read in a bounded number of queries whatever the case holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from evenkeel.cases import reads as cases
from evenkeel.cases.coming import where_it_stands
from evenkeel.cases.models import Case
from evenkeel.cases.verbs.alarms import missing_people
from evenkeel.cases.verbs.declining import pages_of
from evenkeel.conversations.models import Conversation, Message, Recording, SecondReading
from evenkeel.desk.coming import coming
from evenkeel.desk.marking import Mark, Piece, pieces
from evenkeel.desk.told import told_lines
from evenkeel.judgement.reading.second import DANGER
from evenkeel.notifications import reads as notifications
from evenkeel.notifications.models import Delivery
from evenkeel.people.models import User
from evenkeel.people.reads import is_lead
from evenkeel.playbooks.reads import first_moves, triggers
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import prior_to_account
from evenkeel.timeline.models import Event

MESSAGES = 50
EVENTS = 100
PROMISES = 200
PEOPLE = 300


def casefile(
    case: Case, user: User, now: datetime, *, before: int = 0, at: int = 0, all_events: bool = False
) -> dict[str, Any]:
    ledger = _ledger(case)
    steps = list(case.steps.select_related("owner").order_by("done_at", "due_at", "id")[:100])
    roles = cases.holders(case)
    reasons = cases.level_reasons(case)
    stream, earlier = read_stream(case, before, at)
    update = next((p for p in ledger if p.origin == Promise.Origin.CADENCE and p.state == Promise.State.MADE), None)
    climb = cases.running_climb(case)
    return {
        "case": case,
        "their_zone": case.contact.zone,
        "reasons": reasons,
        "moves": first_moves([r.get("code", "") for r in reasons])[:3],
        "titles": {code: t.title for code, t in triggers().items()},
        "roles": roles,
        "missing": missing_people(case) if case.is_live and (case.level >= 3 or len(roles) > 1) else "",
        "climb": climb,
        "may_decline": climb is not None and case.is_live and pages_of(climb).filter(user=user).exists(),
        "climb_stands": where_it_stands(climb) if climb else "",
        "may_acknowledge": climb is not None and case.is_live and case.acknowledged_by_id != user.pk,
        "lead": is_lead(user),
        "coming": coming(case, {p.pk: p for p in ledger}, {s.pk: s for s in steps}),
        "next_step": next((s for s in steps if s.done_at is None and s.failed_at is None), None),
        "next_update": update,
        "prior": prior_to_account(case.account, before_case=case)[:10],
        "proposed": [p for p in ledger if p.state == Promise.State.DETECTED],
        "ledger": _with_chains([p for p in ledger if _is_shown(p)]),
        "unsettled": [p for p in ledger if _stands_in_the_way(p)],
        "steps": steps,
        "stream": stream,
        "earlier": earlier,
        "windowed": bool(before or at),
        "sent": [m.message for m in stream if m.message and m.message.direction == Message.Direction.OUT][-20:][::-1],
        "uncertain": notifications.uncertain(case)[:10],
        "told": told_lines(notifications.told(case), user.time_zone, now),
        "handoff": cases.offered_handoff(case),
        "boundary": list(case.boundary_steps.select_related("user")[:10]),
        "abuse": any(
            s.code in {"abuse", "safety_threat"} and s.dismissed_at is None for m in stream for s in m.signals
        ),
        "dangers": [p for m in stream if m.second for p in m.second.proposals.all() if p.code == DANGER and p.is_open],
        "answers": list(case.confirmations.order_by("-at", "-id")[:3]),
        "people": list(User.objects.filter(is_active=True).order_by("name")[:PEOPLE]),
        **_events(case, all_events),
    }


def _ledger(case: Case) -> list[Promise]:
    """Without words that were no promise, and without updates that a newer date replaced."""
    quiet = Q(state=Promise.State.DISMISSED) | Q(origin=Promise.Origin.CADENCE, state=Promise.State.RELEASED)
    found = (
        case.promises.exclude(quiet)
        .select_related("owner", "contact__account", "made_by")
        .prefetch_related("evidence__by", "evidence__decided_by")
    )
    return sorted(found.order_by("-id")[:PROMISES], key=lambda p: (p.due_at or p.detected_at, p.pk))


def _is_shown(promise: Promise) -> bool:
    """Updates that were kept are a habit, not news; an open or broken one stands on the ledger."""
    if promise.state == Promise.State.DETECTED:
        return False
    return promise.origin != Promise.Origin.CADENCE or promise.state in (Promise.State.MADE, *Promise.BROKEN_STATES)


def _stands_in_the_way(promise: Promise) -> bool:
    states = (*Promise.OPEN, Promise.State.DETECTED, Promise.State.BROKEN)
    return promise.origin != Promise.Origin.CADENCE and promise.state in states


@dataclass(frozen=True, slots=True)
class Line:
    """A promise of the ledger with the dates it was moved from, first to last."""

    promise: Promise
    chain: Sequence[Promise]

    @property
    def is_open(self) -> bool:
        return self.promise.state in Promise.OPEN


def _with_chains(ledger: Sequence[Promise]) -> list[Line]:
    """Open ones first, then what was broken, then the rest; a promise that was moved is shown in its successor's chain."""
    by_pk = {p.pk: p for p in ledger}
    moved = {p.predecessor_id for p in ledger}
    lines = [Line(p, _chain(p, by_pk)) for p in ledger if p.pk not in moved]
    order = {Promise.State.MADE: 0, Promise.State.WAITING: 0, Promise.State.BROKEN: 1}
    return sorted(lines, key=lambda line: order.get(Promise.State(line.promise.state), 2))


def _chain(promise: Promise, by_pk: dict[int, Promise]) -> list[Promise]:
    chain: list[Promise] = []
    earlier = by_pk.get(promise.predecessor_id or 0)
    while earlier is not None and len(chain) < 20:
        chain.insert(0, earlier)
        earlier = by_pk.get(earlier.predecessor_id or 0)
    return chain


@dataclass(slots=True)
class Said:
    """One thing of the conversation: a message or note with its marks, or a call."""

    at: datetime
    message: Message | None = None
    call: Recording | None = None
    pieces: Sequence[Piece] = ()
    signals: Sequence[Any] = ()
    second: SecondReading | None = None
    rest: str = ""
    delivery: str = ""
    handed_at: datetime | None = None


def read_stream(case: Case, before: int = 0, at: int = 0) -> tuple[list[Said], int]:
    """The window of the conversation, oldest first, and the message before which there is more (0: nothing)."""
    return _stream({"conversation__case": case}, before, at)


def read_conversation(conversation: Conversation, before: int = 0) -> tuple[list[Said], int]:
    return _stream({"conversation": conversation}, before, 0)


def _stream(of: dict[str, Any], before: int, at: int) -> tuple[list[Said], int]:
    window, more = _window(Message.objects.filter(**of), before, at)
    promises = Promise.objects.filter(message__in=[m.pk for m in window]).exclude(state=Promise.State.DISMISSED)
    marked: dict[int, list[Promise]] = {}
    for promise in promises:
        marked.setdefault(promise.message_id or 0, []).append(promise)
    sent = notifications.newest_delivery_of([m.pk for m in window if m.direction == Message.Direction.OUT])
    said = [_said(m, marked.get(m.pk, []), sent.get(m.pk)) for m in window]
    calls = Recording.objects.filter(**of).select_related("user").order_by("-started_at", "-id")
    if window and more:
        calls = calls.filter(started_at__gte=window[0].sent_at)
    if window and (before or at):
        calls = calls.filter(started_at__lte=window[-1].sent_at + timedelta(hours=1))
    said += [Said(c.started_at, call=c) for c in calls[:MESSAGES]]
    return sorted(said, key=lambda s: s.at), window[0].pk if window and more else 0


def _window(messages: Any, before: int, at: int) -> tuple[list[Message], bool]:
    newest_first = messages.select_related("contact", "author", "second_reading").prefetch_related(
        "signals__dismissed_by", "attachments", "second_reading__proposals__dismissed_by"
    )
    newest_first = newest_first.order_by("-sent_at", "-id")
    pivot = messages.filter(pk=before or at).first() if before or at else None
    if pivot is not None and before:
        newest_first = newest_first.filter(Q(sent_at__lt=pivot.sent_at) | Q(sent_at=pivot.sent_at, pk__lt=pivot.pk))
    elif pivot is not None:
        newest_first = newest_first.filter(sent_at__lte=pivot.sent_at + timedelta(days=1))
    found = list(newest_first[: MESSAGES + 1])
    return found[:MESSAGES][::-1], len(found) > MESSAGES


def _said(message: Message, promises: Sequence[Promise], delivery: Delivery | None) -> Said:
    titles = triggers()
    signals = list(message.signals.all())
    marks = [
        Mark(
            s.start,
            s.end,
            "signal",
            f"signal-{s.pk}",
            f"{titles[s.code].title if s.code in titles else s.code}: {s.because}",
        )
        for s in signals
        if s.dismissed_at is None
    ]
    marks += [
        Mark(p.start, p.end, "promise", f"words-of-promise-{p.pk}", f"Promise: {p.what}")
        for p in promises
        if p.start is not None and p.end is not None
    ]
    rest = message.text if message.text.strip() != message.visible_text.strip() else ""
    shown = pieces(message.visible_text, marks)
    state, handed = (str(delivery.state), delivery.sent_at) if delivery else ("", None)
    second = getattr(message, "second_reading", None)
    return Said(message.sent_at, message, None, shown, signals, second, rest[:20_000], state, handed)


def _events(case: Case, all_events: bool) -> dict[str, Any]:
    limit = 1000 if all_events else EVENTS
    newest = list(Event.objects.filter(case=case).order_by("-at", "-id")[: limit + 1])
    return {"events": newest[:limit], "more_events": len(newest) > limit}
