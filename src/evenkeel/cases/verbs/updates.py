"""How long a customer may hear nothing: the next word owed, as a promise on the ledger."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from evenkeel.cases.models import Case
from evenkeel.cases.waits import wait
from evenkeel.promises.holding import settle
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import next_update
from evenkeel.promises.verbs import Wording, promise_by_hand


def owe_update(case: Case, now: datetime, *, first: bool = False, by_then: datetime | None = None) -> Promise | None:
    """The next word to the customer is owed by then, else by the level's cadence. None where the level sets none."""
    waits = wait(case, "first_answer_within" if first else "customer_update_within", now) if by_then is None else None
    due = by_then or (waits.due_at if waits else None)
    # A time that was told stands beside what is open already: the word that tells it keeps that.
    if by_then is None and not first:
        _drop(case, now)
    if due is None or not case.is_live or case.state == Case.State.RESOLVED:
        return None
    what = "first answer to the customer" if first else "next word to the customer"
    wording = Wording(
        what=what,
        action="contact",
        due_at=due,
        told=by_then is not None,
        due_kind="by",
        rule=waits.rule if waits else None,
    )
    return promise_by_hand(
        wording, case=case, owner=case.owner, contact=case.contact, by=None, now=now, origin=Promise.Origin.CADENCE
    )


def hasten_update(case: Case, now: datetime) -> None:
    """The level rose: the next word is owed sooner, never later."""
    sooner = wait(case, "customer_update_within", now)
    owed = next_update(case)
    if sooner is None or (owed is not None and owed.due_at is not None and owed.due_at <= sooner.due_at):
        return
    owe_update(case, now)


def _drop(case: Case, now: datetime) -> None:
    """A newer date takes the place of the one that is open; one that was told to the customer is theirs and stays."""
    for promise in _still_to_come(case, now).filter(told_at=None):
        settle(promise, Promise.State.RELEASED, now)


def drop_updates(case: Case, now: datetime) -> None:
    """The case closes: no further word is owed by its level."""
    for promise in _still_to_come(case, now):
        settle(promise, Promise.State.RELEASED, now)


def _still_to_come(case: Case, now: datetime) -> QuerySet[Promise]:
    """What fell due is broken already, also while the clock has not come round to say so."""
    return Promise.objects.filter(
        case=case, state=Promise.State.MADE, origin=Promise.Origin.CADENCE, due_at__gt=now
    ).order_by("pk")
