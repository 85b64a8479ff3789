"""The gate before SQLite's writers: in turn, freed however its holder ends, and never for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

import pytest
from django.db import OperationalError, connection, connections, transaction

from evenkeel.clock.models import Pulse
from evenkeel.site.sqlite3.gate import Gate, GateShut
from harness.cast import NOW

HOLDS = """
import sys, time
from pathlib import Path
from evenkeel.site.sqlite3.gate import Gate
gate = Gate(Path(sys.argv[1]), 5)
gate.enter()
print("held", flush=True)
time.sleep(60)
"""


def test_one_passes_and_the_next_waits_until_it_opens(tmp_path):
    first, second = Gate(tmp_path / "desk", 5), Gate(tmp_path / "desk", 0.05)
    first.enter()
    with pytest.raises(GateShut):
        second.enter()
    first.leave()
    second.enter()
    assert second.is_held
    second.close()
    first.close()


def test_whoever_waits_goes_before_the_one_who_has_just_written(tmp_path):
    """Without the turnstile the holder, which never sleeps, would slip in again and again."""
    order, greedy, patient = [], Gate(tmp_path / "desk", 20), Gate(tmp_path / "desk", 20)
    greedy.enter()

    def wait():
        patient.enter()
        order.append("patient")
        patient.leave()

    thread = threading.Thread(target=wait)
    thread.start()
    until = time.monotonic() + 10
    while not _is_locked(tmp_path / "desk.turn") and time.monotonic() < until:
        time.sleep(0.001)
    greedy.leave()
    greedy.enter()
    order.append("greedy")
    greedy.leave()
    thread.join(20)
    assert order == ["patient", "greedy"]


def _is_locked(path):
    import fcntl

    with path.open("a") as probe:
        try:
            fcntl.flock(probe, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def test_the_kernel_opens_it_when_its_holder_is_killed(tmp_path):
    holder = subprocess.Popen([sys.executable, "-c", HOLDS, str(tmp_path / "desk")], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    gate = Gate(tmp_path / "desk", 0.05)
    with pytest.raises(GateShut):
        gate.enter()
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    gate.enter()
    gate.close()


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_fails_opens_the_gate_again():
    if connection.vendor != "sqlite":
        pytest.skip("the gate stands before SQLite only")

    @transaction.atomic
    def fails():
        Pulse.objects.create(loop="a", at=NOW)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    answers = []

    def other():
        with transaction.atomic():
            answers.append(Pulse.objects.count())
        connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    thread.join(10)
    assert answers == [0]


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_never_ends_is_said_as_a_locked_database_and_not_waited_for_for_ever():
    if connection.vendor != "sqlite":
        pytest.skip("the gate stands before SQLite only")
    met = []

    def other():
        connections["default"].settings_dict["OPTIONS"]["timeout"] = 0.05
        try:
            with transaction.atomic():
                pass
        except OperationalError as error:
            met.append(str(error))
        finally:
            connections["default"].settings_dict["OPTIONS"]["timeout"] = 20
            connections.close_all()

    with transaction.atomic():
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(10)
    assert met
    assert "locked" in met[0]
