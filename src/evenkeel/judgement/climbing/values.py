"""What a ladder is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil

DUTIES = ("first", "second", "lead", "safety", "legal")
ROLES = ("diagnosis", "communication", "coordination", "decision", "watcher")
TIERS = ("standard", "key", "strategic")
HOURS = ("inside", "outside")
# Whoever else was named: after the ladder these hear of it, again and again.
LAST_RESORT = ("owner", "lead", "last_resort")
AFTER_THE_LADDER = timedelta(minutes=30)
# From this level on nobody waits for the morning: a hold is not kept there.
HOLDS_BELOW = 3


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a step names: `duty:second@3` is kind duty, name second, of team 3."""

    kind: str
    name: str = ""
    id: int = 0

    def __str__(self) -> str:
        if self.kind == "duty":
            return f"duty:{self.name}@{self.id}" if self.id else f"duty:{self.name}"
        return f"{self.kind}:{self.name or self.id}" if self.name or self.id else self.kind

    @property
    def asks(self) -> bool:
        """Volunteers are asked who can take it; everybody else is paged."""
        return self.kind == "volunteers"


@dataclass(frozen=True, slots=True)
class Facts:
    """What a branch may look at, at the instant of standing."""

    level: int
    tier: str
    inside: bool = True
    opens_at: datetime | None = None  # the next working time; None while it is working time, or where there is none


@dataclass(frozen=True, slots=True)
class When:
    """A branch: the step is for these cases, at these hours."""

    hours: str = ""
    level_at_least: int = 1
    level_at_most: int = 4
    tiers: tuple[str, ...] = ()

    def why_not(self, facts: Facts) -> str:
        """Why the step is not for this case now, as words; empty when it is."""
        if self.hours == "inside" and not facts.inside:
            return "it is for working hours"
        if self.hours == "outside" and facts.inside:
            return "it is for outside working hours"
        if facts.level < self.level_at_least:
            return f"it is for level {self.level_at_least} and above"
        if facts.level > self.level_at_most:
            return f"it is for level {self.level_at_most} and below"
        if self.tiers and facts.tier not in self.tiers:
            return f"it is for {' and '.join(self.tiers)} accounts"
        return ""


@dataclass(frozen=True, slots=True)
class Step:
    no: int  # 1 is the first
    notify: tuple[Target, ...]
    wait: timedelta | None = None  # None: as long as the level says
    times: int = 0
    every: timedelta | None = None
    until_acknowledged: bool = False
    when: When = field(default_factory=When)
    hold: bool = False


@dataclass(frozen=True, slots=True)
class Ladder:
    steps: tuple[Step, ...]
    repeats: int = 2
    last_resort_every: timedelta | None = None

    @property
    def per_round(self) -> int:
        return sum(step.times + 1 for step in self.steps)

    @property
    def is_endless(self) -> bool:
        """Its last step is repeated until somebody acknowledges."""
        return bool(self.steps) and self.steps[-1].until_acknowledged

    @property
    def rounds(self) -> int:
        return 1 if self.is_endless else self.repeats + 1

    @property
    def looks_at_hours(self) -> bool:
        return any(step.hold or step.when.hours for step in self.steps)

    def joins_every(self, step: Step) -> int:
        """At each how manieth repeat of an endless step the last resort hears of it too."""
        every = step.every or AFTER_THE_LADDER
        return max(1, ceil((self.last_resort_every or AFTER_THE_LADDER) / every))


@dataclass(frozen=True, slots=True)
class Stand:
    """One place of a climb. Its number counts on over the repeats of steps and of the ladder."""

    no: int
    step: Step | None  # None: the ladder has ended, the last resort is told
    round: int = 1
    again: int = 0  # 0 is the first time that the step is stood on in this round
    with_last_resort: bool = False

    @property
    def is_end(self) -> bool:
        return self.step is None

    @property
    def targets(self) -> tuple[Target, ...]:
        last = tuple(Target(name) for name in LAST_RESORT)
        if self.step is None:
            return last
        return (*self.step.notify, *last) if self.with_last_resort else self.step.notify
