"""R52: what is overdue is found even where the claim's query, its index or `run_at` is wrong; no window of days."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from evenkeel.clock.auditing import findings_of
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.clock.watched import Audit, Trouble
from evenkeel.engine.auditing import auditor, questions
from evenkeel.judgement.watching import AGAIN_AFTER, OVER_AFTER, Weight, judge
from evenkeel.notifications.models import Delivery, Notification
from harness.cast import NOW, furious_case, open_desk, time_passes

pytestmark = pytest.mark.django_db
LONG_AGO = NOW - timedelta(days=400)


@pytest.fixture
def hour(monkeypatch):
    """What the auditor reads as the time."""

    class Hour:
        now = NOW

    monkeypatch.setattr(auditor, "database_now", lambda: Hour.now)
    return Hour


def timer(key: str, due=LONG_AGO, **more):
    return Timer.objects.create(key=key, kind="review_due", due_at=due, armed_at=LONG_AGO, **{"run_at": due, **more})


def found(now=NOW, *asked):
    return {f.code: f for question in asked or questions.QUESTIONS for f in question(now)}


def test_r52_a_timer_that_no_claim_would_ever_see_is_found_400_days_later():
    timer("lost", run_at=NOW + timedelta(days=9000))
    assert fire_due(NOW) == 0
    overdue = found(NOW, questions.timers)["timers_overdue"]
    assert (overdue.count, overdue.weight) == (1, Weight.STOP)
    assert f"{LONG_AGO:%d %b %H:%M}" in overdue.says


def test_r52_a_timer_that_failed_and_backs_off_is_a_trouble_of_another_kind():
    timer("failing", attempts=3, run_at=NOW + timedelta(minutes=5))
    assert set(found(NOW, questions.timers)) == {"timers_failing"}
    assert "timers_overdue" in found(NOW + timedelta(minutes=6), questions.timers)


@pytest.mark.parametrize("late, is_found", [(59, False), (61, True)])
def test_r52_late_means_more_than_a_minute(late, is_found):
    timer("late", due=NOW - timedelta(seconds=late))
    assert ("timers_overdue" in found(NOW, questions.timers)) is is_found


def test_r52_the_question_goes_past_every_index():
    timer("one")
    with connection.cursor() as cursor, questions.no_index() as past:
        explain = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
        cursor.execute(f"{explain} SELECT id FROM clock_timer {past} WHERE state = 'armed'")
        plan = str(cursor.fetchall())
    assert "ndex" not in plan.replace("NOT INDEXED", "")


def test_r52_a_live_case_without_a_next_moment_is_named():
    case = furious_case(open_desk())
    assert "case_without_next_moment" not in found(NOW + timedelta(minutes=2), questions.cases)
    Timer.objects.filter(case=case).update(state="done", fired_at=NOW)
    lost = found(NOW + timedelta(minutes=2), questions.cases)["case_without_next_moment"]
    assert f"#{case.pk}" in lost.says


def test_r52_deliveries_that_hang_wait_or_want_a_decision_are_three_troubles():
    desk = open_desk()
    for n, (state, lease) in enumerate([("sending", NOW - timedelta(minutes=5)), ("unknown", None), ("pending", None)]):
        owed = Notification.objects.create(key=f"k{n}", kind="page", user=desk.ben, subject="s", body="b", created_at=LONG_AGO)  # fmt: skip
        Delivery.objects.create(notification=owed, channel="mail", address="x@y.example", state=state, lease_until=lease, not_before=LONG_AGO)  # fmt: skip
    assert set(found(NOW, questions.deliveries)) == {"deliveries_stuck", "deliveries_unknown", "deliveries_waiting"}


def test_r52_people_are_part_of_the_audit():
    desk = open_desk()
    case = furious_case(desk)
    assert not found(NOW, questions.owners, questions.reach)
    type(desk.ben).objects.filter(pk=desk.ben.pk).update(is_active=False)
    assert set(found(NOW, questions.owners, questions.reach)) == {"owner_gone", "nobody_on_duty"}
    type(desk.ben).objects.filter(pk=desk.ben.pk).update(is_active=True, email="")
    assert set(found(NOW, questions.owners)) == {"owner_unreachable"}
    assert case.owner == desk.ben


def test_r52_a_trouble_is_told_once_then_ever_more_rarely_and_once_when_it_is_over(hour):
    open_desk()
    lost = timer("lost", run_at=NOW + timedelta(days=9000))

    def told() -> int:
        return Notification.objects.filter(kind="trouble", key__startswith="trouble/timers_overdue").count()

    for _ in range(20):
        auditor.audit(questions=[questions.timers])
        hour.now += timedelta(seconds=15)
    assert told() == 1, "the same trouble was told again within minutes"
    hour.now = NOW + AGAIN_AFTER[0] * 4
    auditor.audit(questions=[questions.timers])
    assert told() == 2
    Timer.objects.filter(pk=lost.pk).update(state="done", fired_at=NOW)
    hour.now += OVER_AFTER
    auditor.audit(questions=[questions.timers])
    assert told() == 3
    assert Trouble.objects.get(code="timers_overdue").over_at == hour.now
    assert Notification.objects.filter(key__contains="/over/").get().subject.startswith("The desk: over.")


def test_r52_the_lead_is_told_where_nobody_operates_the_desk_else_the_operator(hour):
    desk = open_desk()
    timer("lost")
    auditor.audit(questions=[questions.timers])
    assert {n.user for n in Notification.objects.filter(kind="trouble")} == {desk.chidi}
    Notification.objects.all().delete()
    Trouble.objects.all().delete()
    type(desk.rosa).objects.filter(pk=desk.rosa.pk).update(is_superuser=True)
    auditor.audit(questions=[questions.timers])
    assert {n.user for n in Notification.objects.filter(kind="trouble")} == {desk.rosa}


def test_r52_a_desk_that_works_is_audited_clean(hour):
    desk = open_desk()
    furious_case(desk)
    hour.now = NOW + timedelta(minutes=30)
    time_passes(hour.now)
    kept = auditor.audit(questions=[questions.timers, questions.cases, questions.owners, questions.reach])
    assert (kept.result, kept.findings) == ("clean", [])
    assert judge(findings_of(kept)).answer == "yes"


def test_r52_what_is_kept_of_audits_stays_short(hour, monkeypatch):
    monkeypatch.setattr(auditor.auditing, "KEPT", 10)
    for _ in range(25):
        auditor.audit(questions=[questions.timers])
    assert Audit.objects.count() <= 11
