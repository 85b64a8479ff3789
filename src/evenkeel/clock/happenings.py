"""What the clock writes on a timeline."""

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
