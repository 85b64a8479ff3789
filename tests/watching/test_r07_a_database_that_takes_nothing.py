"""R7: the database is read-only, or its disk is full: the loops go on trying and say so, nothing is lost, and all recovers by itself."""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.backends.signals import connection_created

from evenkeel.clock.models import Pulse, Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.watched import Audit
from evenkeel.engine import schema
from evenkeel.engine.auditing import auditor
from evenkeel.engine.loops import Engine
from evenkeel.notifications.models import Delivery
from harness.cast import furious_case, open_desk
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db(transaction=True)


class Ground:
    """The database under every connection but the test's own: writable, read-only, or full."""

    state = "writable"

    def __init__(self):
        self.full = []

    def heal(self):
        """There is room again for the connections that are open, too, as on a disk."""
        self.state = "writable"
        for raw in self.full:
            with suppress(sqlite3.ProgrammingError):  # closed meanwhile
                raw.execute("PRAGMA max_page_count = 1073741823")

    def settle(self, connection, **_more):
        if threading.current_thread() is threading.main_thread() and not getattr(self, "main_too", False):
            return
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute(f"SET default_transaction_read_only = {'off' if self.state == 'writable' else 'on'}")
            elif self.state == "read-only":
                cursor.execute("PRAGMA query_only = ON")
            elif self.state == "full":
                cursor.execute("PRAGMA max_page_count = 1")  # never below what is in use: not one page more
                self.full.append(connection.connection)


@pytest.fixture
def ground():
    ground = Ground()
    connection_created.connect(ground.settle, weak=False)
    schema.forget()
    yield ground
    connection_created.disconnect(ground.settle)
    connections.close_all()
    if connection.vendor == "postgresql":
        connection.close_pool()  # A session that was made read-only would be lent to the next test.
    schema.forget()


@pytest.fixture
def engine(ground):
    engine = Engine()
    yield engine
    ground.heal()
    engine.stop()
    connections.close_all()


def wait_for(come_true, within=30.0):
    until = time.monotonic() + within
    while not come_true():
        assert time.monotonic() < until, "it did not come"
        time.sleep(0.05)


def filled(case) -> None:
    """On a full disk the free room inside the file is used up first: here there is none."""
    far = case.opened_at + timedelta(days=99)
    more = {"case": case, "kind": "review_due", "due_at": far, "run_at": far, "armed_at": case.opened_at}
    Timer.objects.bulk_create(Timer(key=f"future/{n}", **more) for n in range(200))


@pytest.mark.parametrize("trouble", ["read-only", "full"])
def test_r07_the_desk_goes_on_by_itself_when_it_can_write_again(ground, engine, trouble, outgoing_mail, caplog):
    ground.state = trouble
    desk = open_desk(database_now())
    case = furious_case(desk, now=database_now() - timedelta(minutes=6))
    filled(case)
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
    due = Timer.objects.filter(case=case, state="armed", due_at__lt=database_now()).count()
    assert due, "nothing is due, so nothing is proved"
    with caplog.at_level(logging.WARNING):
        engine.start()
        wait_for(lambda: sum("loop=" in r.getMessage() for r in caplog.records) >= (6 if trouble == "read-only" else 1))
        time.sleep(1)
    assert all(thread.is_alive() for thread in engine.threads)
    assert {r.levelname for r in caplog.records if "loop=" in r.getMessage()} <= {"WARNING", "ERROR"}
    if trouble == "read-only" or connection.vendor == "postgresql":
        assert not outgoing_mail.messages
        assert Timer.objects.filter(case=case, state="armed", due_at__lt=database_now()).count() == due
        assert not Pulse.objects.exists(), "a loop that can write nothing says it is well"
    ground.heal()
    # Sent and not recorded, for want of room: nobody knows until its lease is over, and then it is sent as a repeat.
    time.sleep(1)
    Delivery.objects.filter(state="sending").update(lease_until=database_now() - timedelta(minutes=1))
    wait_for(lambda: Delivery.objects.filter(notification__case=case, state="sent").exists())
    wait_for(lambda: not Timer.objects.filter(state="armed", due_at__lt=database_now()).exists())
    wait_for(lambda: not Delivery.objects.filter(state__in=("pending", "sending")).exists())
    engine.stop()
    assert not Timer.objects.filter(state="parked").exists()
    check_invariants()


def test_r07_an_audit_that_cannot_be_kept_is_no_clean_one(ground, webhook_sink, settings):
    """Nothing is pinged, so the watcher outside hears of a database that nobody inside can write to."""
    from django.db import DatabaseError

    settings.DEADMAN_URL = webhook_sink.url
    ground.main_too, ground.state = True, "read-only"
    connection.close()
    with pytest.raises(DatabaseError):
        auditor.audit(questions=[auditor.QUESTIONS[1]])
    ground.state = "writable"
    connection.close()
    assert webhook_sink.requests == []
    assert not Audit.objects.exists()
    assert auditor.audit(questions=[auditor.QUESTIONS[1]]).result == "clean"
    assert len(webhook_sink.requests) == 1
