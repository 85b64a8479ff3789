"""A backup into an empty installation: looked through first, put in place only when all of it is whole."""

from __future__ import annotations

import errno
import gzip
import tarfile
import tempfile
import zlib
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader

from evenkeel.engine.archive import snapshots
from evenkeel.engine.archive.manifest import (
    DATABASES,
    NAME,
    SECRET,
    Manifest,
    Summing,
    belongs,
    our_version,
    read_manifest,
)
from evenkeel.engine.single import hold
from evenkeel.refusal import Refused

KINDS = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def unpack(source: Path) -> Manifest:
    """Nothing is changed unless the whole backup can be used. Nobody else may be at work here meanwhile."""
    with hold(settings.DATA):
        _must_be_empty()
        try:
            with tempfile.TemporaryDirectory(prefix=".restore-", dir=settings.DATA) as folder:
                manifest = _look_through(source, Path(folder))
                _put_in_place(Path(folder), manifest)
        except OSError as error:
            because = (
                "the disk is full"
                if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
                else error.strerror or str(error)
            )
            raise Refused(f"The backup could not be restored: {because}. The database was not touched.") from error
    return manifest


def _must_be_empty() -> None:
    """A database without people is one that nobody has worked in."""
    if connection.vendor == "sqlite" and not Path(str(connection.settings_dict["NAME"])).exists():
        return
    try:
        with connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            people = 0
            if "people_user" in tables:
                cursor.execute("SELECT count(*) FROM people_user")
                people = cursor.fetchone()[0]
    except DatabaseError as error:
        raise Refused(f"The database does not answer: {str(error).strip().splitlines()[0]}.") from error
    if people or (tables and "people_user" not in tables):
        raise Refused(
            "This installation is not empty, and restoring would overwrite it. Set EVENKEEL_DATA (and the database) to an empty place."
        )


def _look_through(source: Path, folder: Path) -> Manifest:
    try:
        with tarfile.open(source, "r:gz") as tar:
            for member in tar:
                if not member.isreg() or not belongs(member.name):
                    raise Refused(
                        f"This is no backup of Evenkeel: it holds “{member.name[:80]}”. Nothing was taken from it."
                    )
                tar.extract(member, folder, filter="data")
    except (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise Refused(
            f"{source.name} is damaged or not whole ({type(error).__name__}). Nothing was changed."
        ) from error
    if not (folder / NAME).exists():
        raise Refused(f"{source.name} is not whole: it ends before its manifest. Nothing was changed.")
    with (folder / NAME).open("rb") as file:
        manifest = read_manifest(file)
    _check_sums(manifest, folder)
    _check_fit(manifest)
    return manifest


def _check_sums(manifest: Manifest, folder: Path) -> None:
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} - {NAME}
    changed = there ^ set(manifest.sums) or {name for name in there if _sum(folder / name) != manifest.sums[name]}
    if changed:
        raise Refused(
            f"This backup was changed after it was made: “{min(changed)}” does not match its manifest. Nothing was restored."
        )


def _sum(path: Path) -> str:
    with path.open("rb") as file:
        summing = Summing(file)
        while summing.read(1 << 20):
            pass
    return summing.sum.hexdigest()


def _check_fit(manifest: Manifest) -> None:
    if manifest.database != connection.vendor:
        raise Refused(
            f"This backup is of a desk on {KINDS.get(manifest.database, manifest.database)}, and this installation uses {KINDS[connection.vendor]}. "
            "Set EVENKEEL_DATABASE_URL to the same kind."
        )
    if not {DATABASES[connection.vendor], SECRET} <= set(manifest.sums):
        raise Refused("This backup holds no database or no secret key.")
    ours = {".".join(key) for key in MigrationLoader(None).disk_migrations}
    if unknown := set(manifest.migrations) - ours:
        raise Refused(
            f"This backup was made by a newer Evenkeel ({manifest.version}; here {our_version()} is installed, which lacks {min(unknown)}). Update first."
        )


def _put_in_place(folder: Path, manifest: Manifest) -> None:
    """The database last: until it is there, the installation is still an empty one and this can be done again."""
    for name in manifest.sums:
        if name.startswith("files/"):
            place = Path(settings.MEDIA_ROOT) / name.removeprefix("files/")
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            (folder / name).replace(place)
    (folder / SECRET).chmod(0o600)
    (folder / SECRET).replace(settings.DATA / "secret_key")
    snapshots.put_back(folder / DATABASES[connection.vendor])
