"""R21, R22, R25, D18: many at once, many far ahead, nothing at all, and how long an alarm takes. What is proved here is right; how
fast, is the bench's.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.test.utils import CaptureQueriesContext

from evenkeel.clock.models import Pulse, Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.verbs import fire_due
from evenkeel.engine.loops import Engine
from evenkeel.notifications.models import Delivery
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.timeline.models import Event
from harness.cast import furious_case, open_desk

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


def plan(sql: str) -> str:
    """How the database answers a question, in its own words."""
    explain = "EXPLAIN " if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN "
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE clock_timer")
        cursor.execute(explain + sql)
        return "\n".join(str(row) for row in cursor.fetchall())


def far_ahead(n: int, now) -> None:
    Timer.objects.bulk_create(
        [
            Timer(
                key=f"far:{i}",
                kind="review_due",
                due_at=now + timedelta(days=30, minutes=i),
                run_at=now + timedelta(days=30, minutes=i),
                armed_at=now,
            )
            for i in range(n)
        ],
        batch_size=2000,
    )


def test_r22_among_twenty_thousand_that_lie_ahead_the_claim_reads_the_index_of_what_is_due():
    """The very question that the clock asks is caught, and the database says how it answers it."""
    now = database_now()
    far_ahead(20_000, now)
    with CaptureQueriesContext(connection) as asked:
        assert fire_due(now) == 0
    [claim] = [q["sql"] for q in asked if "clock_timer" in q["sql"]]
    said = plan(claim)
    assert "timer_armed_by_run_at" in said, said
    assert "SCAN clock_timer" not in said.replace("SCAN clock_timer USING INDEX", "")
    assert "Seq Scan on clock_timer" not in said, said


def test_r21_a_thousand_promises_due_in_the_same_second_break_once_each_while_the_pages_answer(house):
    """On cases of twenty customers, by a real engine; on PostgreSQL by two."""
    soon = database_now()
    desk = open_desk(soon)
    due = soon + 15 * SECOND
    Promise.objects.bulk_create(
        [
            Promise(
                owner=desk.ben,
                contact=desk.ada,
                origin="hand",
                state="made",
                quote="",
                action="other",
                what=f"thing {n}",
                due_at=due,
                detected_at=soon,
                made_at=soon,
            )
            for n in range(1000)
        ]
    )
    Timer.objects.bulk_create(
        [
            Timer(
                key=f"promise:{p.pk}/gen:0/due",
                kind="promise_due",
                subject_id=p.pk,
                due_at=due,
                run_at=due,
                priority=2,
                armed_at=soon,
            )
            for p in Promise.objects.all()
        ]
    )
    due_ones = Timer.objects.filter(kind="promise_due")
    house.start("web", ready="/healthz")
    engines = [house.start("engine", "--no-smtp") for _ in range(2 if connection.vendor == "postgresql" else 1)]
    answered, stop = [], threading.Event()

    def asks():
        while not stop.is_set():
            answered.append(house.status_of("/healthz"))
            time.sleep(0.1)

    asker = threading.Thread(target=asks)
    asker.start()
    engines[0].expect(lambda: not due_ones.filter(state="armed").exists(), 100, saying="the last of a thousand")
    stop.set()
    asker.join(20)
    for engine in engines:
        engine.kill()
    told = Counter(e.data["promise_id"] for e in Event.objects.filter(kind="promise_broken"))
    assert set(told.values()) == {1}
    assert len(told) == 1000
    assert Promise.objects.filter(state="broken", broken_at=due).count() == 1000
    assert due_ones.filter(state="done", attempts=0, fired_at__gte=due).count() == 1000
    assert set(answered) == {200}


@pytest.fixture
def statements(outgoing_mail):
    """A real engine with nothing to do; what each of its threads asks the database, but for the test's own questions."""
    asked: list[tuple[str, str]] = []

    def count(execute, sql, params, many, context):
        name = threading.current_thread().name
        if threading.current_thread() is not threading.main_thread() and sql.split()[0] not in {"BEGIN", "PRAGMA"}:
            asked.append((name, sql))
        return execute(sql, params, many, context)

    def watched(connection, **_more):
        if count not in connection.execute_wrappers:  # It outlives the connection, which may be made anew.
            connection.execute_wrappers.append(count)

    connection_created.connect(watched, weak=False)
    engine = Engine()
    engine.start()
    yield asked
    engine.stop()
    connection_created.disconnect(watched)
    connections.close_all()


def test_r25_an_engine_with_nothing_to_do_asks_its_database_once_a_second_at_most(statements):
    open_desk(database_now())
    until = time.monotonic() + 45
    while not (Pulse.objects.exists() and is_at_rest(statements)):
        assert time.monotonic() < until, "it does not come to rest"
    statements.clear()
    began = time.monotonic()
    time.sleep(12)
    seconds = time.monotonic() - began
    counted = Counter(list(statements))
    assert any("clock_timer" in sql for _, sql in counted), "it did not look at all"
    assert counted.total() <= seconds + 1, counted.most_common()
    assert {name for name, _ in counted} <= {"lookout", "calendars"}, "a loop that nobody called asks by itself"


def is_at_rest(statements) -> bool:
    """The first round of all loops is over when for a while only the lookout has asked, and not often."""
    statements.clear()
    time.sleep(3)
    return len(statements) <= 4 and {name for name, _ in statements} == {"lookout"}


def test_d18_an_alarm_is_out_of_the_door_within_seconds_of_its_time(house, smtp_sink):
    now = database_now()
    desk = open_desk(now)
    case = furious_case(desk, now=now)
    house.start("engine", "--no-smtp").expect(
        lambda: not Delivery.objects.filter(state="pending").exists(), 30, saying="the first page"
    )
    due = database_now() + 3 * SECOND
    promise = promise_by_hand(
        Wording(what="call about the coupling", action="call", due_at=due),
        case=case,
        owner=desk.ben,
        contact=desk.ada,
        by=desk.ben,
        now=database_now(),
    )
    until = time.monotonic() + 40
    while not (mails := [m for m in smtp_sink.messages if "promise broken" in m.subject]):
        assert time.monotonic() < until, "the alarm never left"
        time.sleep(0.1)
    timer = Timer.objects.get(kind="promise_due", subject_id=promise.pk)
    assert timer.fired_at - due < 10 * SECOND, "fired late"
    assert mails[0].arrived_at - due.timestamp() < 20, "sent late"
