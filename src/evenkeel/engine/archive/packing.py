"""Everything into one file: the database as it was at one moment, the files, the secret key, and the sums of all."""

from __future__ import annotations

import errno
import io
import os
import secrets
import tarfile
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from evenkeel.engine.archive import snapshots
from evenkeel.engine.archive.manifest import DATABASES, FORMAT, NAME, SECRET, Manifest, Summing, our_version
from evenkeel.refusal import Refused


def pack(target: Path, now: datetime) -> Path:
    """Returns where it lies. A folder gets a file named by the moment; nothing is ever overwritten."""
    if target.is_dir():
        target /= f"evenkeel-{now:%Y%m%dT%H%M%SZ}.tar.gz"
    if target.exists():
        raise Refused(f"{target} is there already, and a backup overwrites nothing. Name another file, or a folder.")
    if not target.parent.is_dir():
        raise Refused(f"There is no folder {target.parent}. Make it first.")
    try:
        with _beside(target) as file:
            _write(file, now)
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
        because = "the disk is full" if full else error.strerror or type(error).__name__
        raise Refused(f"The backup could not be written: {because}. Nothing was left behind.") from error
    return target


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    """A hidden neighbour, given its name only when it is whole and on the disk."""
    fresh = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    file = os.fdopen(os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
    try:
        yield file
        file.flush()
        os.fsync(file.fileno())
        _name(fresh, target)
    finally:
        with suppress(OSError):  # What could not be written cannot be flushed either; it is removed next.
            file.close()
        fresh.unlink(missing_ok=True)


def _name(fresh: Path, target: Path) -> None:
    try:
        target.hardlink_to(fresh)  # Unlike a rename it does not replace what somebody put there meanwhile.
    except FileExistsError:
        raise
    except OSError:  # A disk without hard links.
        fresh.replace(target)


def _write(file: IO[bytes], now: datetime) -> None:
    sums: dict[str, str] = {}
    # The snapshot lies in the data folder for a moment, closed to others like all else there.
    with (
        tempfile.TemporaryDirectory(prefix=".backup-", dir=settings.DATA) as folder,
        tarfile.open(fileobj=file, mode="w:gz", compresslevel=6) as tar,
    ):
        # First the database, then the files: what the snapshot names was written before it.
        database = snapshots.take(Path(folder))
        sums[DATABASES[connection.vendor]] = _add(tar, DATABASES[connection.vendor], database)
        sums[SECRET] = _add_bytes(tar, SECRET, settings.SECRET_KEY.encode())
        for path in _files():
            name = f"files/{path.relative_to(settings.MEDIA_ROOT).as_posix()}"
            sums[name] = _add(tar, name, path)
        _add_bytes(tar, NAME, _manifest(sums, now).as_json())


def _manifest(sums: dict[str, str], now: datetime) -> Manifest:
    applied = sorted(".".join(key) for key in MigrationRecorder(connection).applied_migrations())
    return Manifest(FORMAT, our_version(), now.isoformat(), connection.vendor, tuple(applied), sums)


def _files() -> Iterator[Path]:
    """Whole files only: one that is being written ends in .part, and no row names it yet."""
    found = sorted(Path(settings.MEDIA_ROOT).rglob("*"))
    return (path for path in found if path.is_file() and not path.is_symlink() and path.suffix != ".part")


def _add(tar: tarfile.TarFile, name: str, path: Path) -> str:
    with path.open("rb") as file:
        return _add_file(tar, name, file, os.fstat(file.fileno()).st_size)


def _add_bytes(tar: tarfile.TarFile, name: str, data: bytes) -> str:
    return _add_file(tar, name, io.BytesIO(data), len(data))


def _add_file(tar: tarfile.TarFile, name: str, file: IO[bytes], size: int) -> str:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, time.time()
    summing = Summing(file)
    tar.addfile(member, summing)
    return summing.sum.hexdigest()
