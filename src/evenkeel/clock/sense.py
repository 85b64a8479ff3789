"""The desk's sense of time: whoever asks the time through it writes down a clock that jumped, slept or is another's."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import DatabaseError, connection

from evenkeel.clock.happenings import ClockJumped
from evenkeel.clock.reads import database_now
from evenkeel.judgement.sensing import Felt, Look, feel, skew
from evenkeel.timeline.happenings import SYSTEM
from evenkeel.timeline.models import Event
from evenkeel.timeline.verbs import record

# After a jump forward the desk cannot know what is late and what is not: words to customers wait, pages do not.
HOLD = timedelta(seconds=60)
SAY_SKEW_EVERY = timedelta(hours=1)
_BOOTTIME = getattr(time, "CLOCK_BOOTTIME", None)


def count() -> float:
    """Seconds that nobody can set; where the system can, they go on while it sleeps."""
    return time.monotonic() if _BOOTTIME is None else time.clock_gettime(_BOOTTIME)


def own_clock() -> datetime | None:
    """The worker's own, where the clock that counts is another: on SQLite they are one."""
    return datetime.now(UTC) if connection.vendor == "postgresql" else None


class Sense:
    """Called as `database_now` is, at every tick of every loop; asks the database nothing more."""

    def __init__(
        self,
        process: str,
        *,
        ask: Callable[[], datetime] = database_now,
        count: Callable[[], float] = count,
        awake: Callable[[], float] = time.monotonic,
        own: Callable[[], datetime | None] = own_clock,
    ) -> None:
        self.process = process
        self._ask, self._count, self._awake, self._own = ask, count, awake, own
        self._last: Look | None = None
        self._lock = threading.Lock()
        self._unsaid: list[tuple[Felt, datetime]] = []
        self._skew_said: datetime | None = None

    def __call__(self) -> datetime:
        before = self._count()
        said, own = self._ask(), self._own()
        look = Look(said, before, self._count(), self._awake(), own)
        with self._lock:
            self._unsaid += self._felt(look)
            if self._last is None or look.after > self._last.after:
                self._last = look
            unsaid, self._unsaid = self._unsaid, []
        if unsaid:
            self._write_down(unsaid)
        return said

    def _felt(self, look: Look) -> list[tuple[Felt, datetime]]:
        jumped = feel(self._last, look) if self._last is not None else None
        off = skew(look)
        if off is not None and (self._skew_said is None or abs(look.said - self._skew_said) >= SAY_SKEW_EVERY):
            self._skew_said = look.said
        else:
            off = None
        return [(felt, look.said) for felt in (jumped, off) if felt is not None]

    def _write_down(self, unsaid: list[tuple[Felt, datetime]]) -> None:
        """What the database does not take now is written with the next tick."""
        for felt, at in unsaid:
            try:
                note_jump(felt, at, self.process)
            except DatabaseError:
                with self._lock:
                    self._unsaid.append((felt, at))


def note_jump(felt: Felt, now: datetime, process: str) -> Event | None:
    """A line of the ledger; several workers that feel the same jump write it once."""
    whose = "" if felt.what in {"forward", "backward"} else process
    happening = ClockJumped(felt.what, round(felt.seconds, 1), process)
    return record(
        happening,
        case=None,
        actor=SYSTEM,
        now=now,
        key=f"clock/{felt.what}/{whose}/{int(now.timestamp()) // 30}"[:200],
    )


def customers_held_until(now: datetime) -> datetime | None:
    """Until when words to customers wait, because the clock has just jumped forward."""
    recent = Event.objects.filter(kind=ClockJumped.kind, at__gt=now - HOLD, at__lte=now).order_by("-at")
    jumped = next((event for event in recent[:20] if event.data.get("what") == "forward"), None)
    return jumped.at + HOLD if jumped else None
