"""R10: the host sleeps, or the engine is stopped and continued: its loops go on, nothing is lost, and it is said."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta

import pytest
from django.db import OperationalError, connection, transaction

from evenkeel.clock.models import Pulse
from evenkeel.clock.reads import database_now
from evenkeel.clock.sense import Sense
from evenkeel.judgement.sensing import SLEPT
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk
from harness.processes import NO_NETWORK, Installation, url_of_this_tests_database

# The engine below calls this long a sleep already, so that nobody waits a minute for a test; it is longer than a beat.
NAP = 11
NAPPING = f"""
import runpy
from datetime import timedelta
runpy.run_path("{NO_NETWORK}/sitecustomize.py")
from evenkeel.judgement import sensing
sensing.SLEPT = timedelta(seconds={NAP})
"""


class Machine:
    """Its clock, the count that goes on while it sleeps, and the one that does not."""

    def __init__(self) -> None:
        self.now, self.seconds, self.awake = NOW, 1000.0, 1000.0
        self.sense = Sense("host:1", ask=lambda: self.now, count=lambda: self.seconds, awake=lambda: self.awake, own=lambda: None)  # fmt: skip

    def pass_time(self, seconds: float, *, asleep: bool = False) -> None:
        self.now += timedelta(seconds=seconds)
        self.seconds += seconds
        self.awake += 0 if asleep else seconds
        self.sense()


@pytest.mark.django_db
def test_r10_a_machine_that_slept_an_hour_says_so_and_holds_nothing_back():
    machine = Machine()
    machine.sense()
    machine.pass_time(3600, asleep=True)
    event = Event.objects.get(kind="clock_jumped")
    assert (event.data["what"], event.case, event.at) == ("slept", None, machine.now)
    assert event.sentence == "The engine stood still for 60 min, and went on"


@pytest.mark.django_db
def test_r10_a_quiet_minute_is_no_sleep():
    machine = Machine()
    for _ in range(10):
        machine.pass_time(SLEPT.total_seconds() - 1)
    assert not Event.objects.filter(kind="clock_jumped").exists()


def stop_between_writes(group: int) -> None:
    """Stopped in the middle of a write, it would keep SQLite's only lock, and this test could open no case."""
    connection.close()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection._own_gate()._patience = 0.3
    while True:
        os.killpg(group, signal.SIGSTOP)
        try:
            with transaction.atomic():
                break
        except OperationalError:
            os.killpg(group, signal.SIGCONT)
            time.sleep(0.2)
    connection.close()


@pytest.mark.django_db(transaction=True)
def test_r10_an_engine_that_was_stopped_and_continued_goes_on_with_all_its_loops(tmp_path, smtp_sink):
    """Real processes, SIGSTOP and SIGCONT to the engine's whole group, longer than it takes to be noticed."""
    desk = open_desk(database_now())
    with Installation(tmp_path, database_url=url_of_this_tests_database()) as house:
        (tmp_path / "sitecustomize.py").write_text(NAPPING)
        house.settings = {"EVENKEEL_EMAIL_URL": smtp_sink.url, "PYTHONPATH": str(tmp_path)}
        engine = house.start("engine", "--no-smtp")
        engine.expect(lambda: Pulse.objects.count() >= 4, saying="the first pulses")
        stop_between_writes(engine.pid)
        stopped = database_now()
        case = furious_case(desk, now=stopped)
        time.sleep(NAP + 2)
        assert not Pulse.objects.filter(at__gt=stopped + timedelta(seconds=1)).exists()
        assert not case.notifications.filter(deliveries__state="sent").exists()
        os.killpg(engine.pid, signal.SIGCONT)
        woken = database_now()
        loops = Pulse.objects.count()
        engine.expect(lambda: Pulse.objects.filter(at__gte=woken).count() == loops, saying="a pulse of every loop")
        engine.expect(
            lambda: case.notifications.filter(deliveries__state="sent").exists(), saying="the page that had waited"
        )
        said = Event.objects.filter(kind="clock_jumped")
        engine.expect(lambda: any(e.data["what"] == "slept" for e in said.all()), saying="that it slept")
        assert engine.stop() == 0
