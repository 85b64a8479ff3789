"""D04, D11, D12, D14 to D17, D19: clocks that rest, go on, are started anew or late, and what wakes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.cases.models import Case
from evenkeel.cases.verbs import (
    acknowledge,
    answer_is_it_solved,
    close,
    log_call,
    note,
    offer_handoff,
    open_by_hand,
    plan_step,
    reply,
    set_level,
)
from evenkeel.clock.models import Timer
from evenkeel.intake.verbs import keep_mail, open_item
from evenkeel.notifications.models import Notification
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.timeline.reads import of_case
from harness.cast import NOW, furious_case, mail, mail_arrives, open_desk, post_goes_out, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
ANSWER = {"In_Reply_To": "<first@halden.example>"}


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def case(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    return case


def owed_word(case):
    """When the customer must hear next, or nothing."""
    return case.promises.filter(origin="cadence", state="made").values_list("due_at", flat=True).first()


def silences(case):
    return case.promises.filter(origin="cadence", state="broken").count()


def asked(case, desk, at, key):
    close(case, done="Line 2 runs.", by=desk.ben, now=at, key=key)


def words_to(user, since, kind=""):
    found = Notification.objects.filter(user=user, created_at__gte=since)
    return found.filter(kind=kind) if kind else found


def kinds(case):
    return [e.kind for e in of_case(case)]


# Reminders by day.


@pytest.mark.parametrize(
    ("made", "due", "reminded"),
    [
        # Friday 16:00 for Monday 15:00: not on Monday at 01:24, but when the team opens.
        ("2026-11-27T16:00", "2026-11-30T15:00", "2026-11-30T09:00"),
        # For Monday 9:10 there is no time on Monday: before the weekend, not on Sunday evening.
        ("2026-11-27T16:00", "2026-11-30T09:10", "2026-11-27T16:59"),
        # Within the day it stays a fifth before.
        ("2026-11-23T10:00", "2026-11-23T15:00", "2026-11-23T14:00"),
        # What falls due at night is somebody's who works at night.
        ("2026-11-23T22:00", "2026-11-24T03:00", "2026-11-24T02:00"),
    ],
)
def test_d04_a_reminder_comes_on_a_working_minute_of_those_it_is_for(desk, made, due, reminded):
    at, due_at, then = (datetime.fromisoformat(text).replace(tzinfo=UTC) for text in (made, due, reminded))
    case = furious_case(desk, now=at, text="You fixed the label printer and it failed again this morning.")
    acknowledge(case, user=desk.ben, now=at)
    promise_by_hand(
        Wording(what="mail the plan", action="email", due_at=due_at),
        case=case,
        owner=desk.ben,
        contact=desk.ada,
        by=desk.ben,
        now=at,
    )
    time_passes(due_at - 6 * MINUTE)
    [reminder] = Notification.objects.filter(kind="promise_reminder", body__contains="mail the plan")
    assert reminder.created_at == then


# Clocks that rest and go on.


def test_d11_no_silence_is_counted_while_we_wait_for_the_customers_word_however_often_and_long(case, desk):
    """Twice at rest, over midnight in UTC and in Chicago, each for more than a day."""
    at = NOW + 2 * MINUTE
    for turn in range(2):
        before, pages = silences(case), Notification.objects.filter(kind="page").count()
        asked(case, desk, at, f"c{turn}")
        assert owed_word(case) is None
        time_passes(at + 30 * HOUR)
        assert silences(case) == before, "a silence was counted while it was the customer's turn"
        assert Notification.objects.filter(kind="page").count() == pages
        back = at + 30 * HOUR + SECOND
        answer_is_it_solved(case, "not_solved", via="page", now=back)
        case.refresh_from_db()
        assert owed_word(case) == back + 20 * MINUTE, "the next word is owed from the moment it opened again"
        acknowledge(case, user=desk.ben, now=back + MINUTE)
        at = back + 2 * MINUTE
    assert kinds(case).count("case_reopened") == 2
    check_invariants()


def test_d12_a_level_that_rises_while_the_clock_rests_counts_when_it_goes_on(desk):
    case = furious_case(desk, text="You fixed the label printer and it failed again this morning.")
    assert case.level == 2
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    asked(case, desk, NOW + HOUR, "c")
    set_level(case, 4, because="their line stands still, says the plant manager", by=desk.chidi, now=NOW + 2 * HOUR)
    case.refresh_from_db()
    assert (case.state, owed_word(case)) == ("resolved", None), "a word is owed although it is the customer's turn"
    acknowledge(case, user=desk.ben, now=NOW + 2 * HOUR + MINUTE)
    time_passes(NOW + 3 * HOUR)
    assert silences(case) == 0
    answer_is_it_solved(case, "not_solved", via="page", now=NOW + 3 * HOUR)
    assert owed_word(case) == NOW + 3 * HOUR + 20 * MINUTE, "the new level's rhythm"
    assert Timer.objects.filter(case=case, kind="answer_due", state="armed").count() == 0
    check_invariants()


def test_d14_opened_again_after_the_third_close_it_is_watched_as_the_first_time(case, desk):
    at = NOW + HOUR
    for turn in range(3):
        time_passes(at)
        answer_is_it_solved(case, "solved", via="page", now=at)
        case.refresh_from_db()
        assert (case.state, list(case.timers.filter(state="armed", kind="escalation_step"))) == ("confirmed", [])
        at += DAY
        mail_arrives(desk, "It has failed again tonight.", now=at, message_id=f"<again{turn}@halden.example>", **ANSWER)
        case.refresh_from_db()
        assert (case.state, case.owner, case.reopened) == ("open", desk.ben, turn + 1)
        armed = dict(Timer.objects.filter(case=case, state="armed").values_list("kind", "due_at"))
        assert armed["escalation_step"] == at + 5 * MINUTE
        assert armed["two_people_due"] == at + 30 * MINUTE
        assert owed_word(case) == at + 20 * MINUTE
        assert words_to(desk.ben, at, "page").count() == 1
        assert words_to(desk.chidi, at, "reopened").count() == 1
        time_passes(at + 5 * MINUTE)
        assert words_to(desk.dana, at, "page").count() == 1, "the ladder of a reopened case does not climb"
        acknowledge(case, user=desk.ben, now=at + 6 * MINUTE)
        at += HOUR
    check_invariants()


# One clock is not another.


def test_d15_only_a_word_to_the_customer_stops_the_customers_clock(desk, outgoing_mail):
    case = furious_case(desk)
    first = owed_word(case)
    assert first == NOW + 15 * MINUTE
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    note(case, author=desk.ben, text="The coupling is ours, I think.", now=NOW + 2 * MINUTE, key="n")
    log_call(case, user=desk.ben, outcome="no_answer", seconds=0, now=NOW + 3 * MINUTE)
    assert owed_word(case) == first, "a deed among ourselves moved the customer's clock"
    reply(case, author=desk.ben, text="We are on it.", now=NOW + 4 * MINUTE, key="r")
    assert owed_word(case) == first, "it counts when it was handed over, not before"
    post_goes_out(NOW + 5 * MINUTE)
    assert case.promises.get(due_at=first, origin="cadence").state == "kept"
    assert owed_word(case) > first
    check_invariants()


def test_d15_a_word_to_the_customer_does_not_stop_the_ladder(desk, outgoing_mail):
    case = furious_case(desk)
    reply(case, author=desk.dana, text="We are on it.", now=NOW + MINUTE, key="r")
    post_goes_out(NOW + MINUTE)
    case.refresh_from_db()
    assert case.acknowledged_at is None
    time_passes(NOW + 5 * MINUTE)
    assert case.climbs.get().rung == 1
    check_invariants()


# What is closed is quiet.


def test_d16_a_case_with_every_timer_armed_is_silent_for_a_month_once_it_is_closed(desk):
    case = furious_case(desk, text="Line 2 is down, a man was hurt, my customer's truck waits, I want your manager.")
    plan_step(case, action="Send the technician", owner=desk.ben, due_at=NOW + DAY, by=desk.ben, now=NOW)
    offer_handoff(
        case,
        giver=desk.ben,
        receiver=desk.dana,
        recap="Line 2 is down, the coupling is on its way.",
        why_this_person="She knows the press",
        now=NOW,
    )
    made = promise_by_hand(
        Wording(what="call about the coupling", action="call", due_at=NOW + 3 * HOUR),
        case=case,
        owner=desk.ben,
        contact=desk.ada,
        by=desk.ben,
        now=NOW,
    )
    armed = set(Timer.objects.filter(case=case, state="armed").values_list("kind", flat=True))
    assert armed >= {
        "escalation_step",
        "safety_unanswered",
        "manager_request_due",
        "two_people_due",
        "step_due",
        "handoff_due",
        "promise_due",
        "promise_remind",
    }
    answer_is_it_solved(case, "solved", via="page", now=NOW + MINUTE, still_wanted=[])
    case.refresh_from_db()
    made.refresh_from_db()
    assert (case.state, made.state) == ("confirmed", "released")
    left = Notification.objects.filter(case=case).exclude(kind="confirmed").order_by("-pk").first()
    time_passes(NOW + 30 * DAY)
    later = Notification.objects.filter(case=case, pk__gt=left.pk).exclude(kind__in=("confirmed", "review_due"))
    assert [n.kind for n in later if n.created_at > NOW + MINUTE] == []
    assert not Timer.objects.filter(case=case, state="armed").exclude(kind="review_due").exists()
    check_invariants()


# Begun late.


def test_d17_a_case_opened_by_hand_hours_later_owes_its_answer_from_its_opening(desk):
    conversation = mail_arrives(desk, "A question about the manual.", now=NOW).message.conversation
    assert conversation.case is None
    late = NOW + 5 * HOUR
    case = open_by_hand(conversation, level=4, because="their plant stands still", by=desk.ben, now=late)
    assert (case.opened_at, owed_word(case)) == (late, late + 15 * MINUTE)
    assert silences(case) == 0
    time_passes(late + 14 * MINUTE)
    assert silences(case) == 0, "broken before anybody could have written"
    time_passes(late + 15 * MINUTE)
    assert silences(case) == 1
    check_invariants()


def test_d17_a_level_that_rises_late_hastens_the_next_word_and_never_puts_it_off(desk):
    case = furious_case(desk, text="You fixed the label printer and it failed again this morning.")
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    first = owed_word(case)
    assert first == NOW + 4 * HOUR
    set_level(case, 3, because="the plant manager wrote", by=desk.chidi, now=NOW + HOUR)
    assert owed_word(case) == NOW + 3 * HOUR, "sooner than before"
    set_level(case, 4, because="the line stands still", by=desk.chidi, now=NOW + 2 * HOUR + 50 * MINUTE)
    assert owed_word(case) == NOW + 3 * HOUR, "what was owed sooner than the new rhythm stays"
    check_invariants()


# What wakes a case that rests.


@pytest.mark.parametrize(
    ("rests", "words"),
    [
        ("acknowledged", "One more thing: the press shows error 40."),
        ("resolved", "Hm, I have to look at it with my colleague first."),
        ("closed", "One more question about the invoice."),
        ("imported", "Any news? The press shows error 40."),
        ("under a hold", "Any news? The press shows error 40."),
    ],
)
def test_d19_a_customers_word_reaches_the_owner_of_a_case_that_rests(desk, rests, words):
    case = resting(desk, rests)
    at = NOW + DAY
    before = Notification.objects.filter(user=desk.ben).count()
    mail_arrives(desk, words, now=at, message_id="<more@halden.example>", **ANSWER)
    case.refresh_from_db()
    assert words_to(desk.ben, at).count() >= 1, f"nobody heard of it; there were {before} words before"
    assert kinds(case).count("customer_wrote") == 2
    check_invariants()


def test_d19_a_new_mail_on_an_imported_case_makes_it_a_case_like_any_other(desk):
    case = resting(desk, "imported")
    at = NOW + HOUR
    mail_arrives(
        desk, "Line 2 is down again.", now=at, subject="Line 2 stands still", message_id="<new@halden.example>"
    )
    case.refresh_from_db()
    assert not case.quiet
    assert words_to(desk.ben, at, "page").count() == 1
    assert owed_word(case) is not None
    assert not Timer.objects.filter(case=case, kind="imported_look", state="armed").exists()
    time_passes(at + 5 * MINUTE)
    assert words_to(desk.dana, at, "page").count() == 1
    check_invariants()


def test_d19_a_file_that_is_imported_once_more_with_its_later_mails_wakes_nobody(desk):
    case = resting(desk, "imported")
    raw = mail("Line 2 is down again.", sent_at=NOW + HOUR, message_id="<new@halden.example>", **ANSWER)
    item, _ = keep_mail(raw, mailbox=desk.mailbox, now=NOW + DAY, quiet=True)
    open_item(item, NOW + DAY)
    case.refresh_from_db()
    assert case.quiet
    assert not Notification.objects.exists()


def resting(desk, how) -> Case:
    if how == "imported":
        item, _ = keep_mail(mail("Line 2 is down, I want your manager."), mailbox=desk.mailbox, now=NOW, quiet=True)
        return open_item(item, NOW).message.conversation.case
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW)
    if how == "resolved":
        asked(case, desk, NOW + MINUTE, "c")
    elif how == "closed":
        answer_is_it_solved(case, "solved", via="page", now=NOW + MINUTE)
    elif how == "under a hold":
        Case.objects.filter(pk=case.pk).update(legal_hold_at=NOW)
    return case
