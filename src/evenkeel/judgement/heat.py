"""Is tension building over a customer's contacts? The slope counts, not how the last message sounds."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

ENOUGH_CONTACTS: Final = 3
ENOUGH_SIGNS: Final = 2


@dataclass(frozen=True, slots=True)
class TurnHeat:
    """One contact; `promises_broken` counts all promises to this customer broken by then."""

    at: datetime
    heat: int
    copied: int
    formal: bool
    promises_broken: int


@dataclass(frozen=True, slots=True)
class Slope:
    building: bool
    because: str


def tension_is_building(history: Sequence[TurnHeat]) -> Slope:
    """Looks at the last four contacts; two signs that rise together are a slope, one alone is chance."""
    turns = sorted(history, key=lambda turn: turn.at)[-4:]
    if len(turns) < ENOUGH_CONTACTS:
        return Slope(False, "There are too few contacts to see a slope.")
    signs = [sentence for holds, sentence in _signs(turns) if holds]
    if len(signs) < ENOUGH_SIGNS:
        return Slope(False, "The contacts show no steady rise.")
    return Slope(True, f"Over {len(turns)} contacts: {', '.join(signs)}.")


def _signs(turns: Sequence[TurnHeat]) -> tuple[tuple[bool, str], ...]:
    gaps = [later.at - earlier.at for earlier, later in itertools.pairwise(turns)]
    return (
        (_rises([turn.heat for turn in turns], by=8), "the anger rises each time"),
        (gaps[-1] < gaps[0] * 0.75, "they come back sooner"),
        (turns[-1].copied > turns[0].copied, "more people are copied"),
        (turns[-1].formal and not turns[0].formal, "the tone has turned formal"),
        (turns[-1].promises_broken > turns[0].promises_broken, "more promises are broken"),
    )


def _rises(values: Sequence[int], *, by: int) -> bool:
    steady = all(later >= earlier for earlier, later in itertools.pairwise(values))
    return steady and values[-1] - values[0] >= by
