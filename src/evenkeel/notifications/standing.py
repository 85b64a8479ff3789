"""How what is owed to people stands right now: how fast it goes out, what waits, what wants a decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Count

from evenkeel.clock.standing import DAY, LOOKED_AT, Took
from evenkeel.notifications.models import HANDED_OVER, Delivery

State = Delivery.State
OPEN = (State.PENDING, State.SENDING, State.UNKNOWN, State.FAILED)


def sent(now: datetime, within: timedelta = DAY, by: str = "channel") -> Sequence[Took]:
    """Due to sent, of the newest. What took several tries is measured from when it was written: `not_before` moves."""
    rows = Delivery.objects.filter(state__in=HANDED_OVER, sent_at__gt=now - within, sent_at__lte=now).order_by(
        "-sent_at"
    )
    took = rows.values_list("sent_at", by, "attempts", "not_before", "notification__created_at")[:LOOKED_AT]
    return [
        Took(at, str(what), max(0.0, (at - (due if tries <= 1 else written)).total_seconds()))
        for at, what, tries, due, written in took
        if at
    ]


def counts() -> dict[str, int]:
    """By state, of what is not over: the index of states answers, however much was sent."""
    rows = Delivery.objects.filter(state__in=OPEN).values_list("state").annotate(n=Count("pk")).order_by()
    return {state.value: 0 for state in OPEN} | dict(rows)


def unknown_to_customers(limit: int = 50) -> Sequence[Delivery]:
    rows = Delivery.objects.filter(state=State.UNKNOWN).select_related("notification__case__account")
    return list(rows.order_by("notification__created_at", "pk")[:limit])
