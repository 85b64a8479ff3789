"""On SQLite one engine only: an operating-system lock beside the database, freed by the kernel when its holder dies."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO

from evenkeel.refusal import Refused


def hold(folder: Path) -> IO[str]:
    """Keep the returned file open for as long as the engine runs."""
    file = (folder / "engine.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        file.close()
        raise Refused(
            "Another engine works on this desk already. Stop it first; on SQLite one engine does the work, on PostgreSQL several may."
        ) from error
    return file
