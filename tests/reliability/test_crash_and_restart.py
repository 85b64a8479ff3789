"""R1 to R6: workers and databases that die at the worst moment. Processes are real, the kill is SIGKILL."""

from __future__ import annotations

import signal
from collections import Counter
from datetime import timedelta

import pytest

from evenkeel.cases.models import Climb
from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now
from evenkeel.clock.verbs import fire_due
from evenkeel.notifications.leases import LEASE
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import Wording, promise_by_hand
from harness.cast import NOW, furious_case, mail_arrives, open_desk, post_goes_out
from harness.children import process, told
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
ADA = "ada@halden.example"

WORKER = """
import sys, django
django.setup()
from evenkeel.notifications.delivering import deliver_due
from harness.cast import NOW
print("ready", flush=True)
sys.stdin.readline()
deliver_due(lambda: NOW, "doomed")
"""


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def post(smtp_sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    return smtp_sink


def to(post, address):
    return [m.subject for m in post.messages if m.recipients == (address,)]


def a_worker_dies(post, at):
    """A worker of its own delivers, and is killed when the mail server comes to this point of the conversation."""
    child = process(WORKER, EVENKEEL_EMAIL_URL=post.url)
    at(child)
    assert child.stdout.readline() == "ready\n"
    told(child)
    assert child.wait(90) == -signal.SIGKILL


def before_a_word_was_said(post):
    def at(child):
        async def dies(_server, _session, _envelope, _address, _options):
            child.send_signal(signal.SIGKILL)
            return "421 later"

        post.handle_MAIL = dies

    return at


def after_the_mail_was_taken(post):
    take = post.handle_DATA

    def at(child):
        async def dies(server, session, envelope):
            answer = await take(server, session, envelope)
            child.send_signal(signal.SIGKILL)
            child.wait(10)
            return answer

        post.handle_DATA = dies

    return at


def goes_on(post):
    for hook in ("handle_MAIL", "handle_DATA"):
        post.__dict__.pop(hook, None)


def waiting():
    """The kinds of what a person must decide about."""
    return list(Delivery.objects.filter(state="unknown").values_list("notification__kind", flat=True))


def answered(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    reply(case, author=desk.ben, text="We are on it.", now=NOW, key="r")
    return case


def test_r01_a_worker_killed_between_claim_and_send_leaves_a_page_that_another_sends_marked(desk, post):
    furious_case(desk)
    a_worker_dies(post, before_a_word_was_said(post))
    goes_on(post)
    [page] = Delivery.objects.all()
    assert (page.state, page.claimed_by, post.messages) == ("sending", "doomed", [])
    assert post_goes_out(NOW + LEASE - SECOND) == 0, "its lease had not run out"
    assert post_goes_out(NOW + LEASE + SECOND) == 1
    [subject] = to(post, "ben@desk.example")
    assert "may be a repeat" in subject
    check_invariants()


def test_r01_a_word_to_the_customer_that_its_sender_died_with_waits_for_a_person(desk, post):
    answered(desk)
    a_worker_dies(post, before_a_word_was_said(post))
    goes_on(post)
    post_goes_out(NOW + HOUR)
    assert to(post, ADA) == []
    assert len(waiting()) == 1
    assert any("cannot tell" in s or "went out" in s for s in to(post, "ben@desk.example")), post.messages
    check_invariants()


def test_r02_a_worker_killed_between_send_and_recording_repeats_a_page_once_and_says_so(desk, post):
    furious_case(desk)
    a_worker_dies(post, after_the_mail_was_taken(post))
    goes_on(post)
    assert post_goes_out(NOW + LEASE + SECOND) == 1
    assert post_goes_out(NOW + HOUR) == 0
    first, again = post.messages
    assert "may be a repeat" not in first.subject
    assert "may be a repeat" in again.subject
    assert first.parsed["Message-ID"] == again.parsed["Message-ID"], "a mail program could not fold the two"
    [page] = Delivery.objects.all()
    assert [a.outcome for a in page.history.all()] == ["unknown", "sent"]
    check_invariants()


def test_r02_a_mail_that_the_customer_has_is_never_sent_twice_by_itself(desk, post):
    answered(desk)
    a_worker_dies(post, after_the_mail_was_taken(post))
    goes_on(post)
    for hours in (1, 6, 48):
        post_goes_out(NOW + hours * HOUR)
    assert len(to(post, ADA)) == 1
    assert waiting() == ["reply"]
    check_invariants()


CLIMBER = """
import os, signal, sys, django
django.setup()
from datetime import timedelta
from django.db import connection
from evenkeel.clock.verbs import fire_due
from harness.cast import NOW
def dies_arming(execute, sql, params, many, context):
    if sql.startswith("INSERT INTO") and "clock_timer" in sql:
        os.kill(os.getpid(), signal.SIGKILL)
    return execute(sql, params, many, context)
with connection.execute_wrapper(dies_arming):
    fire_due(NOW + timedelta(minutes=5))
"""


def test_r04_a_clock_killed_while_it_arms_the_next_rung_has_paged_nobody_and_is_done_again_whole(desk):
    case = furious_case(desk)
    assert process(CLIMBER).wait(90) == -signal.SIGKILL
    [rung] = Timer.objects.filter(case=case, kind="escalation_step")
    assert (rung.state, rung.fired_at) == ("armed", None)
    assert Notification.objects.filter(kind="page").count() == 1, "a page was kept whose next rung was not armed"
    while fire_due(NOW + 5 * MINUTE):
        pass
    rung.refresh_from_db()
    next_rung = Timer.objects.get(case=case, kind="escalation_step", state="armed")
    assert (rung.state, next_rung.due_at) == ("done", NOW + 10 * MINUTE)
    assert sorted(Notification.objects.filter(key__contains="rung:1").values_list("user__name", flat=True)) == [
        "Ben Okafor",
        "Dana Wolff",
    ]
    check_invariants()


def works_until_still(house, post):
    engine = house.start("engine", "--no-smtp")

    def still():
        now = database_now()
        return (
            not Timer.objects.filter(state="armed", run_at__lte=now).exists()
            and not Delivery.objects.filter(state__in=("pending", "sending")).exists()
        )

    engine.expect(still, 60, saying="rest")
    engine.kill()
    return database_now()


def test_r05_six_hours_without_any_worker_are_caught_up_without_a_flood(desk, post, house):
    """Ladder, promises and cadence are open when the last worker dies; it starts again six hours later."""
    slept = database_now() - 6 * HOUR
    case = furious_case(desk, now=slept)
    mail_arrives(
        desk, now=slept, sender="Bo Lind <bo@other.example>", message_id="<bo@other.example>", subject="Press 4"
    )
    theirs = case.__class__.objects.exclude(pk=case.pk).get()
    acknowledge(theirs, user=desk.ben, now=slept)
    broken = by_hand(theirs, desk, slept, 3 * HOUR, "call Bo")
    soon = by_hand(theirs, desk, slept, 6 * HOUR + 20 * MINUTE, "mail Bo the plan")
    post_goes_out(slept)
    post.messages.clear()
    silences = list(Promise.objects.filter(origin="cadence").values_list("pk", "due_at"))
    back = works_until_still(house, post)

    # The ladder went one rung on, and its next wait counts from now: it is not climbed in one burst.
    climb = Climb.objects.get(case=case, ended_at=None)
    rung = Timer.objects.get(kind="escalation_step", state="armed", subject_id=climb.pk)
    assert climb.rung == 1
    assert rung.due_at > back + 4 * MINUTE
    # What fell due is broken once, dated when it fell due.
    broken.refresh_from_db()
    assert (broken.state, broken.broken_at) == ("broken", broken.due_at)
    for pk, due_at in silences:
        silence = Promise.objects.get(pk=pk)
        assert (silence.state, silence.broken_at) == ("broken", due_at)
    # The silence of six hours is one broken word a case, and the next is owed from now on.
    assert Promise.objects.filter(origin="cadence", state="broken").count() == len(silences) == 2
    assert set(Promise.objects.filter(origin="cadence", state="made").values_list("case", flat=True)) == {
        case.pk,
        theirs.pk,
    }
    # One reminder of what is still to be kept, not one for every offset that passed.
    assert Notification.objects.filter(kind="promise_reminder", body__contains="mail Bo the plan").count() == 1
    soon.refresh_from_db()
    assert soon.state == "made"
    # No flood: a person hears each thing once, and nobody more than a screen of it.
    counts = Counter(Notification.objects.filter(created_at__gt=slept + HOUR).values_list("user__name", flat=True))
    same = Counter((m.recipients, m.subject) for m in post.messages)
    assert max(same.values()) == 1, same.most_common(3)
    assert max(counts.values()) <= 10, counts
    check_invariants()


def by_hand(case, desk, made_at, within, what):
    return promise_by_hand(
        Wording(what=what, action="call" if "call" in what else "email", due_at=made_at + within),
        case=case,
        owner=desk.ben,
        contact=case.contact,
        by=desk.ben,
        now=made_at,
    )
