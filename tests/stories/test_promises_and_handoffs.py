"""The ledger and the handoff, in the words of the desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from evenkeel.cases.ladders.grounds import Grounds
from evenkeel.cases.models import Case
from evenkeel.cases.reads import without_next_moment
from evenkeel.cases.verbs import (
    accept_handoff,
    acknowledge,
    answer_is_it_solved,
    close,
    close_without_answer,
    decline_handoff,
    hear_from_page,
    link_for,
    log_call,
    mark_stable,
    offer_handoff,
    open_brief,
    open_by_hand,
    plan_step,
    reply,
    revoke_link,
    step_in,
    use_link,
)
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.conversations.models import Message
from evenkeel.conversations.reply_address import reply_address
from evenkeel.intake.verbs import keep_mail, open_item
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.promises.keeping import add_evidence
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import MOST_PRIOR, prior_to_account
from evenkeel.promises.verbs import (
    Wording,
    dismiss,
    make,
    meet_condition,
    promise_by_hand,
    release,
    renegotiate,
    withdraw,
)
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.reads import of_case
from harness.cast import HELP, NOW, furious_case, mail, mail_arrives, open_desk, post_goes_out, time_passes

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def case(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    return case


def by_hand(case, desk, due=NOW + 3 * HOUR, action="call", what="call about the coupling", now=NOW + MINUTE):
    return promise_by_hand(
        Wording(what=what, action=action, due_at=due), case=case, owner=desk.ben, contact=desk.ada, by=desk.ben, now=now
    )


def told(key_start):
    return set(Notification.objects.filter(key__startswith=key_start).values_list("user__name", flat=True))


# — the ledger —


def test_a_promise_without_a_time_is_asked_for_one(case, desk):
    with pytest.raises(Refused, match="by when"):
        by_hand(case, desk, due=None)
    with pytest.raises(Refused, match="passed already"):
        by_hand(case, desk, due=NOW)


def test_words_without_a_time_are_only_proposed_and_one_click_makes_them(case, desk):
    reply(case, author=desk.ben, text="We will get back to you about the coupling.", now=NOW + MINUTE, key="r")
    proposed = Promise.objects.get(case=case, origin="text")
    assert proposed.state == "detected"
    assert proposed.asks
    with pytest.raises(Refused, match="by when"):
        make(proposed, by=desk.ben, now=NOW + 2 * MINUTE)
    made = make(proposed, by=desk.ben, now=NOW + 2 * MINUTE, due_at=NOW + 2 * HOUR)
    assert (made.state, made.due_zone) == ("made", "America/Chicago")
    assert made.due_local == "2026-11-23T12:00"


def test_when_its_condition_comes_the_time_named_then_is_owed_in_the_customers_zone(case, desk):
    waiting = promise_by_hand(
        Wording(what="send the credit note", action="send_doc", type="conditional", due_at=NOW + 2 * HOUR),
        case=case,
        owner=desk.ben,
        contact=desk.ada,
        by=desk.ben,
        now=NOW + MINUTE,
    )
    assert (waiting.state, waiting.due_local) == ("waiting", "2026-11-23T12:00")
    owed = meet_condition(waiting, by=desk.ben, now=NOW + HOUR, due_at=NOW + 5 * HOUR)
    timer = Timer.objects.get(kind="promise_due", subject_id=owed.pk, state="armed")
    assert (owed.state, owed.due_local, timer.due_local) == ("made", "2026-11-23T15:00", "2026-11-23T15:00")


def test_what_is_no_promise_is_dismissed_but_a_made_one_is_not(case, desk):
    reply(case, author=desk.ben, text="We will get back to you about the coupling.", now=NOW + MINUTE, key="r")
    dismiss(
        Promise.objects.get(case=case, origin="text"), by=desk.ben, because="a turn of phrase", now=NOW + 2 * MINUTE
    )
    with pytest.raises(Refused, match="cannot be dismissed"):
        dismiss(by_hand(case, desk), by=desk.ben, because="never mind", now=NOW + 2 * MINUTE)


def test_the_owner_is_reminded_before_it_is_due_and_not_after(case, desk):
    promise = by_hand(case, desk)
    time_passes(promise.due_at - MINUTE)
    assert Notification.objects.filter(kind="promise_reminder", case=case, body__contains="coupling").count() == 2
    slept = by_hand(case, desk, what="call again", due=NOW + 5 * HOUR, now=NOW + 3 * HOUR)
    from evenkeel.clock.verbs import fire_due

    fire_due(slept.due_at + 6 * HOUR)
    assert not Notification.objects.filter(kind="promise_reminder", body__contains="call again").exists()


def test_broken_stays_broken_and_a_later_call_says_kept_late(case, desk):
    promise = by_hand(case, desk)
    time_passes(promise.due_at)
    log_call(case, user=desk.ben, outcome="reached", seconds=90, now=promise.due_at + HOUR)
    promise.refresh_from_db()
    assert promise.state == "kept_late"
    assert promise.broken_at == promise.due_at
    for state in ("kept", "made", "dismissed", "released"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Promise.objects.filter(pk=promise.pk).update(state=state)


def test_a_promise_cannot_be_moved_or_taken_back_after_its_time(case, desk):
    promise = by_hand(case, desk)
    message = reply(case, author=desk.ben, text="The part is late.", now=NOW + 2 * MINUTE, key="r")
    with pytest.raises(Refused, match="can no longer be moved"):
        renegotiate(promise, due_at=promise.due_at + HOUR, told=message, by=desk.ben, now=promise.due_at)
    with pytest.raises(Refused, match="can no longer be taken back"):
        withdraw(promise, told=message, because="x", by=desk.ben, now=promise.due_at)


def test_moving_needs_the_customer_told_and_the_chain_is_visible(case, desk):
    promise = by_hand(case, desk)
    with pytest.raises(Refused, match="Tell the customer first"):
        renegotiate(promise, due_at=promise.due_at + HOUR, told=None, by=desk.ben, now=NOW + 2 * MINUTE)
    message = reply(
        case, author=desk.ben, text="The part is late; sorry to move our call.", now=NOW + 2 * MINUTE, key="r"
    )
    later = renegotiate(promise, due_at=promise.due_at + HOUR, told=message, by=desk.ben, now=NOW + 3 * MINUTE)
    promise.refresh_from_db()
    assert (promise.state, later.state, later.predecessor, later.moves) == ("renegotiated", "made", promise, 1)
    time_passes(promise.due_at)
    later.refresh_from_db()
    assert later.state == "made"


def test_a_message_from_before_the_promise_tells_the_customer_nothing(case, desk):
    early = reply(case, author=desk.ben, text="Thank you for writing.", now=NOW + MINUTE, key="r")
    promise = by_hand(case, desk, now=NOW + 2 * MINUTE)
    with pytest.raises(Refused, match="Tell the customer first"):
        renegotiate(promise, due_at=promise.due_at + HOUR, told=early, by=desk.ben, now=NOW + 3 * MINUTE)


@pytest.mark.parametrize(
    ("outcome", "seconds", "state"),
    [("reached", 60, "kept"), ("reached", 8, "made"), ("no_answer", 0, "made"), ("voicemail", 30, "made")],
)
def test_what_a_call_keeps(case, desk, outcome, seconds, state):
    promise = by_hand(case, desk)
    log_call(case, user=desk.ben, outcome=outcome, seconds=seconds, now=NOW + HOUR)
    promise.refresh_from_db()
    assert promise.state == state
    assert promise.evidence.count() == 1


def test_a_voicemail_with_a_message_as_well_counts(case, desk):
    promise = by_hand(case, desk)
    reply(case, author=desk.ben, text="I tried to reach you by phone.", now=NOW + HOUR, key="r")
    log_call(case, user=desk.ben, outcome="voicemail", seconds=30, now=NOW + HOUR + MINUTE)
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_a_note_alone_needs_words_and_no_evidence_lies_in_the_future(case, desk):
    promise = by_hand(case, desk, action="fix", what="fix the coupling")
    with pytest.raises(Refused, match="Say what was done"):
        add_evidence(promise, kind="note", at=NOW + HOUR, now=NOW + HOUR, by=desk.ben)
    with pytest.raises(Refused, match="future"):
        add_evidence(promise, kind="note", at=NOW + 2 * HOUR, now=NOW + HOUR, by=desk.ben, note="done")
    add_evidence(
        promise, kind="note", at=NOW + HOUR, now=NOW + HOUR, by=desk.ben, note="coupling replaced, ran 20 parts"
    )
    promise.refresh_from_db()
    assert promise.state == "kept"


def test_two_broken_promises_raise_the_level_to_management(desk):
    case = furious_case(desk, text="You fixed the label printer and it failed again this morning.")
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    assert case.level == 2
    for n in (1, 2):
        by_hand(case, desk, due=NOW + n * HOUR, what=f"call {n}")
    time_passes(NOW + HOUR)
    case.refresh_from_db()
    assert case.level == 2
    time_passes(NOW + 2 * HOUR)
    case.refresh_from_db()
    assert case.level == 3


def test_silence_longer_than_the_level_allows_is_a_broken_word_and_the_next_is_owed_at_once(case, desk):
    first = Promise.objects.get(case=case, origin="cadence", state="made")
    time_passes(first.due_at)
    first.refresh_from_db()
    assert first.state == "broken"
    assert told(f"broken/promise:{first.pk}/") == {"Ben Okafor", "Chidi Eze"}
    assert Promise.objects.filter(case=case, origin="cadence", state="made").count() == 1


def test_a_word_written_in_time_but_still_on_its_way_is_waited_for(case, desk, outgoing_mail):
    first = Promise.objects.get(case=case, origin="cadence", state="made")
    reply(case, author=desk.ben, text="We are on it.", now=first.due_at - timedelta(seconds=1), key="r")
    from evenkeel.clock.verbs import fire_due

    fire_due(first.due_at + timedelta(seconds=1))
    first.refresh_from_db()
    assert first.state == "made"
    post_goes_out(first.due_at + timedelta(seconds=3))
    first.refresh_from_db()
    assert first.state == "kept"


def test_what_was_promised_before_is_known_on_the_next_case(case, desk):
    promise = by_hand(case, desk)
    time_passes(promise.due_at)
    assert promise.pk in {p.pk for p in prior_to_account(desk.halden)}


def test_a_page_knows_what_was_promised_before_however_much_was_promised_since(case, desk):
    before = by_hand(case, desk, what="send a fitter")
    again = mail_arrives(desk, sender="Eve Roth <eve@halden.example>", subject="Line 3", message_id="<line3@x>")
    later = again.message.conversation.case
    assert later != case
    for n in range(MOST_PRIOR + 1):
        by_hand(later, desk, what=f"the {n}th thing", now=NOW + 2 * MINUTE)
    assert [p.pk for p in Grounds([later]).prior(later)] == [before.pk]
    assert [p.what for p in Grounds([case]).prior(case)] == [f"the {MOST_PRIOR - n}th thing" for n in range(5)]


def test_the_customer_may_release_us(case, desk):
    promise = by_hand(case, desk)
    release(promise, because="“no need to call any more”", by=desk.ben, now=NOW + HOUR)
    time_passes(promise.due_at + HOUR)
    promise.refresh_from_db()
    assert promise.state == "released"


# — handing over —


def offer(case, desk, **more):
    defaults = {
        "recap": "Line 2 stands still since six, the coupling is on order.",
        "why_this_person": "Dana knows these presses",
    }
    return offer_handoff(case, giver=desk.ben, receiver=desk.dana, now=NOW + 2 * MINUTE, **{**defaults, **more})


def test_the_giver_stays_owner_until_the_receiver_has_read_ticked_and_accepted(case, desk):
    promise = by_hand(case, desk)
    handoff = offer(case, desk)
    case.refresh_from_db()
    assert case.owner == desk.ben
    with pytest.raises(Refused, match="Read the brief first"):
        accept_handoff(handoff, by=desk.dana, ticked=[promise.pk], now=NOW + 3 * MINUTE)
    open_brief(handoff, by=desk.dana, now=NOW + 3 * MINUTE)
    with pytest.raises(Refused, match="Tick each open promise"):
        accept_handoff(handoff, by=desk.dana, ticked=[], now=NOW + 3 * MINUTE)
    accept_handoff(handoff, by=desk.dana, ticked=[promise.pk], now=NOW + 4 * MINUTE)
    case.refresh_from_db()
    promise.refresh_from_db()
    assert (case.owner, promise.owner, case.acknowledged_by) == (desk.dana, desk.dana, desk.dana)
    assert case.roles.filter(kind="owner", until=None).get().user == desk.dana


def test_only_the_receiver_answers_and_only_the_owner_offers(case, desk):
    handoff = offer(case, desk)
    open_brief(handoff, by=desk.rosa, now=NOW + 3 * MINUTE)
    with pytest.raises(NotAllowed):
        accept_handoff(handoff, by=desk.rosa, ticked=[], now=NOW + 3 * MINUTE)
    decline_handoff(handoff, by=desk.dana, because="in the air until six", now=NOW + 3 * MINUTE)
    with pytest.raises(NotAllowed):
        offer_handoff(
            case, giver=desk.rosa, receiver=desk.dana, recap="x" * 40, why_this_person="y", now=NOW + 4 * MINUTE
        )


def test_an_offer_needs_a_recap_a_reason_and_something_that_moves(desk):
    case = furious_case(desk)
    with pytest.raises(Refused, match="one sentence"):
        offer(case, desk, recap="angry")
    with pytest.raises(Refused, match="why this person"):
        offer(case, desk, why_this_person="")
    for promise in Promise.objects.filter(case=case, state="made"):
        release(promise, because="test", by=desk.ben, now=NOW + MINUTE)
    with pytest.raises(Refused, match="no next step"):
        offer(case, desk)
    plan_step(case, action="order the coupling", owner=desk.ben, due_at=NOW + HOUR, by=desk.ben, now=NOW + MINUTE)
    assert offer(case, desk).state == "offered"


def test_unanswered_it_goes_back_and_the_lead_hears(case, desk):
    handoff = offer(case, desk)
    time_passes(handoff.expires_at)
    handoff.refresh_from_db()
    case.refresh_from_db()
    assert (handoff.state, case.owner) == ("expired", desk.ben)
    assert told(f"handoff:{handoff.pk}/expired") == {"Ben Okafor", "Chidi Eze"}


def test_two_offers_at_once_are_refused(case, desk):
    offer(case, desk)
    with pytest.raises(Refused, match="withdraw that offer first"):
        offer(case, desk)


def test_a_day_later_the_giver_looks_back(case, desk):
    handoff = offer(case, desk)
    open_brief(handoff, by=desk.dana, now=NOW + 3 * MINUTE)
    accept_handoff(handoff, by=desk.dana, ticked=[], now=NOW + 4 * MINUTE)
    time_passes(NOW + timedelta(hours=25))
    assert Notification.objects.filter(kind="look_back", user=desk.ben).exists()


# — closing —


def test_closing_is_refused_while_a_promise_is_open_unless_it_is_carried(case, desk):
    promise = by_hand(case, desk)
    with pytest.raises(Refused, match="settle these"):
        close(case, done="Line 2 runs.", by=desk.ben, now=NOW + HOUR, key="c")
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + HOUR, key="c", carried=[promise.pk])
    answer_is_it_solved(case, "solved", via="reply", now=NOW + 2 * HOUR, still_wanted=[])
    case.refresh_from_db()
    assert case.state == "confirmed"


def test_the_customer_says_solved_and_it_closes_when_the_last_promise_is_kept(case, desk):
    promise = by_hand(case, desk)
    answer_is_it_solved(case, "solved", via="page", now=NOW + HOUR)
    case.refresh_from_db()
    assert case.is_live
    log_call(case, user=desk.ben, outcome="reached", seconds=60, now=NOW + 2 * HOUR)
    promise.refresh_from_db()
    case.refresh_from_db()
    assert (promise.state, case.state) == ("kept", "confirmed")


def test_silence_is_asked_again_and_then_closed_unconfirmed_with_a_date(case, desk):
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + HOUR, key="c")
    with pytest.raises(Refused, match="wait, or ask again"):
        close_without_answer(case, check_back_at=NOW + timedelta(days=9), by=desk.ben, now=NOW + 2 * HOUR)
    time_passes(NOW + timedelta(days=4))
    case.refresh_from_db()
    assert (case.state, case.asked_times) == ("resolved", 2)
    time_passes(NOW + timedelta(days=7))
    case.refresh_from_db()
    assert case.state == "unconfirmed"
    assert case.check_back_at is not None
    time_passes(case.check_back_at)
    assert Notification.objects.filter(kind="check_back", user=desk.ben).exists()


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Yes, everything works now, thank you.", "confirmed"),
        ("Thanks but it still fails.", "open"),
        ("Thank you!", "resolved"),
        ("No, it is not solved.", "open"),
        ("Yes it runs, but the invoice is still wrong.", "open"),
    ],
)
def test_a_reply_is_read_before_it_closes_anything(case, desk, words, state):
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + HOUR, key="c")
    mail_arrives(desk, words, now=NOW + 2 * HOUR, message_id="<a@halden.example>", In_Reply_To="<first@halden.example>")
    case.refresh_from_db()
    assert case.state == state


@pytest.mark.parametrize(
    ("words", "state"),
    [
        ("Thanks!", "confirmed"),
        ("It has failed again tonight.", "open"),
        ("One more question about the invoice", "open"),
    ],
)
def test_the_door_stays_open_after_closing(case, desk, words, state):
    answer_is_it_solved(case, "solved", via="page", now=NOW + HOUR)
    mail_arrives(
        desk, words, now=NOW + timedelta(days=2), message_id="<a@halden.example>", In_Reply_To="<first@halden.example>"
    )
    case.refresh_from_db()
    assert (case.state, case.owner) == (state, desk.ben)


def test_a_review_opens_when_it_is_stable_and_not_before(case, desk):
    assert not hasattr(case, "review")
    mark_stable(case, because="line 2 runs on the spare coupling", by=desk.ben, now=NOW + HOUR)
    review = Case.objects.get(pk=case.pk).review
    assert review.owner == desk.ben
    assert review.due_at == NOW + HOUR + timedelta(days=3)


def test_d16_a_closed_case_pages_nobody_and_owes_nothing(case, desk):
    time_passes(NOW + HOUR)
    answer_is_it_solved(case, "solved", via="page", now=NOW + HOUR)
    before = Notification.objects.count()
    time_passes(NOW + timedelta(days=2))
    assert Notification.objects.count() == before


def test_every_live_case_has_a_next_moment(case, desk):
    time_passes(NOW + timedelta(hours=8))
    assert without_next_moment(NOW + timedelta(hours=8)) == []


# — the customer's page —


def test_their_link_opens_until_it_is_revoked_or_expires(case, desk):
    secret = link_for(case, NOW).rsplit("/", 2)[1]
    assert use_link(secret, NOW + HOUR).case == case
    with pytest.raises(Refused, match="no longer open"):
        use_link(secret, NOW + timedelta(days=91))
    with pytest.raises(Refused, match="no longer open"):
        use_link("guessed", NOW)
    revoke_link(case, by=desk.ben, now=NOW)
    with pytest.raises(Refused, match="no longer open"):
        use_link(secret, NOW + HOUR)


def test_what_they_write_on_their_page_is_heard_once(case, desk):
    link = use_link(link_for(case, NOW).rsplit("/", 2)[1], NOW)
    first = hear_from_page(link, "The truck has left without the parts.", key="k", now=NOW + HOUR)
    again = hear_from_page(link, "The truck has left without the parts.", key="k", now=NOW + HOUR)
    assert first == again
    assert [e.kind for e in of_case(case)].count("customer_wrote") == 2


def test_a_note_never_leaves(case, desk, outgoing_mail, smtp_sink):
    from evenkeel.cases.verbs import note

    note(case, author=desk.ben, text="Between us: the coupling was ours.", now=NOW + MINUTE, key="n")
    reply(case, author=desk.ben, text="We are on it.", now=NOW + 2 * MINUTE, key="r")
    post_goes_out(NOW + 3 * MINUTE)
    assert smtp_sink.messages
    assert not any("Between us" in m.text for m in smtp_sink.messages)
    assert not Delivery.objects.filter(notification__body__contains="Between us").exists()


def test_a_double_click_sends_one_message(case, desk):
    one = reply(case, author=desk.ben, text="We are on it.", now=NOW + MINUTE, key="same")
    two = reply(case, author=desk.ben, text="We are on it.", now=NOW + MINUTE, key="same")
    assert one == two
    assert Notification.objects.filter(kind="reply").count() == 1


def test_the_due_instant_is_the_customers_afternoon_not_ours(case, desk):
    reply(case, author=desk.ben, text="I'll call you tomorrow at 2 pm.", now=NOW + MINUTE, key="r")
    promise = Promise.objects.get(case=case, origin="text")
    assert promise.due_at == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_a_step_that_the_customer_is_not_to_see_is_in_no_mail_to_them(case, desk):
    due = NOW + HOUR
    plan_step(
        case,
        action="check their unpaid bills",
        owner=desk.ben,
        due_at=due,
        by=desk.ben,
        now=NOW,
        customer_visible=False,
    )
    reply(case, author=desk.ben, text="We are on it.", now=NOW + 2 * MINUTE, key="a")
    plan_step(case, action="swap the board", owner=desk.ben, due_at=due + HOUR, by=desk.ben, now=NOW)
    reply(case, author=desk.ben, text="More soon.", now=NOW + 3 * MINUTE, key="b")
    first, second = Notification.objects.filter(kind="reply").order_by("pk").values_list("body", flat=True)
    assert "unpaid" not in first + second
    assert "Next: swap the board." in second


def test_what_fell_due_cannot_be_released_before_the_clock_comes_round(case, desk):
    cadence = Promise.objects.get(case=case, origin="cadence", state="made")
    promise, late = by_hand(case, desk), NOW + 4 * HOUR
    with pytest.raises(Refused, match="time has come"):
        release(promise, because="not needed", by=desk.ben, now=late)
    answer_is_it_solved(case, "solved", via="page", now=late, still_wanted=[])
    time_passes(late)
    promise.refresh_from_db()
    cadence.refresh_from_db()
    assert [(p.state, p.broken_at) for p in (promise, cadence)] == [("broken", p.due_at) for p in (promise, cadence)]


def test_a_message_is_evidence_once_it_was_handed_over_and_never_of_its_own_words(case, desk):
    promise = by_hand(case, desk, action="email", what="mail the report")
    message = reply(case, author=desk.ben, text="I will send you an update by 3 pm.", now=NOW + 5 * MINUTE, key="a")
    said = {"kind": "message", "at": message.sent_at, "now": NOW + 6 * MINUTE, "by": desk.ben, "message": message}
    with pytest.raises(Refused, match="not reached the customer"):
        add_evidence(promise, **said)
    with pytest.raises(Refused, match="words that made the promise"):
        add_evidence(Promise.objects.get(message=message), **said)
    Delivery.objects.filter(notification__message=message).update(state="sent")
    assert add_evidence(promise, **said).keeps


def test_a_weekend_of_silence_is_on_the_ledger_and_does_not_drown_the_people_who_could_end_it(case, desk):
    time_passes(NOW + timedelta(hours=12))
    silences = Promise.objects.filter(case=case, origin="cadence", state="broken").count()
    told_ben = Notification.objects.filter(kind="promise_broken", user=desk.ben).count()
    assert silences > 30
    assert 4 <= told_ben <= 7
    assert Notification.objects.filter(kind="promise_reminder").count() <= 2


def test_who_said_solved_is_not_asked_again_while_a_promise_is_still_open(case, desk):
    promise = by_hand(case, desk, due=NOW + timedelta(days=20))
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + 2 * MINUTE, key="c", carried=[promise.pk])
    answer_is_it_solved(case, "solved", via="reply", now=NOW + HOUR)
    time_passes(NOW + timedelta(days=10))
    case.refresh_from_db()
    assert (case.state, case.asked_times) == ("resolved", 1)
    assert Notification.objects.filter(kind="waiting", user=desk.ben, subject__contains="still promised").exists()


def test_an_unclear_answer_is_told_and_is_no_silence(case, desk):
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + 2 * MINUTE, key="c")
    words = "Hm, I have to look at it with my colleague first."
    mail_arrives(desk, words, now=NOW + HOUR, message_id="<a@halden.example>", In_Reply_To="<first@halden.example>")
    assert Notification.objects.filter(kind="unclear_answer", user=desk.ben).exists()
    time_passes(NOW + timedelta(days=10))
    case.refresh_from_db()
    assert case.state == "resolved"


def test_an_owner_who_may_not_write_is_told_to_have_the_customer_asked(case, desk):
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + 2 * MINUTE, key="c")
    Case.objects.filter(pk=case.pk).update(legal_hold_at=NOW + HOUR)
    time_passes(NOW + timedelta(days=10))
    assert not Timer.objects.filter(state="parked").exists()
    assert not without_next_moment(NOW + timedelta(days=10))
    assert Notification.objects.filter(kind="waiting", user=desk.chidi, subject__contains="could not be asked").exists()


@pytest.mark.parametrize(
    ("sender", "words", "state", "who"),
    [
        ("Eve <eve@elsewhere.example>", "Yes, it is solved, thank you.", "resolved", "Eve"),
        ("Bo <bo@halden.example>", "Yes, it is solved, thank you.", "confirmed", "Bo"),
        ("Bo <bo@halden.example>", "No, it is not solved.", "open", "Bo"),
    ],
)
def test_only_the_customers_own_people_confirm_and_the_timeline_says_who(case, desk, sender, words, state, who):
    close(case, done="Line 2 runs.", by=desk.ben, now=NOW + 2 * MINUTE, key="c")
    to = reply_address(case.conversations.get().pk, HELP)
    mail_arrives(desk, words, now=NOW + HOUR, message_id="<a@b.example>", sender=sender, to=to, subject="Re: Line 2")
    case.refresh_from_db()
    answered = next(e for e in of_case(case) if e.kind == "customer_answered")
    assert (case.state, answered.actor_name) == (state, who)


def test_d14_a_step_and_the_second_person_are_watched_again_when_the_case_reopens(case, desk):
    step = plan_step(
        case, action="swap the board", owner=desk.ben, due_at=NOW + timedelta(days=5), by=desk.ben, now=NOW
    )
    answer_is_it_solved(case, "solved", via="page", now=NOW + 2 * MINUTE)
    assert not Timer.objects.filter(kind__in=("step_due", "two_people_due"), state="armed").exists()
    answer_is_it_solved(case, "not_solved", via="page", now=NOW + HOUR)
    due = dict(Timer.objects.filter(case=case, state="armed").values_list("kind", "due_at"))
    assert due["step_due"] == step.due_at
    assert due["two_people_due"] == NOW + HOUR + 30 * MINUTE


def test_a_case_opened_by_hand_is_named_by_what_was_said_to_or_by_the_customer_never_by_a_note(desk):
    conversation = mail_arrives(desk, "A question about the manual.", subject="").message.conversation
    note = {"direction": "note", "channel": "email", "source": "desk", "external_id": "n"}
    at = NOW + MINUTE
    Message.objects.create(
        conversation=conversation, text="Stall them.", visible_text="Stall them.", sent_at=at, received_at=at, **note
    )
    case = open_by_hand(conversation, level=2, because="it matters", by=desk.ben, now=NOW + 2 * MINUTE)
    wrote = next(e for e in of_case(case) if e.kind == "customer_wrote")
    assert (case.title, wrote.actor_name) == ("A question about the manual.", "Ada Novak")


def test_an_imported_case_that_a_lead_steps_into_is_a_case_like_any_other(desk):
    item, _ = keep_mail(mail("Line 2 is down, I want your manager."), mailbox=desk.mailbox, now=NOW, quiet=True)
    case = open_item(item, NOW).message.conversation.case
    assert case.quiet
    step_in(case, lead=desk.chidi, communication=desk.dana, next_update_at=NOW + HOUR, helpers=[], now=NOW + MINUTE)
    case.refresh_from_db()
    assert not case.quiet


def test_r05_a_desk_that_slept_past_both_reminders_gives_one(case, desk):
    by_hand(case, desk, due=NOW + 3 * HOUR)
    fire_due(NOW + 3 * HOUR - 2 * MINUTE)
    assert Notification.objects.filter(kind="promise_reminder", subject__contains="coupling").count() == 1
