"""Many rows of one table at once, where the ORM's way of building the statement would cost more than the writing.

One prepared statement for all rows. The ids are known before anything is written, so that rows can point at each other.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from operator import attrgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import (
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    IntegerField,
    Model,
    TextField,
)

M = TypeVar("M", bound=Model)


def insert_many(model: type[M], rows: Sequence[M], *, unless: str = "") -> Sequence[M]:
    """Write them in the caller's transaction and give them their ids. `unless` names a unique column: a row whose value
    stands there already is left out, silently; then no ids are given.
    """
    if not rows:
        return rows
    key = model._meta.pk
    fields = [f for f in model._meta.concrete_fields if not (unless and isinstance(f, AutoField))]
    if not unless:
        for row, pk in zip(rows, _next_ids(model, len(rows)), strict=True):
            row.pk = pk
    quote = connection.ops.quote_name
    names = ", ".join(quote(str(f.column)) for f in fields)
    marks = ", ".join(["%s"] * len(fields))
    ignore = f" ON CONFLICT ({quote(unless)}) DO NOTHING" if unless else ""
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks}){ignore}"  # noqa: S608 - our own names
    takes = [_taker(field) for field in fields]
    values = [[take(row) for take in takes] for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(statement, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    assert key is not None
    return rows


def _taker(field: Field[Any, Any]) -> Callable[[Model], Any]:
    """How a column's value is taken from a row. Most are written as they are; the others the field itself makes ready."""
    name, database = field.attname, connections[DEFAULT_DB_ALIAS]
    if isinstance(field, (CharField, TextField, IntegerField, BooleanField, ForeignKey)):
        take: Callable[[Model], Any] = attrgetter(name)
        return (lambda row: _plain(take(row))) if field.choices else take
    ready: dict[Any, Any] = {}

    def make_ready(row: Model) -> Any:
        value = getattr(row, name)
        if not isinstance(field, DateTimeField):
            return field.get_db_prep_save(value, database)
        if value not in ready:  # Of many rows most are of the same instant.
            ready[value] = field.get_db_prep_save(value, database)
        return ready[value]

    return make_ready


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


def _next_ids(model: type[Model], count: int) -> Sequence[int]:
    """On PostgreSQL from the column's own sequence; on SQLite our transaction is the only writer, so the next are ours."""
    table, column = model._meta.db_table, model._meta.pk.column if model._meta.pk else "id"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)", [table, column, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = cursor.fetchone()
    start = last[0] if last else 0
    return range(start + 1, start + 1 + count)
