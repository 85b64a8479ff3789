"""The gate before SQLite's writers: in turn, freed however its holder ends, and never for ever."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, connections, transaction

from evenkeel.clock.models import Pulse
from evenkeel.site.sqlite3.gate import _QUEUES, Gate, GateShut
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


WAITS = """
import sys
from pathlib import Path
from evenkeel.site.sqlite3.gate import Gate
gate = Gate(Path(sys.argv[1]), 20)
gate.enter()
Path(sys.argv[1] + ".order").open("a").write("patient ")
gate.leave()
"""


def test_whoever_waits_goes_before_the_one_who_has_just_written(tmp_path):
    """Without the turnstile the holder, which never sleeps, would slip in again and again."""
    greedy = Gate(tmp_path / "desk", 20)
    greedy.enter()
    patient = subprocess.Popen([sys.executable, "-c", WAITS, str(tmp_path / "desk")])
    until = time.monotonic() + 20
    while not _is_locked(tmp_path / "desk.turn"):
        assert time.monotonic() < until
        time.sleep(0.001)
    greedy.leave()
    greedy.enter()
    (tmp_path / "desk.order").open("a").write("greedy")
    greedy.leave()
    assert patient.wait(20) == 0
    assert (tmp_path / "desk.order").read_text() == "patient greedy"


def test_threads_of_one_process_go_in_the_order_in_which_they_came(tmp_path):
    order, gates = [], [Gate(tmp_path / "desk", 20) for _ in range(4)]
    gates[0].enter()

    def wait(n):
        gates[n].enter()
        order.append(n)
        gates[n].leave()

    threads = [threading.Thread(target=wait, args=(n,)) for n in (1, 2, 3)]
    queue = _QUEUES[tmp_path / "desk.gate"]
    for n, thread in enumerate(threads, 1):
        thread.start()
        while len(queue._waiting) < n:
            time.sleep(0.001)
    gates[0].leave()
    gates[0].enter()
    order.append(0)
    gates[0].leave()
    for thread in threads:
        thread.join(20)
    assert order == [1, 2, 3, 0]


def test_who_gives_up_waiting_stands_in_nobodys_way(tmp_path):
    first, second, third = (Gate(tmp_path / "desk", patience) for patience in (5, 0.02, 5))
    first.enter()
    with pytest.raises(GateShut):
        second.enter()
    first.leave()
    third.enter()
    third.leave()


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


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_writes_by_itself_waits_at_the_gate_and_opens_it_again():
    """Outside it SQLite would put it off again and again: beside a busy writer for seconds."""
    if connection.vendor != "sqlite":
        pytest.skip("the gate stands before SQLite only")
    Pulse.objects.create(loop="a", at=NOW)
    before = Gate(Path(connection.settings_dict["NAME"]), 5)
    before.enter()
    did = []

    def other():
        did.append(Pulse.objects.filter(loop="a").update(process="other"))
        connections.close_all()

    thread = threading.Thread(target=other)
    thread.start()
    time.sleep(0.2)
    assert not did, "it wrote past somebody who holds the gate"
    assert Pulse.objects.get().process == "", "to look one need not pass"
    before.leave()
    thread.join(10)
    assert did == [1]
    before.enter()
    before.close()
