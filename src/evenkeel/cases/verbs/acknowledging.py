"""“I have it”: the ladder stops, for as long as something happens."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases.happenings import Acknowledged, AcknowledgementExpired
from evenkeel.cases.models import Case
from evenkeel.cases.reads import last_staff_act
from evenkeel.cases.verbs.climbing import end_climb, start_climb, was_paged
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_timeline
from evenkeel.cases.verbs.passing_on import tell_it_is_over
from evenkeel.cases.verbs.safety import end_safety_pages
from evenkeel.cases.verbs.updates import owe_update
from evenkeel.cases.waits import Wait, wait
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel
from evenkeel.people.models import User
from evenkeel.people.reads import is_lead
from evenkeel.promises.reads import next_update
from evenkeel.refusal import NotAllowed, Stale
from evenkeel.timeline.happenings import CLOCK


def acknowledge(case: Case, *, user: User, now: datetime, climb: int | None = None) -> Case:
    """Stops the climb; expires by level when nothing follows. A button of an older climb is told so, and stops nothing."""
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        running = case.climbs.filter(ended_at=None).first()
        if climb is not None and (running is None or running.generation != climb):
            raise Stale(f"This page is over; the case is now with {case.acknowledged_by or case.owner}.")
        if not _may(case, user):
            raise NotAllowed("Only the owner, somebody who was paged for it, or a lead acknowledges a case.")
        if case.acknowledged_by_id == user.pk:
            end_safety_pages(case, user, now)  # They have it already; now they have its danger as well.
            return case
        _write(case, user, now)
        end_climb(case, f"{user} acknowledged", now)
        tell_it_is_over(case, f"{user} has it", but=user, now=now)
        _arm_expiry(case, now, now)
        if case.quiet or next_update(case) is None:
            take_up(case, now)
        return case


def count_as_acknowledged(case: Case, user: User, now: datetime) -> None:
    """Accepting a handoff or stepping in says “I have it” as well."""
    _write(case, user, now)
    end_climb(case, f"{user} has it", now)
    tell_it_is_over(case, f"{user} has it", but=user, now=now)
    _arm_expiry(case, now, now)
    if case.quiet:
        take_up(case, now)


def _may(case: Case, user: User) -> bool:
    return user.pk == case.owner_id or was_paged(case, user) or is_lead(user)


def _write(case: Case, user: User, now: datetime) -> None:
    case.acknowledged_at, case.acknowledged_by = now, user
    case.acknowledgement_expires_at = _lasts(case, now).due_at
    case.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledgement_expires_at"])
    until = f"{case.acknowledgement_expires_at:%Y-%m-%dT%H:%MZ}"
    tell_timeline(case, Acknowledged(user.pk, str(user), until), actor_by(user), now)
    end_safety_pages(case, user, now)


def _lasts(case: Case, since: datetime) -> Wait:
    """Every level says how long an acknowledgement lasts."""
    lasts = wait(case, "acknowledgement_lasts", since)
    if lasts is None:
        raise LookupError("This policy does not say how long an acknowledgement lasts.")
    return lasts


def _arm_expiry(case: Case, since: datetime, now: datetime) -> None:
    due = case.acknowledgement_expires_at
    if due is not None:
        arm(
            key=f"case:{case.pk}/ack:{int(now.timestamp() * 1000)}/until:{int(due.timestamp())}",
            kind="acknowledgement_expiry",
            due_at=due,
            now=now,
            case=case,
            generation=case.level_generation,
            priority=1,
            rule=_lasts(case, since).rule,
        )


def acknowledgement_expiry(timer: Timer, now: datetime) -> Fired | Superseded:
    """Acknowledged and then forgotten: unless somebody has acted since, the ladder starts anew."""
    case = locked(timer.case)
    if case.acknowledged_at is None or not case.is_live or case.acknowledgement_expires_at != timer.due_at:
        return Superseded("another acknowledgement counts")
    acted = last_staff_act(case)
    if acted is not None and (on := _lasts(case, acted).due_at) > now:
        case.acknowledgement_expires_at = on
        case.save(update_fields=["acknowledgement_expires_at"])
        _arm_expiry(case, acted, now)
        return Fired("somebody is at work: it lasts on")
    minutes = int((timer.due_at - (acted or case.acknowledged_at)).total_seconds() // 60)
    tell_timeline(case, AcknowledgementExpired(str(case.acknowledged_by), minutes), CLOCK, now)
    start_climb(case, "the acknowledgement expired without a deed", now)
    return Fired("expired")


def take_up(case: Case, now: datetime) -> None:
    """An imported case that somebody takes up, or writes on, is from now on a case like any other."""
    if case.quiet:
        case.quiet = False
        case.save(update_fields=["quiet"])
        cancel(now, "taken up", case=case, kind="imported_look")
    owe_update(case, now)
