"""Questions asked of the cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from evenkeel.cases.models import Case, Handoff, Step
from evenkeel.notifications.models import Notification
from evenkeel.people.models import User
from evenkeel.timeline.models import Event

# Deeds of our people on a case: what keeps an acknowledgement alive.
STAFF_DEEDS = (
    "we_wrote",
    "note_written",
    "call_logged",
    "step_planned",
    "step_done",
    "role_taken",
    "handoff_offered",
    "promise_made",
    "level_decided",
    "case_stable",
    "boundary_set",
)


def all_cases(*, state: str = "", level: int | None = None, owner: int | None = None) -> QuerySet[Case]:
    """`state` takes several, by comma, and `live` or `closed`. Worst and oldest first."""
    cases = Case.objects.select_related("account", "contact", "owner", "team")
    if state:
        groups = {"live": Case.LIVE, "closed": Case.CLOSED}
        wanted = [s for name in state.split(",") for s in groups.get(name.strip(), (name.strip(),))]
        cases = cases.filter(state__in=wanted)
    if level is not None:
        cases = cases.filter(level=level)
    if owner is not None:
        cases = cases.filter(owner=owner)
    return cases.order_by("-level", "opened_at", "pk")


def get_case(pk: int) -> Case:
    return Case.objects.select_related("account", "contact__account", "owner", "team", "policy", "acknowledged_by").get(
        pk=pk
    )


def level_reasons(case: Case) -> list[dict[str, Any]]:
    """Why the case has its level now: the standing decision's reasons, a person's own words first."""
    decision = case.level_decisions.select_related("decided_by").order_by("-at", "-id").first()
    if decision is None:
        return []
    by_person = (
        [{"code": "by_person", "because": decision.because, "message_id": None, "span": None, "quote": None}]
        if decision.because and not any(r.get("code") == "by_person" for r in decision.reasons)
        else []
    )
    return [*by_person, *decision.reasons]


def holders(case: Case) -> Sequence[Any]:
    return list(case.roles.filter(until=None).select_related("user").order_by("since", "id"))


def next_step(case: Case, *, for_customer: bool = False) -> Step | None:
    """What happens next; `for_customer` leaves out what they are not to see."""
    steps = case.steps.filter(done_at=None, failed_at=None)
    if for_customer:
        steps = steps.filter(customer_visible=True)
    return steps.select_related("owner").order_by("due_at", "id").first()


def steps(case: Case) -> Sequence[Step]:
    return list(case.steps.select_related("owner").order_by("due_at", "id"))


def last_staff_act(case: Case) -> datetime | None:
    event = Event.objects.filter(case=case, kind__in=STAFF_DEEDS, actor__startswith="user:").order_by("-at").first()
    return event.at if event else None


def running_climb(case: Case) -> Any:
    return case.climbs.filter(ended_at=None).select_related("policy").first()


def offered_handoff(case: Case) -> Handoff | None:
    return case.handoffs.filter(state=Handoff.State.OFFERED).select_related("giver", "receiver").first()


def handoffs_offered_to(user: User) -> Sequence[Handoff]:
    return list(
        Handoff.objects.filter(receiver=user, state=Handoff.State.OFFERED)
        .select_related("case__account", "giver")
        .order_by("expires_at")
    )


def to_acknowledge(user: User) -> Sequence[Case]:
    """Cases that paged this person and that nobody has acknowledged, worst first."""
    paged = Notification.objects.filter(user=user, kind__in=("page", "safety_page"), voided_at=None).values("case")
    return list(
        Case.objects.filter(Q(pk__in=paged) | Q(owner=user, quiet=False), state__in=Case.LIVE, acknowledged_at=None)
        .select_related("account", "owner")
        .distinct()
        .order_by("-level", "opened_at")
    )


def owned_by(user: User) -> Sequence[Case]:
    return list(
        Case.objects.filter(owner=user, state__in=Case.LIVE)
        .select_related("account", "contact")
        .order_by("-level", "opened_at")
    )


def with_role(user: User) -> Sequence[Case]:
    return list(
        Case.objects.filter(roles__user=user, roles__until=None, state__in=Case.LIVE)
        .exclude(owner=user)
        .select_related("account", "owner")
        .distinct()
        .order_by("-level", "opened_at")
    )


def steps_due(user: User, until: datetime) -> Sequence[Step]:
    return list(
        Step.objects.filter(owner=user, done_at=None, failed_at=None, due_at__lte=until)
        .select_related("case__account")
        .order_by("due_at")
    )


def without_next_moment(now: datetime) -> Sequence[Case]:
    """Nothing open may be without a next moment: the auditor's question, over the whole open set."""
    return list(
        Case.objects.filter(state__in=Case.LIVE)
        .exclude(timers__state="armed")
        .filter(opened_at__lt=now - timedelta(seconds=5))[:100]
    )
