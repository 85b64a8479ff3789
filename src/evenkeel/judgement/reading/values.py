"""What reading a customer's message gives: values only, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signal:
    """Something read in a message: `quote` is exactly the text between `start` and `end`."""

    code: str
    start: int
    end: int
    quote: str
    confidence: float
    because: str
    read_by: str = "rule"


@dataclass(frozen=True, slots=True)
class TriggerReading:
    """Everything one customer message told us; `abstained` says that we do not read its language well enough."""

    signals: tuple[Signal, ...]
    customer_type: str
    customer_type_because: str
    heat: int
    heat_because: tuple[Signal, ...]
    failed_fixes: int
    affected: int | None
    dated_need: Signal | None
    abstained: bool
    language: str
