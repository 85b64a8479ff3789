"""What is done for many timers at once is exactly what is done for each alone: the same lines, words, places and next timers."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import transaction

from evenkeel.cases.ladders.versions import supersede_ladder
from evenkeel.clock import handlers
from evenkeel.clock.firing import fire_due
from evenkeel.clock.models import Timer
from evenkeel.notifications.models import Delivery, Endpoint, Notification, QuietHours
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import Wording, promise_by_hand
from evenkeel.timeline import verbs as timeline
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SUNDAY_NIGHT = datetime(2026, 11, 29, 23, 0, tzinfo=UTC)


def said(words: object) -> str:
    """Without the numbers of rows written meanwhile: PostgreSQL counts on after a rollback."""
    return re.sub(r"(\w+_id'?: |[a-z_]+:|rest/|passed/)\d+", r"\1N", str(words))


def world() -> dict[str, list[tuple]]:
    return {
        "lines": sorted((e.case_id, e.kind, said(e.key), said(e.data), e.actor) for e in Event.objects.all()),
        "words": sorted(
            (said(n.key), n.kind, n.user_id, n.subject, n.body, n.urgency, n.generation)
            for n in Notification.objects.all()
        ),
        "places": sorted(
            (
                said(d.notification.key),
                d.channel,
                d.address,
                d.urgency,
                d.state,
                d.not_before,
                d.held_because,
                d.account_id,
            )
            for d in Delivery.objects.select_related("notification")
        ),
        "timers": sorted(
            (said(t.key), t.kind, t.state, t.due_at, t.run_at, t.generation, t.priority, str(t.rule))
            for t in Timer.objects.all()
        ),
    }


def both_ways(at, monkeypatch) -> tuple[dict, dict]:
    """The world after firing together, and after firing one by one, from the same beginning."""
    found = []
    for alone in (False, True):
        with transaction.atomic(), monkeypatch.context() as patched:
            if alone:
                patched.setattr(handlers, "_TOGETHER", {})
                patched.setattr(timeline, "_TOGETHER", {})
            assert fire_due(at) > 1
            check_invariants()
            found.append(world())
            transaction.set_rollback(True)
    return found[0], found[1]


@pytest.fixture
def desk():
    return open_desk()


def cases(desk, count, now=NOW):
    from harness.cast import mail_arrives

    made = [furious_case(desk, now=now)]
    for n in range(1, count):
        sender = f"P{n} <p{n}@firm{n % 3}.example>"
        made.append(mail_arrives(desk, now=now, sender=sender, message_id=f"<{n}@x>").message.conversation.case)
    return made


def test_rungs_are_stood_on_together_as_alone(desk, monkeypatch):
    supersede_ladder(
        desk.team,
        [
            {"notify": ["owner"]},
            {"notify": ["duty:second", f"round_robin:{desk.team.pk}"]},
            {"notify": ["role:diagnosis"]},
            {"notify": ["lead", "last_resort"], "when": {"level_at_least": 3}},
        ],
        by=desk.chidi,
        now=NOW - MINUTE,
    )
    cases(desk, 7)
    for at in (NOW + 15 * MINUTE, NOW + 30 * MINUTE):
        together, alone = both_ways(at, monkeypatch)
        for what in together:
            assert together[what] == alone[what], what
        fire_due(at)


def test_pages_that_meet_quiet_hours_are_passed_on_together_as_alone(desk, monkeypatch):
    Endpoint.objects.create(user=desk.dana, channel="webhook", address="https://hook.example/x")
    QuietHours.objects.create(
        user=desk.dana, zone="Europe/Berlin", days="0123456", starts=time(22), ends=time(7), then="pass_on"
    )
    cases(desk, 4, SUNDAY_NIGHT)
    together, alone = both_ways(SUNDAY_NIGHT + 15 * MINUTE, monkeypatch)
    for what in together:
        assert together[what] == alone[what], what


def test_reminders_are_given_together_as_alone_and_of_a_going_silence_not_at_all(desk, monkeypatch):
    due = NOW + timedelta(minutes=45)
    for n, case in enumerate(cases(desk, 3)):
        wording = Wording(what=f"a call {n}", action="call", due_at=due, due_kind="by", told=True)
        promise_by_hand(wording, case=case, owner=desk.ben, contact=case.contact, by=desk.ben, now=NOW)
    time_passes(due - 6 * MINUTE)  # By now nobody has written for half an hour: a silence that goes on.
    assert Promise.objects.filter(origin="cadence", state="broken").exists()
    together, alone = both_ways(due - 4 * MINUTE, monkeypatch)
    for what in together:
        assert together[what] == alone[what], what
    assert [w for w in together["words"] if w[1] == "promise_reminder"]
