"""The clock that all processes of the storm share, moved without a line of the product knowing it.

PostgreSQL: a schema with a `now()` of its own, first in the role's search path, that adds what a table says. SQLite: the
host's clock is the clock, so the processes run under libfaketime, which reads how far it was moved from a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/local/lib/faketime/libfaketimeMT.so.1")
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
    can_jump = True
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
    """Without libfaketime it stands where it is: the run says that the jumps were left out."""

    def __init__(self, folder: Path) -> None:
        self.file, self.by, self.library = folder / "moved", timedelta(), find_faketime()
        self.can_jump = bool(self.library)
        self._write()

    @property
    def environment(self) -> Mapping[str, str]:
        if not self.library:
            return {}
        return {
            "LD_PRELOAD": self.library,
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            # Only what a clock on the wall would show is moved: waiting takes as long as it takes.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }

    def move(self, by: timedelta) -> None:
        if self.can_jump:
            self.by += by
            self._write()

    def now(self) -> datetime:
        return datetime.now(UTC) + self.by

    def _write(self) -> None:
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self.by.total_seconds():+.0f}\n")
        fresh.replace(self.file)


def find_faketime() -> str:
    """Debian's package `faketime` brings it; "" where it is not."""
    for pattern in LIBRARIES:
        for path in sorted(Path("/").glob(pattern.lstrip("/"))):
            return str(path)
    return ""
