"""What happens to the desk itself, and what people decide about timers: lines of the ledger, most of no case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evenkeel.timeline.happenings import Happening


@dataclass(frozen=True, slots=True)
class TimerParked(Happening):
    """What was owed at its moment could not be done, again and again: a person has to look."""

    kind: ClassVar[str] = "timer_parked"
    timer_id: int
    what: str
    attempts: int

    def sentence(self) -> str:
        what = self.what.replace("_", " ")
        return f"The desk could not do what was due ({what}) and has given up after {self.attempts} tries: somebody must look"


@dataclass(frozen=True, slots=True)
class DeadlineMoved(Happening):
    """Nobody moved it: what it was reckoned from changed."""

    kind: ClassVar[str] = "deadline_moved"
    what: str
    before: str
    after: str
    because: str

    def sentence(self) -> str:
        return f"The deadline moved from {self.before} to {self.after} because {self.because}: {self.what}"


@dataclass(frozen=True, slots=True)
class ClockJumped(Happening):
    """`what`: forward, backward, slept or skew, as `judgement.sensing` says."""

    kind: ClassVar[str] = "clock_jumped"
    what: str
    seconds: float
    process: str = ""

    def sentence(self) -> str:
        span = _span(abs(self.seconds))
        if self.what == "forward":
            return f"The clock jumped forward by {span}: words to customers were held for a minute"
        if self.what == "backward":
            return f"The clock jumped back by {span}"
        if self.what == "slept":
            return f"The engine stood still for {span}, and went on"
        return f"The clock of {self.process or 'a worker'} is {span} off; the database's is the one that counts"


@dataclass(frozen=True, slots=True)
class DeskRestored(Happening):
    kind: ClassVar[str] = "desk_restored"
    made_at: str
    held: int = 0

    def sentence(self) -> str:
        return f"The desk was restored as it was at {self.made_at[:16].replace('T', ' ')} UTC; {self.held} things wait for a person"


@dataclass(frozen=True, slots=True)
class BackupMade(Happening):
    kind: ClassVar[str] = "backup_made"

    def sentence(self) -> str:
        return "A backup was made"


@dataclass(frozen=True, slots=True)
class TimerTriedAgain(Happening):
    kind: ClassVar[str] = "timer_tried_again"
    timer_id: int
    what: str
    due_at: str

    def sentence(self) -> str:
        return f"What had been set aside is tried again: {self.what.replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class TimerGivenUp(Happening):
    kind: ClassVar[str] = "timer_given_up"
    timer_id: int
    what: str
    due_at: str
    because: str

    def sentence(self) -> str:
        return f"Given up: {self.what.replace('_', ' ')}. {self.because}"


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
