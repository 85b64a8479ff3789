"""Timers and cases asked past every index: what a wrong index hides from the claim is seen here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction


@contextmanager
def no_index() -> Iterator[str]:
    """The word that SQLite wants after a table's name; on PostgreSQL the planner is told for one transaction."""
    if connection.vendor == "sqlite":
        yield "NOT INDEXED"
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for way in ("indexscan", "indexonlyscan", "bitmapscan"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        yield ""


def ask(sql: str, *values: Any) -> Sequence[tuple[Any, ...]]:
    """Instants go in and come out aware, on either database."""
    adapt = connection.ops.adapt_datetimefield_value
    given = [adapt(value) if isinstance(value, datetime) else value for value in values]
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return list(cursor.fetchall())


def instant(value: Any) -> datetime:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
