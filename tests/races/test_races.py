"""What happens at the same moment: threads and processes on one database, as two engines and many people are."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from datetime import timedelta

import pytest

from evenkeel.cases.models import Case, Handoff
from evenkeel.cases.verbs import (
    accept_handoff,
    acknowledge,
    close,
    log_call,
    offer_handoff,
    open_brief,
    plan_step,
    reply,
    set_level,
)
from evenkeel.clock import handlers
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, arm, fire_due, when
from evenkeel.conversations.models import Message
from evenkeel.intake.models import InboundItem
from evenkeel.intake.verbs import keep, keep_mail, open_due, open_item
from evenkeel.notifications.delivering import deliver_due
from evenkeel.notifications.leases import LEASE
from evenkeel.notifications.models import Delivery, DeliveryAttempt, Notification
from evenkeel.notifications.outcomes import expire_leases
from evenkeel.people.models import Contact
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import renegotiate
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.models import Event
from harness import ROOT
from harness.cast import FURIOUS, NOW, furious_case, mail, open_desk, time_passes
from harness.children import at_once, process, told
from harness.invariants import check_invariants
from harness.processes import EVENKEEL

pytestmark = pytest.mark.django_db(transaction=True)

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture(autouse=True)
def _handlers_as_before(monkeypatch):
    monkeypatch.setattr(handlers, "_HANDLERS", dict(handlers._HANDLERS))


CROWD = 12  # threads at once: within the pool of a PostgreSQL installation, so that they truly meet


# The door.


def test_the_same_mail_kept_twenty_times_at_once_is_one_item_one_message_one_case(desk):
    raw = mail(FURIOUS)

    def arrives():
        item, fresh = keep_mail(raw, mailbox=desk.mailbox, now=NOW)
        return open_item(item, NOW).message_id, fresh

    answers = at_once(*[arrives] * CROWD) + at_once(*[arrives] * (20 - CROWD))
    assert len({message for message, _ in answers}) == 1
    assert answers[0][0] is not None
    assert sum(fresh for _, fresh in answers) == 1
    assert (InboundItem.objects.count(), Message.objects.count(), Case.objects.count()) == (1, 1, 1)
    assert Notification.objects.filter(kind="page").count() == 1
    check_invariants()


def api_message(text=FURIOUS, external_id="m1", address="ada@halden.example") -> bytes:
    return json.dumps(
        {
            "source": "shop",
            "external_id": external_id,
            "conversation": {"external_id": "c1"},
            "channel": "email",
            "direction": "in",
            "from": {"name": "Ada", "address": address},
            "to": ["help@desk.example"],
            "sent_at": NOW.isoformat(),
            "text": text,
        }
    ).encode()


def test_r34_one_message_sent_by_twenty_threads_is_one_and_each_hears_the_same_ids(desk):

    def arrives():
        item, fresh = keep("api:shop", "m1", "message", api_message(), NOW)
        item = open_item(item, NOW)
        return item.pk, item.message_id, fresh

    answers = at_once(*[arrives] * CROWD) + at_once(*[arrives] * (20 - CROWD))
    assert len({(item, message) for item, message, _ in answers}) == 1
    assert answers[0][1] is not None
    assert [a[2] for a in answers].count(True) == 1
    assert (Message.objects.count(), Case.objects.count()) == (1, 1)


def test_two_engines_open_one_pile_and_each_item_is_opened_once(desk):
    for n in range(12):
        keep_mail(mail(FURIOUS, sender=f"p{n}@firm{n}.example", message_id=f"<{n}@x>"), mailbox=desk.mailbox, now=NOW)

    def engine():
        while open_due(NOW, limit=5):
            pass

    at_once(engine, engine)
    assert InboundItem.objects.filter(state="opened").count() == 12
    assert (Message.objects.count(), Case.objects.count()) == (12, 12)
    check_invariants()


@pytest.mark.parametrize("sender", ["ada@halden.example", "new@nobody-knew.example"])
def test_two_mails_of_one_person_opened_at_the_same_moment_are_one_case(desk, sender):
    items = [
        keep_mail(
            mail(FURIOUS, sender=sender, message_id=f"<{n}@x>", subject=f"Line {n}"), mailbox=desk.mailbox, now=NOW
        )[0]
        for n in range(4)
    ]
    at_once(*[lambda item=item: open_item(item, NOW) for item in items])
    while open_due(NOW + HOUR):
        pass
    assert set(InboundItem.objects.values_list("state", flat=True)) == {"opened"}
    assert Contact.objects.filter(addresses__address=sender).count() == 1
    assert Case.objects.count() == 1
    check_invariants()


# The clock.


def bells(count: int) -> None:
    for n in range(count):
        arm(key=f"bell:{n}", kind="bell", due_at=NOW, now=NOW - MINUTE, subject_id=n)


def ring(timer, now):
    Event.objects.create(kind="rang", at=now, recorded_at=now, actor="clock", data={"n": timer.subject})
    return Fired("rang")


def rung() -> Counter:
    return Counter(e.data["n"] for e in Event.objects.filter(kind="rang"))


def test_two_clocks_fire_three_hundred_due_timers_each_exactly_once(desk):
    when("bell", ring)
    bells(300)

    def goes_round():
        idle = 0
        while idle < 3:
            idle = 0 if fire_due(NOW) else idle + 1

    at_once(*[goes_round] * 3)
    assert rung() == dict.fromkeys(range(300), 1)
    assert Timer.objects.filter(state="done", attempts=0).count() == 300


ENGINE = """
import sys, django
django.setup()
from evenkeel.clock.verbs import Fired, fire_due, when
from evenkeel.timeline.models import Event
from harness.cast import NOW
def ring(timer, now):
    Event.objects.create(kind="rang", at=now, recorded_at=now, actor="clock", data={"n": timer.subject})
    return Fired("rang")
when("bell", ring)
print("ready", flush=True)
sys.stdin.readline()
idle = 0
while idle < 3:
    idle = 0 if fire_due(NOW, limit=7) else idle + 1
"""


def test_two_processes_fire_three_hundred_due_timers_each_exactly_once(desk):
    when("bell", ring)
    bells(300)
    children = [process(ENGINE) for _ in range(2)]
    for child in children:
        assert child.stdout.readline() == "ready\n"
    for child in children:
        told(child)
    assert [child.wait(60) for child in children] == [0, 0]
    assert rung() == dict.fromkeys(range(300), 1)


@pytest.mark.timeout(200)
def test_r03_a_clock_killed_in_the_middle_again_and_again_fires_each_timer_exactly_once(desk):
    when("bell", ring)
    bells(300)
    kills = 0
    while Timer.objects.filter(state="armed").exists():
        child = process(ENGINE)
        child.stdout.readline()
        before = Timer.objects.filter(state="armed").count()
        told(child)
        until = time.monotonic() + 20
        while kills < 4 and Timer.objects.filter(state="armed").count() == before and time.monotonic() < until:
            time.sleep(0.002)
        if kills < 4:
            child.send_signal(signal.SIGKILL)
            kills += 1
        child.wait(60)
    assert rung() == dict.fromkeys(range(300), 1)


def test_r39_an_acknowledgement_at_the_moment_the_rung_fires_is_not_followed_by_a_page(desk):
    """Many cases, two clocks and two people with the button, all at once."""
    lots = random.Random(7)
    for n in range(30):
        item, _ = keep_mail(
            mail(FURIOUS, sender=f"p{n}@firm{n}.example", message_id=f"<{n}@x>"), mailbox=desk.mailbox, now=NOW
        )
        open_item(item, NOW)
    cases = list(Case.objects.all())
    assert len(cases) == 30
    lots.shuffle(cases)

    def goes_round():
        for minute in range(1, 21):
            while fire_due(NOW + minute * MINUTE, limit=10):
                pass

    def acknowledges(mine):
        for n, case in enumerate(mine):
            acknowledge(case, user=desk.ben, now=NOW + (n % 20 + 1) * MINUTE)

    at_once(goes_round, goes_round, lambda: acknowledges(cases[::2]), lambda: acknowledges(cases[1::2]))
    assert Event.objects.filter(kind="acknowledged").count() == 30
    pages_at = Counter((e.case_id, e.data["climb"], e.data["rung"]) for e in Event.objects.filter(kind="paged"))
    assert set(pages_at.values()) == {1}, "a rung was paged twice"
    assert not Timer.objects.filter(attempts__gt=0), "a timer failed: two that wait for each other?"
    check_invariants()


def test_r43_a_promise_moved_a_second_before_its_time_is_moved_or_broken_never_both(desk):
    """And neither the clock nor the person waits for ever."""
    seen = Counter()
    for n in range(12):
        item, _ = keep_mail(
            mail(FURIOUS, sender=f"p{n}@firm{n}.example", message_id=f"<{n}@x>"), mailbox=desk.mailbox, now=NOW
        )
        case = open_item(item, NOW).message.conversation.case
        acknowledge(case, user=desk.ben, now=NOW)
        message = reply(case, author=desk.ben, text="I'll call you by 4:10 pm London time today.", now=NOW, key=f"r{n}")
        promise = Promise.objects.filter(case=case, origin="text").first()
        assert promise is not None, message.text
        due = promise.due_at

        def moves(promise=promise, message=message, due=due):
            return renegotiate(promise, due_at=due + HOUR, told=message, by=desk.ben, now=due - SECOND)

        moved, _ = at_once(moves, lambda due=due: fire_due(due))
        promise.refresh_from_db()
        successor = Promise.objects.filter(predecessor=promise)
        assert (promise.state == "renegotiated") == successor.exists() == (not isinstance(moved, Refused))
        assert promise.state in {"renegotiated", "broken"}
        seen[promise.state] += 1
    assert not Timer.objects.filter(attempts__gt=0), "the clock and a person waited for each other"
    check_invariants()


# People.


def test_r45_one_handoff_accepted_twice_at_once_passes_the_case_once(desk):
    """A double click, and somebody else's hand."""
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    plan_step(case, action="Send the technician", owner=desk.ben, due_at=NOW + HOUR, by=desk.ben, now=NOW)
    handoff = offer_handoff(
        case,
        giver=desk.ben,
        receiver=desk.dana,
        recap="Line 2 is down, the coupling is on its way.",
        why_this_person="She knows the press",
        now=NOW,
    )
    open_brief(handoff, by=desk.dana, now=NOW + SECOND)

    def accepts(user):
        return lambda: accept_handoff(Handoff.objects.get(pk=handoff.pk), by=user, ticked=(), now=NOW + MINUTE)

    answers = at_once(accepts(desk.dana), accepts(desk.dana), accepts(desk.sam))
    refused = [a for a in answers if isinstance(a, Refused)]
    assert len(refused) == 2
    assert isinstance(answers[2], NotAllowed | Refused)
    case.refresh_from_db()
    assert case.owner == desk.dana
    assert Event.objects.filter(case=case, kind="handoff_answered").count() == 1
    check_invariants()


def test_r44_a_case_offered_to_two_people_at_once_is_offered_to_one(desk):
    case = furious_case(desk)
    plan_step(case, action="Send the technician", owner=desk.ben, due_at=NOW + HOUR, by=desk.ben, now=NOW)

    def offers(user):
        return lambda: offer_handoff(
            case,
            giver=desk.ben,
            receiver=user,
            recap="Line 2 is down, the coupling is on its way.",
            why_this_person="Knows the press",
            now=NOW,
        )

    answers = at_once(offers(desk.dana), offers(desk.sam))
    assert [isinstance(a, Refused) for a in answers].count(True) == 1
    check_invariants()


def test_r41_a_level_raised_twice_at_once_is_raised_once(desk):
    case = furious_case(desk, text="The invoice is wrong for the third time now, this month again. Please correct it.")
    set_level(case, 2, because="as read", by=desk.chidi, now=NOW) if case.level != 2 else None
    climbs = case.climbs.count()

    def raises(user):
        return lambda: set_level(case, 4, because="their line stands still", by=user, now=NOW + MINUTE)

    answers = at_once(raises(desk.ben), raises(desk.chidi))
    assert [isinstance(a, Refused) for a in answers].count(True) == 1
    assert Event.objects.filter(case=case, kind="level_decided", data__level=4).count() == 1
    assert case.climbs.count() == climbs + 1
    check_invariants()


def test_two_people_acknowledge_at_once_and_the_ladder_stops_once(desk):
    case = furious_case(desk)
    at_once(*[lambda u=u: acknowledge(case, user=u, now=NOW + MINUTE) for u in (desk.ben, desk.ben, desk.chidi)])
    time_passes(NOW + 20 * MINUTE)
    assert Event.objects.filter(case=case, kind="paged").count() == 1
    assert Event.objects.filter(case=case, kind="acknowledged", actor=f"user:{desk.ben.pk}").count() <= 2
    check_invariants()


def test_an_answer_sent_by_a_double_click_is_one_mail(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    sends = [lambda: reply(case, author=desk.ben, text="We are on it.", now=NOW + MINUTE, key="one")] * 4
    assert len({m.pk for m in at_once(*sends)}) == 1
    assert Delivery.objects.filter(notification__kind="reply").count() == 1
    check_invariants()


def test_a_call_logged_by_a_double_click_is_one_call(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    call = {"user": desk.ben, "outcome": "reached", "seconds": 240, "now": NOW + HOUR}
    assert len({r.pk for r in at_once(*[lambda: log_call(case, key="one", **call)] * 4)}) == 1
    assert Event.objects.filter(case=case, kind="call_logged").count() == 1
    assert log_call(case, **call).pk != log_call(case, **call).pk, "without a key each is a call of its own"
    check_invariants()


def test_the_question_whether_it_is_solved_is_asked_once_on_a_double_click(desk):
    case = furious_case(desk)
    at_once(*[lambda: close(case, done="The coupling was replaced.", by=desk.ben, now=NOW + HOUR, key="c")] * 3)
    assert Event.objects.filter(case=case, kind="case_resolved").count() == 1
    assert Delivery.objects.filter(notification__kind="reply").count() == 1
    check_invariants()


# The post.


def test_two_workers_deliver_forty_words_each_once(desk, smtp_sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    for n in range(40):
        word = Notification.objects.create(
            key=f"w{n}", kind="page", user=desk.ben, subject=f"word {n}", body="b", created_at=NOW, urgency=0
        )
        # First pages: each goes alone, however many there are.
        Delivery.objects.create(
            notification=word, channel="mail", address="ben@desk.example", not_before=NOW, urgency=0
        )

    def works(name):
        def goes_round():
            idle = 0
            while idle < 3:
                idle = 0 if deliver_due(lambda: NOW, name) else idle + 1

        return goes_round

    at_once(works("a"), works("b"), works("c"))
    assert Counter(m.subject for m in smtp_sink.messages) == {f"word {n}": 1 for n in range(40)}
    assert DeliveryAttempt.objects.filter(outcome="sent").count() == 40
    check_invariants()


WORKER = """
import sys, django
django.setup()
from datetime import timedelta
from evenkeel.notifications.leases import claim
from evenkeel.notifications.outcomes import record_sent
from harness.cast import NOW
[delivery] = claim(NOW, "frozen")
print("claimed", flush=True)
sys.stdin.readline()
print(record_sent(delivery, "late", NOW, NOW + timedelta(minutes=5)), flush=True)
"""


def test_r09_a_worker_frozen_past_its_lease_finds_its_late_word_fenced_out(desk, smtp_sink, settings):
    """SIGSTOP, the lease runs out, another delivers, SIGCONT."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    furious_case(desk)
    child = process(WORKER)
    assert child.stdout.readline() == "claimed\n"
    child.send_signal(signal.SIGSTOP)
    after = NOW + LEASE + SECOND
    assert expire_leases(after) == 1
    assert deliver_due(lambda: after, "the other") == 1
    told(child)
    child.send_signal(signal.SIGCONT)
    assert child.stdout.readline() == "False\n"
    assert child.wait(30) == 0
    [delivery] = Delivery.objects.all()
    assert (delivery.state, delivery.claimed_by, delivery.lease_no) == ("sent", "the other", 2)
    assert [a.outcome for a in delivery.history.all()] == ["unknown", "sent"]
    check_invariants()


# Engines.


@pytest.mark.django_db(transaction=False)
def test_a_second_engine_on_one_sqlite_file_refuses_to_start_and_says_so(installation):
    if os.environ.get("EVENKEEL_TEST_CLUSTER_URL"):
        pytest.skip("On PostgreSQL several engines share the work.")
    first = installation.start("engine", "--no-smtp")
    lock = installation.folder / "data" / "engine.lock"
    first.expect(lock.exists, saying="its lock")
    second = subprocess.run(
        [EVENKEEL, "engine", "--no-smtp"],
        env=installation.environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert second.returncode != 0
    assert "Another engine works on this desk already" in second.stderr
    assert "Traceback" not in second.stderr
    first.kill()
    third = installation.start("engine", "--no-smtp")
    time.sleep(1.5)
    third.expect_running()
    assert "Another engine" not in third.said
