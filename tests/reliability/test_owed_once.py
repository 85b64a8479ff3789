"""D20 and D21: a reminder is given once, and to whoever owns the promise now."""

from __future__ import annotations

import re
import signal
from collections import Counter
from datetime import timedelta

import pytest

from evenkeel.cases.verbs import acknowledge, reassign, reply
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, mail_arrives, open_desk, post_goes_out, time_passes
from harness.children import at_once, process, told
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


def promised(case, desk, what="call about the coupling", due_at=NOW + 3 * HOUR):
    return promise_by_hand(
        Wording(what=what, action="call", due_at=due_at),
        case=case,
        owner=case.owner,
        contact=desk.ada,
        by=desk.ben,
        now=NOW,
    )


WORKER = """
import sys, django
django.setup()
from datetime import timedelta
from evenkeel.clock.verbs import fire_due
from evenkeel.notifications.delivering import deliver_due
from harness.cast import NOW
at = NOW + timedelta(hours=3) - timedelta(minutes=36)
print("ready", flush=True)
sys.stdin.readline()
idle = 0
while idle < 5:
    idle = 0 if fire_due(at, limit=3) + deliver_due(lambda: at, sys.argv[-1]) else idle + 1
"""


def test_d20_two_workers_and_one_that_is_killed_and_started_again_remind_once(desk, outgoing_mail):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    made = {promised(case, desk, f"call number {n}").pk for n in range(10)}
    Delivery.objects.all().delete()
    workers = [process(WORKER, EVENKEEL_EMAIL_URL=outgoing_mail.url) for _ in range(3)]
    for worker in workers:
        assert worker.stdout.readline() == "ready\n"
    for worker in workers:
        told(worker)
    outgoing_mail.expect_messages(1, within=30)
    workers[0].send_signal(signal.SIGKILL)
    for worker in workers:
        worker.wait(90)
    # Started again, now and when the dead one's lease has run out, and the clock a second time round.
    at = NOW + 3 * HOUR - 36 * MINUTE
    for later in (timedelta(), 3 * MINUTE, 10 * MINUTE):
        while fire_due(at + later):
            pass
        post_goes_out(at + later)
    reminders = Notification.objects.filter(kind="promise_reminder", body__contains="call number")
    numbers = Counter(re.findall(r"call number \d", body)[0] for body in reminders.values_list("body", flat=True))
    assert numbers == {f"call number {n}": 1 for n in range(10)}
    reminded = [e.data["promise_id"] for e in Event.objects.filter(kind="promise_reminded")]
    assert sorted(pk for pk in reminded if pk in made) == sorted(made)
    # Several may go in one word; each of the ten was told, and not twice without saying that it may be a repeat.
    told_in = [(m.subject, set(re.findall(r"call number \d", m.text))) for m in outgoing_mail.messages]
    assert set().union(*(named for _, named in told_in)) == set(numbers), "a reminder was lost"
    plain = Counter(n for subject, named in told_in if "may be a repeat" not in subject for n in named)
    assert max(plain.values(), default=0) <= 1, plain


def test_d20_the_same_moment_visited_by_two_clocks_owes_one_reminder(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    promise = promised(case, desk)
    at = Timer.objects.get(kind="promise_remind", subject_id=promise.pk, key__endswith="first").due_at
    at_once(*[lambda: fire_due(at)] * 4)
    fire_due(at)  # Whoever found the case in another's hands leaves it to the next turn; here there is one more.
    assert Notification.objects.filter(kind="promise_reminder", body__contains="coupling").count() == 1
    check_invariants()


def test_d21_after_a_reassignment_the_new_owner_is_reminded_and_the_old_one_is_not(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    promise = promised(case, desk)
    reassign(case, to=desk.dana, because="Ben is ill", by=desk.chidi, now=NOW + MINUTE)
    acknowledge(case, user=desk.dana, now=NOW + 2 * MINUTE)
    time_passes(promise.due_at)
    reminded = Notification.objects.filter(kind="promise_reminder", body__contains="coupling")
    assert set(reminded.values_list("user__name", flat=True)) == {"Dana Wolff"}
    broken = Notification.objects.filter(key__startswith=f"broken/promise:{promise.pk}/")
    assert set(broken.values_list("user__name", flat=True)) == {"Dana Wolff", "Chidi Eze"}
    assert not Notification.objects.filter(user=desk.ben, created_at__gt=NOW + 2 * MINUTE).exists()
    check_invariants()


def test_d21_a_page_to_the_old_owner_that_was_not_sent_yet_is_taken_back(desk, outgoing_mail):
    case = furious_case(desk)
    reassign(case, to=desk.dana, because="Ben is ill", by=desk.chidi, now=NOW + MINUTE)
    post_goes_out(NOW + MINUTE)
    assert {m.recipients for m in outgoing_mail.messages if "[Level 4]" in m.subject} == {("dana@desk.example",)}
    assert case.climbs.get(ended_at=None).rung == 0
    time_passes(NOW + 6 * MINUTE)
    assert Notification.objects.filter(kind="page", user=desk.ben, created_at__gt=NOW).count() == 0
    check_invariants()


def test_d21_the_customers_next_mail_reaches_the_new_owner_only(desk, outgoing_mail):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    reassign(case, to=desk.dana, because="Ben is ill", by=desk.chidi, now=NOW + MINUTE)
    acknowledge(case, user=desk.dana, now=NOW + 2 * MINUTE)
    message = reply(case, author=desk.dana, text="I am Dana and have taken over.", now=NOW + 3 * MINUTE, key="r")
    post_goes_out(NOW + 3 * MINUTE)
    assert message.author == desk.dana
    mail_arrives(
        desk,
        "The press shows error 40.",
        now=NOW + HOUR,
        message_id="<m@halden.example>",
        In_Reply_To=message.message_id,
    )
    heard = Notification.objects.filter(created_at=NOW + HOUR)
    assert set(heard.values_list("user__name", flat=True)) == {"Dana Wolff"}
    check_invariants()
