"""Danger goes to its named lead without debate, beside the ladder; unanswered, it goes on in seconds."""

from __future__ import annotations

from datetime import datetime

from evenkeel.cases import words
from evenkeel.cases.happenings import Paged
from evenkeel.cases.ladders.grounds import Grounds
from evenkeel.cases.models import Case
from evenkeel.cases.policies import rules
from evenkeel.cases.verbs.holding import locked, tell_timeline
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import owe, void
from evenkeel.people.models import Duty, User
from evenkeel.people.reads import lead_on_duty, on_duty
from evenkeel.playbooks.reads import first_moves
from evenkeel.timeline.happenings import CLOCK, SYSTEM


def end_safety_pages(case: Case, user: User, now: datetime) -> None:
    """Who was paged for the danger has it: nobody is paged on, and what was to follow on later channels is not sent."""
    if Notification.objects.filter(case=case, kind="safety_page", user=user).exists():
        void(now, f"{user} has it", case=case, kind="safety_page", seen_at=None)
        cancel(now, f"{user} has it", case=case, kind="safety_unanswered")


def page_safety_lead(case: Case, now: datetime) -> None:
    """Safety goes to its named lead without debate, beside the ladder; unanswered, it goes on in seconds."""
    _page_safety(case, 0, now)


def safety_unanswered(timer: Timer, now: datetime) -> Fired | Superseded:
    """Nobody who was paged for it has said that they have it: whoever says so disarms this. An acknowledgement from before
    these words says nothing about who has them, nor one by somebody who was not paged for them.
    """
    case = locked(timer.case)
    if case.safety_hold_at is None or not case.is_live:
        return Superseded("the danger is over")
    _page_safety(case, timer.generation, now)
    return Fired("paged on")


def _page_safety(case: Case, no: int, now: datetime) -> None:
    order = [on_duty(case.team, Duty.Kind.SAFETY, now), lead_on_duty(case.team, now).user, case.team.last_resort]
    people = list({u.pk: u for u in order if u is not None}.values())
    user = people[min(no, len(people) - 1)]
    because = "somebody may be in danger"
    # Each hold is paged for by itself: words of danger after a hold was lifted are new ones.
    stem = f"safety/case:{case.pk}/held:{int(case.safety_hold_at.timestamp()) if case.safety_hold_at else 0}"
    owe(
        words.page(case, Grounds([case]).reasons(case), because, [], first_moves(["safety_threat"])),
        key=f"{stem}/{no}/user:{user.pk}",
        kind="safety_page",
        to=user,
        now=now,
        case=case,
        urgency=Notification.Urgency.FIRST_PAGE,
        through_quiet=True,
    )
    tell_timeline(case, Paged(no, 0, [str(user)], because), CLOCK if no else SYSTEM, now)
    if no < len(people) - 1:
        within = rules(case.policy).safety_acknowledge_within
        arm(
            key=f"{stem}/{no + 1}",
            kind="safety_unanswered",
            due_at=now + within,
            now=now,
            case=case,
            generation=no + 1,
            priority=0,
        )
