"""True races: threads on connections of their own that begin at the same moment on one case, again and again."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from harness.cast import NOW
from harness.interleaving import (
    MINUTE,
    Played,
    World,
    acknowledge,
    change_level,
    fire,
    give_to_another,
    judge,
    offer,
    step_in,
)

RUNG_FIRST = timedelta(hours=2)


class Racers:
    """A few threads that wait at a line; `run` lets one work each and returns what each met."""

    def __init__(self, count: int) -> None:
        self.line, self.end = threading.Barrier(count + 1), threading.Barrier(count + 1)
        self.works: list[Callable[[], None] | None] = [None] * count
        self.met: list[Exception | None] = [None] * count
        for n in range(count):
            threading.Thread(target=self._stand, args=(n,), daemon=True).start()

    def _stand(self, n: int) -> None:
        from django.db import connection, connections

        while True:
            self.line.wait()
            work, self.met[n] = self.works[n], None
            if work is None:
                connections.close_all()
                self.end.wait()
                return
            try:
                connection.ensure_connection()
                work()
            except Exception as error:  # noqa: BLE001 - looked at by the caller
                self.met[n] = error
            self.end.wait()

    def run(self, works: Sequence[Callable[[], None] | None]) -> list[Exception | None]:
        self.works = list(works)
        self.line.wait(30)
        self.end.wait(60)
        return list(self.met)


def race_many(count: int, seed: int, scene: tuple[Any, Any]) -> Played:
    """Each race: the rung is due; two clocks, somebody who acknowledges, and one more person, all at once."""
    from evenkeel.refusal import Refused

    desk, case = scene
    played, racers, now = Played(), Racers(4), NOW + MINUTE
    try:
        for n in range(count):
            lots = random.Random(f"{seed}/{n}")
            now = _a_rung_is_due(desk, case, now)
            worlds = [World(desk, case, random.Random(lots.random()), now) for _ in range(4)]
            acts = [fire, fire, acknowledge, lots.choice([acknowledge, change_level, step_in, give_to_another, offer])]
            met = racers.run([lambda act=act, world=world: act(world) for act, world in zip(acts, worlds, strict=True)])
            played.count += 1
            played.counts += Counter(
                f"{act.__name__}{' refused' if isinstance(e, Refused) else ''}"
                for act, e in zip(acts, met, strict=True)
            )
            bugs = [repr(e) for e in met if e is not None and not isinstance(e, Refused)]
            if wrong := [*bugs, *judge(worlds[0])]:
                played.wrong.append(f"race {n}: {'; '.join(wrong)}")
                break
    finally:
        racers.run([None] * 4)
    return played


def _a_rung_is_due(desk: Any, case: Any, now: Any) -> Any:
    """The case is given to another, which climbs anew; then exactly the instant of its next rung."""
    from evenkeel.cases import verbs
    from evenkeel.cases.models import Handoff
    from evenkeel.clock.models import Timer

    now += RUNG_FIRST
    case.refresh_from_db()
    to = desk.dana if case.owner_id == desk.ben.pk else desk.ben
    verbs.reassign(case, to=to, because="the next race", by=desk.chidi, now=now)
    if case.level > 2:
        verbs.set_level(case, 2, because="the next race", by=desk.chidi, now=now)
    for handoff in Handoff.objects.filter(case=case, state="offered"):
        verbs.withdraw_handoff(handoff, by=desk.chidi, now=now)
    others = Timer.objects.filter(case=case, state="armed", run_at__lte=now + RUNG_FIRST).exclude(
        kind="escalation_step"
    )
    others.update(state="cancelled", fired_at=now, outcome="the next race")
    due = Timer.objects.filter(case=case, state="armed", kind="escalation_step").order_by("-run_at").first()
    assert due is not None, "no rung is armed"
    return due.run_at
