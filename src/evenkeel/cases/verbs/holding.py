"""What the other verbs stand on: the locked case, who acts, the word to the lead."""

from __future__ import annotations

from datetime import datetime

from evenkeel.cases import words
from evenkeel.cases.happenings import Alarm
from evenkeel.cases.models import Case
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import User
from evenkeel.people.reads import lead_on_duty
from evenkeel.refusal import Refused
from evenkeel.timeline.happenings import SYSTEM, Actor, Happening
from evenkeel.timeline.models import Event
from evenkeel.timeline.verbs import record


def locked(case: Case | None) -> Case:
    """We hold the case until the transaction ends: the clock passes it by, and a second person waits."""
    if case is None:
        raise TypeError("This can only happen to a case.")
    # The lock first and alone: PostgreSQL, waiting for a row whose owner is changed meanwhile, finds that the join no
    # longer holds and answers that there is no such case.
    Case.objects.select_for_update().order_by().filter(pk=case.pk).values_list("pk", flat=True).first()
    return Case.objects.select_related("account", "contact__account", "team", "owner", "policy").get(pk=case.pk)


def must_be_live(case: Case) -> None:
    if not case.is_live:
        raise Refused(f"Case {case.number} is closed. Reopen it by writing what is still open.", code="closed")


def by(user: User | None) -> Actor:
    return Actor("user", user.pk, str(user)) if user else SYSTEM


def tell_timeline(
    case: Case, happening: Happening, actor: Actor, now: datetime, key: str | None = None
) -> Event | None:
    return record(happening, case=case, actor=actor, now=now, key=key)


def tell_owner_and_lead(
    case: Case, word: Word, *, key: str, kind: str, now: datetime, urgency: int = Notification.Urgency.BREACH
) -> None:
    lead = lead_on_duty(case.team, now).user
    for user in {case.owner_id: case.owner, lead.pk: lead}.values():
        owe(word, key=f"{key}/user:{user.pk}", kind=kind, to=user, now=now, case=case, urgency=urgency)


def tell_owner(
    case: Case, word: Word, *, key: str, kind: str, now: datetime, urgency: int = Notification.Urgency.NOTE
) -> None:
    owe(word, key=f"{key}/user:{case.owner_id}", kind=kind, to=case.owner, now=now, case=case, urgency=urgency)


def raise_alarm(case: Case, code: str, because: str, *, key: str, now: datetime) -> None:
    """The policy wanted something within a time: the lead is told, in the transaction that notices."""
    if tell_timeline(case, Alarm(code, because), Actor("clock", name="the clock"), now, key=f"alarm/{key}") is not None:
        tell_owner_and_lead(case, words.alarm(case, because), key=f"alarm/{key}", kind="alarm", now=now)
