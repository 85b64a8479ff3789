"""The clock: fires once, alone with its poison, and says when something due was not visited."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from django.db import transaction

from evenkeel.clock import handlers, reads
from evenkeel.clock.auditing import keep
from evenkeel.clock.firing import FIRST_BACKOFF, PARK_AFTER
from evenkeel.clock.models import Pulse, Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, beat, cancel, fire_due, when
from evenkeel.engine.loops import STUCK_AFTER, Engine
from harness.cast import NOW, furious_case, open_desk
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _handlers_as_before(monkeypatch):
    monkeypatch.setattr(handlers, "_HANDLERS", dict(handlers._HANDLERS))
    monkeypatch.setattr(handlers, "_TOGETHER", dict(handlers._TOGETHER))


def fired_log(kind: str = "bell") -> list[int]:
    log: list[int] = []

    def ring(timer, now):
        log.append(timer.subject)
        return Fired("rang")

    when(kind, ring)
    return log


def arm_bell(n: int, due_at: datetime = NOW, kind: str = "bell", **more) -> Timer:
    return arm(key=f"{kind}:{n}", kind=kind, due_at=due_at, now=NOW - MINUTE, subject_id=n, **more)


def test_a_timer_fires_when_it_is_due_and_once():
    log = fired_log()
    timer = arm_bell(1)
    assert fire_due(NOW - SECOND) == 0
    assert fire_due(NOW) == 1
    assert fire_due(NOW + MINUTE) == 0
    timer.refresh_from_db()
    assert (log, timer.state, timer.outcome, timer.fired_at) == ([1], "done", "rang", NOW)


def test_arming_twice_is_arming_once_and_the_first_instant_stands():
    fired_log()
    first = arm_bell(1)
    again = arm_bell(1, NOW + MINUTE)
    again.refresh_from_db()
    assert (again.pk, again.due_at) == (first.pk, NOW)
    assert Timer.objects.count() == 1


def test_a_kind_that_no_room_answers_for_is_refused():
    with pytest.raises(LookupError, match="what_follows"):
        arm(key="x", kind="nobody_knows", due_at=NOW, now=NOW)
    assert not Timer.objects.exists()


def test_a_cancelled_timer_stays_silent():
    log = fired_log()
    timer = arm_bell(1)
    assert cancel(NOW, "not needed", kind="bell") == 1
    fire_due(NOW + MINUTE)
    timer.refresh_from_db()
    assert (log, timer.state, timer.outcome) == ([], "cancelled", "not needed")


def test_a_timer_whose_world_moved_on_is_superseded_and_says_why():
    when("bell", lambda _timer, _now: Superseded("nobody is there any more"))
    timer = arm_bell(1)
    fire_due(NOW)
    timer.refresh_from_db()
    assert (timer.state, timer.outcome) == ("superseded", "nobody is there any more")


def test_what_is_due_first_goes_first_and_in_the_same_instant_the_more_urgent():
    log = fired_log()
    arm_bell(1, NOW, priority=5)
    arm_bell(2, NOW, priority=0)
    arm_bell(3, NOW - SECOND, priority=9)
    fire_due(NOW)
    assert log == [3, 2, 1]


def test_r37_a_poison_timer_backs_off_alone_and_is_parked_while_its_neighbours_fire():
    log = fired_log()

    def poison(timer, now):
        Timer.objects.create(key=f"half:{timer.attempts}", kind="bell", due_at=NOW, run_at=NOW, armed_at=NOW)
        raise ZeroDivisionError("poison")

    when("poison", poison)
    arm_bell(0, kind="poison", priority=0)
    for n in range(1, 4):
        arm_bell(n)
    assert fire_due(NOW) == 4
    assert log == [1, 2, 3]
    bad = Timer.objects.get(kind="poison")
    assert (bad.state, bad.attempts, bad.run_at, bad.due_at) == ("armed", 1, NOW + FIRST_BACKOFF, NOW)
    assert "poison" in bad.last_error
    assert not Timer.objects.filter(key__startswith="half").exists(), "half of what it did was kept"
    visits = [NOW]
    while bad.state == "armed":
        visits.append(bad.run_at)
        fire_due(bad.run_at)
        bad.refresh_from_db()
    waits = [b - a for a, b in pairwise(visits)]
    assert waits == [FIRST_BACKOFF * 2**n for n in range(PARK_AFTER - 1)]
    assert (bad.state, bad.attempts) == ("parked", PARK_AFTER)
    assert reads.parked() == 1
    assert fire_due(NOW + timedelta(days=30)) == 0


def test_r37_a_timer_that_breaks_the_database_statement_does_not_break_its_neighbours():
    log = fired_log()
    when(
        "poison",
        lambda timer, _now: Timer.objects.create(key=timer.key, kind="x", due_at=NOW, run_at=NOW, armed_at=NOW),
    )
    arm_bell(0, kind="poison", priority=0)
    arm_bell(1)
    fire_due(NOW)
    assert log == [1]


def test_a_handler_may_arm_the_next_one_in_the_same_transaction():
    def again(timer, now):
        arm_bell(timer.subject + 1, now + MINUTE, kind="again")
        return Fired()

    when("again", again)
    arm_bell(1, kind="again")
    for n in range(3):
        assert fire_due(NOW + n * MINUTE) == 1
    assert list(Timer.objects.order_by("due_at").values_list("state", flat=True)) == ["done", "done", "done", "armed"]


def test_what_is_overdue_is_found_by_the_auditors_own_question():
    fired_log()
    late, soon = arm_bell(1, NOW - 2 * MINUTE), arm_bell(2, NOW - 30 * SECOND)
    assert [t.pk for t in reads.overdue(NOW)] == [late.pk]
    fire_due(NOW)
    assert not reads.overdue(NOW + timedelta(days=1))
    soon.refresh_from_db()
    assert soon.state == "done"


def test_r05_after_six_hours_of_sleep_what_fell_due_is_dated_when_it_fell_due():
    desk = open_desk()
    case = furious_case(desk)
    owed = case.promises.get(origin="cadence")
    fire_due(NOW + timedelta(hours=6))
    owed.refresh_from_db()
    assert (owed.state, owed.broken_at) == ("broken", owed.due_at)
    pages = case.notifications.filter(kind="page")
    assert pages.values("generation").distinct().count() <= 2, "six hours of sleep were paged in one burst"
    check_invariants()


def readiness(client):
    answer = client.get("/readyz")
    return answer.status_code, json.loads(answer.content)["troubles"]


def audited(now):
    keep([], took=0.1, process="", now=now)


def test_the_desk_is_not_ready_before_its_engine_has_gone_round(client):
    assert readiness(client) == (503, ["the engine has not started yet", "the desk has never been audited"])


def test_the_desk_is_ready_when_the_loops_go_round_and_nothing_is_late(client):
    now = datetime.now(UTC)
    beat([loop.name for loop in Engine().loops], now)
    audited(now)
    assert readiness(client) == (200, [])


def test_the_desk_is_not_ready_while_a_timer_is_overdue_or_parked_and_says_which(client):
    fired_log()
    now = datetime.now(UTC)
    beat(["clock"], now)
    audited(now)
    arm_bell(1, now - 2 * MINUTE)
    arm_bell(2, now)
    Timer.objects.filter(key="bell:2").update(state="parked")
    status, troubles = readiness(client)
    assert status == 503
    assert troubles == ["a timer is overdue by 120 s", "1 timers are parked after failing"]


def test_the_desk_is_not_ready_when_a_loop_has_stopped(client):
    beat(["clock"], datetime.now(UTC) - MINUTE)
    status, troubles = readiness(client)
    assert status == 503
    assert "clock loop has not gone round" in troubles[0]


def test_a_loop_that_hangs_beats_no_more_while_the_others_do():
    engine = Engine()
    engine.loops[0].busy_since = time.monotonic() - 2 * STUCK_AFTER
    engine._beat(NOW)
    beating = {p.loop for p in Pulse.objects.all()}
    assert beating == {"lookout", *(loop.name for loop in engine.loops)} - {"opening"}


def test_two_beats_of_one_loop_are_one_pulse():
    beat(["clock"], NOW)
    beat(["clock"], NOW + MINUTE, "here:1")
    assert [(p.at, p.process) for p in Pulse.objects.all()] == [(NOW + MINUTE, "here:1")]


def test_an_armed_timer_of_a_cause_that_is_rolled_back_was_never_armed():
    fired_log()
    with transaction.atomic():
        arm_bell(1)
        transaction.set_rollback(True)
    assert not Timer.objects.exists()
