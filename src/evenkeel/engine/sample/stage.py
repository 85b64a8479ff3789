"""Time as the sample sees it: everybody acts at their hour, the clock goes round in between, and no post leaves the house."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable, Generator
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.engine.sample.company import Company
from evenkeel.notifications.leases import claim
from evenkeel.notifications.models import Delivery
from evenkeel.notifications.outcomes import record_sent

Story = Generator[datetime, None, None]
WORKER = "sample"
WEEK = timedelta(weeks=1)


class Stage:
    """A story yields the moment of its next act. Whatever falls due before that moment happens first."""

    def __init__(self, company: Company, begins: datetime, ends: datetime, seed: int = 2026) -> None:
        self.company, self.begins, self.ends = company, begins, ends
        self.now = begins
        self.rng = random.Random(seed)  # noqa: S311 (a story needs the same dice each time, not secret ones)
        self._waiting: list[tuple[datetime, int, Story]] = []
        self._order = count()
        # By case: the thread that the desk watches over. Any, because a thread stands on the stage.
        self.threads: dict[int, Any] = {}

    def spawn(self, story: Story) -> None:
        """What would come after the end is left to whoever takes over the desk."""
        at = next(story, None)
        if at is not None and at < self.ends:
            heapq.heappush(self._waiting, (at, next(self._order), story))

    def play(self, each_week: Callable[[int], object], watch: Callable[[], None]) -> None:
        """One thing at a time, the earliest first; `watch` lets the desk react to what it has just brought about."""
        week = 1
        while (at := self._next_moment()) is not None:
            while at >= self.begins + week * WEEK:
                each_week(week)
                week += 1
            self.now = max(self.now, at)
            if self._waiting and self._waiting[0][0] <= at:
                self.spawn(heapq.heappop(self._waiting)[2])
            else:
                fire_due(self.now)
            self.post_goes()
            watch()
        each_week(week)
        self.now = self.ends

    def _next_moment(self) -> datetime | None:
        """Every timer fires at its own instant, before what somebody does at the same one."""
        armed = Timer.objects.filter(state=Timer.State.ARMED, run_at__lte=self.ends)
        due = armed.order_by("run_at").values_list("run_at", flat=True).first()
        act = self._waiting[0][0] if self._waiting else None
        return min((at for at in (due, act) if at is not None), default=None)

    def post_goes(self) -> None:
        """Counts as handed over, at this moment, to nobody: the sample writes to no real address."""
        while Delivery.objects.filter(state__in=Delivery.WAITING, not_before__lte=self.now).exists():
            for delivery in claim(self.now, WORKER, 50):
                record_sent(delivery, WORKER, self.now, self.now)

    def later(self, low: float, high: float) -> datetime:
        """So many minutes from now, to the second."""
        return self.now + timedelta(seconds=self.rng.randint(int(low * 60), int(high * 60)))
