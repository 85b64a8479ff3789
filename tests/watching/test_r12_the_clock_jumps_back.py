"""R12: the clock jumps two hours back: nothing fires twice, it is written down and told, and the loops beat on."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenkeel.clock.models import Timer
from evenkeel.clock.sense import Sense, customers_held_until
from evenkeel.engine.auditing import questions
from evenkeel.judgement.sensing import Look, feel
from evenkeel.notifications.models import Notification
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, time_passes
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
    from evenkeel.notifications.models import Delivery

    Delivery.objects.filter(state="pending").update(state="cancelled")
    check_invariants()
    assert Timer.objects.filter(state="armed").exists()


@pytest.mark.django_db
def test_r12_a_hold_from_before_a_jump_back_does_not_last_for_hours():
    from evenkeel.clock.sense import note_jump
    from evenkeel.judgement.sensing import Felt

    note_jump(Felt("forward", 7200.0), NOW, "host:1")
    assert customers_held_until(NOW + timedelta(seconds=30)) == NOW + timedelta(seconds=60)
    assert customers_held_until(NOW - timedelta(hours=2)) is None


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
