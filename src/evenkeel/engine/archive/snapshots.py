"""The database into a file and back, on either kind; what was about to go out is held on its way back (R54)."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection

from evenkeel.engine.archive.manifest import DATABASES
from evenkeel.refusal import Refused

# Yesterday's pages are not sent again. A word to a customer may have gone out since the backup was made, so a person
# decides on it; it is theirs to read, and a doubled one is ours never to risk.
_UNSENT = "state IN ('pending', 'sending') AND notification_id IN (SELECT id FROM notifications_notification WHERE audience = '{}')"
_HOLD = "UPDATE notifications_delivery SET state = 'unknown', last_error = 'held: a backup was restored before it went out' WHERE "
_CANCEL = (
    "UPDATE notifications_delivery SET state = 'cancelled', last_error = 'not sent again: a backup was restored' WHERE "
)
# What fell due since the backup may have been done since: it fires when a person has noted that, and says go.
_OVERDUE = (
    "UPDATE clock_timer SET state = 'held', outcome = 'a backup was restored' WHERE state = 'armed' AND due_at < {}"
)
_NOW = {"sqlite": "strftime('%Y-%m-%d %H:%M:%f', 'now')", "postgresql": "now()"}


def holding() -> tuple[str, ...]:
    overdue = _OVERDUE.format(_NOW[connection.vendor])
    return (_HOLD + _UNSENT.format("customer"), _CANCEL + _UNSENT.format("staff"), overdue)


def take(folder: Path) -> Path:
    """One consistent moment, while the desk runs."""
    target = folder / DATABASES[connection.vendor]
    if connection.vendor == "sqlite":
        _copy_sqlite(_sqlite_path(), target)
    else:
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}"])
    return target


def put_back(source: Path) -> None:
    """All or nothing: on SQLite by a rename, on PostgreSQL in one transaction."""
    if connection.vendor == "sqlite":
        _put_back_sqlite(source)
    else:
        _put_back_postgresql(source)


def _sqlite_path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _copy_sqlite(source: Path, target: Path) -> None:
    if not source.exists():
        raise Refused("There is no database yet, so there is nothing to back up.")
    try:
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
            old.backup(new)
            new.execute("PRAGMA journal_mode = DELETE")  # One file, nothing beside it.
    except sqlite3.Error as error:
        raise Refused(f"The database could not be copied: {error}.") from error


def _put_back_sqlite(source: Path) -> None:
    try:
        with closing(sqlite3.connect(source)) as database, database:
            if (said := database.execute("PRAGMA quick_check").fetchone()[0]) != "ok":
                raise Refused(f"The database in this backup is damaged: {said}.")
            for statement in holding():
                database.execute(statement)
    except sqlite3.Error as error:
        raise Refused(f"The database in this backup cannot be used: {error}.") from error
    connection.close()
    place = _sqlite_path()
    place.parent.mkdir(parents=True, exist_ok=True)
    for leftover in ("-wal", "-shm", "-journal"):  # The old, empty database's; they would spoil the new one.
        place.with_name(place.name + leftover).unlink(missing_ok=True)
    beside = place.with_name(f".{place.name}.restored")
    shutil.move(source, beside)  # The database may lie on another disk than the data folder.
    beside.chmod(0o600)
    beside.replace(place)


def _put_back_postgresql(source: Path) -> None:
    connection.close()
    script = source.with_suffix(".sql")
    _run(["pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script}", str(source)])
    with script.open("a", encoding="utf-8") as file:
        # pg_restore's script empties the search path; our tables lie where the connection would look for them.
        file.write("\nSELECT pg_catalog.set_config('search_path', 'public', false);\n" + ";\n".join(holding()) + ";\n")
    _run(
        [
            "psql",
            "--quiet",
            "--no-psqlrc",
            "--single-transaction",
            "--set=ON_ERROR_STOP=1",
            "--output=/dev/null",
            f"--file={script}",
        ]
    )


def _run(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        raise Refused(
            f"PostgreSQL's {command[0]} is not installed here. Install its client programs (postgresql-client)."
        )
    done = subprocess.run(command, env=os.environ | _where(), capture_output=True, text=True, check=False)
    if done.returncode:
        lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"status {done.returncode}"]
        raise Refused(f"{command[0]} failed: {lines[0][:300]}")


def _where() -> dict[str, str]:
    """By environment, so that no password is seen in the list of processes."""
    told = connection.settings_dict
    names = {"PGDATABASE": "NAME", "PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    return {name: str(told[key]) for name, key in names.items() if told.get(key)}
