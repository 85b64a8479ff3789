"""What the desk stands on: the database, the folder with its permissions, the disk, the clocks."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from evenkeel.engine.checkup.finding import Finding, danger, ok, some, warning

LOW = 1024**3
VERY_LOW = 200 * 1024**2
SKEW = timedelta(seconds=2)


def permissions() -> Iterator[Finding]:
    """Customers' words, and the key that signs sign-ins, are for the desk's own user."""
    wrong = []
    for path, mode in ((settings.DATA, 0o700), (settings.DATA / "secret_key", 0o600)):
        if path.exists() and (has := stat.S_IMODE(path.stat().st_mode)) & ~mode:
            wrong.append(f"{path.name} is {has:o}")
            yield danger(
                "permissions", f"Others on this machine may open {path} ({has:04o}).", f"chmod {mode:o} {path}"
            )
    if not wrong:
        yield ok("permissions", "The data folder and the secret key are closed to others.")


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.DATA).free
    left = f"{free / 1024**3:.1f} GB are left on the disk of {settings.DATA}"
    if free < VERY_LOW:
        yield danger("disk", f"Only {left}: soon no mail can be kept.", "Make room now.")
    elif free < LOW:
        yield warning("disk", f"Only {left}.", "Make room, or move EVENKEEL_DATA.")
    else:
        yield ok("disk", f"{left}.")


def why_no_desk() -> Finding | None:
    """The one sentence when no row can be asked; None when all can."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite" and not Path(name).exists():
        return warning("database", "There is no database yet.", "Run `evenkeel up` once; it makes one.")
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        return danger(
            "database", f"The database does not answer: {first}.", "Start it, or correct EVENKEEL_DATABASE_URL."
        )
    if waiting:
        rooms = sorted({migration.app_label for migration, _ in waiting})
        return danger(
            "database",
            f"{len(waiting)} migrations are not applied yet ({some(rooms)}).",
            "Run `evenkeel up` once; the rest of this check needs them.",
        )
    return None


def database() -> Iterator[Finding]:
    if connection.vendor != "sqlite":
        yield ok("database", "PostgreSQL answers; all migrations are applied.")
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        mode = str(cursor.fetchone()[0]).lower()
    if mode == "wal":
        yield ok("database", "SQLite answers in WAL mode; all migrations are applied.")
    else:
        yield danger(
            "database",
            f"SQLite is in {mode} mode instead of WAL: readers and the engine stop each other.",
            "Put EVENKEEL_DATA on a local disk; network folders cannot do WAL.",
        )


def clocks(now: datetime) -> Iterator[Finding]:
    skew = abs(datetime.now(UTC) - now)
    if skew > SKEW:
        yield warning(
            "clocks",
            f"This machine and the database disagree by {skew.total_seconds():.0f} s about the time.",
            "Let both follow the same time server.",
        )
    elif connection.vendor != "sqlite":
        yield ok("clocks", "This machine and the database agree about the time.")
