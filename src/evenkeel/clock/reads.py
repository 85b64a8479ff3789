"""What is armed, late or parked, by the database's clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from evenkeel.clock.models import Pulse, Timer


def database_now() -> datetime:
    """The one clock all processes share. On SQLite the file's host is the only host."""
    if connection.vendor != "postgresql":
        return datetime.now(UTC)
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0].astimezone(UTC)


def armed(case: Any) -> Sequence[Timer]:
    return list(Timer.objects.filter(case=case, state=Timer.State.ARMED).order_by("due_at", "id"))


def overdue(now: datetime, by: timedelta = timedelta(seconds=60)) -> Sequence[Timer]:
    """Armed and unvisited although due: asked without the claim's own index or order."""
    return list(Timer.objects.filter(state=Timer.State.ARMED, due_at__lt=now - by, run_at__lt=now - by)[:100])


def parked() -> int:
    return Timer.objects.filter(state=Timer.State.PARKED).count()


def pulses() -> Sequence[Pulse]:
    return list(Pulse.objects.order_by("loop"))
