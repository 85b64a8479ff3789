"""The storm: who is killed, frozen, restarted and set to another hour, and when; then calm, and the verdict."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from harness.chaos import verdict
from harness.chaos.clocks import HostClock, PostgresClock
from harness.chaos.providers import MoodyMailServer, MoodyWebhook, World
from harness.databases import ROLE, Cluster
from harness.processes import Installation

ENGINES = {"sqlite": 1, "postgresql": 3}
WRITERS = 3
# A lease is two minutes: whoever stood still while this passed comes back to a world that has given them up.
PAST_THE_LEASE = timedelta(minutes=3)
HOURS = timedelta(hours=2)
REST_WITHIN = 180.0
MOODS_LAST = 10.0  # seconds that the providers keep their moods while the engines are left alone
PATIENCE_WITH_NEWBORN = 5.0


@dataclass
class Storm:
    database: str
    house: Installation
    cluster: Cluster | None
    seconds: float
    seed: int
    killed_every: float = 1.0
    counts: Counter[str] = field(default_factory=Counter)
    engines: list[int] = field(default_factory=list)
    people: list[int] = field(default_factory=list)
    born: int = 0
    births: dict[int, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lots = random.Random(self.seed)
        self.world = World(random.Random(self.seed + 1))
        self.mail, self.web = MoodyMailServer(world=self.world), MoodyWebhook(world=self.world)
        self.clock: PostgresClock | HostClock

    def rage(self) -> dict[str, Any]:
        """The whole of it; the answer holds the figures and every violation."""
        self.mail.start()
        self.web.start()
        try:
            self._open_the_desk()
            self._start_nursery()
            for _ in range(ENGINES[self.database]):
                self.engines.append(self._bear("engine"))
            for n in range(WRITERS):
                self.people.append(self._bear("writer", str(n)))
            self._storm()
            self._calm()
            return self._verdict()
        finally:
            for pid in [*self.engines, *self.people]:
                _send(pid, signal.SIGKILL)
            self.nursery.kill()
            self.mail.stop()
            self.web.stop()

    # Setting up.

    def _open_the_desk(self) -> None:
        from evenkeel.clock.reads import database_now
        from harness.cast import open_desk

        desk = open_desk(database_now())
        for user in (desk.ben, desk.chidi, desk.dana):
            user.endpoints.create(channel="webhook", address=f"{self.web.url}/{user.pk}")
            user.endpoints.create(channel="mail", address=user.email)
        folder = self.house.folder
        self.clock = (
            PostgresClock(self.house.database_url, ROLE) if self.database == "postgresql" else HostClock(folder)
        )
        verdict.call_a_witness()
        _forget_connections()

    def _start_nursery(self) -> None:
        tests = Path(__file__).resolve().parents[2]
        own = self.house.environment
        self.nursery = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("nursery.py"))],
            env={
                **own,
                **self.clock.environment,
                "EVENKEEL_EMAIL_URL": f"smtp://127.0.0.1:{self.mail.port}",
                "EVENKEEL_LOG_LEVEL": "WARNING",
                "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings",
                "PYTHONPATH": os.pathsep.join(
                    part for part in (own.get("PYTHONPATH", ""), str(tests), os.environ.get("PYTHONPATH", "")) if part
                ),
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.nursery.stdout is not None
        said = self.nursery.stdout.readline()
        assert said == "ready\n", f"the nursery did not start: {said!r}"

    def _bear(self, kind: str, *more: str) -> int:
        assert self.nursery.stdin is not None
        assert self.nursery.stdout is not None
        self.born += 1
        self.nursery.stdin.write(" ".join([kind, str(self.house.folder / f"{kind}-{self.born}.out"), *more]) + "\n")
        self.nursery.stdin.flush()
        self.counts[f"{kind}s started"] += 1
        pid = int(self.nursery.stdout.readline())
        self.births[pid] = time.monotonic()
        return pid

    # The weather.

    def _storm(self) -> None:
        began = time.monotonic()
        plan = {
            self._kill_an_engine: self.killed_every,
            self._kill_a_writer: 4.7,
            self._jump_minutes: 2.3,
            self._jump_hours: 13.0,
            self._freeze: 9.0,
            self._provider_away: 11.0,
        }
        if self.cluster is not None:
            plan[self._restart_database] = 20.0
        due = {act: began + every * self.lots.uniform(0.7, 1.1) for act, every in plan.items()}
        due[self._kill_an_engine] = began + 2.0
        while time.monotonic() - began < self.seconds:
            time.sleep(0.02)
            self._replace_the_fallen()
            for act, at in due.items():
                if time.monotonic() >= at:
                    act()
                    due[act] = max(at, time.monotonic() - plan[act]) + plan[act]
        self.counts["seconds of storm"] = round(time.monotonic() - began)

    def _kill_an_engine(self) -> None:
        """One that has come to work: on a slow machine a newborn would otherwise never get to it."""
        at_work = self._at_work()
        old = [n for n, pid in enumerate(self.engines) if pid in at_work or self._age(pid) > PATIENCE_WITH_NEWBORN]
        if not old:
            return
        n = self.lots.choice(old)
        _send(self.engines[n], signal.SIGKILL)
        self.counts["engines killed"] += 1
        _await_end(self.engines[n])
        self.engines[n] = self._bear("engine")

    def _at_work(self) -> set[int]:
        """Who has left a pulse."""
        from django.db import Error

        from evenkeel.clock.models import Pulse

        try:
            return {
                int(p.rpartition(":")[2]) for p in Pulse.objects.values_list("process", flat=True) if p[-1:].isdigit()
            }
        except Error:
            return set()
        finally:
            _forget_connections()

    def _age(self, pid: int) -> float:
        return time.monotonic() - self.births[pid]

    def _kill_a_writer(self) -> None:
        n = self.lots.randrange(len(self.people))
        _send(self.people[n], signal.SIGKILL)
        self.counts["writers killed"] += 1
        self.people[n] = self._bear("writer", str(n))

    def _replace_the_fallen(self) -> None:
        """Ended by themselves: as a service manager does, they are started again."""
        for n, pid in enumerate(self.engines):
            if not _is_alive(pid):
                self.counts["engines that ended by themselves"] += 1
                self.engines[n] = self._bear("engine")

    def _jump_minutes(self) -> None:
        self._move(timedelta(minutes=self.lots.choice([-4, 1, 2, 5, 5, 11, 16])))

    def _jump_hours(self) -> None:
        self._move(HOURS * (1 if self.counts["jumps of hours"] % 2 == 0 else -1))
        self.counts["jumps of hours"] += 1

    def _move(self, by: timedelta) -> None:
        self.clock.move(by)
        self.counts["jumps of the clock"] += 1

    def _freeze(self) -> None:
        """R9: an engine stands still past its lease, the others go on, and it comes back."""
        pid = self.lots.choice(self.engines)
        _send(pid, signal.SIGSTOP)
        time.sleep(0.3)
        self._move(PAST_THE_LEASE)
        time.sleep(1.2)
        _send(pid, signal.SIGCONT)
        self.counts["engines frozen past their lease"] += 1

    def _provider_away(self) -> None:
        self.world.away = not self.world.away
        self.counts["providers gone away"] += self.world.away

    def _restart_database(self) -> None:
        assert self.cluster is not None
        self.cluster.restart_without_warning()
        self.counts["database restarts (-m immediate)"] += 1

    # Calm.

    def _calm(self) -> None:
        """People go home, the providers behave, the engines start once more and are left alone until nothing is due."""
        self.world.away = False
        for pid in self.people:
            _send(pid, signal.SIGTERM)
        for pid in self.people:
            _await_end(pid, within=30)
        for pid in self.engines:
            _send(pid, signal.SIGKILL)
            _await_end(pid)
        self.engines = [self._bear("engine") for _ in self.engines]
        began, still = time.monotonic(), 0
        while still < 3:
            self.world.calm = time.monotonic() - began > MOODS_LAST
            waits = self._waits_for()
            still = still + 1 if waits is None else 0
            if waits:
                self._move(min(waits + timedelta(seconds=1), timedelta(minutes=16)))
            assert time.monotonic() - began < REST_WITHIN, f"the desk did not come to rest: {self._unrest()}"
            time.sleep(0.5)
        self.counts["seconds until rest"] = round(time.monotonic() - began)
        for pid in self.engines:
            _send(pid, signal.SIGTERM)
        for pid in self.engines:
            _await_end(pid, within=30)

    def _waits_for(self) -> timedelta | None:
        """None: at rest. Zero: work is being done. Else how long until the next thing that was put off."""
        from django.db.models import Q

        from evenkeel.clock.models import Timer
        from evenkeel.intake.models import InboundItem
        from evenkeel.notifications.models import Delivery

        now = self.clock.now()
        due = Timer.objects.filter(state="armed", run_at__lte=now).exists()
        unsent = Delivery.objects.filter(
            Q(state="pending", not_before__lte=now) | Q(state="sending", lease_until__lt=now)
        )
        unread = InboundItem.objects.filter(state="received", run_at__lte=now).exists()
        later = [
            *Delivery.objects.filter(state="pending").values_list("not_before", flat=True),
            *Delivery.objects.filter(state="sending").values_list("lease_until", flat=True),
            *Timer.objects.filter(state="armed", attempts__gt=0).values_list("run_at", flat=True),
            *InboundItem.objects.filter(state="received").values_list("run_at", flat=True),
        ]
        busy = due or unread or unsent.exists()
        _forget_connections()
        if busy or not later:
            return timedelta() if busy else None
        return max(min(later) - now, timedelta(milliseconds=1))

    def _unrest(self) -> str:
        from evenkeel.clock.models import Timer
        from evenkeel.notifications.models import Delivery

        deliveries = Counter(Delivery.objects.values_list("state", flat=True))
        due = Timer.objects.filter(state="armed", run_at__lte=self.clock.now()).count()
        return f"{due} timers due, deliveries {dict(deliveries)}; {self._trouble()[:3]}"

    # The verdict.

    def _verdict(self) -> dict[str, Any]:
        said = [line for file in self.house.folder.glob("writer-*.out") for line in file.read_text().splitlines()]
        acts = Counter(line.split()[0] for line in said if line.partition(" ")[0] in {"did", "refused", "away"})
        kept = [line.split()[1] for line in said if line.startswith("kept ") and line.endswith(">")]
        bugs = sorted({line for line in said if line.startswith("bug ")})
        accepted = list(self.world.accepted)
        return {
            "database": self.database,
            "weather": dict(self.counts),
            "moods of the providers": dict(self.world.moods),
            "acts of people": dict(acts),
            "mails kept": len(kept),
            **verdict.figures(accepted),
            "engines' troubles": self._trouble(),
            "violations": verdict.violations(accepted, kept, bugs, self.clock.now()),
        }

    def _trouble(self) -> list[str]:
        """What engines complained of, beside the database being away: to be looked at, no violation by itself."""
        found: Counter[str] = Counter()
        for file in self.house.folder.glob("engine-*.out"):
            lines = file.read_text(errors="replace").splitlines()
            for n, line in enumerate(lines):
                if " ERROR " in line and "audit " not in line:
                    # Of a traceback its last line says what it was.
                    said = (one for one in lines[n + 1 :] if one[:1].isalpha() and not one.startswith("Traceback"))
                    last = next(said, "")
                    found[f"{line.partition(' ERROR ')[2][:60]}: {last[:120]}"] += 1
        return [f"{n} × {what}" for what, n in found.most_common(8)]


def _send(pid: int, what: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, what)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _await_end(pid: int, within: float = 5.0) -> None:
    until = time.monotonic() + within
    while _is_alive(pid):
        if time.monotonic() > until:
            _send(pid, signal.SIGKILL)
        time.sleep(0.005)


def _forget_connections() -> None:
    """The database may have died since: what is asked next is asked on a line of its own."""
    from django.db import connection

    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()
