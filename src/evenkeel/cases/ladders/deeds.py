"""What climbs are about to write, for one case or for many: gathered, then written in few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evenkeel.cases.models import Climb
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import arm_many
from evenkeel.notifications.verbs import Owed, owe_many
from evenkeel.timeline.verbs import Line, record_many


@dataclass(slots=True)
class Deeds:
    words: list[Owed] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    timers: list[Timer] = field(default_factory=list)
    _moved: list[tuple[Climb, Sequence[str]]] = field(default_factory=list)

    def move(self, climb: Climb, *fields: str) -> None:
        """It stands elsewhere: these of its fields changed."""
        self._moved.append((climb, fields))

    def write(self, now: datetime) -> None:
        """All of it, in the caller's transaction."""
        same: dict[str, list[tuple[Climb, Sequence[str]]]] = defaultdict(list)
        for climb, fields in self._moved:
            same[repr([(name, getattr(climb, name)) for name in fields])].append((climb, fields))
        for group in same.values():
            first, fields = group[0]
            values = {name: getattr(first, name) for name in fields}
            Climb.objects.filter(pk__among=[climb.pk for climb, _ in group]).update(**values)
        if self.words:
            owe_many(self.words, now)
        if self.lines:
            record_many(self.lines, now)
        if self.timers:
            arm_many(self.timers)
