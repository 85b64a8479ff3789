"""What the clock notices: a manager who was asked for and did not come, one person too few, a case nobody looked at."""

from __future__ import annotations

from datetime import datetime, timedelta

from evenkeel.cases import words
from evenkeel.cases.models import Case, Role
from evenkeel.cases.verbs.holding import locked, raise_alarm, tell_owner
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm
from evenkeel.promises.models import Promise

LOOK_AGAIN_AFTER = timedelta(hours=24)


def manager_request_due(timer: Timer, now: datetime) -> Fired | Superseded:
    """Asked for a manager: by now a lead has it, or a dated call back is promised."""
    case = locked(timer.case)
    if not case.is_live:
        return Superseded("the case is closed")
    has_lead = case.roles.filter(kind=Role.Kind.DECISION, until=None).exists()
    promised = Promise.objects.filter(
        case=case,
        state__in=(Promise.State.MADE, Promise.State.KEPT),
        action__in=("call", "contact", "escalate"),
        made_at__gte=timer.armed_at,
    ).exclude(origin=Promise.Origin.CADENCE)
    if (
        has_lead
        or promised.exists()
        or case.handoffs.filter(state="accepted", answered_at__gte=timer.armed_at).exists()
    ):
        return Superseded("a lead has it, or a call back is promised")
    minutes = max(1, round((timer.due_at - timer.armed_at).total_seconds() / 60))
    raise_alarm(
        case,
        "manager_request",
        f"The customer asked for a manager {minutes} min ago: step in, or promise a call with a time",
        key=timer.key,
        now=now,
    )
    return Fired("the lead was told")


def two_people_due(timer: Timer, now: datetime) -> Fired | Superseded:
    """Not one person's alone: two people in distinct roles, diagnosis and communication apart."""
    case = locked(timer.case)
    if not case.is_live:
        return Superseded("the case is closed")
    missing = missing_people(case)
    if not missing:
        return Superseded("two people have it")
    raise_alarm(case, "two_people", f"{case.owner} is alone with this: name {missing}", key=timer.key, now=now)
    return Fired("the lead was told")


def missing_people(case: Case) -> str:
    """What is missing for two people in distinct roles, as words; empty when nothing is."""
    held = dict(case.roles.filter(until=None).exclude(kind=Role.Kind.WATCHER).values_list("kind", "user_id"))
    if len(set(held.values())) < 2:
        return "somebody else for diagnosis or communication"
    if case.level >= 3 and held.get(Role.Kind.DIAGNOSIS) == held.get(Role.Kind.COMMUNICATION, case.owner_id):
        return "somebody for communication who does not also look for the cause"
    return ""


def imported_look(timer: Timer, now: datetime) -> Fired | Superseded:
    """An imported case that nobody has looked at: the owner is told once a day until somebody takes it up."""
    case: Case = locked(timer.case)
    if not case.is_live or not case.quiet or case.acknowledged_at is not None:
        return Superseded("somebody has taken it up")
    tell_owner(
        case,
        words.alarm(case, "imported, and not looked at yet: take it up or close it"),
        key=f"look/{timer.key}",
        kind="imported",
        now=now,
    )
    again = now + LOOK_AGAIN_AFTER
    arm(key=f"case:{case.pk}/look:{int(again.timestamp())}", kind="imported_look", due_at=again, now=now, case=case)
    return Fired("the owner was told")
