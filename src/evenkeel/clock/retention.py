"""Timers that were done long ago leave the clock's table, a few at a time; the ledger is never touched."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from evenkeel.clock.models import Timer
from evenkeel.clock.watched import PastTimer

BATCH = 500
OVER = (Timer.State.DONE, Timer.State.SUPERSEDED, Timer.State.CANCELLED)
KEPT = ("id", "key", "case_id", "kind", "subject_id", "generation", "due_at", "state", "attempts", "armed_at", "fired_at", "outcome")  # fmt: skip


def thin(now: datetime, keep: timedelta, limit: int = BATCH) -> int:
    """One short transaction; returns how many were moved. A live case keeps all its timers: their keys say what was armed."""
    closed: Any = Timer._meta.get_field("case").related_model
    with transaction.atomic():
        old = Timer.objects.filter(state__in=OVER, fired_at__lt=now - keep)
        old = old.filter(Q(case=None) | Q(case__state__in=closed.CLOSED)).order_by("fired_at")
        if connection.vendor == "postgresql":
            old = old.select_for_update(skip_locked=True, of=("self",))
        rows = list(old.only(*KEPT)[:limit])
        past = [PastTimer(**{name: getattr(timer, name) for name in KEPT}) for timer in rows]
        PastTimer.objects.bulk_create(past, ignore_conflicts=True)
        Timer.objects.filter(pk__in=[timer.pk for timer in rows], state__in=OVER).delete()
    return len(rows)
