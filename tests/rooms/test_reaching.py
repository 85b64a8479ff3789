"""How a word finds its person: rules, quiet hours, the limits of a place, and who hears that it is over."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest

from evenkeel.cases.verbs import acknowledge, close, reassign, take_role
from evenkeel.clock.models import Timer
from evenkeel.notifications import places
from evenkeel.notifications.models import Delivery, Endpoint, Notification, QuietHours, ReachRule
from evenkeel.notifications.reads import is_reachable
from evenkeel.notifications.verbs import Word, owe, seen, seen_on, void
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, mail_arrives, open_desk, post_goes_out, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
# A broken promise, nobody in danger, nothing stands still: not level 4.
ANNOYED = "You promised to call me yesterday and nobody called. This is the second time. I expect an answer today."


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture(autouse=True)
def _post_office(smtp_sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = smtp_sink.host, smtp_sink.port


def to(sink, address):
    return [m for m in sink.messages if m.recipients == (address,)]


def place(user, name: str, after: int | None = None, occasion: str = "important") -> Endpoint:
    endpoint = Endpoint.objects.create(user=user, channel="mail", address=f"{name}@phones.example", label=name)
    if after is not None:
        ReachRule.objects.create(user=user, occasion=occasion, endpoint=endpoint, after_minutes=after)
    return endpoint


def sleeps(user, then: str = "pass_on", zone: str = "Europe/London", starts: time = time(15), ends: time = time(7)):
    return QuietHours.objects.create(user=user, zone=zone, days="0,1,2,3,4,5,6", starts=starts, ends=ends, then=then)


def annoyed_case(desk, now=NOW):
    item = mail_arrives(desk, ANNOYED, now=now)
    case = item.message.conversation.case
    assert case is not None
    assert case.level < 4
    return case


def the_page(case, user):
    return Notification.objects.filter(case=case, kind="page", user=user).latest("id")


def say(user, what: str, now=NOW, urgency: int = 5, case=None, body: str = "", **more):
    return owe(
        Word(what, body or what, {}), key=f"{what}/{user.pk}/{now.timestamp()}", kind="note", to=user, now=now,
        urgency=urgency, case=case, **more,
    )  # fmt: skip


# Rules.


def test_a_page_goes_to_the_phone_at_once_and_by_the_other_ways_later_unless_somebody_has_it(desk, smtp_sink):
    place(desk.ben, "push", 0)
    place(desk.ben, "sms", 2)
    place(desk.ben, "voice", 5)
    case = furious_case(desk)
    post_goes_out(NOW)
    assert [len(to(smtp_sink, f"{n}@phones.example")) for n in ("push", "sms", "voice")] == [1, 0, 0]
    post_goes_out(NOW + 2 * MINUTE)
    assert len(to(smtp_sink, "sms@phones.example")) == 1
    acknowledge(case, user=desk.ben, now=NOW + 3 * MINUTE)
    post_goes_out(NOW + 5 * MINUTE)
    assert to(smtp_sink, "voice@phones.example") == []
    states = dict(the_page(case, desk.ben).deliveries.values_list("address", "state"))
    assert states["voice@phones.example"] == "cancelled"
    check_invariants()


def test_who_has_seen_it_is_not_rung_up(desk, smtp_sink):
    place(desk.ben, "push", 0)
    place(desk.ben, "voice", 5)
    case = furious_case(desk)
    post_goes_out(NOW)
    assert seen_on(case, desk.ben, NOW + MINUTE) >= 1
    post_goes_out(NOW + 5 * MINUTE)
    assert to(smtp_sink, "voice@phones.example") == []
    check_invariants()


def test_what_was_seen_while_it_was_about_to_be_sent_is_not_sent(desk, smtp_sink):
    from evenkeel.notifications.delivering import deliver_one
    from evenkeel.notifications.leases import claim

    case = furious_case(desk)
    [page] = claim(NOW, "test")
    seen(the_page(case, desk.ben), NOW)
    deliver_one(page, lambda: NOW)
    assert smtp_sink.messages == []


def test_a_page_of_an_older_climb_is_not_sent_after_a_newer_one(desk, smtp_sink):
    case = furious_case(desk)
    old = the_page(case, desk.ben)
    Notification.objects.create(
        key="newer", case=case, kind="page", user=desk.dana, subject="s", body="b", created_at=NOW,
        generation=old.generation + 1,
    )  # fmt: skip
    post_goes_out(NOW)
    assert old.deliveries.get().state == "cancelled"


def test_when_the_first_way_fails_the_next_goes_at_once(desk, smtp_sink):
    place(desk.ben, "push", 0)
    place(desk.ben, "sms", 10)
    case = furious_case(desk)
    smtp_sink.fail_with("550 nobody of that name", times=1)
    post_goes_out(NOW)
    assert len(to(smtp_sink, "sms@phones.example")) == 1
    states = dict(the_page(case, desk.ben).deliveries.values_list("address", "state"))
    assert states == {"push@phones.example": "failed", "sms@phones.example": "sent"}
    check_invariants()


def test_ordinary_words_go_by_the_ordinary_set(desk, smtp_sink):
    place(desk.ben, "push", 0)
    place(desk.ben, "inbox", 0, "ordinary")
    say(desk.ben, "a note")
    post_goes_out(NOW)
    assert [m.recipients for m in smtp_sink.messages] == [("inbox@phones.example",)]


def test_rules_whose_places_are_all_broken_count_as_no_rules(desk, smtp_sink):
    broken = place(desk.ben, "push", 0)
    Endpoint.objects.filter(pk=broken.pk).update(broken_at=NOW)
    furious_case(desk)
    post_goes_out(NOW)
    assert to(smtp_sink, "ben@desk.example")


# Quiet hours.


def test_r50_in_quiet_hours_a_page_goes_to_the_next_person_and_the_timeline_says_so(desk, smtp_sink):
    sleeps(desk.ben)
    case = annoyed_case(desk)
    post_goes_out(NOW)
    assert to(smtp_sink, "ben@desk.example") == []
    [theirs] = to(smtp_sink, "dana@desk.example")
    assert "Ben Okafor has quiet hours" in theirs.text
    page = the_page(case, desk.ben)
    assert page.passed_on_to == desk.dana
    held = page.deliveries.get()
    assert (held.state, held.held_because) == ("held", "quiet")
    assert held.not_before == datetime(2026, 11, 24, 7, tzinfo=UTC)
    event = Event.objects.get(case=case, kind="passed_on")
    assert "quiet hours until 07:00" in event.sentence
    acknowledge(case, user=desk.dana, now=NOW + MINUTE)
    held.refresh_from_db()
    assert held.state == "cancelled", "who slept is not told of what somebody else has"
    check_invariants()


def test_r50_in_quiet_hours_an_ordinary_word_is_held_until_they_end_and_then_sent(desk, smtp_sink):
    sleeps(desk.ben)
    case = annoyed_case(desk)
    word = say(desk.ben, "an idea for tomorrow", case=case)
    post_goes_out(NOW + MINUTE)
    assert to(smtp_sink, "ben@desk.example") == []
    assert Event.objects.filter(case=case, kind="notification_held", data__notification_id=word.pk).exists()
    assert post_goes_out(datetime(2026, 11, 24, 6, 59, 59, tzinfo=UTC)) == 0
    post_goes_out(datetime(2026, 11, 24, 7, tzinfo=UTC))
    post_goes_out(datetime(2026, 11, 24, 7, 1, tzinfo=UTC))
    assert word.deliveries.get().state == "sent"
    check_invariants()


def test_r50_who_wants_pages_held_is_left_alone_and_the_ladder_climbs_on(desk, smtp_sink):
    sleeps(desk.ben, "hold")
    case = annoyed_case(desk)
    post_goes_out(NOW)
    assert smtp_sink.messages == []
    assert Event.objects.filter(case=case, kind="notification_held").exists()
    step = Timer.objects.get(case=case, kind="escalation_step", state="armed")
    time_passes(step.due_at)
    post_goes_out(step.due_at)
    assert to(smtp_sink, "dana@desk.example"), "the next rung heard nothing"
    assert to(smtp_sink, "ben@desk.example") == []


def test_r50_when_everybody_sleeps_the_last_of_them_is_woken(desk, smtp_sink):
    for user in (desk.ben, desk.dana, desk.chidi, desk.rosa):
        sleeps(user)
    case = annoyed_case(desk)
    post_goes_out(NOW)
    assert [m.recipients for m in smtp_sink.messages] == [("rosa@desk.example",)]
    assert the_page(case, desk.ben).passed_on_to == desk.rosa


def test_danger_and_level_4_break_through_quiet_hours(desk, smtp_sink):
    sleeps(desk.ben)
    case = furious_case(desk)
    assert case.level == 4
    post_goes_out(NOW)
    assert to(smtp_sink, "ben@desk.example")
    assert not Event.objects.filter(kind="passed_on").exists()


# Limits of a place.


def test_the_same_words_to_the_same_place_within_a_minute_are_said_once(desk, smtp_sink):
    for n in range(2):
        owe(Word("Line 2 is down", "again", {}), key=f"k{n}", kind="alarm", to=desk.ben, now=NOW, urgency=2)
    post_goes_out(NOW)
    assert len(smtp_sink.messages) == 1
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    owe(Word("Line 2 is down", "again", {}), key="k3", kind="alarm", to=desk.ben, now=NOW + 2 * MINUTE, urgency=2)
    post_goes_out(NOW + 2 * MINUTE)
    assert len(smtp_sink.messages) == 2
    check_invariants()


def test_more_than_a_mail_a_minute_waits_and_goes_as_one_that_lists_them_all(desk, smtp_sink):
    for n in range(6):
        say(desk.ben, f"note {n}")
    post_goes_out(NOW)
    assert len(smtp_sink.messages) == 1
    assert Delivery.objects.filter(state="held", held_because="throttle").count() == 5
    post_goes_out(NOW + MINUTE)
    assert len(smtp_sink.messages) == 2
    bundle = smtp_sink.messages[-1]
    assert bundle.subject.startswith("5 words: note 1")
    assert all(f"note {n}" in bundle.text for n in range(1, 6))
    assert Delivery.objects.filter(state="sent").count() == 6
    assert Delivery.objects.exclude(carried_by=None).count() == 4
    check_invariants()


def test_a_bundle_that_fails_leaves_each_word_its_own_fate(desk, smtp_sink):
    for n in range(3):
        say(desk.ben, f"note {n}")
    post_goes_out(NOW)
    smtp_sink.fail_with("451 later", times=1)
    post_goes_out(NOW + MINUTE)
    assert set(Delivery.objects.exclude(state="sent").values_list("state", flat=True)) == {"pending"}
    post_goes_out(NOW + 2 * MINUTE)
    post_goes_out(NOW + 4 * MINUTE)
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}
    check_invariants()


def test_a_word_taken_back_while_it_waited_is_not_in_the_bundle(desk, smtp_sink):
    for n in range(3):
        say(desk.ben, f"note {n}")
    post_goes_out(NOW)
    void(NOW, "no longer so", subject="note 2")
    post_goes_out(NOW + MINUTE)
    assert "note 2" not in smtp_sink.messages[-1].text
    check_invariants()


# It is over.


def test_who_was_paged_hears_once_who_has_it_and_who_took_it_does_not(desk, smtp_sink):
    case = furious_case(desk)
    step = Timer.objects.get(case=case, kind="escalation_step", state="armed")
    post_goes_out(NOW)
    time_passes(step.due_at)
    post_goes_out(step.due_at)
    later = step.due_at + 2 * MINUTE
    acknowledge(case, user=desk.dana, now=later)
    post_goes_out(later)
    told = Notification.objects.filter(case=case, kind="page_over")
    assert [n.user for n in told] == [desk.ben]
    assert "Dana Wolff has it" in told[0].subject
    assert desk.dana not in [n.user for n in told]
    check_invariants()


def test_whom_no_page_reached_hears_nothing_of_its_end(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.chidi, now=NOW + SECOND)
    assert not Notification.objects.filter(case=case, kind="page_over").exists()


# Places.


def code_of(place_: Endpoint) -> str:
    word = Notification.objects.filter(kind="place_test", deliveries__endpoint=place_).latest("id")
    return word.subject.split()[-1]


def test_a_new_place_gets_nothing_but_its_code_until_that_came_back(desk, smtp_sink):
    phone = places.add_place(desk.ben, channel="mail", address="ben@phones.example", by=desk.ben, now=NOW)
    post_goes_out(NOW)
    assert [m.recipients for m in smtp_sink.messages] == [("ben@phones.example",)]
    assert code_of(phone) in smtp_sink.messages[0].subject
    say(desk.ben, "first")
    post_goes_out(NOW)
    assert to(smtp_sink, "ben@desk.example"), "an unproven place counted"
    with pytest.raises(Refused, match="not the code"):
        places.verify_place(phone, "000000x", by=desk.ben, now=NOW)
    places.verify_place(phone, code_of(phone), by=desk.ben, now=NOW + MINUTE)
    say(desk.ben, "second", now=NOW + 5 * MINUTE)
    post_goes_out(NOW + 5 * MINUTE)
    assert len(to(smtp_sink, "ben@phones.example")) == 2


def test_a_code_is_good_for_five_tries_and_an_hour(desk):
    phone = places.add_place(desk.ben, channel="mail", address="ben@phones.example", by=desk.ben, now=NOW)
    right = code_of(phone)
    for _ in range(places.CODE_TRIES):
        with pytest.raises(Refused, match="not the code"):
            places.verify_place(Endpoint.objects.get(pk=phone.pk), "wrong", by=desk.ben, now=NOW)
    with pytest.raises(Refused, match="used up"):
        places.verify_place(Endpoint.objects.get(pk=phone.pk), right, by=desk.ben, now=NOW)
    places.test_place(Endpoint.objects.get(pk=phone.pk), by=desk.ben, now=NOW + MINUTE)
    with pytest.raises(Refused, match="used up"):
        places.verify_place(Endpoint.objects.get(pk=phone.pk), code_of(phone), by=desk.ben, now=NOW + 2 * HOUR)


def test_a_code_that_cannot_be_delivered_is_sent_nowhere_else(desk, smtp_sink):
    phone = places.add_place(desk.ben, channel="mail", address="ben@phones.example", by=desk.ben, now=NOW)
    code = code_of(phone)
    smtp_sink.fail_with("550 nobody of that name", times=1)
    post_goes_out(NOW)
    post_goes_out(NOW + MINUTE)
    assert not any(code in m.subject + m.text for m in smtp_sink.messages)
    with pytest.raises(Refused):
        places.verify_place(Endpoint.objects.get(pk=phone.pk), code, by=desk.ben, now=NOW + MINUTE)


def test_a_word_without_a_case_waits_out_the_quiet_hours_too(desk, smtp_sink):
    sleeps(desk.ben)
    word = say(desk.ben, "a thought")
    post_goes_out(NOW)
    assert smtp_sink.messages == []
    assert word.deliveries.get().state == "held"


@pytest.mark.parametrize(
    ("channel", "address", "sentence"),
    [
        ("pigeon", "x", "no channel"),
        ("mail", "nobody", "no mail address"),
        ("mail", "", "Say the address"),
        ("webhook", "desk.example/hook", "as a URL"),
    ],
)
def test_a_place_that_cannot_be_is_refused_with_what_to_do(desk, channel, address, sentence):
    with pytest.raises(Refused, match=sentence):
        places.add_place(desk.ben, channel=channel, address=address, by=desk.ben, now=NOW)


def test_nobody_says_for_others_how_they_are_reached(desk):
    with pytest.raises(NotAllowed):
        places.add_place(desk.ben, channel="mail", address="x@y.example", by=desk.chidi, now=NOW)


def test_r49_the_last_place_of_somebody_who_must_be_reached_cannot_be_removed(desk):
    desk.ben.email = ""
    desk.ben.save(update_fields=["email"])
    only = place(desk.ben, "only")
    assert is_reachable(desk.ben)
    with pytest.raises(Refused, match="last place where you are reached, and you are on duty"):
        places.remove_place(only, by=desk.ben, now=NOW)
    assert Endpoint.objects.filter(user=desk.ben).exists(), "refused, and removed all the same"
    second = place(desk.ben, "second")
    places.remove_place(Endpoint.objects.get(user=desk.ben, label="only"), by=desk.ben, now=NOW)
    assert list(Endpoint.objects.filter(user=desk.ben)) == [second]


def test_r49_a_last_resort_and_an_owner_stay_reachable_too(desk):
    case = furious_case(desk)
    desk.ben.duties.all().delete()
    for user, why in ((desk.rosa, "last resort"), (case.owner, "live case")):
        user.email = ""
        user.save(update_fields=["email"])
        only = place(user, f"only-{user.pk}")
        with pytest.raises(Refused, match=why):
            places.remove_place(only, by=user, now=NOW)


def test_r49_rules_that_reach_nobody_are_refused_where_they_are_set(desk):
    broken = place(desk.ben, "push")
    Endpoint.objects.filter(pk=broken.pk).update(broken_at=NOW)
    with pytest.raises(Refused, match="reach nobody"):
        places.set_rules(desk.ben, "important", [(broken.pk, 0)], by=desk.ben, now=NOW)
    late = place(desk.ben, "late")
    with pytest.raises(Refused, match="not lie longer"):
        places.set_rules(desk.ben, "important", [(late.pk, 30)], by=desk.ben, now=NOW)
    theirs = place(desk.dana, "theirs")
    with pytest.raises(Refused, match="not yours"):
        places.set_rules(desk.ben, "important", [(theirs.pk, 0)], by=desk.ben, now=NOW)
    places.set_rules(desk.ben, "important", [(late.pk, 0)], by=desk.ben, now=NOW)
    assert ReachRule.objects.get().after_minutes == 0


def test_quiet_hours_without_an_end_are_refused(desk):
    always = {"zone": "UTC", "days": range(7), "starts": "00:00", "ends": "00:00"}
    with pytest.raises(Refused, match="never end"):
        places.set_quiet_hours(desk.ben, [always], by=desk.ben, now=NOW)
    with pytest.raises(Refused, match="no time of day"):
        places.set_quiet_hours(desk.ben, [{**always, "starts": "late"}], by=desk.ben, now=NOW)
    [row] = places.set_quiet_hours(desk.ben, [{**always, "starts": "22:00", "ends": "07:00"}], by=desk.ben, now=NOW)
    assert row.then == "pass_on"


# Reassignment.


def test_d20_a_reminder_is_given_once_whatever_worker_comes_round(desk, smtp_sink):
    case = furious_case(desk)
    due = Timer.objects.filter(case=case, kind="promise_remind", state="armed").order_by("due_at").first()
    time_passes(due.due_at)
    time_passes(due.due_at)
    assert Notification.objects.filter(case=case, kind="promise_reminder").count() == 1
    for _ in range(3):
        post_goes_out(due.due_at)
    word = Notification.objects.get(case=case, kind="promise_reminder")
    assert [a.outcome for d in word.deliveries.all() for a in d.history.all()] == ["sent"]


def test_d21_after_a_reassignment_the_old_owner_is_reminded_of_nothing_and_the_new_one_is(desk, smtp_sink):
    case = furious_case(desk)
    post_goes_out(NOW)
    reassign(case, to=desk.dana, because="Ben is ill", by=desk.chidi, now=NOW + SECOND)
    due = Timer.objects.filter(case=case, kind="promise_remind", state="armed").order_by("due_at").first()
    time_passes(due.due_at)
    reminded = Notification.objects.filter(case=case, kind="promise_reminder")
    assert {n.user for n in reminded} == {desk.dana}
    post_goes_out(due.due_at)
    since = [m for m in to(smtp_sink, "ben@desk.example") if "due" in m.subject or "owed" in m.subject]
    assert since == [], [m.subject for m in since]
    assert Notification.objects.get(kind="given_on").user == desk.ben


def test_d21_who_watches_hears_of_a_new_owner_and_of_a_new_state_and_who_did_it_does_not(desk):
    case = furious_case(desk)
    take_role(case, "watcher", user=desk.lena, by=desk.ben, now=NOW)
    take_role(case, "watcher", user=desk.chidi, by=desk.chidi, now=NOW)
    reassign(case, to=desk.dana, because="Ben is ill", by=desk.chidi, now=NOW + SECOND)
    case.refresh_from_db()
    carried = [p.pk for p in case.promises.all()]
    close(case, done="The coupling was replaced.", by=desk.dana, now=NOW + MINUTE, key="c", carried=carried)
    watched = Notification.objects.filter(kind="watched")
    assert [n.subject.rpartition(": ")[2] for n in watched.filter(user=desk.lena)] == [
        "Dana Wolff owns it now",
        "Dana Wolff resolved it",
    ]
    assert [n.subject.rpartition(": ")[2] for n in watched.filter(user=desk.chidi)] == ["Dana Wolff resolved it"]
    assert not watched.filter(user=desk.dana).exists()


def test_closing_a_case_ends_what_waits_to_page_for_it(desk, smtp_sink):
    place(desk.ben, "push", 0)
    place(desk.ben, "voice", 5)
    case = furious_case(desk)
    post_goes_out(NOW)
    carried = [p.pk for p in case.promises.all()]
    close(case, done="The coupling was replaced.", by=desk.chidi, now=NOW + MINUTE, key="c", carried=carried)
    voice = the_page(case, desk.ben).deliveries.get(address="voice@phones.example")
    assert voice.state == "cancelled"
    post_goes_out(NOW + 6 * MINUTE)
    assert [m.subject for m in to(smtp_sink, "voice@phones.example") if "resolved it" not in m.subject] == []


def test_who_acknowledged_hears_nothing_of_it_when_the_case_passes_on_later(desk, smtp_sink):
    case = furious_case(desk)
    post_goes_out(NOW)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    case.refresh_from_db()
    acknowledge(case, user=desk.chidi, now=NOW + 5 * MINUTE)
    assert not Notification.objects.filter(case=case, kind="page_over").exists()
