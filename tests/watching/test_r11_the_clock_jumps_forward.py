"""R11: a clock two hours ahead. A worker's wrong clock fires nothing early; a jump of the desk's own clock is written
down, told, and words to customers wait a minute."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from evenkeel.cases.verbs.replying import reply
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.sense import HOLD, Sense
from evenkeel.clock.verbs import fire_due
from evenkeel.engine.auditing import questions
from evenkeel.judgement.sensing import Look, feel
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.notifications.troubles import keep_and_tell
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, post_goes_out
from harness.invariants import check_invariants

TWO_HOURS = timedelta(hours=2)


class Worker:
    def __init__(self, now=NOW) -> None:
        self.now, self.seconds = now, 500.0
        self.sense = Sense("host:1", ask=lambda: self.now, count=lambda: self.seconds, awake=lambda: self.seconds, own=lambda: None)  # fmt: skip
        self.sense()

    def tick(self, seconds: float = 1.0, jump: timedelta = timedelta()):
        self.now += timedelta(seconds=seconds) + jump
        self.seconds += seconds
        return self.sense()


@pytest.mark.django_db
def test_r11_words_to_the_customer_wait_a_minute_after_a_jump_and_pages_do_not(outgoing_mail):
    desk = open_desk()
    case = furious_case(desk)
    reply(case, text="We are on it, and I will call you at 11:00.", author=desk.ben, now=NOW, key="r1")
    worker = Worker()
    worker.tick(jump=TWO_HOURS)
    post_goes_out(worker.now)
    to_ada = Delivery.objects.filter(notification__audience="customer")
    assert {d.state for d in to_ada} == {"pending"}
    assert {d.not_before for d in to_ada} == {worker.now + HOLD}
    assert Delivery.objects.filter(notification__kind="page", state="sent").exists()
    assert not [m for m in outgoing_mail.messages if "ada@halden.example" in str(m.parsed["to"])]
    post_goes_out(worker.now + HOLD)
    assert {d.state for d in to_ada.all()} == {"sent"}
    check_invariants()


@pytest.mark.django_db
def test_r11_the_jump_is_a_line_of_the_ledger_and_whoever_runs_the_desk_is_told():
    desk = open_desk()
    worker = Worker()
    worker.tick(jump=TWO_HOURS)
    event = Event.objects.get(kind="clock_jumped")
    assert event.data["what"] == "forward"
    assert event.data["seconds"] == pytest.approx(7200, abs=1)
    keep_and_tell(list(questions.jumps(worker.now)), took=0.1, process="", now=worker.now)
    assert Notification.objects.get(kind="trouble").user == desk.chidi


@pytest.mark.django_db
def test_r11_two_workers_that_feel_the_same_jump_write_it_once():
    one, other = Worker(), Worker()
    one.tick(jump=TWO_HOURS)
    other.tick(jump=TWO_HOURS)
    assert Event.objects.filter(kind="clock_jumped").count() == 1


@pytest.mark.parametrize("ahead, is_jump", [(59, False), (61, True)])
def test_r11_what_counts_as_a_jump(ahead, is_jump):
    last = Look(NOW, 10.0, 10.1)
    this = Look(NOW + timedelta(seconds=1 + ahead), 11.0, 11.1)
    assert (feel(last, this) is not None) is is_jump


def test_r11_a_database_that_answers_slowly_is_no_jump():
    last = Look(NOW, 10.0, 40.0)  # half a minute to answer; NOW lies anywhere in it
    assert feel(last, Look(NOW + timedelta(seconds=75), 41.0, 85.0)) is None
    assert feel(last, Look(NOW + timedelta(seconds=1), 41.0, 41.1)) is None


@pytest.mark.django_db
def test_r11_a_worker_whose_own_clock_is_ahead_fires_nothing_early():
    if connection.vendor != "postgresql":
        # One host, one clock: the worker's clock is the desk's, and a jump of it is felt (above).
        worker = Worker(database_now())
        with time_machine.travel(worker.now + TWO_HOURS, tick=False):
            assert database_now() == worker.now + TWO_HOURS
        return
    real = database_now()
    Timer.objects.create(key="k", kind="review_due", due_at=real + timedelta(hours=1), run_at=real + timedelta(hours=1), armed_at=real)  # fmt: skip
    with time_machine.travel(real + TWO_HOURS):
        assert abs(database_now() - real) < timedelta(minutes=1)
        assert fire_due(database_now()) == 0
