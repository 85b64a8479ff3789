"""Who writes next to a SQLite file, over all threads and processes of its host.

SQLite lets one write and tells the others to try again later; who tries at the wrong moments waits for seconds. Before its
transaction each writer therefore passes a turnstile and then the gate: only one waits at the gate, so whoever has just
written cannot slip in again before it. The kernel frees both when their holder dies. Threads of one process wait for each
other by a lock in memory, so that of many only one asks the files again and again.
"""

from __future__ import annotations

import fcntl
import os
import threading
import time
from collections import defaultdict, deque
from pathlib import Path

FIRST_PAUSE = 0.0005
# The longest pauses. At the gate there is only one to ask, so it may ask often.
AT_THE_TURNSTILE, AT_THE_GATE = 0.004, 0.001


class GateShut(Exception):
    """Nobody opened it in time."""


class Queue:
    """The threads of this process, in the order in which they came: Python's own lock lets anybody slip in."""

    def __init__(self) -> None:
        self._lock, self._is_taken = threading.Lock(), False
        self._waiting: deque[threading.Event] = deque()

    def enter(self, patience: float) -> bool:
        with self._lock:
            if not self._is_taken:
                self._is_taken = True
                return True
            ours = threading.Event()
            self._waiting.append(ours)
        if ours.wait(patience):
            return True
        with self._lock:
            if not ours.is_set():
                self._waiting.remove(ours)
            return ours.is_set()

    def leave(self) -> None:
        """Whoever waits longest has it from now on, without its ever being free between."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


_QUEUES: dict[Path, Queue] = defaultdict(Queue)
os.register_at_fork(after_in_child=_QUEUES.clear)  # Whoever stood in one is not here.


class Gate:
    """One for each connection: its two files are its own, so that threads keep each other out as processes do."""

    def __init__(self, database: Path, patience: float) -> None:
        self._paths = (database.with_name(f"{database.name}.turn"), database.with_name(f"{database.name}.gate"))
        self._patience = patience
        self._files: tuple[int, int] | None = None
        self._owner = 0
        self._queue: Queue | None = None
        self.is_held = False

    def enter(self) -> None:
        """Wait for our turn; raises GateShut after `patience` seconds."""
        turn, gate = self._opened()
        until = time.monotonic() + self._patience
        queue = _QUEUES[self._paths[1]]
        if not queue.enter(self._patience):
            raise GateShut
        try:
            _wait_for(turn, until, AT_THE_TURNSTILE)
            try:
                _wait_for(gate, until, AT_THE_GATE)
            finally:
                fcntl.flock(turn, fcntl.LOCK_UN)
        except BaseException:
            queue.leave()
            raise
        self._queue, self.is_held = queue, True

    def leave(self) -> None:
        if self.is_held and self._files is not None and self._queue is not None:
            self.is_held, queue, self._queue = False, self._queue, None
            if self._owner == os.getpid():
                fcntl.flock(self._files[1], fcntl.LOCK_UN)
                queue.leave()

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


def _wait_for(file: int, until: float, longest: float) -> None:
    pause = FIRST_PAUSE
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                raise GateShut from None
            time.sleep(pause)
            pause = min(pause * 1.5, longest)
        else:
            return
