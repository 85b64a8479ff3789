"""Who is on duty, from the rows: the precedence, the versions of a rotation, and how many questions it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenkeel.people.models import Absence, Duty, Rotation
from evenkeel.people.reads import answerable, has_duty, lead_on_duty, on_duty, shifts
from evenkeel.people.rosters import changes, gaps, roster
from harness.cast import NOW, open_desk

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk():
    return open_desk()


def rotate(desk, *people, kind="first", since=NOW - 7 * DAY, until=None, starts_on="2026-11-16", **layer):
    desk.team.duties.filter(kind=kind).delete()
    layers = [
        {
            "people": [p.pk for p in people],
            "zone": "Europe/London",
            "starts_on": starts_on,
            "handover": "09:00",
            **layer,
        }
    ]
    return Rotation.objects.create(
        team=desk.team, kind=kind, name="Days", layers=layers, since=since, until=until, made_at=since
    )


def lay(desk, user, *, source="cover", instead_of=None, start=NOW - HOUR, end=NOW + HOUR):
    return Duty.objects.create(
        team=desk.team, kind="first", user=user, source=source, instead_of=instead_of, starts_at=start, ends_at=end
    )


def away(user, backup=None, start=NOW - HOUR, end=NOW + HOUR):
    return Absence.objects.create(user=user, backup=backup, starts_at=start, ends_at=end, made_at=NOW)


def test_a_rotation_says_who_is_on_duty(desk):
    rotate(desk, desk.ben, desk.dana)
    assert [on_duty(desk.team, "first", NOW + n * DAY) for n in range(3)] == [desk.dana, desk.ben, desk.dana]


def test_by_hand_stands_over_a_rotation_and_a_cover_over_both(desk):
    rotate(desk, desk.ben)
    lay(desk, desk.dana, source="shift")
    assert on_duty(desk.team, "first", NOW) == desk.dana
    lay(desk, desk.sam, instead_of=desk.dana)
    assert on_duty(desk.team, "first", NOW) == desk.sam
    lay(desk, desk.rosa, source="override")
    assert on_duty(desk.team, "first", NOW) == desk.rosa
    assert on_duty(desk.team, "first", NOW + 2 * HOUR) == desk.ben


def test_what_was_taken_back_counts_no_more(desk):
    Duty.objects.filter(pk=lay(desk, desk.sam, source="override").pk).update(voided_at=NOW)
    assert on_duty(desk.team, "first", NOW) == desk.ben


def test_r46_who_left_or_is_away_is_passed_over_and_nobody_is_said(desk):
    away(desk.ben)
    assert on_duty(desk.team, "first", NOW) is None
    answers = answerable(desk.team, "first", NOW)
    assert (answers.user, answers.from_last_resort) == (desk.rosa, True)
    assert "nobody is on duty (first)" in answers.because
    type(desk.chidi).objects.filter(pk=desk.chidi.pk).update(is_active=False)
    assert lead_on_duty(desk.team, NOW).user == desk.rosa


def test_d22_an_absence_chain_ends_with_who_is_here_and_never_in_a_circle(desk):
    away(desk.ben, desk.dana)
    away(desk.dana, desk.sam)
    assert on_duty(desk.team, "first", NOW) == desk.sam
    away(desk.sam, desk.ben)
    assert on_duty(desk.team, "first", NOW) is None
    assert on_duty(desk.team, "first", NOW + 2 * HOUR) == desk.ben


def test_editing_a_rotation_from_today_leaves_yesterday_as_it_was(desk):
    old = rotate(desk, desk.ben)
    Rotation.objects.filter(pk=old.pk).update(until=NOW)
    Rotation.objects.create(
        team=desk.team, kind="first", name="Days", series=old.series, since=NOW, made_at=NOW,
        layers=[{**old.layers[0], "people": [desk.sam.pk]}],
    )  # fmt: skip
    assert on_duty(desk.team, "first", NOW - DAY) == desk.ben
    assert on_duty(desk.team, "first", NOW) == desk.sam
    found = shifts(desk.team, "first", NOW - 2 * HOUR, NOW + 2 * HOUR)
    assert [(s.user, s.starts_at) for s in found] == [(desk.ben, NOW - 2 * HOUR), (desk.sam, NOW)]


def test_gaps_are_what_nobody_holds(desk):
    rotate(desk, desk.ben, hours=[{"days": "Mon-Fri", "opens": "08:00", "closes": "20:00"}])
    found = gaps(desk.team, "first", NOW, NOW + DAY)
    assert [(a - NOW, b - NOW) for a, b in found] == [(4 * HOUR, 16 * HOUR)]


def test_the_next_change_is_when_somebody_else_has_it(desk):
    rotate(desk, desk.ben, desk.ben, desk.dana, starts_on="2026-11-23")
    change = changes(desk.team, "first", NOW, NOW + 10 * DAY)[0]
    assert (change.before, change.then) == (desk.ben, desk.dana)
    assert change.at == NOW + 41 * HOUR


def test_has_duty_is_whoever_really_has_it(desk):
    rotate(desk, desk.ben)
    assert has_duty(desk.ben, "first", NOW)
    lay(desk, desk.dana, instead_of=desk.ben)
    assert has_duty(desk.dana, "first", NOW)
    assert not has_duty(desk.ben, "first", NOW)
    assert has_duty(desk.sam, "safety", NOW)
    Duty.objects.create(team=desk.team, kind="safety", user=desk.dana, starts_at=NOW - HOUR, ends_at=NOW + HOUR)
    assert has_duty(desk.sam, "safety", NOW)
    assert has_duty(desk.dana, "safety", NOW)
    away(desk.sam, desk.lena)
    assert not has_duty(desk.sam, "safety", NOW)


def test_a_spoilt_rotation_stops_no_page(desk):
    row = rotate(desk, desk.ben)
    Rotation.objects.filter(pk=row.pk).update(layers=[{"zone": "Mars/Olympus"}])
    assert on_duty(desk.team, "first", NOW) is None


def test_asking_who_is_on_duty_costs_few_questions(desk, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert on_duty(desk.team, "first", NOW) == desk.ben
    rotate(desk, *[desk.ben, desk.dana, desk.sam] * 5)
    with django_assert_num_queries(3):
        assert on_duty(desk.team, "first", NOW) is not None
    for user in (desk.ben, desk.dana, desk.sam):
        away(user, desk.rosa)
    with django_assert_num_queries(5):
        assert on_duty(desk.team, "first", NOW) == desk.rosa
    with django_assert_num_queries(4):
        roster(desk.team, NOW - 7 * DAY, NOW + 28 * DAY)
