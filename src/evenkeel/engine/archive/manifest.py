"""What a backup says of itself. It is the last thing written, so an archive without one is not whole."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import IO, Any

from evenkeel.refusal import Refused

FORMAT = 1
NAME = "manifest.json"
SECRET = "secret_key"
DATABASES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
_FILE = re.compile(r"files/(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/){0,4}[A-Za-z0-9_-][A-Za-z0-9._-]*")
_LARGEST = 64_000_000


@dataclass(frozen=True, slots=True)
class Manifest:
    format: int
    version: str
    made_at: str
    database: str
    migrations: tuple[str, ...]  # "room.name", as applied
    sums: dict[str, str]

    def as_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1).encode()


def our_version() -> str:
    return version("evenkeel")


def belongs(name: str) -> bool:
    """Only these names are ever taken from an archive, wherever it came from."""
    return name in (NAME, SECRET, *DATABASES.values()) or bool(_FILE.fullmatch(name))


def read_manifest(file: IO[bytes]) -> Manifest:
    try:
        said: Any = json.loads(file.read(_LARGEST))
        manifest = Manifest(**said | {"migrations": tuple(said["migrations"])})
        fits = isinstance(manifest.format, int) and all(
            isinstance(part, str) for pair in manifest.sums.items() for part in pair
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise Refused("This backup's manifest cannot be read: the file is damaged or no backup of Evenkeel.") from error
    if not fits or manifest.format != FORMAT:
        raise Refused(
            f"This backup has the format {manifest.format}, and this Evenkeel ({our_version()}) reads {FORMAT} only."
        )
    return manifest


class Summing:
    """A file that sums what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.sum = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self.file.read(size)
        self.sum.update(block)
        return block
