"""A page is answered from outside: by a button, a reply, a digit or a link. It says what came of it, in one sentence."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases.happenings import PassedOn
from evenkeel.cases.models import Case
from evenkeel.cases.verbs.acknowledging import acknowledge
from evenkeel.cases.verbs.holding import by, locked, must_be_live, tell_timeline
from evenkeel.clock.verbs import arm, cancel
from evenkeel.notifications.models import Notification
from evenkeel.notifications.page_links import acknowledgeable
from evenkeel.notifications.verbs import seen
from evenkeel.people.models import User
from evenkeel.refusal import NotAllowed, Refused, Stale


def answer_page(page: Notification, *, user: User, now: datetime) -> str:
    """“I have it”, if the page is still the one that counts and this is the person it was for."""
    case = _case_of(page, user)
    with transaction.atomic():
        held = locked(case)
        if held.acknowledged_by_id == user.pk and held.is_live:
            return f"You have case {held.number} already."
        _must_still_count(page, held)
        acknowledge(held, user=user, now=now, climb=page.generation)
        seen(page, now)
    return f"Case {case.number} is yours. Nobody else is paged for it now."


def pass_on(page: Notification, *, user: User, now: datetime) -> str:
    """“Not me”: whoever comes next on the ladder is told at once, instead of when the wait is over."""
    case = _case_of(page, user)
    with transaction.atomic():
        held = locked(case)
        must_be_live(held)
        running = held.climbs.filter(ended_at=None).first()
        if page.generation is None or running is None or running.generation != page.generation:
            raise Stale(f"This page is over; the case is now with {held.acknowledged_by or held.owner}.")
        seen(page, now)
        _next_step_now(page, held, running.pk, now)
        tell_timeline(held, PassedOn(user.pk, str(user), running.generation), by(user), now)
    return f"Case {case.number} goes on to the next person now."


def _next_step_now(page: Notification, case: Case, climb_id: int, now: datetime) -> None:
    """The same step, armed for now: a timer's own due time never changes. Passed on twice, it comes once."""
    timers = case.timers.filter(kind="escalation_step", state="armed", subject_id=climb_id, due_at__gt=now)
    for timer in timers:
        cancel(now, "passed on", pk=timer.pk)
        arm(
            key=f"{timer.key}/passed-on:{page.pk}",
            kind=timer.kind,
            due_at=now,
            now=now,
            case=case,
            subject_id=timer.subject_id,
            generation=timer.generation,
            priority=timer.priority,
        )


def _case_of(page: Notification, user: User) -> Case:
    if not acknowledgeable(page) or page.case is None:
        raise Refused("There is nothing to acknowledge in this message.")
    if page.user_id != user.pk:
        raise NotAllowed(f"This page is {page.user}'s. Open the case to see where it stands.")
    if not user.is_active:
        raise NotAllowed(f"{user} no longer works here.")
    return page.case


def _must_still_count(page: Notification, case: Case) -> None:
    """A safety page belongs to no climb: it counts while the hold that it was sent for stands."""
    if page.generation is not None:
        return
    held = case.safety_hold_at
    if held is None or page.created_at < held:
        raise Stale(f"This page is over; the case is now with {case.acknowledged_by or case.owner}.")
