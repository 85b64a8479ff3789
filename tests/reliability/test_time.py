"""R14, R15, R19, R20: nights with an hour too few or too many, leap days, years."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from evenkeel.cases.verbs import acknowledge, reply
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.notifications.models import Notification
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import Wording, make, promise_by_hand
from evenkeel.timeline.models import Event
from harness.cast import furious_case, open_desk, post_goes_out, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def taken_up(now):
    desk = open_desk(now)
    case = furious_case(desk, now=now)
    acknowledge(case, user=desk.ben, now=now)
    return desk, case


def promised_in(case, desk, text, now) -> Promise:
    """What our own words of that moment promised the customer, who lives in Chicago."""
    message = reply(case, author=desk.ben, text=text, now=now, key=f"{now:%s}")
    return Promise.objects.get(message=message, origin="text")


def broken(promise) -> list[datetime]:
    return [e.at for e in Event.objects.filter(kind="promise_broken") if e.data["promise_id"] == promise.pk]


def test_r14_a_time_that_does_not_exist_in_that_night_is_one_instant_and_falls_due_once(outgoing_mail):
    """In Chicago the clock goes from 2:00 to 3:00 on 14 March 2027, at 08:00 UTC."""
    evening = at("2027-03-14T03:00")
    desk, case = taken_up(evening)
    promise = promised_in(case, desk, "I'll call you tomorrow at 2:30 am your time.", evening + MINUTE)
    assert promise.state == "detected", "a Sunday night is asked about, not taken for granted"
    make(promise, by=desk.ben, now=evening + 2 * MINUTE)
    assert promise.due_at == at("2027-03-14T08:30"), "half past three by the clock that the customer will see"
    time_passes(at("2027-03-14T10:00"))
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at) == ("broken", promise.due_at)
    assert broken(promise) == [promise.due_at]
    check_invariants()


def test_r14_the_rhythm_of_a_level_runs_through_the_gap_on_hours_that_passed(outgoing_mail):
    before = at("2027-03-14T07:50")
    desk, case = taken_up(before)
    due = []
    for n in range(1, 5):
        now = before + n * 10 * MINUTE
        reply(case, author=desk.ben, text=f"Still at work, {n}.", now=now, key=f"r{n}")
        post_goes_out(now)
        due.append(case.promises.get(origin="cadence", state="made").due_at - now)
    assert due == [20 * MINUTE] * 4, "an hour was skipped or doubled"


def test_r15_a_time_that_comes_twice_is_its_first_and_falls_due_once(outgoing_mail):
    """In Chicago the clock goes from 2:00 back to 1:00 on 1 November 2026, at 07:00 UTC."""
    evening = at("2026-11-01T02:00")
    desk, case = taken_up(evening)
    promise = promised_in(case, desk, "I'll call you tomorrow at 1:30 am your time.", evening + MINUTE)
    assert promise.state == "detected"
    assert "clock_change" in promise.asks, "nobody was asked which of the two they meant"
    make(promise, by=desk.ben, now=evening + 2 * MINUTE)
    assert promise.due_at == at("2026-11-01T06:30")
    time_passes(at("2026-11-01T06:29"))
    promise.refresh_from_db()
    assert promise.state == "made"
    time_passes(at("2026-11-01T09:00"))
    promise.refresh_from_db()
    assert (promise.state, promise.broken_at) == ("broken", promise.due_at)
    assert broken(promise) == [promise.due_at], "it fell due in both of the two hours"
    assert Timer.objects.filter(kind="promise_due", subject_id=promise.pk).exclude(state="done").count() == 0
    check_invariants()


def test_r15_silence_is_counted_in_hours_that_passed_through_the_hour_that_comes_twice():
    start = at("2026-11-01T05:10")  # 0:10 in Chicago; the two hours from one to two follow.
    _, case = taken_up(start)
    time_passes(at("2026-11-01T08:10"))
    dues = sorted(case.promises.filter(origin="cadence", state="broken").values_list("due_at", flat=True))
    gaps = {b - a for a, b in pairwise(dues)}
    assert gaps == {20 * MINUTE}, "a round was skipped or told twice"
    assert len(dues) == 9
    check_invariants()


def test_r19_a_span_over_the_leap_day_is_its_hours_and_the_leap_day_can_be_named(outgoing_mail):
    """2028 has a 29 February."""
    monday = at("2028-02-28T15:00")
    desk, case = taken_up(monday)
    span = promised_in(case, desk, "You will have the report within 48 hours.", monday + MINUTE)
    named = promised_in(case, desk, "I'll call you on 29 February at 3 pm your time.", monday + 2 * MINUTE)
    assert span.due_at == at("2028-03-01T15:01")
    assert named.due_at == at("2028-02-29T21:00")
    time_passes_alone(at("2028-02-29T20:59"))
    named.refresh_from_db()
    assert named.state == "made"
    time_passes(at("2028-02-29T21:00"))
    named.refresh_from_db()
    span.refresh_from_db()
    assert (named.state, span.state) == ("broken", "made")
    check_invariants()


def test_r19_what_is_owed_a_year_from_a_leap_day_falls_due_and_stays_one_row():
    leap = at("2028-02-29T12:00")
    desk, case = taken_up(leap)
    promise = by_hand(case, desk, leap, leap + 366 * DAY)
    assert promise.due_local == "2029-03-01T06:00"
    time_passes_alone(promise.due_at - SECOND)
    promise.refresh_from_db()
    assert promise.state == "made"
    time_passes_alone(promise.due_at)
    promise.refresh_from_db()
    assert promise.broken_at == promise.due_at
    check_invariants()


def test_r20_a_promise_twelve_years_ahead_is_kept_in_mind_through_sleep_and_fires_on_its_day():
    now = at("2026-11-23T16:00")
    desk, case = taken_up(now)
    due = at("2038-11-23T16:00")  # Beyond the day in January 2038 on which seconds in 32 bits run out.
    promise = by_hand(case, desk, now, due)
    timer = Timer.objects.get(kind="promise_due", subject_id=promise.pk)
    assert (timer.due_at, timer.state) == (due, "armed")
    for years in range(1, 12):
        time_passes_alone(now + years * 365 * DAY)
    timer.refresh_from_db()
    assert timer.state == "armed", "it fired years early"
    time_passes_alone(due)
    promise.refresh_from_db()
    timer.refresh_from_db()
    assert (promise.state, promise.broken_at, timer.fired_at) == ("broken", due, due)
    assert Notification.objects.filter(key=f"broken/promise:{promise.pk}/user:{desk.ben.pk}").count() == 1


def by_hand(case, desk, now, due):
    return promise_by_hand(
        Wording(what="renew the warranty", action="other", due_at=due),
        case=case,
        owner=desk.ben,
        contact=desk.ada,
        by=desk.ben,
        now=now,
    )


def time_passes_alone(now):
    """The desk wakes at that moment only: what is due is visited, and what that leads to at once."""
    for _ in range(20):
        if not fire_due(now):
            return
