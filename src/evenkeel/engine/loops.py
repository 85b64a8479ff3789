"""The loops that are the product: open what came in, fire what is due, deliver what is owed.

Each turn does one small thing in its own transaction; killing the process between any two writes loses nothing. The loops
sleep until the lookout, which looks once a second and whenever somebody nudges it, calls those that have work.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import TypeVar

from django.db import DatabaseError, OperationalError, connection

from evenkeel.cases.verbs.duty import watch_all
from evenkeel.clock import reads as clock
from evenkeel.clock.firing import BATCH
from evenkeel.clock.hints import Ear, listening
from evenkeel.clock.sense import Sense
from evenkeel.clock.verbs import beat, fire_due, forget_pulses
from evenkeel.conversations.proposing import is_switched_on
from evenkeel.engine import schema
from evenkeel.engine.asking import ASKING, ask_one
from evenkeel.engine.calendars import Calendars
from evenkeel.engine.lookout import LOOKOUT, Lookout, delivering_by
from evenkeel.intake.verbs import open_due
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.delivering import deliver_due
from evenkeel.notifications.outcomes import expire_leases

log = logging.getLogger("evenkeel.engine")

LOOK_EVERY = 1.25
INTAKE = "opening"  # the one loop that may have a process to itself: a hundred mails at once hold up no page
BREATH = 0.05  # between two looks, however often we are nudged
BEAT_EVERY = 10.0
UNCALLED = 600.0  # A loop looks by itself as well, should the lookout ever be lost.
STUCK_AFTER = 120.0  # The longest turn: four deliveries at their slowest.
PATIENCE = 5.0  # how long the post lets a herd of timers pass before it goes on beside it
T = TypeVar("T")


@dataclass(slots=True)
class Loop:
    name: str
    turn: Callable[[], int]
    idle: float = UNCALLED
    called: threading.Event = field(default_factory=threading.Event)
    busy_since: float | None = None

    @property
    def is_alive(self) -> bool:
        return self.busy_since is None or time.monotonic() - self.busy_since < STUCK_AFTER


class Engine:
    """Runs the loops in threads until told to stop; a loop that fails is logged and goes on at its next turn."""

    def __init__(self, deliverers: int = 2, *, intake: bool = True, rest: bool = True) -> None:
        """Where `intake` has a process of its own, the `rest` is ours, or the other way round."""
        self.process = f"{socket.gethostname()}:{os.getpid()}"
        # Two containers may have one host's name and one pid; what is claimed must be one's own, and fit its column.
        self.worker = f"{self.process[-40:]}:{secrets.token_hex(2)}"
        self.now = Sense(self.process)  # the time, as `database_now` says it; a clock that jumped is written down
        self.stopping = threading.Event()
        self.threads: list[threading.Thread] = []
        self.ear: Ear | None = None
        self.calm = threading.Event()  # not while thousands of timers are due at once
        self.calm.set()
        self.fits = False  # whether the database is the one this version was written for
        every = [
            Loop(INTAKE, lambda: open_due(self.now())),
            Loop("clock", self._fire),
            Loop("leases", lambda: expire_leases(self.now())),
            *(
                # Each channel has its own: a slow webhook holds up no mail.
                Loop(delivering_by(c), partial(self._deliver, c, n))
                for c in CHANNELS
                for n in range(deliverers)
            ),
            Loop("calendars", Calendars().turn, idle=60.0),
            *([Loop(ASKING, partial(ask_one, self.now))] if is_switched_on() else []),
        ]
        self.names = [LOOKOUT, *(loop.name for loop in every)]  # of the whole desk, whichever process has them
        self.loops = [loop for loop in every if (intake if loop.name == INTAKE else rest)]
        self.keeps_house = rest

    def start(self) -> None:
        for loop in self.loops:
            self._start(loop.name, partial(self._run, loop))
        self._start(LOOKOUT, self._look_out)

    def wake(self) -> None:
        """A hint, never the truth: the lookout looks by itself as well."""
        if self.ear is not None:
            self.ear.call()

    def stop(self, patience: float = 15.0) -> None:
        self.stopping.set()
        self.wake()
        for loop in self.loops:
            loop.called.set()
        for thread in self.threads:
            thread.join(patience)

    def _start(self, name: str, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        self.threads.append(thread)
        thread.start()

    def _look_out(self) -> None:
        lookout, last_beat = Lookout([loop.name for loop in self.loops]), -BEAT_EVERY
        feel = Sense(self.process, ask=lookout.look)  # The same question says what time it is.
        is_prepared: bool | None = False
        with listening() as ear:
            self.ear = ear
            while not self.stopping.is_set():
                said = self._guarded(LOOKOUT, feel)
                if said is not None:
                    self.fits = bool(self._guarded(LOOKOUT, lambda: schema.fits(lookout.migrations)))
                    is_prepared = is_prepared or (self.fits and self._guarded(LOOKOUT, self._prepare))
                    for loop in self.loops if self.fits else ():
                        if loop.name in lookout.due:
                            loop.called.set()
                    is_time = time.monotonic() - last_beat >= BEAT_EVERY
                    if is_time and self.fits and self._guarded(LOOKOUT, partial(self._beat, said)):
                        last_beat = time.monotonic()
                self.stopping.wait(BREATH)
                ear.listen(LOOK_EVERY)
        connection.close()

    def _prepare(self) -> bool:
        """Once, when the database is there and fits: what an older version or an older desk has left."""
        if self.keeps_house:
            forget_pulses(self.names)
            watch_all(clock.database_now())
        for loop in self.loops:
            loop.called.set()  # One turn each to begin with: nobody calls the calendars.
        return True

    def _beat(self, now: datetime) -> bool:
        """One pulse for each loop that goes round, or sleeps because nothing is due; as of the look just made."""
        silent = {loop.name for loop in self.loops if not loop.is_alive}
        beat([*[LOOKOUT] * self.keeps_house, *{loop.name for loop in self.loops} - silent], now, self.process)
        return True

    def _run(self, loop: Loop) -> None:
        while not self.stopping.is_set():
            loop.called.clear()
            loop.busy_since = time.monotonic()
            did = self._guarded(loop.name, loop.turn) if self.fits else 0
            loop.busy_since = None
            if not did:
                if connection.vendor == "postgresql":
                    connection.close()  # Asleep it needs none, and the pool has better use for it.
                loop.called.wait(loop.idle)
        connection.close()

    def _fire(self) -> int:
        """One wave. While more than a batch is due at once, the post waits a little: what is owed is written first."""
        fired = fire_due(self.now())
        (self.calm.clear if fired >= BATCH else self.calm.set)()
        return fired

    def _deliver(self, channel: str, n: int) -> int:
        self.calm.wait(PATIENCE)
        return deliver_due(self.now, f"{self.worker}/{channel}/{n}", channel=channel)

    def _guarded(self, name: str, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except OperationalError:
            log.warning("the database is away or busy loop=%s", name, exc_info=True)
        except DatabaseError:
            log.exception("the database refused loop=%s", name)
        except Exception:
            log.exception("loop failed loop=%s", name)
        connection.close()
        return None
