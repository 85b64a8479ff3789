"""One turn of a conversation as it was read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evenkeel.judgement.reading.values import Signal


@dataclass(frozen=True, slots=True)
class Turn:
    """Heat and trust are the customer's: on our turns they stand as the customer last left them.

    `because` are the words that moved heat most, `sure` how often such a reading is within 20 points of what people say,
    `signs` the kinds of words that stand in it, and `repeats` that our turn says again what we had said.
    """

    speaker: str
    heat: int
    trust: int
    signals: tuple[Signal, ...]
    acts: tuple[str, ...]
    because: tuple[Signal, ...] = ()
    sure: float = 0.5
    signs: frozenset[str] = frozenset()
    repeats: bool = False


def of_customer(turns: Sequence[Turn]) -> list[int]:
    """Where the customer speaks."""
    return [index for index, turn in enumerate(turns) if turn.speaker == "customer"]
