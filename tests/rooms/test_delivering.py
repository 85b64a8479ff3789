"""Words on their way: tried again, given up aloud, repeated with a mark, or held for a person. Only the wire is faked."""

from __future__ import annotations

import base64
from datetime import timedelta

import pytest
from standardwebhooks import Webhook

from evenkeel.cases.verbs import acknowledge, note, reply
from evenkeel.notifications.delivering import deliver_due
from evenkeel.notifications.leases import LEASE, claim
from evenkeel.notifications.models import Delivery, Endpoint, Notification
from evenkeel.notifications.outcomes import GIVE_UP_AFTER, decide_uncertain, expire_leases, record_sent
from evenkeel.notifications.reads import uncertain
from evenkeel.promises.models import Promise
from evenkeel.refusal import Refused
from evenkeel.timeline.reads import of_case
from harness.cast import NOW, furious_case, open_desk, post_goes_out, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
SECRET = "whsec_" + base64.b64encode(b"a secret that only two of us know").decode()


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture(autouse=True)
def _post_office(smtp_sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port


def the_page(case) -> Delivery:
    return Delivery.objects.get(notification__case=case, notification__kind="page", channel="mail")


def the_reply(case) -> Delivery:
    return Delivery.objects.get(notification__case=case, notification__kind="reply")


def answered_case(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    reply(case, author=desk.ben, text="We are on it. I'll call you by 3 pm your time today.", now=NOW, key="r1")
    return case


def outcomes(delivery) -> list[str]:
    return [a.outcome for a in delivery.history.all()]


def kinds(case) -> list[str]:
    return [e.kind for e in of_case(case)]


def to(sink, address):
    return [m for m in sink.messages if m.recipients == (address,)]


def test_the_owner_is_paged_by_mail_within_one_turn(desk, smtp_sink):
    case = furious_case(desk)
    post_goes_out(NOW + SECOND)
    [page] = smtp_sink.messages
    assert page.recipients == ("ben@desk.example",)
    assert "line 2 is down" in page.text
    assert page.parsed["Auto-Submitted"] == "auto-generated"
    assert str(the_page(case).key) in page.parsed["Message-ID"]
    assert b"\n" not in page.raw.replace(b"\r\n", b""), "a bare line feed went over the wire"
    check_invariants()


def test_a_server_that_says_later_is_asked_again_ever_more_rarely_until_it_takes_the_mail(desk, smtp_sink):
    case = furious_case(desk)
    smtp_sink.fail_with("451 4.3.0 later", times=3)
    at, waits = NOW, []
    post_goes_out(at)
    while (page := the_page(case)).state == "pending":
        waits.append(page.not_before - at)
        assert post_goes_out(page.not_before - SECOND) == 0
        at = page.not_before
        post_goes_out(at)
    assert waits == [5 * SECOND, 10 * SECOND, 20 * SECOND]
    assert outcomes(page) == ["deferred"] * 3 + ["sent"]
    assert len(smtp_sink.messages) == 1
    check_invariants()


def test_r26_a_server_that_is_away_for_half_an_hour_loses_nothing(desk, smtp_sink):
    case = furious_case(desk)
    smtp_sink.fail_with("451 4.3.0 later")
    at = NOW
    while at < NOW + 30 * MINUTE:
        post_goes_out(at)
        at += 15 * SECOND
    assert the_page(case).state == "pending"
    smtp_sink.behave()
    post_goes_out(at + 15 * MINUTE)
    assert the_page(case).state == "sent"


def test_r30_an_address_that_is_refused_for_good_fails_at_once_and_the_lead_is_told(desk, smtp_sink):
    case = furious_case(desk)
    smtp_sink.fail_with("550 5.1.1 nobody of that name", times=1)
    post_goes_out(NOW)
    page = the_page(case)
    assert (page.state, outcomes(page)) == ("failed", ["failed"])
    assert "not_delivered" in kinds(case)
    told = {m.recipients[0] for m in smtp_sink.messages}
    assert "chidi@desk.example" in told
    check_invariants()


def test_when_every_address_is_refused_the_alarms_come_to_an_end(desk, smtp_sink):
    case = furious_case(desk)
    smtp_sink.fail_with("550 5.1.1 nobody of that name")
    post_goes_out(NOW)
    post_goes_out(NOW + MINUTE)
    assert "not_delivered" in kinds(case)
    assert Delivery.objects.filter(state="failed").count() < 8
    check_invariants()


def test_what_cannot_be_handed_over_again_and_again_is_given_up_aloud(desk, smtp_sink):
    case = furious_case(desk)
    acknowledge(case, user=desk.chidi, now=NOW)
    reply(case, author=desk.ben, text="We are on it.", now=NOW, key="r1")
    smtp_sink.fail_with("451 4.3.0 later")
    for hours in (0, 1, 8, 23):
        deliver_due(lambda hours=hours: NOW + timedelta(hours=hours), "test")
    assert the_reply(case).state == "pending"  # A mail server may be away for a night.
    deliver_due(lambda: NOW + GIVE_UP_AFTER, "test")
    assert the_reply(case).state == "failed"
    assert "not_delivered" in kinds(case)
    assert Notification.objects.filter(case=case, kind="not_delivered", user=desk.chidi).exists()


def test_r27_a_page_that_may_have_arrived_is_repeated_and_says_so(desk, smtp_sink):
    case = furious_case(desk)
    smtp_sink.drop_connection()
    deliver_due(lambda: NOW, "test")
    smtp_sink.drop_connection(False)
    post_goes_out(NOW + SECOND)
    first, second = smtp_sink.messages
    assert first.parsed["Message-ID"] == second.parsed["Message-ID"]
    assert not first.subject.startswith("(may be a repeat)")
    assert second.subject == f"(may be a repeat) {first.subject}"
    assert outcomes(the_page(case)) == ["unknown", "sent"]
    check_invariants()


def test_a_repeat_that_had_to_wait_once_more_still_says_that_it_is_one(desk, smtp_sink):
    furious_case(desk)
    smtp_sink.drop_connection()
    deliver_due(lambda: NOW, "test")
    smtp_sink.drop_connection(False)
    smtp_sink.fail_with("451 later", times=1)
    deliver_due(lambda: NOW + SECOND, "test")
    post_goes_out(NOW + MINUTE)
    assert smtp_sink.messages[-1].subject.startswith("(may be a repeat)")


def test_a_server_that_always_falls_silent_does_not_get_a_copy_a_second(desk, smtp_sink):
    case = furious_case(desk)
    smtp_sink.drop_connection()
    at = NOW
    for _ in range(120):
        deliver_due(lambda at=at: at, "test")
        at += SECOND
    assert len(smtp_sink.messages) <= 6
    at = NOW
    while the_page(case).state == "pending":
        at += 16 * MINUTE
        deliver_due(lambda at=at: at, "test")
    assert the_page(case).state == "failed"


def test_a_mail_server_that_answers_nonsense_after_the_mail_may_have_taken_it(desk, smtp_sink):
    case = answered_case(desk)
    smtp_sink.fail_with("250 " + "so " * 4000)
    deliver_due(lambda: NOW + SECOND, "test")
    smtp_sink.behave()
    post_goes_out(NOW + HOUR)
    assert the_reply(case).state == "unknown"
    assert to(smtp_sink, "ada@halden.example") == []


def test_r27_a_word_to_the_customer_that_may_have_arrived_is_never_repeated_by_itself(desk, smtp_sink):
    case = answered_case(desk)
    smtp_sink.drop_connection()
    deliver_due(lambda: NOW + SECOND, "test")
    smtp_sink.drop_connection(False)
    post_goes_out(NOW + HOUR)
    assert the_reply(case).state == "unknown"
    assert len(to(smtp_sink, "ada@halden.example")) == 1
    assert [d.pk for d in uncertain(case)] == [the_reply(case).pk]
    asked = Notification.objects.get(case=case, kind="uncertain")
    assert asked.user == desk.ben
    case.refresh_from_db()
    assert case.owner_told_at is None
    check_invariants()


def test_a_person_says_that_it_went_out_and_then_it_counts(desk, smtp_sink):
    case = answered_case(desk)
    smtp_sink.drop_connection()
    deliver_due(lambda: NOW + SECOND, "test")
    smtp_sink.drop_connection(False)
    decide_uncertain(the_reply(case), send_again=False, by=desk.ben, now=NOW + 2 * MINUTE)
    post_goes_out(NOW + 3 * MINUTE)
    assert len(to(smtp_sink, "ada@halden.example")) == 1
    assert outcomes(the_reply(case)) == ["unknown", "decided"]
    case.refresh_from_db()
    assert case.owner_told_at == NOW + 2 * MINUTE
    with pytest.raises(Refused, match="decided on already"):
        decide_uncertain(the_reply(case), send_again=True, by=desk.chidi, now=NOW + 4 * MINUTE)
    check_invariants()


def test_a_person_sends_it_again_and_the_customer_gets_the_same_mail_unmarked(desk, smtp_sink):
    case = answered_case(desk)
    smtp_sink.drop_connection()
    deliver_due(lambda: NOW + SECOND, "test")
    smtp_sink.drop_connection(False)
    decide_uncertain(the_reply(case), send_again=True, by=desk.ben, now=NOW + 2 * MINUTE)
    post_goes_out(NOW + 3 * MINUTE)
    first, second = to(smtp_sink, "ada@halden.example")
    assert (first.subject, first.parsed["Message-ID"]) == (second.subject, second.parsed["Message-ID"])
    assert the_reply(case).state == "sent"
    check_invariants()


def test_a_sender_that_died_leaves_a_page_to_be_repeated_and_a_reply_to_a_person(desk, smtp_sink):
    case = answered_case(desk)
    dana = Endpoint.objects.create(user=desk.dana, channel="mail", address="dana@desk.example")
    page = Notification.objects.create(
        key="p", case=case, kind="alarm", user=desk.dana, subject="s", body="b", created_at=NOW
    )
    Delivery.objects.create(notification=page, channel="mail", address=dana.address, endpoint=dana, not_before=NOW)
    taken = claim(NOW, "dead", limit=10)
    assert len(taken) == 2
    assert expire_leases(NOW + LEASE) == 0
    assert expire_leases(NOW + LEASE + SECOND) == 2
    assert the_reply(case).state == "unknown"
    post_goes_out(NOW + LEASE + 2 * SECOND)
    assert to(smtp_sink, "dana@desk.example")[0].subject.startswith("(may be a repeat)")
    assert not to(smtp_sink, "ada@halden.example")


def test_r09_a_worker_that_lost_its_lease_does_not_send_what_another_has(desk, smtp_sink):
    furious_case(desk)
    [frozen] = claim(NOW, "frozen")
    post_goes_out(NOW + LEASE + SECOND)
    assert len(smtp_sink.messages) == 1
    from evenkeel.notifications.delivering import deliver_one

    deliver_one(frozen, lambda: NOW + 2 * LEASE)
    assert len(smtp_sink.messages) == 1
    assert record_sent(frozen, "late", NOW, NOW + 2 * LEASE) is False
    check_invariants()


def test_a_page_taken_back_before_it_went_is_not_sent(desk, smtp_sink):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + SECOND)
    post_goes_out(NOW + 2 * SECOND)
    assert smtp_sink.messages == []
    assert the_page(case).state == "cancelled"
    check_invariants()


def test_a_page_taken_back_while_it_was_about_to_be_sent_is_not_sent(desk, smtp_sink):
    from evenkeel.notifications.delivering import deliver_one

    case = furious_case(desk)
    [page] = claim(NOW, "test")
    acknowledge(case, user=desk.ben, now=NOW + SECOND)
    deliver_one(page, lambda: NOW + SECOND)
    assert smtp_sink.messages == []
    assert outcomes(the_page(case)) == ["cancelled"]
    check_invariants()


def test_a_note_never_leaves(desk, smtp_sink):
    case = answered_case(desk)
    note(case, author=desk.ben, text="Between us: the coupling was ours, and we knew in March.", now=NOW, key="n1")
    time_passes(NOW + 8 * HOUR)
    post_goes_out(NOW + 8 * HOUR)
    assert smtp_sink.messages
    assert not any("Between us" in m.text for m in smtp_sink.messages)
    check_invariants()


# Webhooks.


@pytest.fixture
def hooked(desk, webhook_sink):
    return Endpoint.objects.create(user=desk.ben, channel="webhook", address=f"{webhook_sink.url}/ben", secret=SECRET)


def the_hook(case) -> Delivery:
    return Delivery.objects.get(notification__case=case, notification__kind="page", channel="webhook")


def test_a_webhook_is_signed_so_that_its_receiver_can_be_sure(desk, hooked, webhook_sink):
    case = furious_case(desk)
    post_goes_out(NOW)
    [request] = webhook_sink.requests
    body = Webhook(SECRET).verify(request.body, dict(request.headers))
    assert body["type"] == "notification.page"
    assert body["data"]["case"] == case.pk
    assert request.headers["webhook-id"] == str(the_hook(case).key)
    with pytest.raises(Exception, match="signature"):
        Webhook(SECRET).verify(request.body + b" ", dict(request.headers))


def test_a_webhook_that_stumbles_is_called_again_with_the_same_id(desk, hooked, webhook_sink):
    case = furious_case(desk)
    webhook_sink.answer_next(500)
    post_goes_out(NOW)
    assert the_hook(case).state == "pending"
    post_goes_out(NOW + 5 * SECOND)
    assert the_hook(case).state == "sent"
    assert len({r.headers["webhook-id"] for r in webhook_sink.requests}) == 1
    check_invariants()


def test_a_webhook_that_asks_for_patience_is_given_it(desk, hooked, webhook_sink):
    case = furious_case(desk)
    webhook_sink.answer_next(429, retry_after=90)
    post_goes_out(NOW)
    assert the_hook(case).not_before == NOW + 90 * SECOND
    assert post_goes_out(NOW + 89 * SECOND) == 0
    post_goes_out(NOW + 90 * SECOND)
    assert the_hook(case).state == "sent"


def test_a_webhook_that_is_gone_is_marked_broken_and_the_other_endpoint_still_gets_it(
    desk, hooked, webhook_sink, smtp_sink
):
    Endpoint.objects.create(user=desk.ben, channel="mail", address="ben@home.example")
    case = furious_case(desk)
    webhook_sink.answer_always(404)
    post_goes_out(NOW)
    hooked.refresh_from_db()
    assert hooked.broken_at == NOW
    assert "404" in hooked.broken_because
    assert (the_hook(case).state, the_page(case).state) == ("failed", "sent")
    assert to(smtp_sink, "chidi@desk.example"), "the lead heard nothing of it"
    webhook_sink.requests.clear()
    time_passes(NOW + 10 * MINUTE)
    post_goes_out(NOW + 10 * MINUTE)
    assert webhook_sink.requests == [], "a broken endpoint was called again"
    check_invariants()


def test_when_the_only_endpoint_is_broken_the_person_is_told_by_their_mail_address(
    desk, hooked, webhook_sink, smtp_sink
):
    furious_case(desk)
    webhook_sink.answer_always(410)
    post_goes_out(NOW)
    assert to(smtp_sink, "ben@desk.example")


def test_a_webhook_that_hangs_up_may_have_heard_and_is_told_that_it_is_a_repeat(desk, hooked, webhook_sink):
    furious_case(desk)
    webhook_sink.answer_next(0)
    post_goes_out(NOW)
    first, second = webhook_sink.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert (first.json["data"]["may_be_a_repeat"], second.json["data"]["may_be_a_repeat"]) == (False, True)


@pytest.mark.django_db(transaction=True)
def test_r28_a_slow_webhook_does_not_stop_the_mail(hooked, desk, webhook_sink, smtp_sink):
    """With the engine's own loops, for real: six slow calls are ahead, and the mail is there at once."""
    import time

    from evenkeel.clock.reads import database_now
    from evenkeel.engine.loops import Engine

    webhook_sink.answer_always(200, after=1.5)
    now = database_now()
    for n in range(6):
        slow = Notification.objects.create(
            key=f"slow:{n}", kind="page", user=desk.ben, subject="s", body="b", created_at=now
        )
        Delivery.objects.create(
            notification=slow, channel="webhook", address=hooked.address, endpoint=hooked, urgency=0, not_before=now
        )
    quick = Notification.objects.create(
        key="quick", kind="page", user=desk.dana, subject="quick", body="b", created_at=now
    )
    Delivery.objects.create(notification=quick, channel="mail", address="dana@desk.example", urgency=5, not_before=now)
    engine, began = Engine(), time.monotonic()
    engine.start()
    try:
        smtp_sink.expect_messages(1, within=10)
        took = time.monotonic() - began
    finally:
        engine.stop()
    assert took < 1.4, f"the mail waited {took:.1f} s for a webhook"


def test_without_a_mail_server_words_wait_and_are_not_lost(desk, smtp_sink, settings):
    case = furious_case(desk)
    settings.EMAIL_HOST = ""
    post_goes_out(NOW)
    assert the_page(case).state == "pending"
    settings.EMAIL_HOST = smtp_sink.host
    post_goes_out(NOW + MINUTE)
    assert the_page(case).state == "sent"


def test_a_promise_of_words_is_kept_as_of_when_they_were_written_and_only_once_they_were_handed_over(desk, smtp_sink):
    case = furious_case(desk)
    owed = Promise.objects.get(case=case, origin="cadence")
    acknowledge(case, user=desk.ben, now=NOW)
    reply(case, author=desk.ben, text="We are on it.", now=owed.due_at - SECOND, key="r1")
    smtp_sink.fail_with("451 later", times=1)
    post_goes_out(owed.due_at - SECOND)
    owed.refresh_from_db()
    assert owed.state == "made"
    time_passes(owed.due_at + SECOND)
    owed.refresh_from_db()
    assert owed.state == "made", "broken although the words were on their way"
    post_goes_out(owed.due_at + 10 * SECOND)
    owed.refresh_from_db()
    assert owed.state == "kept"
    check_invariants()


def test_without_a_mail_server_words_wait_and_nothing_is_counted_as_a_failure(settings):
    settings.EMAIL_HOST = ""
    desk = open_desk()
    furious_case(desk)
    assert deliver_due(lambda: NOW, "test", channel="mail") == 0
    delivery = Delivery.objects.get(notification__kind="page")
    assert (delivery.state, delivery.attempts) == ("pending", 0)


def test_r09_a_late_word_is_fenced_out_also_while_the_other_worker_is_still_sending(settings):
    settings.EMAIL_HOST = "127.0.0.1"
    furious_case(open_desk())
    [frozen] = claim(NOW, "frozen")
    after = NOW + LEASE + SECOND
    assert expire_leases(after) == 1
    [theirs] = claim(after, "the other")
    assert not record_sent(frozen, "late", NOW, after)
    assert record_sent(theirs, "theirs", after, after)
    assert [a.outcome for a in theirs.history.order_by("id")] == ["unknown", "sent"]
