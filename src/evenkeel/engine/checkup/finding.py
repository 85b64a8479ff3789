"""What a check says: one plain sentence, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Mark = Literal["ok", "warning", "danger"]
SYMBOLS: dict[Mark, str] = {"ok": "✓", "warning": "!", "danger": "✗"}


@dataclass(frozen=True, slots=True)
class Finding:
    mark: Mark
    about: str
    says: str
    do: str = ""


def ok(about: str, says: str) -> Finding:
    return Finding("ok", about, says)


def warning(about: str, says: str, do: str) -> Finding:
    return Finding("warning", about, says, do)


def danger(about: str, says: str, do: str) -> Finding:
    return Finding("danger", about, says, do)


def some(names: list[str], limit: int = 5) -> str:
    """A list a person reads to its end."""
    rest = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + rest
