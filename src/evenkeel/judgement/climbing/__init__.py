"""The ladder that runs when nobody acknowledges: its data, its walk, what is wrong with it, what it would do."""

from evenkeel.judgement.climbing.reading import LadderInvalid, check, read, read_target, salvage
from evenkeel.judgement.climbing.values import (
    AFTER_THE_LADDER,
    HOLDS_BELOW,
    LAST_RESORT,
    Facts,
    Ladder,
    Stand,
    Step,
    Target,
    When,
)
from evenkeel.judgement.climbing.walking import Landing, PassedOver, after_step, stand_at, wait_of, walk

# Not "duty:first" below the owner: the owner came from that duty.
STANDARD: list[dict[str, object]] = [
    {"notify": ["owner"]},
    {"notify": ["owner", "duty:second"]},
    {"notify": ["owner", "lead"]},
    {"notify": ["owner", "lead", "last_resort"]},
]

__all__ = [
    "AFTER_THE_LADDER",
    "HOLDS_BELOW",
    "LAST_RESORT",
    "STANDARD",
    "Facts",
    "Ladder",
    "LadderInvalid",
    "Landing",
    "PassedOver",
    "Stand",
    "Step",
    "Target",
    "When",
    "after_step",
    "check",
    "read",
    "read_target",
    "salvage",
    "stand_at",
    "wait_of",
    "walk",
]
