"""Rows that are written so often that the ORM's way of building the statement would cost more than the writing.

One prepared statement a table. Of many rows the ids are known before anything is written, so that they can point at each
other. No signals are sent and no defaults of the database are asked for: our tables have none.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from functools import cache
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
Ready = dict[Any, Any]
Taker = Callable[[Model, Ready], Any]


def insert_many(model: type[M], rows: Sequence[M], *, unless: str = "") -> Sequence[M]:
    """Write them in the caller's transaction and give them their ids. `unless` names a unique column: a row whose value
    stands there already is left out, silently; then no ids are given.
    """
    if not rows:
        return rows
    if not unless:
        for row, pk in zip(rows, _next_ids(model, len(rows)), strict=True):
            row.pk = pk
    statement, takes = _statement(model, with_id=not unless)
    ready: Ready = {}  # Of many rows most are of the same instant.
    values = [[take(row, ready) for take in takes] for row in rows]
    ignore = f" ON CONFLICT ({connection.ops.quote_name(unless)}) DO NOTHING" if unless else ""
    with connection.cursor() as cursor:
        cursor.executemany(statement + ignore, values)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def insert(row: M) -> M:
    """One row, which comes back with its id."""
    _insert(row, "")
    return row


def insert_unless(row: Model, column: str) -> bool:
    """The same; False where its value stands in this unique column already, and then nothing is written."""
    return _insert(row, f" ON CONFLICT ({connection.ops.quote_name(column)}) DO NOTHING")


def _insert(row: Model, ignore: str) -> bool:
    statement, takes = _statement(type(row), with_id=False)
    ready: Ready = {}
    values = [take(row, ready) for take in takes]
    with connection.cursor() as cursor:
        cursor.execute(f'{statement}{ignore} RETURNING "id"', values)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk = written[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


@cache
def _statement(model: type[Model], *, with_id: bool) -> tuple[str, Sequence[Taker]]:
    fields = [f for f in model._meta.concrete_fields if with_id or not isinstance(f, AutoField)]
    quote = connection.ops.quote_name
    names, marks = ", ".join(quote(str(f.column)) for f in fields), ", ".join(["%s"] * len(fields))
    return f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", [_taker(field) for field in fields]  # noqa: S608 - our own names


def _taker(field: Field[Any, Any]) -> Taker:
    """How a column's value is taken from a row. Most are written as they are; the others the field itself makes ready."""
    name, database = field.attname, connections[DEFAULT_DB_ALIAS]
    if isinstance(field, (CharField, TextField, IntegerField, BooleanField, ForeignKey)):
        take = attrgetter(name)
        return (lambda row, _: _plain(take(row))) if field.choices else (lambda row, _: take(row))
    if not isinstance(field, DateTimeField):
        return lambda row, _: field.get_db_prep_save(getattr(row, name), database)

    def make_ready(row: Model, ready: Ready) -> Any:
        value = getattr(row, name)
        if value not in ready:
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
