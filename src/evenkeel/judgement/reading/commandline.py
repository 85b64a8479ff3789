"""The lines of `evenkeel read KIND`: one JSON object in, one out, a sentence instead of a traceback."""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable, Iterable
from typing import Any

_ROOM = "evenkeel.judgement.reading"
READERS = {
    "triggers": ("triggers", "read_line"),
    "promises": ("promises", "read_line"),
    "drafts": ("drafts", "read_line"),
    "conversation": ("conversation", "read_conversation"),
}
KINDS = tuple(READERS)


def read_lines(kind: str, lines: Iterable[str], write: Callable[[str], None]) -> int:
    """Answers each line as it comes, newline included, so that a pipe may wait on us; returns how many were refused."""
    reader = _reader(kind)
    refused = 0
    for line in lines:
        if line.strip():
            answer, understood = _answer(reader, line)
            write(json.dumps(answer, ensure_ascii=False) + "\n")
            refused += not understood
    return refused


def _reader(kind: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """Only the reader that is wanted is imported: the command starts fast."""
    if kind not in READERS:
        raise ValueError(f"Nothing reads {kind!r}; choose one of {', '.join(KINDS)}.")
    module, name = READERS[kind]
    reader: Callable[[dict[str, Any]], dict[str, Any]] = getattr(importlib.import_module(f"{_ROOM}.{module}"), name)
    return reader


def _answer(reader: Callable[[dict[str, Any]], dict[str, Any]], line: str) -> tuple[dict[str, Any], bool]:
    try:
        row = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        return _refusal(None, "This line is not JSON."), False
    if not isinstance(row, dict):
        return _refusal(None, "This line is JSON, but not an object."), False
    try:
        return reader(row), True
    except ValueError as refusal:
        return _refusal(row.get("id"), str(refusal) or "This line cannot be read."), False
    except Exception as bug:  # noqa: BLE001 - one strange line must not end the work on the others
        return _refusal(
            row.get("id"), f"The reader failed on this line ({type(bug).__name__}): please report it."
        ), False


def _refusal(identity: object, sentence: str) -> dict[str, Any]:
    return {"id": identity, "error": sentence}
