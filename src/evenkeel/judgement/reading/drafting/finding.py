"""One remark on a draft: where, why, and what to write instead."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """A code with its evidence; `start` is None when the fault is that something is absent. What to write instead is added last."""

    code: str
    start: int | None
    end: int | None
    quote: str | None
    because: str
    confidence: float
    rewrite: str | None = None


def absent(code: str, because: str, confidence: float = 0.7) -> Finding:
    """What should have been there and is not has no span."""
    return Finding(code, None, None, None, because, confidence)


def present(code: str, draft: str, start: int, end: int, because: str, confidence: float = 0.75) -> Finding:
    return Finding(code, start, end, draft[start:end], because, confidence)


def phrases(*alternatives: str) -> re.Pattern[str]:
    """One pattern from many ways of saying a thing; each must use bounded gaps so that reading stays linear."""
    return re.compile(r"\b(?:" + "|".join(alternatives) + r")", re.IGNORECASE)
