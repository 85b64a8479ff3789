"""Whether the database is the one this version was written for: an older worker stops, a newer one waits."""

from __future__ import annotations

import logging
import threading
import time
from functools import cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

log = logging.getLogger("evenkeel.engine")

LOOK_EVERY = 5.0
SAY_EVERY = 60.0

_lock = threading.Lock()
_seen: tuple[float, int | None, str] | None = None  # when it was asked, at how many migrations, and the answer
_said = -SAY_EVERY


def why_not() -> str:
    """The sentence when nothing may be claimed; empty when all fits."""
    applied, ours = set(MigrationRecorder(connection).applied_migrations()), _ours()
    if newer := sorted(applied - ours):
        return (
            f"the database was migrated by a newer Evenkeel ({'.'.join(newer[0])}): this version waits to be replaced"
        )
    if missing := sorted(ours - applied):
        return f"the database waits for {len(missing)} migrations ({'.'.join(missing[0])}): this version waits for `evenkeel up`"
    return ""


def fits(migrations: int | None = None) -> bool:
    """The lookout counts the migrations at every look: the database itself is asked only where their number has changed,
    or where it did not fit a moment ago. Who does not count asks every few seconds.
    """
    global _seen, _said  # noqa: PLW0603 - one database, one answer for all loops of the process
    with _lock:
        old = _seen is None or time.monotonic() - _seen[0] >= LOOK_EVERY
        if _seen is None or migrations != _seen[1] or (old and (_seen[2] or migrations is None)):
            _seen = (time.monotonic(), migrations, why_not())
        because = _seen[2]
        if because and time.monotonic() - _said >= SAY_EVERY:
            log.error("nothing is claimed: %s", because)
            _said = time.monotonic()
    return not because


def forget() -> None:
    """The next turn asks anew."""
    global _seen, _said
    with _lock:
        _seen, _said = None, -SAY_EVERY


@cache
def _ours() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None).disk_migrations)
