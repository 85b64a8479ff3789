"""Ten thousand timers due in the same second: how long until all have fired, while people ask for pages.

Real `evenkeel engine` processes (one on SQLite, two on PostgreSQL) and a real `evenkeel web`. Fired means: event, owed
words with their deliveries, and the next timer are committed. Two floors stand beside it, in the same run: the same rows
by plain SQL in batches of 200, and one at a time as a job queue takes them.
"""

from __future__ import annotations

import argparse
import http.client
import sys
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from floor import batched, one_by_one
from ground import Ground, fresh_desk, in_ms, main

LEAD = timedelta(seconds=4)
ASKERS = 2
PATHS = ("/", "/cases/", "/cases/{case}/")


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    with fresh_desk(chosen.database) as ground:
        from population import open_cases

        from evenkeel.clock.reads import database_now
        from harness.cast import open_desk

        now = database_now()
        desk = open_desk(now)
        cases = open_cases(desk, max(chosen.cases), now)
        engines = [] if chosen.database == "sqlite" else [ground.house.start("engine", "--no-smtp") for _ in range(2)]
        engines = engines or [ground.house.start("engine", "--no-smtp")]
        ground.house.start("web", ready="/healthz")
        asker = Asker(ground, desk.chidi, cases[0].pk)
        ground.note("engines", len(engines))
        ground.note("pages, nothing due", asker.ask_for(chosen.quiet))
        _warm(desk, cases)
        for kind in chosen.kinds:
            _fire(ground, cases[: chosen.cases[0]], kind, asker, chosen)
        for engine in engines:
            engine.kill()
        count = chosen.cases[0]
        for name, floor, n in (("batches of 200", batched, count), ("one at a time", one_by_one, min(count, 2000))):
            seconds = floor(n)
            ground.note(f"floor: plain SQL, {name}", {"timers": n, "seconds": seconds, "per_second": n / seconds})
        fired = ground.figures[chosen.kinds[0]]["per_second"]
        base = ground.figures["floor: plain SQL, batches of 200"]["per_second"]
        ground.note("ratio to the floor of batches", base / fired)
        return ground.figures


def _warm(desk: Any, cases: Any) -> None:
    """What is worked out once (policies, calendars) is worked out before the clock is read."""
    from evenkeel.cases.policies import rules_of

    rules_of(cases[0])


def _fire(ground: Ground, cases: Any, kind: str, asker: Asker, chosen: argparse.Namespace) -> None:
    from population import promises_fall_due, rungs_fall_due

    from evenkeel.clock.models import Timer
    from evenkeel.clock.reads import database_now
    from evenkeel.notifications.models import Delivery
    from evenkeel.timeline.models import Event

    before = {m: m.objects.count() for m in (Event, Delivery, Timer)}
    now = database_now()
    far, due = now + timedelta(days=300), now
    if kind == "escalation_step":
        rungs_fall_due(cases, far, now)
    else:
        promises_fall_due(cases, kind, far, now)
    due = database_now() + LEAD
    if kind == "promise_due":
        from evenkeel.promises.models import Promise

        Promise.objects.filter(timer_is_of(kind)).update(due_at=due)
    ours = Timer.objects.filter(kind=kind, due_at=far)
    ids = list(ours.values_list("pk", flat=True))
    ours.update(due_at=due, run_at=due)
    asker.begin()
    while database_now() < due:
        time.sleep(0.005)
    began = time.perf_counter()
    waiting = Timer.objects.filter(pk__gte=ids[0], pk__lte=ids[-1], kind=kind, state="armed")
    while waiting.exists():
        time.sleep(0.05)
        if time.perf_counter() - began > chosen.patience:
            break
    seconds = time.perf_counter() - began
    pages = asker.end()
    fired = len(ids) - waiting.count()
    ground.note(kind, {"timers": fired, "seconds": seconds, "per_second": fired / seconds})
    written = {m.__name__.lower(): m.objects.count() - n for m, n in before.items()}
    ground.note(f"{kind}: rows written", written)
    ground.note(f"{kind}: pages meanwhile", pages)
    _settle(ids, due)


def _settle(ids: list[int], due: Any) -> None:
    """The next kind starts from a quiet desk: nothing of this one is still to be fired or sent."""
    from evenkeel.clock.models import Timer
    from evenkeel.notifications.models import Delivery

    Delivery.objects.filter(state__in=Delivery.WAITING).update(state=Delivery.State.CANCELLED)
    Timer.objects.filter(state="armed").update(state="cancelled", fired_at=due, outcome="bench")


def timer_is_of(kind: str) -> Any:
    from django.db.models import Exists, OuterRef

    from evenkeel.clock.models import Timer

    return Exists(Timer.objects.filter(kind=kind, state="armed", subject_id=OuterRef("pk")))


class Asker:
    """A signed-in lead with two tabs that asks for one page after the other."""

    def __init__(self, ground: Ground, user: Any, case: int) -> None:
        self.port, self.case, self.cookie = ground.house.port, case, _signed_in(user)
        self.took: list[float] = []
        self.bad = 0
        self.stop = threading.Event()
        self.threads: list[threading.Thread] = []

    def begin(self) -> None:
        self.took, self.bad, self.stop = [], 0, threading.Event()
        self.threads = [threading.Thread(target=self._ask, args=(n,)) for n in range(ASKERS)]
        for thread in self.threads:
            thread.start()

    def end(self) -> dict[str, Any]:
        self.stop.set()
        for thread in self.threads:
            thread.join(60)
        return in_ms(self.took) | {"not_200": self.bad}

    def ask_for(self, seconds: float) -> dict[str, Any]:
        self.begin()
        time.sleep(seconds)
        return self.end()

    def _ask(self, n: int) -> None:
        while not self.stop.is_set():
            path = PATHS[n % len(PATHS)].format(case=self.case)
            n += 1
            began = time.perf_counter()
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            try:
                connection.request("GET", path, headers={"Cookie": f"evenkeel_session={self.cookie}"})
                answer = connection.getresponse()
                answer.read()
                self.bad += answer.status != 200
            except OSError:
                self.bad += 1
            finally:
                connection.close()
            self.took.append(time.perf_counter() - began)
            self.stop.wait(0.05)  # A person looks at a page before asking for the next.


def _signed_in(user: Any) -> str:
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--cases", type=int, nargs=1, default=[10_000])
    parser.add_argument("--kinds", nargs="+", default=["escalation_step", "promise_remind", "promise_due"])
    parser.add_argument("--quiet", type=float, default=4.0, help="seconds of asking for pages before anything is due")
    parser.add_argument("--patience", type=float, default=300.0)


if __name__ == "__main__":
    main(measure, "ten thousand timers due in the same second", _options)
