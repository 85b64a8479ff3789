"""The clock that all processes of the storm share, moved without a line of the product knowing it.

PostgreSQL: a schema with a `now()` of its own, first in the role's search path, that adds what a table says. SQLite: the
host's clock is the clock, and each process of the storm has it moved by time-machine. (libfaketime 0.9.10, which would
do it from outside, breaks `time.sleep` of this Python: it answers EINVAL.)
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

MOVED = "CHAOS_CLOCK_MOVED_BY"
LOOK_EVERY = 0.05
MOVED_NOW = """
CREATE SCHEMA chaos;
CREATE TABLE chaos.moved (by interval NOT NULL);
INSERT INTO chaos.moved VALUES ('0');
CREATE FUNCTION chaos.now() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.now() + (SELECT by FROM chaos.moved)';
CREATE FUNCTION chaos.transaction_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.now() + (SELECT by FROM chaos.moved)';
CREATE FUNCTION chaos.statement_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
    AS 'SELECT pg_catalog.statement_timestamp() + (SELECT by FROM chaos.moved)';
CREATE FUNCTION chaos.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE
    AS 'SELECT pg_catalog.clock_timestamp() + (SELECT by FROM chaos.moved)';
"""


class PostgresClock:
    environment: Mapping[str, str] = {}

    def __init__(self, url: str, role: str) -> None:
        self.url, self.by = url, timedelta()
        self._do(MOVED_NOW)
        database = url.rpartition("/")[2]
        self._do(f'ALTER ROLE "{role}" IN DATABASE "{database}" SET search_path = chaos, public, pg_catalog')

    def move(self, by: timedelta) -> None:
        self.by += by
        self._do("UPDATE chaos.moved SET by = %s", (self.by,))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by

    def _do(self, sql: str, params: Any = None) -> None:
        import psycopg

        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql, params)  # type: ignore[call-overload]


class HostClock:
    """Each process follows a file that says how far the clock was moved; it notices within a twentieth of a second."""

    def __init__(self, folder: Path) -> None:
        self.file, self.by = folder / "moved", timedelta()
        self._write()

    @property
    def environment(self) -> Mapping[str, str]:
        return {MOVED: str(self.file)}

    def move(self, by: timedelta) -> None:
        self.by += by
        self._write()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by

    def _write(self) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self.by.total_seconds()}")
        fresh.replace(self.file)


def follow_the_host_clock() -> None:
    """In a process of the storm: what a clock on the wall would show is moved, and waiting takes as long as it takes."""
    if not os.environ.get(MOVED):
        return
    import time_machine

    file, moved = Path(os.environ[MOVED]), float(Path(os.environ[MOVED]).read_text())
    traveller = time_machine.travel(datetime.now(UTC) + timedelta(seconds=moved), tick=True).start()

    def follow() -> None:
        nonlocal moved
        while True:
            time.sleep(LOOK_EVERY)
            said = float(file.read_text())
            if said != moved:
                traveller.shift(said - moved)
                moved = said

    threading.Thread(target=follow, daemon=True, name="the host's clock").start()
