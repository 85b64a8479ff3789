"""Rows that are written and looked up so often that the ORM's way of building the statement would cost more than the
writing and the looking.

One prepared statement a table. Of many rows the ids are known before anything is written, so that they can point at each
other. No signals are sent and no defaults of the database are asked for: our tables have none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import repeat
from operator import attrgetter, itemgetter
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import (
    NOT_PROVIDED,
    AutoField,
    BooleanField,
    CharField,
    DateTimeField,
    Field,
    ForeignKey,
    ForeignObject,
    IntegerField,
    Lookup,
    Model,
    QuerySet,
    TextField,
)

M = TypeVar("M", bound=Model)
Ready = dict[Any, Any]  # Of many rows most are of the same instant.
Prepare = Callable[[Any, Ready], Any]
Values = Sequence[Any]


@ForeignObject.register_lookup
@Field.register_lookup
class Among(Lookup):
    """`pk__among=ids`: as `__in` of five hundred values, which the ORM makes ready one by one, but as one value."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        lhs, params = self.process_lhs(compiler, connection)
        values = list(self.rhs)
        if connection.vendor == "postgresql":
            return f"{lhs} = ANY(%s)", (*params, values)
        return f"{lhs} IN (SELECT value FROM json_each(%s))", (*params, json.dumps(values))  # noqa: S608 - a column


def by_id(rows: QuerySet[M], ids: Iterable[int]) -> dict[int, M]:
    """As `in_bulk`, for many."""
    return {row.pk: row for row in rows.filter(pk__among=ids)}


def insert_many(model: type[M], rows: Sequence[M], *, unless: str = "") -> Sequence[M]:
    """Write them in the caller's transaction and give them their ids. `unless` names a unique column: a row whose value
    stands there already is left out, silently; then no ids are given.
    """
    if not rows:
        return rows
    table = _table(model, with_id=not unless)
    if not unless:
        for row, pk in zip(rows, _next_ids(model, len(rows)), strict=True):
            row.pk = pk
    table.write(map(table.of_object, rows), unless)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def insert_plain(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows that nobody wants back, as values by column (`case_id`, not `case`); what one leaves out has the field's
    default. Making a model's object costs several times what writing it does.
    """
    if rows:
        table = _table(model, with_id=False)
        table.write(map(table.of_mapping, rows))


def insert(row: M) -> M:
    """One row, which comes back with its id."""
    _insert(row, "")
    return row


def insert_unless(row: Model, column: str) -> bool:
    """The same; False where its value stands in this unique column already, and then nothing is written."""
    return _insert(row, column)


def _insert(row: Model, unless: str) -> bool:
    table = _table(type(row), with_id=False)
    [values] = table.ready([table.of_object(row)])
    with connection.cursor() as cursor:
        cursor.execute(f'{table.into} VALUES ({table.marks}){_ignore(unless)} RETURNING "id"', values)
        written = cursor.fetchone()
    if written is None:
        return False
    row.pk = written[0]
    row._state.adding, row._state.db = False, connection.alias
    return True


@dataclass(frozen=True, slots=True)
class _Table:
    """What is known of a table, worked out once."""

    into: str
    marks: str
    types: Sequence[str]
    of_object: Callable[[Any], Values]
    columns: Callable[[Mapping[str, Any]], Values]
    defaults: Mapping[str, Any]
    made: Mapping[str, Callable[[], Any]]  # defaults that are made anew for each row
    prepared: Sequence[tuple[int, Prepare]]  # columns whose values are not written as they are

    def of_mapping(self, row: Mapping[str, Any]) -> Values:
        whole = {**self.defaults, **{name: make() for name, make in self.made.items() if name not in row}, **row}
        if len(whole) != len(self.types):
            raise TypeError(f"There is no column {', '.join(row.keys() - self.defaults.keys() - self.made.keys())}.")
        return self.columns(whole)

    def ready(self, rows: Iterable[Values]) -> list[list[Any]]:
        ready: Ready = {}
        written = []
        for row in rows:
            values = list(row)
            for n, prepare in self.prepared:
                values[n] = prepare(values[n], ready)
            written.append(values)
        return written

    def write(self, rows: Iterable[Values], unless: str = "") -> None:
        values = self.ready(rows)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                _write_at_once(cursor, self, values, unless)
            else:
                cursor.executemany(f"{self.into} VALUES ({self.marks}){_ignore(unless)}", values)


def _write_at_once(cursor: CursorWrapper, table: _Table, rows: list[list[Any]], unless: str) -> None:
    """A list for each column: one statement to send and to plan, where `executemany` has one for each row."""
    lists = ", ".join(f"%s::{type_}[]" for type_ in table.types)
    statement = f"{table.into} SELECT * FROM unnest({lists}){_ignore(unless)}"  # noqa: S608 - our own names
    cursor.execute(statement, [list(column) for column in zip(*rows, strict=True)])


def _ignore(column: str) -> str:
    return f" ON CONFLICT ({connection.ops.quote_name(column)}) DO NOTHING" if column else ""


@cache
def _table(model: type[Model], *, with_id: bool) -> _Table:
    fields = [f for f in model._meta.concrete_fields if with_id or not isinstance(f, AutoField)]
    quote = connection.ops.quote_name
    names, columns = [f.attname for f in fields], ", ".join(quote(str(f.column)) for f in fields)
    return _Table(
        into=f"INSERT INTO {quote(model._meta.db_table)} ({columns})",
        marks=", ".join(repeat("%s", len(fields))),
        # Without its length: what is too long is refused, as ever, and not cut by the cast.
        types=[str(f.db_type(connection)).partition("(")[0] for f in fields],
        of_object=attrgetter(*names),
        columns=itemgetter(*names),
        defaults={f.attname: f.get_default() for f in fields if not callable(f.default) or f.default is NOT_PROVIDED},
        made={f.attname: f.default for f in fields if callable(f.default) and f.default is not NOT_PROVIDED},
        prepared=[(n, prepare) for n, f in enumerate(fields) if (prepare := _preparing(f)) is not None],
    )


def _preparing(field: Field[Any, Any]) -> Prepare | None:
    """Most values are written as they are; the others the field itself makes ready."""
    database = connections[DEFAULT_DB_ALIAS]
    if isinstance(field, (CharField, TextField, IntegerField, BooleanField, ForeignKey)):
        return (lambda value, _: value.value if isinstance(value, Enum) else value) if field.choices else None
    if not isinstance(field, DateTimeField):
        return lambda value, _: field.get_db_prep_save(value, database)

    def make_ready(value: Any, ready: Ready) -> Any:
        if value not in ready:
            ready[value] = field.get_db_prep_save(value, database)
        return ready[value]

    return make_ready


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
