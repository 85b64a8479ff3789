"""What providers say became of a message: R31 late and out of order, R32 of an unknown message, R33 failed after all."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import permutations

import pytest

from evenkeel.notifications.leases import claim
from evenkeel.notifications.models import Delivery, Endpoint, Receipt
from evenkeel.notifications.outcomes import record_sent
from evenkeel.notifications.reads import handed_over
from evenkeel.notifications.receipts import apply_waiting, heard
from evenkeel.timeline.reads import of_case
from harness.cast import NOW, furious_case, open_desk, post_goes_out
from harness.invariants import check_invariants
from harness.vendors import PHONE, set_up

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(settings, webhook_sink, smtp_sink):
    set_up(settings, webhook_sink)
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port
    webhook_sink.answer_always(201, body=b'{"sid": "SM1"}')
    return open_desk()


@pytest.fixture
def texted(desk):
    Endpoint.objects.create(user=desk.ben, channel="sms", address=PHONE)
    case = furious_case(desk)
    post_goes_out(NOW)
    return case


def the_text(case) -> Delivery:
    return Delivery.objects.get(notification__case=case, notification__kind="page", channel="sms")


def test_a_text_that_arrived_and_was_read_says_so(texted):
    assert the_text(texted).state == "sent"
    assert heard("sms", "SM1", "delivered", NOW + SECOND)
    assert the_text(texted).state == "delivered"
    assert heard("sms", "SM1", "read", NOW + 2 * SECOND)
    assert the_text(texted).state == "read"
    assert [a.outcome for a in the_text(texted).history.all()] == ["sent", "delivered", "read"]
    check_invariants()


@pytest.mark.parametrize("order", list(permutations(["failed", "delivered", "read"])), ids="-".join)
def test_r31_receipts_in_any_order_end_in_the_same_state(order, texted):
    for n, outcome in enumerate(order):
        assert heard("sms", "SM1", outcome, NOW + n * SECOND)
    assert the_text(texted).state == "read"
    assert Receipt.objects.filter(delivery=the_text(texted)).count() == 3
    check_invariants()


def test_r31_delivered_after_read_does_not_go_back_and_is_kept(texted):
    heard("sms", "SM1", "read", NOW)
    heard("sms", "SM1", "delivered", NOW + SECOND)
    assert the_text(texted).state == "read"
    assert Receipt.objects.get(outcome="delivered").applied is False
    assert the_text(texted).history.last().outcome == "late_receipt"


def test_r31_a_failure_after_it_arrived_is_written_down_and_nobody_is_alarmed(texted, smtp_sink):
    heard("sms", "SM1", "delivered", NOW)
    heard("sms", "SM1", "failed", NOW + SECOND, because="carrier hiccup")
    assert the_text(texted).state == "delivered"
    assert "not_delivered" not in [e.kind for e in of_case(texted)]
    assert "said failed when it was delivered" in the_text(texted).history.last().detail


def test_r31_an_older_number_changes_nothing_after_a_newer_one(texted):
    heard("sms", "SM1", "failed", NOW, seq=7)
    heard("sms", "SM1", "delivered", NOW + SECOND, seq=3)
    assert the_text(texted).state == "failed"
    heard("sms", "SM1", "delivered", NOW + 2 * SECOND, seq=8)
    assert the_text(texted).state == "delivered"


def test_r31_the_same_receipt_again_changes_nothing(texted):
    for _ in range(5):
        assert heard("sms", "SM1", "delivered", NOW)
    assert Receipt.objects.count() == 1
    assert [a.outcome for a in the_text(texted).history.all()] == ["sent", "delivered"]


def test_r32_a_receipt_of_an_unknown_message_is_kept_and_nobody_is_troubled(desk):
    assert heard("sms", "SM-of-somebody-else", "failed", NOW) is False
    assert Receipt.objects.get().applied is None
    assert heard("sms", "SM1", "exploded", NOW) is False
    assert heard("sms", "", "delivered", NOW) is False
    check_invariants()


def test_r32_a_receipt_that_comes_before_we_have_written_down_that_we_sent_it(desk):
    Endpoint.objects.create(user=desk.ben, channel="sms", address=PHONE)
    case = furious_case(desk)
    assert heard("sms", "SM1", "delivered", NOW) is False
    post_goes_out(NOW + SECOND)
    assert the_text(case).state == "delivered"
    assert [a.outcome for a in the_text(case).history.all()] == ["sent", "delivered"]
    check_invariants()


def test_r32_another_channels_id_is_not_ours(texted):
    assert heard("voice", "SM1", "delivered", NOW) is False
    assert the_text(texted).state == "sent"


@pytest.mark.django_db(transaction=True)
def test_r32_receipt_and_recording_at_the_same_moment_never_miss_each_other(desk):
    from django.db import connection

    case = furious_case(desk)
    for turn in range(6):
        Delivery.objects.all().delete()
        text = Delivery.objects.create(
            notification=case.notifications.first(), channel="sms", address=PHONE, not_before=NOW
        )
        [claimed] = claim(NOW, "test", channel="sms")
        start = threading.Barrier(2)

        def receive(turn=turn, start=start):
            start.wait()
            heard("sms", f"SM-race-{turn}", "delivered", NOW)
            connection.close()

        def write(turn=turn, start=start, claimed=claimed):
            start.wait()
            assert record_sent(claimed, f"SM-race-{turn}", NOW, NOW)
            apply_waiting(claimed, NOW)
            connection.close()

        both = [threading.Thread(target=receive), threading.Thread(target=write)]
        for thread in both:
            thread.start()
        for thread in both:
            thread.join()
        text.refresh_from_db()
        assert text.state == "delivered", turn


def test_r33_a_text_that_came_back_is_written_down_and_the_person_is_tried_by_mail(texted, smtp_sink):
    smtp_sink.messages.clear()
    heard("sms", "SM1", "failed", NOW + SECOND, because="the network could not deliver it (error 30005)")
    assert the_text(texted).state == "failed"
    assert "30005" in the_text(texted).last_error
    [line] = [e for e in of_case(texted) if e.kind == "not_delivered"]
    assert "by text message" in line.sentence
    post_goes_out(NOW + 2 * SECOND)
    told = [m.recipients[0] for m in smtp_sink.messages]
    assert "ben@desk.example" in told, "the person was not tried by another way"
    assert "chidi@desk.example" in told, "nobody else was told"
    check_invariants()


def test_r33_where_another_way_is_open_no_mail_is_added(desk, smtp_sink):
    Endpoint.objects.create(user=desk.ben, channel="sms", address=PHONE)
    Endpoint.objects.create(user=desk.ben, channel="mail", address="ben@home.example")
    case = furious_case(desk)
    post_goes_out(NOW)
    heard("sms", "SM1", "failed", NOW + SECOND)
    assert set(case.notifications.get(kind="page").deliveries.values_list("channel", flat=True)) == {"sms", "mail"}
    assert not case.notifications.get(kind="page").deliveries.filter(address="ben@desk.example").exists()


def test_what_arrived_or_was_read_was_handed_over(texted):
    from evenkeel.conversations.models import Message

    text = the_text(texted)
    text.notification.message = Message.objects.first()
    text.notification.save(update_fields=["message"])
    for state, out in (("sent", True), ("delivered", True), ("read", True), ("failed", False), ("pending", False)):
        Delivery.objects.filter(pk=text.pk).update(state=state)
        assert handed_over(text.notification.message_id) is out, state
