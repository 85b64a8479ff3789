"""Whatever order people, clock and post come in, nobody is paged after somebody has it. `bench/interleavings.py` plays more."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from evenkeel.cases.models import Case
from evenkeel.cases.verbs import acknowledge
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.notifications.channels import CHANNELS
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk
from harness.interleaving import play_many, set_the_scene
from harness.invariants import check_invariants
from harness.racing import race_many

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
HOUR = timedelta(hours=1)


@pytest.fixture
def channels_as_before():
    before = dict(CHANNELS)
    yield
    CHANNELS.clear()
    CHANNELS.update(before)


@pytest.mark.usefixtures("channels_as_before")
def test_r39_in_a_thousand_orders_nobody_is_paged_after_somebody_has_it():
    """R39: acknowledge, raise, hand over, step in and fire; Done-when 4 plays a hundred thousand."""
    played = play_many(1000, seed=20261123, scene=set_the_scene())
    assert played.count >= 1000
    assert not played.wrong, "\n".join(played.wrong[:3])
    for act in ("acknowledge", "fire", "change_level", "offer", "words handed over"):
        assert played.counts[act], f"no interleaving had {act}: {dict(played.counts)}"


@pytest.mark.usefixtures("channels_as_before")
def test_r39_in_true_races_on_one_case_nobody_is_paged_after_somebody_has_it():
    """R39: two clocks and two people, at the same moment, again and again."""
    raced = race_many(60, seed=3, scene=set_the_scene())
    assert not raced.wrong, "\n".join(raced.wrong[:3])
    assert raced.counts["acknowledge"], dict(raced.counts)


def test_r39_the_clock_passes_by_a_case_that_somebody_holds_and_keeps_none_of_its_timers():
    """The order of locks is the case first. A clock that held the timer and waited for the case would stand against a
    person who holds the case and wants the timer.
    """
    if connection.vendor != "postgresql":
        pytest.skip("On SQLite there is one writer: nobody can hold half of what is needed.")
    desk = open_desk()
    case = furious_case(desk)
    met = []

    def the_clock():
        try:
            with connection.cursor() as cursor:
                cursor.execute("SET lock_timeout = '2s'")
            met.append(fire_due(NOW + HOUR))
        except Exception as error:  # noqa: BLE001 - looked at below
            met.append(error)
        finally:
            connections.close_all()

    with transaction.atomic():
        Case.objects.select_for_update().get(pk=case.pk)
        clock = threading.Thread(target=the_clock)
        clock.start()
        clock.join(20)
        assert not clock.is_alive(), "the clock waits for the person"
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '2s'")
        acknowledge(case, user=desk.ben, now=NOW + HOUR)
    assert met == [0], met
    assert not Timer.objects.filter(attempts__gt=0).exists(), "a timer failed while it waited"
    fire_due(NOW + HOUR)
    assert Event.objects.filter(case=case, kind="paged", data__climb__gt=0).count() == 1
    check_invariants()
