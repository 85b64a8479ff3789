"""The plan: action, who, by when, and what if it fails."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from evenkeel.cases import words
from evenkeel.cases.happenings import StepDone, StepMissed, StepPlanned
from evenkeel.cases.models import Case, Step
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_owner_and_lead, tell_timeline
from evenkeel.cases.verbs.levels import reconsider
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel
from evenkeel.people.models import User
from evenkeel.refusal import Refused
from evenkeel.timeline.happenings import CLOCK

SHORTEST_FALLBACK = timedelta(minutes=30)


def plan_step(
    case: Case,
    *,
    action: str,
    owner: User,
    due_at: datetime,
    by: User | None,
    now: datetime,
    fallback: str = "",
    customer_visible: bool = True,
) -> Step:
    if not action.strip():
        raise Refused("Say what will be done.")
    if due_at <= now:
        raise Refused("That time has passed already: say a later one.", code="past")
    if not owner.is_active:
        raise Refused(f"{owner} no longer works here: name somebody else.")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        step = Step.objects.create(
            case=case,
            action=action.strip()[:300],
            owner=owner,
            due_at=due_at,
            fallback=fallback.strip()[:300],
            customer_visible=customer_visible,
            created_at=now,
        )
        arm(
            key=f"step:{step.pk}/due",
            kind="step_due",
            due_at=due_at,
            now=now,
            case=case,
            subject_id=step.pk,
            priority=3,
        )
        due = words.spoken(due_at, case.contact.zone)
        tell_timeline(case, StepPlanned(step.pk, step.action, str(owner), due), actor_by(by), now)
        return step


def finish_step(step: Step, *, by: User, note: str = "", now: datetime) -> Step:
    with transaction.atomic():
        case = locked(step.case)
        done = Step.objects.filter(pk=step.pk, done_at=None, failed_at=None).update(
            done_at=now, done_note=note.strip()[:300]
        )
        if not done:
            raise Refused("This step is done or has failed already.", code="stale")
        cancel(now, "done", kind="step_due", subject_id=step.pk)
        tell_timeline(case, StepDone(step.pk, step.action, note.strip()), actor_by(by), now)
        step.refresh_from_db()
        return step


def step_failed(step: Step, *, by: User, now: datetime) -> Step | None:
    """It was tried and did not do it: its fallback takes over now. Returns the fallback's step, if it has one."""
    with transaction.atomic():
        return _fall_back(step, now, by)


def step_due(timer: Timer, now: datetime) -> Fired | Superseded:
    step = Step.objects.select_related("case", "owner").filter(pk=timer.subject).first()
    if step is None or step.done_at is not None or step.failed_at is not None:
        return Superseded("the step is done")
    _fall_back(step, now, None)
    return Fired("missed")


def _fall_back(step: Step, now: datetime, by: User | None) -> Step | None:
    case = locked(step.case)
    if not Step.objects.filter(pk=step.pk, done_at=None, failed_at=None).update(failed_at=now):
        raise Refused("This step is done or has failed already.", code="stale")
    cancel(now, "failed", kind="step_due", subject_id=step.pk)
    missed = StepMissed(step.pk, step.action, step.fallback)
    tell_timeline(case, missed, actor_by(by) if by else CLOCK, now, key=f"missed/step:{step.pk}")
    tell_owner_and_lead(
        case, words.alarm(case, missed.sentence()), key=f"missed/step:{step.pk}", kind="step_missed", now=now
    )
    reconsider(case, now)
    if not step.fallback or not case.is_live:
        return None
    due = now + max(SHORTEST_FALLBACK, step.due_at - step.created_at)
    owner = step.owner if step.owner.is_active else case.owner
    return plan_step(case, action=step.fallback, owner=owner, due_at=due, by=by, now=now)


def watch_steps_again(case: Case, now: datetime) -> None:
    """The case opens again: its unfinished steps fall due again, none of them before somebody can have looked."""
    for step in case.steps.filter(done_at=None, failed_at=None):
        arm(
            key=f"step:{step.pk}/due/reopened:{case.reopened}",
            kind="step_due",
            due_at=max(step.due_at, now + SHORTEST_FALLBACK),
            now=now,
            case=case,
            subject_id=step.pk,
            priority=3,
        )
