"""The database backend: every transaction passes the gate, and opens it again however it ends."""

from __future__ import annotations

from pathlib import Path

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from evenkeel.site.sqlite3.gate import Gate, GateShut


class DatabaseWrapper(base.DatabaseWrapper):
    _gate: Gate | None = None

    def _start_transaction_under_autocommit(self) -> None:
        gate = self._own_gate()
        if gate is not None and not gate.is_held:
            try:
                gate.enter()
            except GateShut:
                raise OperationalError("database is locked: another writer did not end in time") from None
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
