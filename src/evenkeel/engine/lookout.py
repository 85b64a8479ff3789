"""One look a second at everything that may be due, by one query; the loops sleep until it calls them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField, Exists, Func, QuerySet, Value

from evenkeel.clock.models import Pulse, Timer
from evenkeel.intake.models import InboundItem
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.channels import channel as by_channel
from evenkeel.notifications.models import Delivery

LOOKOUT = "lookout"


def delivering_by(channel: str) -> str:
    return f"delivering by {channel}"


def what_is_due() -> Sequence[str]:
    """The names of the loops that have work at this moment of the database's clock."""
    now = _database_now()
    pending = Delivery.objects.filter(state=Delivery.State.PENDING, not_before__lte=now)
    ways = [c for c in CHANNELS if by_channel(c).is_set_up()]
    questions: dict[str, QuerySet[Any]] = {
        "opening": InboundItem.objects.filter(state=InboundItem.State.RECEIVED, run_at__lte=now),
        "clock": Timer.objects.filter(state=Timer.State.ARMED, run_at__lte=now),
        "leases": Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__lt=now),
        **{delivering_by(c): pending.filter(channel=c) for c in ways},
    }
    # Our own pulse is the row that the questions hang on: a query wants one.
    asked = Pulse.objects.filter(loop=LOOKOUT).annotate(
        **{f"q{n}": Exists(question) for n, question in enumerate(questions.values())}
    )
    answers = asked.values_list(*(f"q{n}" for n in range(len(questions)))).first()
    if answers is None:
        return (*questions,)  # The very first look of a desk: all of them.
    return [name for name, answer in zip(questions, answers, strict=True) if answer]


def _database_now() -> Any:
    if connection.vendor == "postgresql":
        return Func(function="now", template="now()", output_field=DateTimeField())
    return Value(datetime.now(UTC), output_field=DateTimeField())
