"""After a restore: what was held back, and what fell due since, for a person to look at before the engine runs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from evenkeel.clock.models import Timer
from evenkeel.notifications.models import Delivery
from evenkeel.promises.models import Promise

LISTED = 40


def held_words() -> list[str]:
    """Words to customers that a person must decide on. Kinds and cases only: no words, no addresses."""
    held = Delivery.objects.filter(state=Delivery.State.UNKNOWN, last_error__startswith="held:")
    rows = held.order_by("notification__created_at").values_list(
        "notification__kind", "notification__case_id", "notification__created_at"
    )
    return [f"{kind} on {_case(number)}, written {at:%d %b %H:%M} UTC" for kind, number, at in rows]


def cancelled_pages() -> int:
    return Delivery.objects.filter(state=Delivery.State.CANCELLED, last_error__startswith="not sent again").count()


def overdue(now: datetime) -> list[str]:
    return [*_promises(now), *_timers(now)]


def _promises(now: datetime) -> Iterator[str]:
    late = Promise.objects.filter(state__in=Promise.OPEN, due_at__lt=now).order_by("due_at")
    for number, due in late.values_list("case_id", "due_at"):
        yield f"a promise on {_case(number)} was due {due:%a %d %b %H:%M} UTC"


def _timers(now: datetime) -> Iterator[str]:
    late = Timer.objects.filter(state__in=(Timer.State.ARMED, Timer.State.HELD), due_at__lt=now).order_by("due_at")
    for kind, number, due in late.values_list("kind", "case_id", "due_at"):
        yield f"{kind.replace('_', ' ')} on {_case(number)} was due {due:%a %d %b %H:%M} UTC"


def _case(number: object) -> str:
    return f"case {number}" if number else "no case"
