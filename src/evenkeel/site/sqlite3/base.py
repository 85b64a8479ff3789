"""The database backend: every transaction passes the gate, and so does a statement that writes by itself; it is opened
again however they end.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from evenkeel.site.sqlite3.gate import Gate, GateShut

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE")


class DatabaseWrapper(base.DatabaseWrapper):
    _gate: Gate | None = None

    def create_cursor(self, name: Any = None) -> Cursor:
        cursor: Cursor = self.connection.cursor(factory=Cursor)
        cursor.wrapper = self
        return cursor

    @contextmanager
    def gate_passed(self, query: str) -> Iterator[None]:
        """For a statement of its own: SQLite would let it try again at ever later moments, and others would slip in."""
        if self.connection.in_transaction or not query.lstrip()[:7].upper().startswith(WRITES):
            yield
            return
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        gate = self._own_gate()
        if gate is not None and not gate.is_held:
            try:
                gate.enter()
            except GateShut:
                raise OperationalError("database is locked: another writer did not end in time") from None

    def _start_transaction_under_autocommit(self) -> None:
        self._enter()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._leave()

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._leave()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]  # The stubs do not know it.
        finally:
            if self._gate is not None:
                self._gate.close()

    def _leave(self) -> None:
        if self._gate is not None:
            self._gate.leave()

    def _own_gate(self) -> Gate | None:
        name = str(self.settings_dict["NAME"])
        if self.is_in_memory_db() or name.startswith("file:"):
            return None
        if self._gate is None:
            self._gate = Gate(Path(name), float(self.settings_dict["OPTIONS"].get("timeout", 5)))
        return self._gate


class Cursor(base.SQLiteCursorWrapper):
    wrapper: DatabaseWrapper

    def execute(self, query: str, params: Any = None) -> Any:
        with self.wrapper.gate_passed(query):
            return super().execute(query, params)

    def executemany(self, query: str, param_list: Any) -> Any:
        with self.wrapper.gate_passed(query):
            return super().executemany(query, param_list)
