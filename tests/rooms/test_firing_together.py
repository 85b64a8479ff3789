"""Many timers at one moment: shared out between the customers, done together where that is safe, each once all the same."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from evenkeel.clock import handlers
from evenkeel.clock.firing import BATCH, FIRST_BACKOFF, PARK_AFTER, fire_due
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel, when
from evenkeel.people.models import Account, Contact
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, mail_arrives, open_desk

pytestmark = pytest.mark.django_db

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _handlers_as_before(monkeypatch):
    monkeypatch.setattr(handlers, "_HANDLERS", dict(handlers._HANDLERS))
    monkeypatch.setattr(handlers, "_TOGETHER", dict(handlers._TOGETHER))


@pytest.fixture
def rung():
    """Bells that are rung together; the log says in which company."""
    log: list[list[int]] = []

    def alone(timer, _now):
        if timer.subject == 13:
            raise ValueError("thirteen")
        log.append([timer.subject])
        return Fired("alone")

    def together(timers, _now):
        if any(t.subject == 13 for t in timers):
            raise ValueError("thirteen is among them")
        log.append([t.subject for t in timers])
        return {t.pk: Fired("together") if t.subject % 2 else Superseded("even") for t in timers}

    when("bell", alone, together)
    return log


def bell(n, *, due_at=NOW, case=None, **more):
    return arm(key=f"bell:{n}", kind="bell", due_at=due_at, now=NOW - MINUTE, subject_id=n, case=case, **more)


def cases_of(desk, account_name, count, now=NOW - MINUTE):
    """Live cases of one customer, without what arming and paging would add."""
    model = furious_case(desk, now=now)
    Timer.objects.all().delete()
    account = Account.objects.create(name=account_name, team=desk.team, created_at=now)
    contact = Contact.objects.create(account=account, name="C", created_at=now)
    made = []
    for _ in range(count):
        model.pk, model.account, model.contact = None, account, contact
        model._state.adding = True
        model.save()
        made.append(type(model).objects.get(pk=model.pk))
    return made


def test_r21_a_hundred_timers_due_at_once_are_done_in_one_go_and_each_has_its_own_outcome(rung):
    for n in range(100, 200):
        bell(n)
    assert fire_due(NOW) == 100
    assert [len(company) for company in rung] == [100]
    assert Counter(Timer.objects.values_list("state", "outcome")) == {
        ("done", "together"): 50,
        ("superseded", "even"): 50,
    }


def test_r21_more_than_one_batch_is_all_fired_at_one_turn_and_once(rung):
    for n in range(1000, 1000 + 2 * BATCH + 7):
        bell(n)
    assert fire_due(NOW) == 2 * BATCH + 7
    assert fire_due(NOW) == 0
    assert Counter(n for company in rung for n in company) == dict.fromkeys(range(1000, 1000 + 2 * BATCH + 7), 1)


def test_r37_one_poisoned_timer_among_many_is_put_back_alone(rung):
    for n in (11, 12, 13, 14):
        bell(n)
    fire_due(NOW)
    assert rung == [[11], [12], [14]]
    poisoned = Timer.objects.get(key="bell:13")
    assert (poisoned.state, poisoned.attempts, poisoned.run_at) == ("armed", 1, NOW + FIRST_BACKOFF)
    assert Timer.objects.filter(state="done").count() == 3


def test_r37_what_cannot_be_done_again_and_again_is_parked_and_stands_on_the_case(rung):
    case = furious_case(open_desk())
    timer = bell(13, case=case)
    for _ in range(PARK_AFTER):
        timer.refresh_from_db()
        fire_due(timer.run_at)
    timer.refresh_from_db()
    assert timer.state == "parked"
    line = Event.objects.get(case=case, kind="timer_parked")
    assert "somebody must look" in line.sentence
    told = case.notifications.filter(kind="alarm").values_list("user__name", flat=True)
    assert set(told) == {"Ben Okafor", "Chidi Eze"}


def test_timers_of_one_case_keep_their_order_and_are_never_done_in_one_go(rung):
    first, second = cases_of(open_desk(), "Two", 2)
    bell(1, case=first, due_at=NOW - 3 * SECOND)
    bell(3, case=first, due_at=NOW - 2 * SECOND)
    bell(5, case=second, due_at=NOW - SECOND)
    fire_due(NOW)
    assert [sorted(company) for company in rung] == [[1, 5], [3]]


def test_a_timer_that_an_earlier_one_of_the_same_turn_disarms_does_not_fire():
    fired = []

    def cutter(timer, now):
        cancel(now, "cut", key="bell:9")
        fired.append(timer.key)
        return Fired()

    when("bell", cutter)
    bell(8, due_at=NOW - SECOND)
    bell(9, due_at=NOW)
    fire_due(NOW)
    assert fired == ["bell:8"]
    assert Timer.objects.get(key="bell:9").state == "cancelled"


def test_r24_one_noisy_customer_does_not_keep_another_waiting():
    order = []
    when("bell", lambda timer, _now: order.append(timer.case.account.name) or Fired())
    desk = open_desk()
    noisy, quiet = cases_of(desk, "Noisy", 300), cases_of(desk, "Quiet", 1)
    Timer.objects.all().delete()
    for n, case in enumerate(noisy):
        bell(n, case=case, due_at=NOW - MINUTE)
    bell(9000, case=quiet[0], due_at=NOW)
    fire_due(NOW)
    assert order.index("Quiet") <= 1, f"the quiet customer was number {order.index('Quiet') + 1}"
    assert Counter(order) == {"Noisy": 300, "Quiet": 1}


def test_r05_after_a_sleep_only_the_latest_of_a_family_fires_and_the_others_say_why(rung):
    for n, minutes in ((1, 9), (2, 6), (3, 3)):
        arm(
            key=f"bell:{n}",
            kind="bell",
            due_at=NOW - minutes * MINUTE,
            now=NOW - 10 * MINUTE,
            subject_id=77,
            late=Timer.Late.SKIP_TO_LATEST,
        )
    bell(78, late=Timer.Late.SKIP_TO_LATEST)
    fire_due(NOW)
    outcomes = dict(Timer.objects.values_list("key", "outcome"))
    assert sorted(n for company in rung for n in company) == [77, 78]
    assert outcomes["bell:1"] == outcomes["bell:2"] == "a later one was due as well: after a sleep one is enough"


def test_r05_six_hours_asleep_are_one_reminder_not_three():
    desk = open_desk()
    case = mail_arrives(desk).message.conversation.case
    reminders = Timer.objects.filter(case=case, kind="promise_remind")
    assert reminders.count() == 2
    due = Timer.objects.get(case=case, kind="promise_due").due_at
    fire_due(due - SECOND)
    assert Counter(reminders.values_list("state", flat=True)) == {"done": 1, "superseded": 1}
