"""One furious mail, from the door to a confirmed close, in the words of the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.cases import reads as cases
from evenkeel.cases.verbs import acknowledge, answer_is_it_solved, close, log_call, reply
from evenkeel.notifications.models import Notification
from evenkeel.promises.models import Promise
from evenkeel.timeline.reads import of_case
from harness.cast import NOW, Desk, furious_case, mail_arrives, open_desk, post_goes_out, time_passes

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)


@pytest.fixture
def desk() -> Desk:
    return open_desk()


def kinds(case) -> list[str]:
    return [e.kind for e in of_case(case)]


def test_the_mail_is_a_case_with_quoted_reasons_and_one_owner_who_is_paged(desk):
    case = furious_case(desk)
    assert case.level in (3, 4)
    reasons = cases.level_reasons(case)
    quotes = " ".join(r["quote"] or "" for r in reasons)
    assert "line 2 is down" in quotes
    assert "manager" in quotes
    assert case.owner == desk.ben
    page = Notification.objects.get(case=case, kind="page")
    assert page.user == desk.ben
    assert "line 2 is down" in page.body


def test_a_promise_of_a_call_stands_in_the_customers_zone_and_is_kept_by_a_call(desk, smtp_sink, settings):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    reply(
        case,
        author=desk.ben,
        text="Your line is down and a truck waits. I'll call you by 3 pm your time today.",
        now=NOW + 2 * MINUTE,
        key="r1",
    )
    promise = Promise.objects.get(case=case, origin="text")
    assert promise.state == "made"
    assert promise.due_at == datetime(2026, 11, 23, 21, 0, tzinfo=UTC)  # 15:00 in Chicago
    log_call(case, user=desk.ben, outcome="reached", seconds=180, now=NOW + timedelta(hours=2))
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_unkept_it_is_broken_at_its_instant_and_the_lead_is_told(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    reply(case, author=desk.ben, text="I'll call you by 3 pm your time today.", now=NOW + 2 * MINUTE, key="r1")
    promise = Promise.objects.get(case=case, origin="text")
    time_passes(promise.due_at + timedelta(hours=6))
    promise.refresh_from_db()
    assert promise.state == "broken"
    assert promise.broken_at == promise.due_at
    told = set(
        Notification.objects.filter(key__startswith=f"broken/promise:{promise.pk}/").values_list(
            "user__name", flat=True
        )
    )
    assert told == {"Ben Okafor", "Chidi Eze"}
    broken = next(e for e in of_case(case) if e.kind == "promise_broken" and e.data["promise_id"] == promise.pk)
    assert broken.at == promise.due_at


def test_a_mail_does_not_keep_a_promised_call(desk):
    case = furious_case(desk)
    reply(case, author=desk.ben, text="I'll call you by 3 pm your time today.", now=NOW + MINUTE, key="r1")
    reply(case, author=desk.ben, text="Nothing new yet.", now=NOW + 2 * MINUTE, key="r2")
    assert Promise.objects.get(case=case, origin="text").state == "made"


def test_nobody_acknowledges_and_the_ladder_climbs_one_rung_at_a_time(desk):
    case = furious_case(desk)
    time_passes(NOW + timedelta(minutes=16))
    paged = [tuple(e.data["names"]) for e in of_case(case) if e.kind == "paged"]
    assert paged[0] == ("Ben Okafor",)
    assert "Dana Wolff" in paged[1]
    assert "Chidi Eze" in paged[2]


def test_after_an_acknowledgement_nobody_is_paged(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    time_passes(NOW + timedelta(minutes=20))
    assert [e.data["rung"] for e in of_case(case) if e.kind == "paged"] == [0]


def test_an_acknowledgement_without_a_deed_expires_and_pages_again(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    time_passes(NOW + timedelta(minutes=32))
    assert "acknowledgement_expired" in kinds(case)
    assert kinds(case).count("paged") == 2


def test_the_customer_confirms_and_the_case_closes(desk):
    case = furious_case(desk)
    close(case, done="The coupling was replaced and line 2 runs.", by=desk.ben, now=NOW + timedelta(hours=1), key="c1")
    case.refresh_from_db()
    assert case.state == "resolved"
    answer_is_it_solved(case, "solved", via="page", now=NOW + timedelta(hours=2))
    case.refresh_from_db()
    assert case.state == "confirmed"
    assert case.review.because


def test_thanks_but_it_still_fails_does_not_close(desk):
    case = furious_case(desk)
    close(case, done="The coupling was replaced.", by=desk.ben, now=NOW + timedelta(hours=1), key="c1")
    sent = case.conversations.get().messages.get(direction="out")
    mail_arrives(
        desk,
        "Thanks, but it still fails every ten minutes.",
        now=NOW + timedelta(hours=2),
        message_id="<second@halden.example>",
        In_Reply_To=sent.message_id,
    )
    case.refresh_from_db()
    assert case.state == "open"
    assert case.reopened == 1


def test_page_and_reply_reach_a_real_mail_server(desk, smtp_sink, outgoing_mail):
    case = furious_case(desk)
    post_goes_out(NOW)
    page = smtp_sink.messages[0]
    assert page.recipients == ("ben@desk.example",)
    assert "line 2 is down" in page.text
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    reply(case, author=desk.ben, text="I'll call you by 3 pm your time today.", now=NOW + 2 * MINUTE, key="r1")
    post_goes_out(NOW + 3 * MINUTE)
    mail = smtp_sink.messages[1]
    assert mail.recipients == ("ada@halden.example",)
    assert mail.parsed["In-Reply-To"] == "<first@halden.example>"
    assert "Ben Okafor looks after this for you" in mail.text
    assert "/c/" in mail.text
    case.refresh_from_db()
    assert case.owner_told_at == NOW + 3 * MINUTE
    assert Promise.objects.get(case=case, origin="cadence", state="made").due_at > NOW + 3 * MINUTE


def test_an_answer_to_our_mail_finds_the_case_by_its_signed_address(desk, smtp_sink, outgoing_mail):
    case = furious_case(desk)
    reply(
        case, author=desk.ben, text="I am on it and I'll call you by 3 pm your time today.", now=NOW + MINUTE, key="r1"
    )
    post_goes_out(NOW + 2 * MINUTE)
    address = next(m for m in smtp_sink.messages if "ada@" in m.recipients[0]).parsed["Reply-To"]
    item = mail_arrives(
        desk,
        "Good. The gate code is 4711.",
        now=NOW + 3 * MINUTE,
        to=address,
        subject="gate",
        message_id="<g@halden.example>",
    )
    assert item.message.conversation.case == case


def test_our_answer_threads_also_when_the_customers_mail_program_makes_long_ids(desk, smtp_sink, outgoing_mail):
    long_id = f"<{'A9' * 60}@mail.halden.example>"
    item = mail_arrives(desk, message_id=long_id)
    reply(
        item.message.conversation.case,
        author=desk.ben,
        text="I'll call you by 3 pm your time today.",
        now=NOW + MINUTE,
        key="r1",
    )
    post_goes_out(NOW + 2 * MINUTE)
    ours = next(m for m in smtp_sink.messages if "ada@" in m.recipients[0])
    assert f"In-Reply-To: {long_id}".encode() in ours.raw
