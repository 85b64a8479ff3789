"""“I cannot take it”: where nobody of a rung is left, the next one is told at once.

A page that was lost counts as a no beside somebody's no, never alone: the alarm of the lost page tells two others already,
and a mail server that refuses everybody must not send the ladder up in one breath.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from evenkeel.cases.happenings import PageDeclined
from evenkeel.cases.ladders.versions import values_of
from evenkeel.cases.models import Case, Climb
from evenkeel.cases.verbs.climbing import stand_on
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_timeline
from evenkeel.clock.verbs import cancel
from evenkeel.judgement.climbing import after_step, stand_at
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.people.models import User
from evenkeel.refusal import NotAllowed, Stale
from evenkeel.timeline.models import Event


def decline_page(case: Case, *, user: User, now: datetime, climb: int | None = None, because: str = "") -> Case:
    """Somebody who is paged says no. The owner stays the owner; others are told sooner. A button of an older climb says so."""
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        running = case.climbs.filter(ended_at=None).select_related("policy").first()
        if running is None or (climb is not None and running.generation != climb):
            raise Stale(f"This page is over; the case is now with {case.acknowledged_by or case.owner}.")
        if not pages_of(running).filter(user=user).exists():
            raise NotAllowed("Only somebody who is paged for this case right now can decline it.")
        declined = PageDeclined(user.pk, str(user), running.generation, because.strip()[:300])
        key = f"{_stem(running)}/declined/user:{user.pk}"
        if tell_timeline(case, declined, actor_by(user), now, key=key) is not None:
            running.case = case
            _go_on_if_nobody_is_left(running, now)
        return case


def _go_on_if_nobody_is_left(climb: Climb, now: datetime) -> None:
    """Everybody of this rung declined or was not reached. Where the last resort was told, its interval stands:
    the same few people are not called in a burst.
    """
    ladder = values_of(climb.policy)
    stand = stand_at(ladder, climb.rung)
    paged = set(pages_of(climb).values_list("user", flat=True))
    if stand.is_end or stand.with_last_resort or not paged or paged - _declined(climb) - _lost(climb):
        return
    cancel(now, "nobody of this step is left", case=climb.case, kind="escalation_step")
    stand_on(climb, after_step(ladder, stand), now)


def pages_of(climb: Climb) -> QuerySet[Notification]:
    """The pages of the rung that the climb stands on."""
    return Notification.objects.filter(case=climb.case_id, kind="page", key__startswith=f"{_stem(climb)}/")


def _stem(climb: Climb) -> str:
    return f"page/case:{climb.case_id}/climb:{climb.generation}/rung:{climb.rung}"


def _declined(climb: Climb) -> set[int]:
    said = Event.objects.filter(case=climb.case_id, kind="page_declined", key__startswith=f"{_stem(climb)}/declined/")
    return {event.data["user_id"] for event in said}


def _lost(climb: Climb) -> set[int]:
    """Whose every way failed; a word that may still come counts as on its way."""
    pages = pages_of(climb)
    hopeful = Delivery.objects.filter(notification__in=pages).exclude(state=Delivery.State.FAILED)
    return set(pages.exclude(pk__in=hopeful.values("notification")).values_list("user", flat=True))
