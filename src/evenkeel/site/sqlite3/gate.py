"""Who writes next to a SQLite file, over all threads and processes of its host.

SQLite lets one write and tells the others to try again later; who tries at the wrong moments waits for seconds. Before its
transaction each writer therefore passes a turnstile and then the gate: only one waits at the gate, so whoever has just
written cannot slip in again before it. The kernel frees both when their holder dies.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path

FIRST_PAUSE, LONGEST_PAUSE = 0.0005, 0.004


class GateShut(Exception):
    """Nobody opened it in time."""


class Gate:
    """One for each connection: its two files are its own, so that threads keep each other out as processes do."""

    def __init__(self, database: Path, patience: float) -> None:
        self._paths = (database.with_name(f"{database.name}.turn"), database.with_name(f"{database.name}.gate"))
        self._patience = patience
        self._files: tuple[int, int] | None = None
        self._owner = 0
        self.is_held = False

    def enter(self) -> None:
        """Wait for our turn; raises GateShut after `patience` seconds."""
        turn, gate = self._opened()
        until = time.monotonic() + self._patience
        _wait_for(turn, until)
        try:
            _wait_for(gate, until)
        finally:
            fcntl.flock(turn, fcntl.LOCK_UN)
        self.is_held = True

    def leave(self) -> None:
        if self.is_held and self._files is not None:
            self.is_held = False
            fcntl.flock(self._files[1], fcntl.LOCK_UN)

    def close(self) -> None:
        self.leave()
        if self._files is not None and self._owner == os.getpid():
            for file in self._files:
                os.close(file)
        self._files = None

    def _opened(self) -> tuple[int, int]:
        # After a fork the files would be shared with the parent, and so would its locks.
        if self._files is None or self._owner != os.getpid():
            turn, gate = (os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in self._paths)
            self._files, self._owner, self.is_held = (turn, gate), os.getpid(), False
        return self._files


def _wait_for(file: int, until: float) -> None:
    pause = FIRST_PAUSE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise GateShut from None
            time.sleep(pause)
            pause = min(pause * 1.5, LONGEST_PAUSE)
        else:
            return
