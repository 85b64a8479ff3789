"""Those who carry our words fail: nothing is lost, nobody is flooded, the customer hears nothing twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenkeel.cases.models import Case
from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.notifications import circuits
from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.delivering import deliver_due
from evenkeel.notifications.leases import LEASE, claim
from evenkeel.notifications.models import Circuit, Delivery, Endpoint, Notification, ReachRule
from evenkeel.notifications.outcomes import decide_uncertain, expire_leases, record_sent
from evenkeel.notifications.patience import patience
from evenkeel.notifications.reads import is_reachable
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import Account, Contact, ContactAddress
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, post_goes_out
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture(autouse=True)
def _post_office(smtp_sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port


def to(sink, address):
    return [m for m in sink.messages if m.recipients == (address,)]


def hook(user, sink, path: str = "", after: int | None = None) -> Endpoint:
    endpoint = Endpoint.objects.create(user=user, channel="webhook", address=f"{sink.url}/{path or user.pk}")
    if after is not None:
        ReachRule.objects.create(user=user, occasion="important", endpoint=endpoint, after_minutes=after)
    return endpoint


def many_cases(desk, accounts: dict[str, int], now=NOW) -> list[Case]:
    """Rows alone, cheap: what is tested is the order in which words leave."""
    template = furious_case(desk, now=now)
    made: list[Case] = []
    for name, how_many in accounts.items():
        account = Account.objects.create(name=name, team=desk.team, created_at=now)
        contact = Contact.objects.create(account=account, name=name, created_at=now)
        ContactAddress.objects.create(contact=contact, channel="email", address=f"x@{name}.example")
        made += Case.objects.bulk_create(
            Case(
                account=account,
                contact=contact,
                team=desk.team,
                owner=desk.ben,
                policy=template.policy,
                title=f"{name} {n}",
                level=3,
                opened_at=now,
            )
            for n in range(how_many)
        )
    Delivery.objects.all().delete()
    Notification.objects.all().delete()
    return made


def page(case, user, n: int, now=NOW, urgency: int = 0):
    return owe(
        Word(f"page {n} of {case.title}", "x", {}), key=f"page/{case.pk}/{n}/{user.pk}", kind="page", to=user, now=now,
        case=case, urgency=urgency, through_quiet=True,
    )  # fmt: skip


def take(now, per_second: int) -> list[Delivery]:
    """A provider that lets through so many a second, and a worker that keeps to it."""
    taken = claim(now, "test", per_second)
    for delivery in taken:
        assert record_sent(delivery, "ok", now, now)
    return list(taken)


# R23, R24: the order.


@pytest.mark.timeout(600)
def test_r23_of_ten_thousand_words_the_first_page_of_each_case_goes_before_the_second_of_any(desk):
    cases = many_cases(desk, {f"customer{n}": 100 for n in range(20)})
    words = Notification.objects.bulk_create(
        Notification(
            key=f"page/{case.pk}/{n}", case=case, kind="page", user=desk.dana, subject=f"page {n}", body="x",
            urgency=min(n - 1, 1), created_at=NOW,
        )
        for n in (5, 4, 3, 2, 1)
        for case in cases
    )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(
            notification=w, channel="mail", address="dana@desk.example", urgency=w.urgency, not_before=NOW,
            provider="mail", account_id=w.case.account_id, turn=n % 100,
        )
        for n, w in enumerate(words)
    )  # fmt: skip
    assert Delivery.objects.filter(state="pending").count() == 10_000
    paged: list[int] = []
    for second in range(len(cases) // 5):
        paged += [d.notification.case_id for d in take(NOW + second * SECOND, 5)]
    assert sorted(paged) == sorted(case.pk for case in cases), "a second page went before somebody's first"
    later = take(NOW + HOUR, 5)
    assert {d.urgency for d in later} == {1}


def test_r23_the_second_place_of_a_first_page_waits_for_the_first_pages_of_others(desk):
    Endpoint.objects.create(user=desk.ben, channel="mail", address="ben@home.example")
    Endpoint.objects.create(user=desk.ben, channel="mail", address="ben@phone.example")
    for case in many_cases(desk, {"one": 3}):
        page(case, desk.ben, 1)
    order = [d.notification.case_id for _ in range(6) for d in take(NOW, 1)]
    assert len(set(order[:3])) == 3


def test_r24_five_hundred_cases_of_one_customer_do_not_delay_the_one_of_another(desk):
    cases = many_cases(desk, {"noisy": 500, "quiet": 1})
    for n, case in enumerate(cases):
        page(case, desk.ben, 1, now=NOW + n * timedelta(milliseconds=1))
    order = [d.notification.case.account.name for s in range(4) for d in take(NOW + MINUTE + s * SECOND, 5)]
    assert "quiet" in order[:2], f"they waited behind {order.index('quiet') if 'quiet' in order else 'all'} others"


def test_r24_two_customers_with_many_cases_take_turns(desk):
    cases = many_cases(desk, {"noisy": 20, "other": 5})
    for case in cases:
        page(case, desk.ben, 1)
    names = [d.notification.case.account.name for s in range(10) for d in take(NOW + s * SECOND, 1)]
    assert names.count("other") == 5, names


# R26 to R30: providers.


def test_r26_a_provider_that_answers_500_for_half_an_hour_loses_nothing_and_burns_few_attempts(desk, webhook_sink):
    hook(desk.ben, webhook_sink)
    for n in range(20):
        owe(Word(f"word {n}", "x", {}), key=f"k{n}", kind="alarm", to=desk.ben, now=NOW, urgency=2)
    webhook_sink.answer_always(500)
    at = NOW
    while at < NOW + 30 * MINUTE:
        post_goes_out(at)
        at += 5 * SECOND
    assert Circuit.objects.get().failures >= circuits.OPENS_AFTER
    # Twenty words tried by themselves would be well over a hundred calls.
    assert len(webhook_sink.requests) < 40
    assert not Delivery.objects.filter(state="failed").exists()
    webhook_sink.answer_always(200)
    for s in range(0, 150, 5):
        post_goes_out(at + s * SECOND)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    assert not Circuit.objects.exists()
    check_invariants()


def test_a_rest_written_before_the_clock_was_set_back_keeps_nobody_waiting(desk, webhook_sink):
    """Five hours ahead the carrier was in trouble; now it is well, and the time until which it was to rest is far away."""
    hook(desk.ben, webhook_sink)
    webhook_sink.answer_always(500)
    for n in range(circuits.OPENS_AFTER):
        owe(Word(f"word {n}", "x", {}), key=f"k{n}", kind="alarm", to=desk.ben, now=NOW + 300 * MINUTE, urgency=2)
        post_goes_out(NOW + 300 * MINUTE)
    assert Circuit.objects.get().open_until > NOW + 300 * MINUTE
    webhook_sink.answer_always(200)
    owe(Word("after", "x", {}), key="after", kind="alarm", to=desk.ben, now=NOW, urgency=2)
    post_goes_out(NOW)
    assert Delivery.objects.get(notification__key="after").state == "sent"
    assert not Circuit.objects.exists()


def test_r26_while_one_way_is_down_an_important_word_goes_the_next_way_at_once(desk, webhook_sink, smtp_sink):
    hook(desk.ben, webhook_sink, after=0)
    mail = Endpoint.objects.create(user=desk.ben, channel="mail", address="ben@phones.example")
    ReachRule.objects.create(user=desk.ben, occasion="important", endpoint=mail, after_minutes=10)
    webhook_sink.answer_always(500)
    furious_case(desk)
    post_goes_out(NOW)
    assert len(to(smtp_sink, "ben@phones.example")) == 1
    Circuit.objects.update(open_until=NOW + 10 * MINUTE)
    owe(Word("and more", "x", {}), key="more", kind="alarm", to=desk.ben, now=NOW + MINUTE, urgency=1)
    post_goes_out(NOW + MINUTE)
    assert len(to(smtp_sink, "ben@phones.example")) == 2, "it waited for a way that is known to be shut"


def test_r27_after_a_timeout_a_page_is_repeated_and_says_so_and_a_reply_waits_for_a_person(desk, smtp_sink):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    reply(case, author=desk.ben, text="We are on it.", now=NOW, key="r1")
    owe(Word("page", "x", {}), key="p", kind="alarm", to=desk.dana, now=NOW, case=case, urgency=1)
    smtp_sink.drop_connection()
    deliver_due(lambda: NOW + SECOND, "test")
    smtp_sink.drop_connection(False)
    for minutes in range(0, 60, 5):
        post_goes_out(NOW + 2 * SECOND + minutes * MINUTE)
    theirs = to(smtp_sink, "dana@desk.example")
    assert [m.subject for m in theirs] == ["page", "(may be a repeat) page"]
    assert len(to(smtp_sink, "ada@halden.example")) == 1
    assert Delivery.objects.get(notification__kind="reply").state == "unknown"
    check_invariants()


def test_r28_a_carrier_that_is_left_alone_holds_up_nobody_else(desk, webhook_sink, smtp_sink):
    hook(desk.ben, webhook_sink, "slow")
    Endpoint.objects.create(user=desk.dana, channel="webhook", address="http://127.0.0.1:9/other")
    Circuit.objects.create(
        provider=f"webhook:127.0.0.1:{webhook_sink.port}", failures=9, since=NOW, open_until=NOW + HOUR
    )
    for user in (desk.ben, desk.dana, desk.chidi):
        owe(Word("word", "x", {}), key=f"k{user.pk}", kind="alarm", to=user, now=NOW, urgency=2)
    taken = [d for c in ("mail", "webhook") for d in claim(NOW, "test", 4, c)]
    assert {d.notification.user for d in taken} == {desk.dana, desk.chidi}


def test_r29_a_request_for_patience_counts_for_all_that_goes_by_the_same_host(desk, webhook_sink):
    hook(desk.ben, webhook_sink)
    hook(desk.dana, webhook_sink)
    owe(Word("a", "x", {}), key="a", kind="alarm", to=desk.ben, now=NOW, urgency=2)
    webhook_sink.answer_next(429, retry_after=90)
    post_goes_out(NOW)
    owe(Word("b", "x", {}), key="b", kind="alarm", to=desk.dana, now=NOW + SECOND, urgency=2)
    post_goes_out(NOW + 89 * SECOND)
    assert len(webhook_sink.requests) == 1, "the other word went there all the same"
    post_goes_out(NOW + 90 * SECOND)
    post_goes_out(NOW + 91 * SECOND)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def test_r29_patience_may_be_asked_for_by_a_date(desk, webhook_sink):
    hook(desk.ben, webhook_sink)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(minutes=20)
    webhook_sink.answer_next(429, retry_after=format_datetime(until, usegmt=True))
    now = datetime.now(UTC)
    owe(Word("a", "x", {}), key="a", kind="alarm", to=desk.ben, now=now, urgency=2)
    post_goes_out(now)
    assert Delivery.objects.get().not_before > now + 19 * MINUTE
    assert Circuit.objects.get().open_until > now + 19 * MINUTE


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("", None), ("soon", None), ("0", 0), ("90", 90), ("999999", 3600), ("-5", None),
     ("Mon, 23 Nov 2026 16:02:00 GMT", 120), ("Mon, 23 Nov 2026 15:00:00 GMT", 0),
     ("Mon, 23 Nov 2027 16:02:00 GMT", 3600)],
)  # fmt: skip
def test_r29_what_a_header_asks_for(header, seconds):
    assert patience(header, NOW) == (None if seconds is None else seconds * SECOND)


def test_r30_a_place_that_refuses_for_good_is_marked_and_its_person_and_the_operator_are_told(
    desk, webhook_sink, smtp_sink
):
    desk.chidi.is_superuser = True
    desk.chidi.save(update_fields=["is_superuser"])
    gone = hook(desk.ben, webhook_sink)
    webhook_sink.answer_always(410)
    case = furious_case(desk)
    post_goes_out(NOW)
    post_goes_out(NOW + MINUTE)
    gone.refresh_from_db()
    assert gone.broken_at == NOW
    own = "\n".join(m.subject + m.text for m in to(smtp_sink, "ben@desk.example"))
    assert "line 2 is down" in own, "the page found no other way"
    assert "You are no longer reached by webhook" in own
    admin = "\n".join(m.subject + m.text for m in to(smtp_sink, "chidi@desk.example"))
    assert "Ben Okafor is no longer reached by webhook" in admin
    assert webhook_sink.url not in admin, "a private address was told to somebody else"
    assert Event.objects.filter(case=case, kind="not_delivered").count() == 1
    check_invariants()


def test_r30_two_words_that_find_it_broken_tell_of_it_once(desk, webhook_sink):
    hook(desk.ben, webhook_sink)
    webhook_sink.answer_always(410)
    for n in range(3):
        owe(Word(f"w{n}", "x", {}), key=f"k{n}", kind="alarm", to=desk.ben, now=NOW, urgency=2)
    post_goes_out(NOW)
    assert Notification.objects.filter(kind="place_broken", user=desk.ben).count() == 1


# R33: it comes back.


def bounce_of(sink_message, desk, now) -> str:
    original = sink_message.parsed["Message-ID"]
    address = sink_message.recipients[0]
    raw = (
        "From: Mail Delivery System <MAILER-DAEMON@mx.example>\r\nTo: help@desk.example\r\nSubject: Undelivered\r\n"
        f"Message-ID: <bounce-{now.timestamp()}@mx.example>\r\nDate: Mon, 23 Nov 2026 16:05:00 +0000\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n"
        f"--b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: {original}\r\nSubject: x\r\n\r\nx\r\n--b--\r\n"
    )
    from evenkeel.intake.verbs import keep_mail, open_item

    item, _ = keep_mail(raw.encode(), mailbox=desk.mailbox, now=now)
    return open_item(item, now)


def test_r33_a_page_that_bounces_marks_the_place_and_goes_another_way(desk, smtp_sink):
    lost = Endpoint.objects.create(user=desk.ben, channel="mail", address="ben@gone.example")
    case = furious_case(desk)
    post_goes_out(NOW)
    [sent] = to(smtp_sink, "ben@gone.example")
    item = bounce_of(sent, desk, NOW + MINUTE)
    assert item.message.kind == "bounce"
    assert item.message.conversation.case is None, "a bounce of a page became a word of the customer"
    lost.refresh_from_db()
    assert lost.broken_at == NOW + MINUTE
    assert Event.objects.filter(case=case, kind="not_delivered").exists()
    post_goes_out(NOW + MINUTE)
    assert any("line 2 is down" in m.text for m in to(smtp_sink, "ben@desk.example"))


def test_r33_own_mail_that_bounces_is_known_as_broken(desk, smtp_sink):
    furious_case(desk)
    post_goes_out(NOW)
    [sent] = to(smtp_sink, "ben@desk.example")
    assert is_reachable(desk.ben)
    bounce_of(sent, desk, NOW + MINUTE)
    assert not is_reachable(desk.ben)
    bounce_of(sent, desk, NOW + 2 * MINUTE)
    assert Endpoint.objects.filter(user=desk.ben).count() == 1


# Whatever happens, a customer is told a thing once, unless a person says so.

TROUBLE = st.lists(
    st.sampled_from(["ok", "451", "drop", "crash", "expire", "wait", "again", "went", "note", "circuit", "bundle"]),
    min_size=1,
    max_size=14,
)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(TROUBLE)
def test_no_path_sends_a_customer_the_same_words_again_without_a_person(smtp_sink, steps):
    from django.db import transaction

    smtp_sink.behave()
    smtp_sink.messages.clear()
    with transaction.atomic():
        _a_reply_in_trouble(smtp_sink, steps)
        transaction.set_rollback(True)


def _a_reply_in_trouble(sink, steps) -> None:  # noqa: C901 - a list of troubles
    desk = open_desk()
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    reply(case, author=desk.ben, text="We are on it.", now=NOW, key="r1")
    at, said_again = NOW, 0
    for n, step in enumerate(steps):
        at += 20 * MINUTE
        word = Delivery.objects.get(notification__kind="reply")
        sink.behave()
        if step == "451":
            sink.fail_with("451 later")
        elif step == "drop":
            sink.drop_connection()
        elif step == "crash":
            claim(at, "crashed", 20)
        elif step == "expire":
            at += 2 * LEASE
            expire_leases(at)
        elif step == "circuit":
            circuits.heed_failure(word, DeliveryFailed("busy", retry_after=MINUTE), at)
        elif step == "bundle":  # The customer's own address is one of ours too: never in one word with it.
            Endpoint.objects.get_or_create(user=desk.ben, channel="mail", address="ada@halden.example")
        elif step == "note":
            for k in range(3):
                owe(Word(f"{n}{k}", "x", {}), key=f"n{n}{k}", kind="note", to=desk.ben, now=at, case=case)
        elif step in {"again", "went"} and word.state == "unknown":
            decide_uncertain(word, send_again=step == "again", by=desk.ben, now=at)
            said_again += step == "again"
        if step in {"ok", "451", "drop", "note"}:
            post_goes_out(at)
    sink.behave()
    for minutes in (20, 40, 60):
        post_goes_out(at + minutes * MINUTE)
    told = [m for m in sink.messages if m.recipients == ("ada@halden.example",) and "We are on it." in m.text]
    told = [m for m in told if m.parsed["In-Reply-To"]]
    assert len(told) <= 1 + said_again, [m.subject for m in told]
