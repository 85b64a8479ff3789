"""One look a second at everything that may be due, by one query; the loops sleep until it calls them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Count, DateTimeField, Exists, Func, QuerySet, Subquery, Value

from evenkeel.clock.models import Pulse, Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.verbs import beat
from evenkeel.conversations.models import SecondReading
from evenkeel.engine.asking import ASKING
from evenkeel.intake.models import InboundItem
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.channels import channel as by_channel
from evenkeel.notifications.models import Delivery

LOOKOUT = "lookout"


def delivering_by(channel: str) -> str:
    return f"delivering by {channel}"


class Lookout:
    """What the last look found: the loops that have work, and how many migrations the database has seen."""

    def __init__(self, loops: Collection[str] | None = None) -> None:
        """`loops`: those that are ours to call; all, where nothing is said."""
        self.due: Sequence[str] = ()
        self.migrations = -1
        self._loops = loops
        self._asked: _Asked | None = None

    def look(self) -> datetime:
        """Ask; the answer is the time by the database's clock, the rest stands on the lookout."""
        here, on_the_server = datetime.now(UTC), connection.vendor == "postgresql"
        ways = tuple(c for c in CHANNELS if by_channel(c).is_set_up())
        if self._asked is None or self._asked.ways != ways:
            self._asked = _Asked.of(ways, self._loops)
        with connection.cursor() as cursor:
            cursor.execute(self._asked.sql, self._asked.parameters(here))
            row = cursor.fetchone()
        if row is None:  # The very first look of a desk.
            beat([LOOKOUT], database_now())
            return self.look()
        said, self.migrations, *answers = row
        self.due = [name for name, answer in zip(self._asked.names, answers, strict=True) if answer]
        return said.astimezone(UTC) if on_the_server else here


_SERVER_NOW = Func(function="now", template="now()", output_field=DateTimeField())
_BEFORE_ALL = datetime(1, 1, 1, tzinfo=UTC)  # stands in the statement where the time of the look will stand


@dataclass(frozen=True, slots=True)
class _Asked:
    """The question as a statement: asked every second and at every nudge, it is not built anew each time."""

    ways: tuple[str, ...]
    names: Sequence[str]
    sql: str
    params: Sequence[Any]

    @classmethod
    def of(cls, ways: tuple[str, ...], loops: Collection[str] | None) -> _Asked:
        now: Any = Value(_BEFORE_ALL, output_field=DateTimeField())
        if connection.vendor == "postgresql":
            now = _SERVER_NOW
        questions = {name: q for name, q in _questions(now, ways).items() if loops is None or name in loops}
        # Our own pulse is the row that the questions hang on: a query wants one.
        asked = Pulse.objects.filter(loop=LOOKOUT).annotate(
            said=now,
            migrated=Subquery(_migrations()),
            **{f"q{n}": Exists(question) for n, question in enumerate(questions.values())},
        )
        rows = asked.order_by().values_list("said", "migrated", *(f"q{n}" for n in range(len(questions))))
        sql, params = rows.query.sql_with_params()
        return cls(ways, list(questions), sql, params)

    def parameters(self, now: datetime) -> list[Any]:
        then, at = (connection.ops.adapt_datetimefield_value(t) for t in (_BEFORE_ALL, now))
        return [at if param == then else param for param in self.params]


def _questions(now: Any, ways: Sequence[str]) -> dict[str, QuerySet[Any]]:
    waiting = Delivery.objects.filter(state__in=Delivery.WAITING, not_before__lte=now)
    return {
        "opening": InboundItem.objects.filter(state=InboundItem.State.RECEIVED, run_at__lte=now),
        "clock": Timer.objects.filter(state=Timer.State.ARMED, run_at__lte=now),
        "leases": Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__lt=now),
        ASKING: SecondReading.objects.filter(state=SecondReading.State.WAITING, run_at__lte=now),
        **{delivering_by(c): waiting.filter(channel=c) for c in ways},
    }


def _migrations() -> QuerySet[Any]:
    rows = MigrationRecorder.Migration.objects.order_by().annotate(one=Value(1)).values("one")
    return rows.annotate(n=Count("pk")).values("n")
