"""The ladder against abuse: respect, condition, end. No step is skipped, but for a threat."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from evenkeel.cases import words
from evenkeel.cases.happenings import BoundarySet
from evenkeel.cases.models import BoundaryStep, Case
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_timeline
from evenkeel.conversations.reads import signals_of_case
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import owe
from evenkeel.people.models import User
from evenkeel.people.reads import lead_on_duty
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.refusal import Refused

ORDER = [BoundaryStep.Kind.RESPECT, BoundaryStep.Kind.CONDITION, BoundaryStep.Kind.END]
RECONNECT_WITHIN = timedelta(hours=2)


def set_boundary(case: Case, kind: str, *, user: User, now: datetime) -> BoundaryStep:
    """Record the step that was used. Ending a contact owes two things: the lead reconnects, and looks after our colleague."""
    if kind not in BoundaryStep.Kind.values:
        raise Refused("A step is respect, condition or end.")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        _in_order(case, kind)
        step = BoundaryStep.objects.create(case=case, kind=kind, user=user, at=now)
        tell_timeline(case, BoundarySet(kind, str(user)), actor_by(user), now)
        if kind == BoundaryStep.Kind.END:
            _reconnect_and_care(case, step, user, now)
        return step


def _in_order(case: Case, kind: str) -> None:
    used = set(case.boundary_steps.values_list("kind", flat=True))
    missing = [k for k in ORDER[: ORDER.index(BoundaryStep.Kind(kind))] if k not in used]
    threatened = any(s.code == "safety_threat" for s in signals_of_case(case))
    if missing and not threatened:
        raise Refused(f"First: {missing[0].label.lower()}. Only a threat lets you end at once.")


def _reconnect_and_care(case: Case, step: BoundaryStep, user: User, now: datetime) -> None:
    lead = lead_on_duty(case.team, now).user
    wording = Wording(
        what="reconnect with the customer after the contact was ended",
        action="contact",
        due_at=now + RECONNECT_WITHIN,
        told=False,
    )
    promise_by_hand(wording, case=case, owner=lead, contact=case.contact, by=user, now=now)
    because = f"{user} ended an abusive contact: reconnect with the customer, and look in on {user}: how are you, what do you need?"
    owe(
        words.alarm(case, because),
        key=f"care/step:{step.pk}/user:{lead.pk}",
        kind="care",
        to=lead,
        now=now,
        case=case,
        urgency=Notification.Urgency.REMINDER,
    )
