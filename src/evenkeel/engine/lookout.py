"""One look a second at everything that may be due, by one query; the loops sleep until it calls them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, DateTimeField, Exists, Func, QuerySet, Subquery, Value

from evenkeel.clock.models import Pulse, Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.verbs import beat
from evenkeel.intake.models import InboundItem
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.channels import channel as by_channel
from evenkeel.notifications.models import Delivery

LOOKOUT = "lookout"


def delivering_by(channel: str) -> str:
    return f"delivering by {channel}"


class Lookout:
    """What the last look found: the loops that have work, and how many migrations the database has seen."""

    def __init__(self) -> None:
        self.due: Sequence[str] = ()
        self.migrations = -1

    def look(self) -> datetime:
        """Ask; the answer is the time by the database's clock, the rest stands on the lookout."""
        here = datetime.now(UTC)
        on_the_server = connection.vendor == "postgresql"
        now: Any = _SERVER_NOW if on_the_server else Value(here, output_field=DateTimeField())
        questions = _questions(now)
        # Our own pulse is the row that the questions hang on: a query wants one.
        asked = Pulse.objects.filter(loop=LOOKOUT).annotate(
            said=now,
            migrated=Subquery(_migrations()),
            **{f"q{n}": Exists(question) for n, question in enumerate(questions.values())},
        )
        row = asked.values_list("said", "migrated", *(f"q{n}" for n in range(len(questions)))).first()
        if row is None:  # The very first look of a desk.
            beat([LOOKOUT], database_now())
            return self.look()
        said, self.migrations, *answers = row
        self.due = [name for name, answer in zip(questions, answers, strict=True) if answer]
        return said.astimezone(UTC) if on_the_server else here


_SERVER_NOW = Func(function="now", template="now()", output_field=DateTimeField())


def _questions(now: Any) -> dict[str, QuerySet[Any]]:
    waiting = Delivery.objects.filter(state__in=Delivery.WAITING, not_before__lte=now)
    ways = [c for c in CHANNELS if by_channel(c).is_set_up()]
    return {
        "opening": InboundItem.objects.filter(state=InboundItem.State.RECEIVED, run_at__lte=now),
        "clock": Timer.objects.filter(state=Timer.State.ARMED, run_at__lte=now),
        "leases": Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__lt=now),
        **{delivering_by(c): waiting.filter(channel=c) for c in ways},
    }


def _migrations() -> QuerySet[Any]:
    rows = MigrationRecorder.Migration.objects.order_by().annotate(one=Value(1)).values("one")
    return rows.annotate(n=Count("pk")).values("n")
