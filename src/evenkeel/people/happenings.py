"""What people's rows write on a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evenkeel.timeline.happenings import Happening


@dataclass(frozen=True, slots=True)
class CalendarChanged(Happening):
    """On no case's timeline: what it means for each case is written there."""

    kind: ClassVar[str] = "calendar_changed"
    calendar_id: int
    name: str
    version: int
    because: str

    def sentence(self) -> str:
        return f"The calendar “{self.name}” has a new version, {self.version}: {self.because}"
