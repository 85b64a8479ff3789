"""What reviews write on a timeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from evenkeel.timeline.happenings import Happening


@dataclass(frozen=True, slots=True)
class ReviewOpened(Happening):
    kind: ClassVar[str] = "review_opened"
    review_id: int
    because: list[str] = field(default_factory=list)

    def sentence(self) -> str:
        return f"A review opens: {', '.join(self.because)}"
