"""Mails lying in files: .eml, mbox, Maildir, and folders of these; one at a time, so an archive of years fits."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from evenkeel.intake.mail import bounds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_MAIL_SUFFIXES: Final = {".eml", ".mbox", ".mbx", ".mail"}
_ESCAPED_FROM: Final = re.compile(rb">+From ")
_LINE_BYTES: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands where the bytes would; one sentence for the report."""

    reason: str


def walk(paths: Iterable[Path]) -> Iterator[tuple[str, bytes | Unreadable]]:
    """Each mail with the name a report can call it by. Never raises for what lies there."""
    for path in paths:
        try:
            yield from _walk_one(Path(path))
        except OSError as problem:
            yield str(path), Unreadable(f"It could not be read: {problem.strerror or problem}.")


def _walk_one(path: Path) -> Iterator[tuple[str, bytes | Unreadable]]:
    if not path.exists():
        yield str(path), Unreadable("There is no such file or folder.")
    elif path.is_dir():
        for file in _files(path):
            yield from walk([file])
    elif not path.is_file():
        yield str(path), Unreadable("It is neither a file nor a folder.")
    elif path.suffix.lower() == ".msg":
        yield str(path), Unreadable("It is an Outlook .msg file; save it as .eml and bring it again.")
    else:
        yield from _file(path)


def _files(folder: Path) -> Iterator[Path]:
    """Sorted, so that two runs agree; links to folders are not followed, they may go in circles."""
    for here, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name != "tmp" or not _is_maildir(Path(here)))
        in_maildir = Path(here).name in ("cur", "new") and _is_maildir(Path(here).parent)
        for name in sorted(names):
            suffix = Path(name).suffix.lower()
            if in_maildir or suffix in _MAIL_SUFFIXES or suffix == ".msg" or name in ("mbox", "Inbox", "INBOX"):
                yield Path(here) / name


def _is_maildir(folder: Path) -> bool:
    return (folder / "cur").is_dir() and (folder / "new").is_dir()


def _file(path: Path) -> Iterator[tuple[str, bytes | Unreadable]]:
    with path.open("rb") as file:
        start = file.read(5)
        file.seek(0)
        if start == b"From " and path.suffix.lower() != ".eml":
            yield from _mbox(str(path), file)
        else:
            yield str(path), _bounded(file.read(bounds.MAIL_BYTES + 1))


def _mbox(name: str, file: BinaryIO) -> Iterator[tuple[str, bytes | Unreadable]]:
    """A mail starts at a `From ` line after a blank one; `>From ` in a body gets its own back."""
    kept, size, number, blank_before = [b""], 0, 0, True
    while line := file.readline(_LINE_BYTES):
        if blank_before and line.startswith(b"From "):
            if number:
                yield f"{name}#{number}", _bounded(b"".join(kept), size)
            kept, size, number = [], 0, number + 1
        else:
            size += len(line)
            if size <= bounds.MAIL_BYTES:
                kept.append(line[1:] if _ESCAPED_FROM.match(line) else line)
        blank_before = not line.strip(b"\r\n")
    yield f"{name}#{number}", _bounded(b"".join(kept), size)


def _bounded(raw: bytes, size: int = 0) -> bytes | Unreadable:
    if max(size, len(raw)) > bounds.MAIL_BYTES:
        return Unreadable(f"The mail is larger than {bounds.MAIL_BYTES // 1_000_000} MB.")
    return raw
