"""A change of shift that is killed in the middle, and two people who take one shift at the same moment."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from evenkeel.cases.verbs import duty
from evenkeel.clock.models import Timer
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.people.models import Duty
from evenkeel.people.reads import on_duty
from evenkeel.refusal import Stale
from harness import ROOT
from harness.cast import NOW, furious_case, open_desk
from harness.processes import NO_NETWORK, url_of_this_tests_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
HOUR = timedelta(hours=1)
NINE = NOW + 17 * HOUR

# Fires what is due at nine, and kills itself before the write of this number.
FIRES = """
import os, signal, sys
import django
django.setup()
from django.db import connection
from evenkeel.clock.verbs import fire_due
from harness.cast import NOW
from datetime import timedelta
last, writes = int(sys.argv[1]), 0
def count(execute, sql, params, many, context):
    global writes
    if sql.startswith(("INSERT", "UPDATE")):
        writes += 1
        if writes == last:
            os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(count):
    while fire_due(NOW + timedelta(hours=17)):
        pass
"""


@pytest.fixture
def desk():
    return open_desk()


def fires(killed_at: int) -> int:
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("EVENKEEL_", "COV_"))}
    own = {
        "EVENKEEL_DATA": os.environ["EVENKEEL_DATA"],
        "EVENKEEL_DATABASE_URL": url_of_this_tests_database(),
        "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings",
        "PYTHONPATH": f"{NO_NETWORK}{os.pathsep}{ROOT / 'tests'}",
    }
    return subprocess.run(
        [sys.executable, "-c", FIRES, str(killed_at)], env=kept | own, timeout=120, check=False
    ).returncode


def test_a_change_of_shift_killed_at_any_write_is_told_once_and_the_next_is_armed(desk):
    furious_case(desk)
    Timer.objects.update(state="done")  # Only the roster's timers are looked at here.
    desk.team.duties.filter(kind="first").delete()
    layer = {
        "people": [desk.ben.pk, desk.dana.pk],
        "zone": "Europe/London",
        "starts_on": "2026-11-23",
        "handover": "09:00",
    }
    duty.save_rotation(desk.team, kind="first", name="Days", layers=[layer], by=desk.chidi, now=NOW)
    Timer.objects.exclude(kind="shift_change").update(state="done")
    before = set(Timer.objects.values_list("key", flat=True))
    for write in (1, 3, 5, 7):
        assert fires(write) == -signal.SIGKILL, f"there is no write {write}"
        assert not Notification.objects.filter(kind="shift_change").exists()
        assert set(Timer.objects.values_list("key", flat=True)) == before
    assert fires(0) == 0
    told = Notification.objects.filter(kind="shift_change").values_list("user__name", "key")
    assert {name: key[-3:].lstrip("/") for name, key in told} == {"Dana Wolff": "in", "Ben Okafor": "out"}
    assert len(told) == Delivery.objects.filter(notification__kind="shift_change").count() == 2
    [coming] = Timer.objects.filter(kind="shift_change", state="armed")
    assert coming.due_at == NINE + 24 * HOUR


def test_r45_two_people_take_one_shift_at_once_and_one_has_it(desk):
    span = {"start": NOW + HOUR, "end": NOW + 9 * HOUR}
    offer = duty.offer_swap(desk.team, "first", giver=desk.ben, by=desk.ben, now=NOW, **span)
    answers, start = {}, threading.Barrier(2)

    def take(user):
        try:
            connection.ensure_connection()
            start.wait(20)
            answers[user.pk] = duty.take_swap(offer, by=user, now=NOW)
        except Stale as stale:
            answers[user.pk] = stale
        finally:
            connections.close_all()

    threads = [threading.Thread(target=take, args=(user,)) for user in (desk.dana, desk.sam)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    [late] = [a for a in answers.values() if isinstance(a, Stale)]
    row = Duty.objects.get(source="swap")
    assert late.sentence == f"This offer was taken already by {row.user}."
    assert on_duty(desk.team, "first", NOW + 2 * HOUR) == row.user
    assert Notification.objects.filter(user=desk.ben, kind="swap").count() == 1
