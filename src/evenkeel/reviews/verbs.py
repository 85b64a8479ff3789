"""A review opens by rule when a case is stable; what is asked in it comes with the review itself."""

from __future__ import annotations

from datetime import datetime, timedelta

from evenkeel.cases.models import Case
from evenkeel.cases.policies import rules_of
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm
from evenkeel.notifications.verbs import Word, owe
from evenkeel.promises.reads import broken_count
from evenkeel.reviews.happenings import ReviewOpened
from evenkeel.reviews.models import Review
from evenkeel.timeline.happenings import SYSTEM
from evenkeel.timeline.models import Event
from evenkeel.timeline.verbs import record

DUE_AFTER = {4: timedelta(days=3), 3: timedelta(days=7)}
DUE_OTHERWISE = timedelta(days=14)


def open_by_rule(event: Event, now: datetime) -> None:
    """Follows from `CaseStable`: level 3 and up, two broken promises, safety, or a broken promise where the level says so."""
    case = event.case
    if case is None:
        return
    because = reasons(case)
    if not because:
        return
    review, fresh = Review.objects.get_or_create(
        case=case,
        defaults={
            "owner": case.owner,
            "because": because,
            "opened_at": now,
            "due_at": now + DUE_AFTER.get(_highest(case), DUE_OTHERWISE),
        },
    )
    if fresh:
        arm(
            key=f"review:{review.pk}/due",
            kind="review_due",
            due_at=review.due_at,
            now=now,
            case=case,
            subject_id=review.pk,
        )
        record(ReviewOpened(review.pk, because), case=case, actor=SYSTEM, now=now, cause=event)


def reasons(case: Case) -> list[str]:
    found, highest, broken = [], _highest(case), broken_count(case)
    if highest >= 3:
        found.append(f"it reached level {highest}")
    if broken >= 2 or (broken and rules_of(case).review != "never"):
        found.append(f"{broken} {'promise was' if broken == 1 else 'promises were'} broken")
    if case.conversations.filter(
        messages__signals__code="safety_threat", messages__signals__dismissed_at=None
    ).exists():
        found.append("somebody's safety was in question")
    return found


def _highest(case: Case) -> int:
    return max([case.level, *case.level_decisions.values_list("level", flat=True)])


def review_due(timer: Timer, now: datetime) -> Fired | Superseded:
    review = Review.objects.select_related("case", "owner").filter(pk=timer.subject).first()
    if review is None or review.state == Review.State.DONE:
        return Superseded("the review is done")
    owe(
        Word(
            f"The review of case #{review.case_id} is due",
            f"{review.case.title}\nOpened because {', '.join(review.because)}.",
            {},
        ),
        key=timer.key,
        kind="review_due",
        to=review.owner,
        now=now,
        case=review.case,
    )
    return Fired("the owner was reminded")
