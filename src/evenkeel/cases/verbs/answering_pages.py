"""A page is answered from outside: by a button, a reply, a digit or a link. It says what came of it, in one sentence."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases.happenings import PassedOn
from evenkeel.cases.models import Case
from evenkeel.cases.pages import why_over
from evenkeel.cases.verbs.acknowledging import acknowledge
from evenkeel.cases.verbs.holding import by, locked, tell_timeline
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
        if over := why_over(page, held):
            raise Stale(over)
        acknowledge(held, user=user, now=now, climb=page.generation)
        seen(page, now)
    return f"You have case {case.number} now. Nobody else is paged for it."


def pass_on(page: Notification, *, user: User, now: datetime) -> str:
    """“Not me”: whoever comes next on the ladder is told at once, instead of when the wait is over."""
    case = _case_of(page, user)
    with transaction.atomic():
        held = locked(case)
        if over := why_over(page, held):
            raise Stale(over)
        if held.acknowledged_by_id == user.pk:
            raise Refused(f"You have case {held.number} already. Hand it over to somebody on its page.")
        seen(page, now)
        happening = PassedOn(user.pk, str(user), page.generation or 0)
        # Said once for each page: pressed twice, it does not pass over the person who was told meanwhile.
        if tell_timeline(held, happening, by(user), now, key=f"passed_on/page:{page.pk}") is not None:
            _next_step_now(page, held, now)
    return f"Case {case.number} goes on to the next person now."


def _next_step_now(page: Notification, case: Case, now: datetime) -> None:
    """The same step, armed for now: a timer's own due time never changes."""
    kind = "escalation_step" if page.generation is not None else "safety_unanswered"
    for timer in case.timers.filter(kind=kind, state="armed", due_at__gt=now):
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
