"""Whether a clock jumped: what it says, held against a count of seconds that nobody can set."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

BACKWARD = timedelta(seconds=5)
FORWARD = timedelta(seconds=60)
SLEPT = timedelta(seconds=60)
SKEW = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the clock. The count is taken before and after, because asking may take long."""

    said: datetime  # the clock that counts: the database's
    before: float
    after: float
    awake: float = 0.0  # a count that stands still while the machine sleeps
    own: datetime | None = None  # the worker's own clock, where it is another


@dataclass(frozen=True, slots=True)
class Felt:
    """`forward`, `backward`: the clock was set. `slept`: time passed without us. `skew`: our own clock is another."""

    what: str
    seconds: float


def feel(last: Look, this: Look) -> Felt | None:
    """Only what no slow answer can explain is a jump: the true step lies between the shortest and the longest count."""
    step = (this.said - last.said).total_seconds()
    shortest, longest = this.before - last.after, this.after - last.before
    if step - longest > FORWARD.total_seconds():
        return Felt("forward", step - longest)
    if step - shortest < -BACKWARD.total_seconds():
        return Felt("backward", step - shortest)
    asleep = shortest - (this.awake - last.awake)
    idle = shortest if shortest > SLEPT.total_seconds() else asleep
    return Felt("slept", idle) if idle > SLEPT.total_seconds() else None


def skew(look: Look) -> Felt | None:
    """How far our own clock is from the one that counts, where it is too far."""
    if look.own is None:
        return None
    off = (look.own - look.said).total_seconds()
    return Felt("skew", off) if abs(off) > SKEW.total_seconds() + (look.after - look.before) else None
