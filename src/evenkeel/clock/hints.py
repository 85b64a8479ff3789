"""A nudge from whoever wrote something due at once to the engine, so that it need not wait for its next look.

Only a hint, never the truth: it goes out after the commit, to the engines of this data folder, and one that is lost costs a
second. The engine looks by itself as well.
"""

from __future__ import annotations

import os
import select
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction


def hint() -> None:
    """Once the transaction in hand has committed: look now. However often it is said in one transaction, it is one nudge."""
    if not any(entry[1] is _nudge for entry in connection.run_on_commit):
        transaction.on_commit(_nudge, robust=True)


def _folder() -> Path:
    return Path(settings.DATA) / "wake"


def _nudge() -> None:
    with suppress(OSError):
        for path in _folder().glob("*.sock"):
            _send(path)


def _send(path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.setblocking(False)
        try:
            sender.sendto(b".", str(path))
        except ConnectionRefusedError:  # Its engine was killed and left it behind.
            path.unlink(missing_ok=True)
        except OSError:  # Full: the engine is told already.
            return


class Ear:
    """Where an engine hears hints, and hears its own process call."""

    def __init__(self, listener: socket.socket | None) -> None:
        self._listener = listener
        self._here, self._there = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for end in (self._here, self._there):
            end.setblocking(False)

    def call(self) -> None:
        with suppress(OSError):
            self._there.send(b".")

    def listen(self, seconds: float) -> bool:
        """Whether somebody called within that time."""
        ends = [end for end in (self._here, self._listener) if end is not None]
        called, _, _ = select.select(ends, [], [], seconds)
        for end in called:
            with suppress(BlockingIOError):
                while end.recv(64):
                    pass
        return bool(called)

    def close(self) -> None:
        for end in (self._here, self._there, self._listener):
            if end is not None:
                end.close()


@contextmanager
def listening() -> Iterator[Ear]:
    """An ear for as long as an engine runs. Where no socket can be made, only calls from within are heard."""
    folder = _folder()
    path = folder / f"{os.getpid()}-{os.urandom(3).hex()}.sock"
    listener: socket.socket | None = None
    with suppress(OSError):
        folder.mkdir(mode=0o700, exist_ok=True)
        listener = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        listener.setblocking(False)
        listener.bind(str(path))
    ear = Ear(listener)
    try:
        yield ear
    finally:
        ear.close()
        path.unlink(missing_ok=True)
