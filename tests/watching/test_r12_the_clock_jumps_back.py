"""R12: the clock jumps two hours back: nothing fires twice, it is written down and told, and the loops beat on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.clock.models import Timer
from evenkeel.clock.sense import Sense, customers_held_until, note_jump
from evenkeel.engine.auditing import questions
from evenkeel.judgement.sensing import Felt, Look, feel
from evenkeel.notifications.leases import LEASE, claim
from evenkeel.notifications.models import Delivery, Notification
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, post_goes_out, time_passes
from harness.invariants import check_invariants


@pytest.mark.parametrize("back, is_jump", [(4, False), (6, True), (7200, True)])
def test_r12_more_than_five_seconds_back_is_a_jump(back, is_jump):
    felt = feel(Look(NOW, 10.0, 10.0), Look(NOW + timedelta(seconds=1 - back), 11.0, 11.0))
    assert (felt is not None and felt.what == "backward") is is_jump


@pytest.mark.django_db
def test_r12_it_is_written_down_and_found_by_the_next_audit():
    open_desk()
    now, seconds = [NOW], [1.0]
    sense = Sense("host:1", ask=lambda: now[0], count=lambda: seconds[0], awake=lambda: seconds[0], own=lambda: None)
    sense()
    now[0] -= timedelta(hours=2)
    seconds[0] += 1
    sense()
    event = Event.objects.get(kind="clock_jumped")
    assert (event.data["what"], event.sentence) == ("backward", "The clock jumped back by 2.0 h")
    assert [f.code for f in questions.jumps(now[0])] == ["clock_backward"]
    assert customers_held_until(now[0]) is None


@pytest.mark.django_db
def test_r12_what_fired_before_the_jump_does_not_fire_again_after_it():
    case = furious_case(open_desk())
    later = NOW + timedelta(hours=1)
    time_passes(later)
    fired, told = Timer.objects.filter(state="done").count(), Notification.objects.filter(case=case).count()
    assert fired
    time_passes(later - timedelta(minutes=45))
    assert Timer.objects.filter(state="done").count() == fired
    assert Notification.objects.filter(case=case).count() == told
    time_passes(later)
    assert Notification.objects.filter(case=case).count() == told
    check_invariants_but_for_what_waits()


def check_invariants_but_for_what_waits():
    Delivery.objects.filter(state="pending").update(state="cancelled")
    check_invariants()
    assert Timer.objects.filter(state="armed").exists()


@pytest.mark.django_db
def test_r12_a_hold_from_before_a_jump_back_does_not_last_for_hours():
    note_jump(Felt("forward", 7200.0), NOW, "host:1")
    assert customers_held_until(NOW + timedelta(seconds=30)) == NOW + timedelta(seconds=60)
    assert customers_held_until(NOW - timedelta(hours=2)) is None


TWO_HOURS = timedelta(hours=2)
BEFORE = NOW - timedelta(minutes=1)


def two_hours_back():
    note_jump(Felt("backward", -TWO_HOURS.total_seconds()), NOW - TWO_HOURS, "host:1")


@pytest.mark.django_db
def test_r12_a_page_that_was_about_to_go_when_the_clock_was_set_back_goes_at_once():
    furious_case(open_desk())
    assert not claim(NOW - TWO_HOURS, "w")
    two_hours_back()
    assert claim(NOW - TWO_HOURS, "w")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields, waits",
    [
        ({"state": "pending", "attempts": 1}, timedelta(minutes=5)),
        ({"state": "held", "held_because": "rule"}, timedelta(minutes=5)),
        ({"state": "held", "held_because": "throttle"}, timedelta(minutes=5)),
        ({"state": "held", "held_because": "quiet"}, timedelta(hours=2, minutes=5)),
        ({"state": "pending", "attempts": 0}, timedelta(hours=2, minutes=5)),
    ],
    ids=["another try", "the next place", "a throttle", "quiet hours", "a word that was meant for later"],
)
def test_r12_what_waited_for_a_span_waits_for_the_rest_of_it(fields, waits):
    furious_case(open_desk())
    delivery = Delivery.objects.earliest("pk")
    Notification.objects.filter(pk=delivery.notification_id).update(created_at=BEFORE)
    Delivery.objects.filter(pk=delivery.pk).update(not_before=NOW + timedelta(minutes=5), **fields)
    two_hours_back()
    delivery.refresh_from_db()
    assert delivery.not_before - (NOW - TWO_HOURS) == waits


@pytest.mark.django_db
def test_r12_a_jump_forward_moves_nothing():
    furious_case(open_desk())
    delivery = Delivery.objects.earliest("pk")
    note_jump(Felt("forward", 7200.0), NOW - timedelta(seconds=1), "host:1")
    assert Delivery.objects.get(pk=delivery.pk).not_before == delivery.not_before


@pytest.mark.django_db
def test_r12_a_word_that_was_on_its_way_to_the_customer_counts_as_sent_and_keeps_what_it_keeps(
    smtp_sink, outgoing_mail
):
    desk = open_desk()
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + timedelta(minutes=1))
    promise = promise_by_hand(
        Wording(what="say where the coupling is", action="contact", due_at=NOW + timedelta(hours=3)),
        case=case,
        owner=desk.ben,
        contact=desk.ada,
        by=desk.ben,
        now=NOW - TWO_HOURS - timedelta(minutes=1),
    )
    ours = reply(case, author=desk.ben, text="The coupling is in Dallas.", now=NOW + timedelta(minutes=2), key="r")
    two_hours_back()
    Delivery.objects.filter(notification__message=ours).update(not_before=NOW - TWO_HOURS)
    post_goes_out(NOW - TWO_HOURS + timedelta(minutes=2))
    assert Delivery.objects.get(notification__message=ours).state == "sent"
    promise.refresh_from_db()
    assert promise.state == "kept"


@pytest.mark.django_db
def test_r12_who_is_sending_has_a_whole_lease_again_and_not_two_hours():
    furious_case(open_desk())
    [sending] = claim(NOW, "w", limit=1)
    two_hours_back()
    sending.refresh_from_db()
    assert (sending.state, sending.lease_until) == ("sending", NOW - TWO_HOURS + LEASE)


@pytest.mark.django_db
def test_r12_after_a_jump_back_the_auditor_pings_on_and_the_newest_audit_counts(webhook_sink, settings, monkeypatch):
    from evenkeel.clock import standing
    from evenkeel.engine.auditing import auditor

    settings.DEADMAN_URL = webhook_sink.url
    hour = [NOW]
    monkeypatch.setattr(auditor, "database_now", lambda: hour[0])
    auditor.audit(questions=[questions.timers])
    hour[0] -= timedelta(hours=2)
    later = auditor.audit(questions=[questions.timers])
    assert len(webhook_sink.requests) == 2, "the watcher outside would call two hours of silence a death"
    assert standing.last_audit() == later
