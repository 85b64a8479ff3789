"""R13: two workers five minutes apart. The database's clock counts for both, and the one that is off is named."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.sense import SAY_SKEW_EVERY, Sense
from evenkeel.clock.verbs import fire_due
from evenkeel.engine.auditing import questions
from evenkeel.refusal import Refused
from evenkeel.timeline.models import Event
from harness.cast import NOW, open_desk

FIVE = timedelta(minutes=5)


def worker(name, off, now=None):
    hour = now or [NOW]

    def count():
        return (hour[0] - NOW).total_seconds()

    return Sense(name, ask=lambda: hour[0], count=count, awake=count, own=lambda: hour[0] + off)


@pytest.mark.django_db
def test_r13_both_are_told_the_same_time_and_the_one_that_is_off_is_named():
    right, wrong = worker("a:1", timedelta(seconds=29)), worker("b:2", -FIVE)
    assert right() == wrong() == NOW
    event = Event.objects.get(kind="clock_jumped")
    assert event.data == {"what": "skew", "seconds": -300.0, "process": "b:2"}
    assert "b:2" in next(iter(questions.jumps(NOW))).says


@pytest.mark.django_db
def test_r13_it_is_said_once_an_hour_not_every_second():
    hour = [NOW]
    sense = worker("b:2", FIVE, hour)
    for _ in range(50):
        sense()
        hour[0] += timedelta(seconds=30)
    assert Event.objects.count() == 1
    hour[0] += SAY_SKEW_EVERY
    sense()
    assert Event.objects.filter(data__what="skew").count() == 2


@pytest.mark.django_db
def test_r13_neither_fires_before_its_time_by_the_databases_clock():
    if connection.vendor != "postgresql":
        # On one host there is one clock, and a second engine is refused.
        assert database_now().utcoffset() == timedelta(0)
        return
    real = database_now()
    for n, due in enumerate((real - timedelta(seconds=1), real + timedelta(minutes=2))):
        Timer.objects.create(key=f"k{n}", kind="review_due", due_at=due, run_at=due, armed_at=real)
    with time_machine.travel(real + FIVE):
        fire_due(database_now())
    with time_machine.travel(real - FIVE):
        fire_due(database_now())
    assert list(Timer.objects.exclude(state="armed", attempts=0).values_list("key", flat=True)) == ["k0"]


@pytest.mark.django_db
def test_r13_on_sqlite_a_second_engine_on_another_machine_is_heard(monkeypatch):
    from evenkeel.clock.verbs import beat
    from evenkeel.engine import single

    open_desk()
    beat(["clock"], database_now(), "elsewhere:77")
    single.listen_for_another(patience=0.1)  # It has died: silent, so we go on.
    ticks = iter(range(100))
    monkeypatch.setattr(single.time, "sleep", lambda _s: beat(["clock"], database_now() + timedelta(seconds=next(ticks)), "elsewhere:77"))  # fmt: skip
    with pytest.raises(Refused, match="on elsewhere"):
        single.listen_for_another(patience=5)
