"""What was set aside waits for a lead: tried again, or given up with a reason. Each is a line of the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.clock.happenings import BackupMade, DeskRestored, TimerGivenUp, TimerTriedAgain
from evenkeel.clock.models import Timer
from evenkeel.people.models import User
from evenkeel.people.reads import is_lead
from evenkeel.refusal import NotAllowed, Refused, Stale
from evenkeel.timeline.happenings import SYSTEM, Actor
from evenkeel.timeline.verbs import record

WAITING = (Timer.State.PARKED, Timer.State.HELD)


def try_again(timer: Timer, *, by: User, now: datetime) -> None:
    """At the next tick, by its late policy; what still fails is set aside again."""
    _only_a_lead(by)
    with transaction.atomic():
        _decide(timer, state=Timer.State.ARMED, run_at=now, attempts=0)
        _note(TimerTriedAgain(timer.pk, timer.kind, timer.due_at.isoformat()), timer, by, now)


def give_up(timer: Timer, *, because: str, by: User, now: datetime) -> None:
    _only_a_lead(by)
    because = because.strip()
    if not because:
        raise Refused("Say why it is given up: whoever reads the case later will ask.")
    with transaction.atomic():
        outcome = f"given up by {by}: {because}"[:200]
        _decide(timer, state=Timer.State.CANCELLED, fired_at=now, outcome=outcome)
        _note(TimerGivenUp(timer.pk, timer.kind, timer.due_at.isoformat(), because[:300]), timer, by, now)


def let_all_go(*, by: User, now: datetime) -> int:
    """After a restore: what was done meanwhile is noted, so what is left may fire, each by its late policy."""
    _only_a_lead(by)
    with transaction.atomic():
        held = list(Timer.objects.filter(state=Timer.State.HELD).select_related("case").order_by("due_at", "pk"))
        for timer in held:
            try_again(timer, by=by, now=now)
    return len(held)


def note_restored(made_at: str, held: int, now: datetime) -> None:
    record(DeskRestored(made_at, held), case=None, actor=SYSTEM, now=now)


def note_backup(now: datetime) -> None:
    record(BackupMade(), case=None, actor=SYSTEM, now=now)


def _only_a_lead(by: User) -> None:
    if not is_lead(by):
        raise NotAllowed("Only a lead decides on what the clock has set aside.")


def _decide(timer: Timer, **fields: object) -> None:
    if not Timer.objects.filter(pk=timer.pk, state__in=WAITING).update(**fields):
        raise Stale("This was decided on already, or it has fired; the page below shows how things stand now.")


def _note(happening: TimerTriedAgain | TimerGivenUp, timer: Timer, by: User, now: datetime) -> None:
    record(happening, case=timer.case, actor=Actor("user", by.pk, str(by)), now=now)
