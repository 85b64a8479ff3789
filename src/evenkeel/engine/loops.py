"""The loops that are the product: open what came in, fire what is due, deliver what is owed, audit it all.

Each turn does one small thing in its own transaction; killing the process between any two writes loses nothing.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import DatabaseError, OperationalError, close_old_connections, connection

from evenkeel.cases.reads import without_next_moment
from evenkeel.clock import reads as clock
from evenkeel.clock.verbs import beat, fire_due, forget_pulses
from evenkeel.intake.verbs import open_due
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.delivering import deliver_due

log = logging.getLogger("evenkeel.engine")

IDLE = 1.0  # seconds between looks when nothing was found and nobody woke the loop
BEAT_EVERY = timedelta(seconds=10)
WORKER = f"{socket.gethostname()}:{os.getpid()}"


@dataclass(slots=True)
class Loop:
    name: str
    turn: Callable[[], int]
    idle: float = IDLE


class Engine:
    """Runs the loops in threads until told to stop; a loop that fails is logged and goes on at its next turn."""

    def __init__(self, deliverers: int = 2) -> None:
        self.stopping = threading.Event()
        self.wakes: dict[str, threading.Event] = {}
        self.threads: list[threading.Thread] = []
        self.loops = [
            Loop("opening", lambda: self._then_wake(open_due(clock.database_now()), "delivering")),
            Loop("clock", lambda: self._then_wake(fire_due(clock.database_now()), "delivering")),
            *(
                # Each channel has its own: a slow webhook holds up no mail.
                Loop(f"delivering by {c}", partial(_deliver, c, n))
                for c in CHANNELS
                for n in range(deliverers)
            ),
            # Its pulse is stale after 30 seconds, so it looks more often than that.
            Loop("auditor", audit, idle=10.0),
        ]

    def start(self) -> None:
        try:
            forget_pulses([loop.name for loop in self.loops])
        except DatabaseError:  # Away, or not migrated yet: the loops say so themselves, and go on trying.
            connection.close()
        for n, loop in enumerate(self.loops):
            thread = threading.Thread(target=self._run, args=(loop,), name=f"{loop.name}-{n}", daemon=True)
            self.wakes[thread.name] = threading.Event()
            self.threads.append(thread)
        for thread in self.threads:
            thread.start()

    def wake(self, name: str = "") -> None:
        """A hint, never the truth: the loops look by themselves as well."""
        for thread_name, event in self.wakes.items():
            if thread_name.startswith(name):
                event.set()

    def stop(self, patience: float = 15.0) -> None:
        self.stopping.set()
        self.wake()
        for thread in self.threads:
            thread.join(patience)

    def _then_wake(self, done: int, name: str) -> int:
        if done:
            self.wake(name)
        return done

    def _run(self, loop: Loop) -> None:
        woken = self.wakes[threading.current_thread().name]
        last_beat: datetime | None = None
        while not self.stopping.is_set():
            woken.clear()
            did = 0
            try:
                close_old_connections()
                did = loop.turn()
                now = datetime.now().astimezone()
                if last_beat is None or now - last_beat > BEAT_EVERY:
                    beat(loop.name, clock.database_now(), WORKER)
                    last_beat = now
            except OperationalError:
                log.warning("the database is away or busy loop=%s", loop.name, exc_info=True)
                connection.close()
            except Exception:
                log.exception("loop failed loop=%s", loop.name)
                connection.close()
            if not did:
                woken.wait(loop.idle)
        connection.close()


def _deliver(channel: str, n: int) -> int:
    return deliver_due(clock.database_now, f"{WORKER}/{channel}/{n}", channel=channel)


def audit() -> int:
    """Asks of the whole open set whether anything due was not visited, by its own queries. Returns how much it found."""
    now = clock.database_now()
    overdue, lost, parked = clock.overdue(now), without_next_moment(now), clock.parked()
    if overdue or lost or parked:
        log.error(
            "audit overdue=%s cases_without_next_moment=%s parked=%s", len(overdue), [c.pk for c in lost][:10], parked
        )
    return 0
