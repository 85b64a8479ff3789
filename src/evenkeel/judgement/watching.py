"""What the desk thinks of itself: what an audit found, when to say it again, and whether the desk can be trusted now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Weight(StrEnum):
    """How much of the desk's word is touched."""

    NOTE = "note"  # somebody should look; nothing owed is in danger
    PART = "part"  # something owed waits for a person
    STOP = "stop"  # what is owed may be late or lost right now


@dataclass(frozen=True, slots=True)
class Finding:
    """One kind of trouble, in one sentence, with what to do."""

    code: str
    weight: Weight
    says: str
    do: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Trust:
    """The answer to "can the desk be trusted right now?", to be read aloud."""

    answer: str  # yes, partly, no
    sentence: str


# Said at once, then ever more rarely, then daily for as long as it lasts.
AGAIN_AFTER = (timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(days=1))
# A kind that comes and goes is one trouble: what was over for less than this goes on, and is not told anew.
OVER_AFTER = timedelta(minutes=10)


def is_clean(findings: Sequence[Finding]) -> bool:
    return all(finding.weight is Weight.NOTE for finding in findings)


def say_again(told_at: datetime | None, times: int, now: datetime) -> bool:
    """Once per kind of trouble, then by a widening rhythm."""
    if told_at is None or times == 0:
        return True
    return now - told_at >= AGAIN_AFTER[min(times, len(AGAIN_AFTER)) - 1]


def judge(findings: Sequence[Finding]) -> Trust:
    """The worst is said first, and how much more there is."""
    for weight, answer, lead in ((Weight.STOP, "no", "No"), (Weight.PART, "partly", "Not fully")):
        if because := [f.says.rstrip(".") for f in findings if f.weight is weight]:
            more = len([f for f in findings if f.weight is not Weight.NOTE]) - 1
            rest = f" And {more} more below." if more else ""
            return Trust(answer, f"{lead}: {_lower(because[0])}.{rest}")
    return Trust("yes", "Yes. Nothing that is owed is late, lost or waiting for a decision.")


def percentile(values: Sequence[float], share: float) -> float:
    """The value that so much of them does not exceed; 0 of none."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-int(share * 1000) * len(ordered) // 1000) - 1))]


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:] if not sentence[1:2].isupper() else sentence
