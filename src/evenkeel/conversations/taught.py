"""The file of what this desk has taught its reader: in the data folder, for its owner only, and nowhere else.

Whoever reads asks for it each time; a new file is taken up with the next message, without a restart.
"""

from __future__ import annotations

import logging
import os
import secrets
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from threading import Lock
from typing import Final

import numpy as np
from django.conf import settings

from evenkeel.judgement.reading.learned.correction import Correction, Unusable, from_kept
from evenkeel.judgement.reading.learned.model import load

NAME: Final = "taught-triggers.npz"
LARGEST: Final = 50_000_000  # bytes; what is larger we did not write
_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in the file now; `trouble` says in a sentence why it is not used."""

    correction: Correction | None
    trouble: str = ""


_NOTHING: Final = Found(None)
_Mark = tuple[int, int, int]
_seen: dict[Path, tuple[_Mark, Found]] = {}
_seeing = Lock()


def path() -> Path:
    return Path(settings.DATA) / NAME


def current() -> Correction | None:
    return look().correction


def look() -> Found:
    """Read once, and again when it was written anew. A file that cannot be used is left where it lies, and the shipped reader
    reads alone: after a step back to the older version it serves again.
    """
    where = path()
    try:
        stat = where.stat()
    except OSError:
        return _NOTHING
    mark = (stat.st_mtime_ns, stat.st_size, stat.st_ino)
    with _seeing:
        known = _seen.get(where)
        if known is None or known[0] != mark:
            found = _read(where, stat.st_size)
            if found.trouble:
                _logger.warning("%s is set aside: %s The shipped reader reads alone.", NAME, found.trouble)
            known = _seen[where] = mark, found
        return known[1]


def keep(correction: Correction) -> None:
    """Whole or not at all: readers see the old file until the new one is complete."""
    written = BytesIO()
    np.savez_compressed(written, **correction.as_kept())
    fresh = path().with_suffix(f".{secrets.token_hex(4)}.part")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(written.getvalue())
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path())
    finally:
        fresh.unlink(missing_ok=True)


def forget() -> bool:
    """Whether there was anything to forget."""
    try:
        path().unlink()
    except FileNotFoundError:
        return False
    return True


def _read(where: Path, size: int) -> Found:
    if size > LARGEST:
        return Found(None, "It is larger than any that we write.")
    try:
        with np.load(BytesIO(where.read_bytes()), allow_pickle=False) as kept:
            return Found(from_kept({name: kept[name] for name in kept.files}, load().checksum))
    except FileNotFoundError:
        return _NOTHING
    except Unusable as unusable:
        return Found(None, str(unusable))
    except Exception:  # noqa: BLE001 - whatever lies there, the desk must go on reading
        return Found(None, "It is damaged.")
