"""On SQLite one engine only: locks of the operating system, freed by the kernel when their holder dies, and a heartbeat.

The data folder and the database file are locked each for itself: two data folders may name one file. A lock does not
reach another machine, and a file on a shared disk does: there the heartbeat in the database tells.
"""

from __future__ import annotations

import fcntl
import socket
import time
from collections.abc import Collection
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from django.db import DatabaseError, connection

from evenkeel.clock import reads as clock
from evenkeel.refusal import Refused

FRESH = timedelta(seconds=30)
LISTEN = 25.0  # a beat comes every ten seconds


WHOLE = ("engine", "intake")


def hold(folder: Path, parts: Collection[str] = WHOLE) -> ExitStack:
    """Keep what is returned for as long as these parts of the engine run here; closing it lets go."""
    held = ExitStack()
    try:
        for part in parts:
            for path in _locks(folder, part):
                _lock(path, held)
    except Refused:
        held.close()
        raise
    return held


def listen_for_another(patience: float = LISTEN) -> None:
    """Refuses when an engine on another machine beats in this database; one that is gone is silent, and we go on."""
    until, first = time.monotonic() + patience, _foreign_beat()
    while first is not None and time.monotonic() < until:
        time.sleep(0.5)
        if _foreign_beat() not in (None, first):
            raise Refused(
                f"Another engine works on this desk already, on {first[0]}. Stop it first; on SQLite one engine does the work."
            )


def _locks(folder: Path, part: str) -> list[Path]:
    named = str(connection.settings_dict["NAME"])
    if connection.vendor != "sqlite" or ":memory:" in named:
        return [folder / f"{part}.lock"]
    database = Path(named).resolve()  # However it is written, and through links, it is one file.
    beside = f"{part}.lock" if database.name == "evenkeel.sqlite3" else f"{database.name}.{part}.lock"
    return list(dict.fromkeys([folder.resolve() / f"{part}.lock", database.with_name(beside)]))


def _lock(path: Path, held: ExitStack) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = held.enter_context(path.open("a+"))
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise Refused(
            "Another engine works on this desk already. Stop it first; on SQLite one engine does the work, on PostgreSQL several may."
        ) from error


def _foreign_beat() -> tuple[str, object] | None:
    """The newest fresh beat of another machine: on ours the lock has told us that nobody lives."""
    here = socket.gethostname()
    try:
        now = clock.database_now()
        beats = [(p.process.rpartition(":")[0], p.at) for p in clock.pulses() if abs(now - p.at) < FRESH]
    except DatabaseError:  # Not migrated yet: nobody has worked here.
        return None
    foreign = [beat for beat in beats if beat[0] and beat[0] != here]
    return max(foreign, key=lambda beat: beat[1], default=None)
