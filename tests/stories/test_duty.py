"""Who answers when: rotations, covers, swaps, absences, gaps seen ahead, and the change of shift."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenkeel.cases.verbs import duty
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import fire_due
from evenkeel.notifications.models import Notification
from evenkeel.people.models import Duty, Rotation
from evenkeel.people.reads import on_duty, shifts
from evenkeel.people.rosters import gaps
from evenkeel.refusal import NotAllowed, Refused, Stale
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, time_passes

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NINE = NOW + 17 * HOUR  # Tuesday, 9:00 in London


@pytest.fixture
def desk():
    return open_desk()


def layer(*people, **more):
    return {
        "people": [p.pk for p in people],
        "zone": "Europe/London",
        "starts_on": "2026-11-16",
        "handover": "09:00",
        **more,
    }


def rotate(desk, *people, kind="first", now=NOW, series=None, since=None, expected="always", **more):
    """Chidi saves a rotation; what was entered by hand for this duty is gone."""
    desk.team.duties.filter(kind=kind).delete()
    return duty.save_rotation(
        desk.team, kind=kind, name="Days", layers=[layer(*people, **more)], by=desk.chidi, now=now, series=series,
        since=since, expected=expected,
    )  # fmt: skip


def told(user, kind, **which):
    return list(Notification.objects.filter(user=user, kind=kind, **which).order_by("id"))


def test_a_change_of_a_rotation_from_today_rewrites_no_yesterday(desk):
    first = rotate(desk, desk.ben, desk.dana).row
    later = NOW + 3 * DAY
    before = shifts(desk.team, "first", NOW, later)
    rotate(desk, desk.sam, series=first.series, now=later)
    assert shifts(desk.team, "first", NOW, later) == before
    assert on_duty(desk.team, "first", later) == desk.sam
    assert Event.objects.filter(kind="duty_changed").count() == 2


def test_a_version_that_never_began_is_replaced_by_the_next(desk):
    first = rotate(desk, desk.ben).row
    rotate(desk, desk.dana, series=first.series, since=NOW + 5 * DAY)
    rotate(desk, desk.sam, series=first.series, since=NOW + 3 * DAY)
    assert [on_duty(desk.team, "first", NOW + n * DAY) for n in (1, 4, 6)] == [desk.ben, desk.sam, desk.sam]
    ended = duty.end_rotation(Rotation.objects.get(series=first.series, until=None), by=desk.chidi, now=NOW + DAY)
    assert on_duty(desk.team, "first", NOW + 6 * DAY) is None
    assert "It leaves nobody on duty" in ended.warning
    with pytest.raises(Stale):
        duty.end_rotation(ended.row, by=desk.chidi, now=NOW + DAY)


def test_a_gap_is_warned_of_where_the_rotation_is_saved(desk):
    hours = [{"days": "Mon-Fri", "opens": "08:00", "closes": "20:00"}]
    saved = rotate(desk, desk.ben, desk.dana, hours=hours)
    assert saved.warning.startswith(
        "It leaves nobody on duty: first to be told, Mon 23 Nov 20:00 to Tue 24 Nov 08:00 (UTC)"
    )
    assert rotate(desk, desk.ben, hours=hours, expected="working", series=saved.row.series).warning == ""


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"people": []}, "Name the people who take turns"),
        ({"zone": "Berlin"}, "no time zone"),
        ({"people": [999_999]}, "no person 999999"),
        ({"every": 0, "starts_on": "soon"}, "from which date"),
    ],
)
def test_a_rotation_that_cannot_work_is_refused_with_a_sentence(desk, change, says):
    with pytest.raises(Refused, match=says):
        duty.save_rotation(
            desk.team, kind="first", name="Days", layers=[{**layer(desk.ben), **change}], by=desk.chidi, now=NOW
        )
    assert not Rotation.objects.exists()


def test_only_a_lead_changes_a_rotation(desk):
    with pytest.raises(NotAllowed):
        duty.save_rotation(desk.team, kind="first", name="Mine", layers=[layer(desk.ben)], by=desk.ben, now=NOW)


def test_r49_whom_no_message_reaches_is_refused_at_every_door_of_duty(desk):
    type(desk.dana).objects.filter(pk=desk.dana.pk).update(email="")
    desk.dana.refresh_from_db()
    offer = duty.offer_swap(desk.team, "first", giver=desk.ben, start=NOW, end=NOW + HOUR, by=desk.ben, now=NOW)
    span = {"start": NOW, "end": NOW + HOUR, "now": NOW}
    doors = [
        lambda: rotate(desk, desk.ben, desk.dana),
        lambda: duty.put_on_duty(desk.team, "first", user=desk.dana, by=desk.chidi, **span),
        lambda: duty.cover(desk.team, "first", user=desk.dana, instead_of=desk.ben, by=desk.ben, **span),
        lambda: duty.go_away(desk.ben, backup=desk.dana, by=desk.ben, **span),
        lambda: duty.offer_swap(desk.team, "first", giver=desk.ben, to=desk.dana, by=desk.ben, **span),
        lambda: duty.take_swap(offer, by=desk.dana, now=NOW),
    ]
    for door in doors:
        with pytest.raises(Refused, match="No message reaches Dana Wolff"):
            door()


def test_dana_covers_ben_for_an_afternoon(desk):
    start, end = NOW + 2 * HOUR, NOW + 6 * HOUR
    duty.cover(desk.team, "first", user=desk.dana, instead_of=desk.ben, start=start, end=end, by=desk.ben, now=NOW)
    who = [on_duty(desk.team, "first", at) for at in (NOW, start, end - HOUR, end)]
    assert who == [desk.ben, desk.dana, desk.dana, desk.ben]
    assert [n.subject for n in told(desk.dana, "duty")] == ["Field service: you cover Ben Okafor"]
    assert not told(desk.ben, "duty")


def test_who_is_no_part_of_it_arranges_no_cover(desk):
    span = {"start": NOW, "end": NOW + HOUR, "now": NOW}
    with pytest.raises(NotAllowed):
        duty.cover(desk.team, "first", user=desk.dana, instead_of=desk.ben, by=desk.sam, **span)
    with pytest.raises(Refused, match="not on duty"):
        duty.cover(desk.team, "first", user=desk.ben, instead_of=desk.dana, by=desk.dana, **span)
    with pytest.raises(Refused, match="over already"):
        duty.cover(
            desk.team,
            "first",
            user=desk.dana,
            instead_of=desk.ben,
            start=NOW - 2 * HOUR,
            end=NOW - HOUR,
            by=desk.ben,
            now=NOW,
        )


def test_a_cover_that_has_begun_and_is_taken_back_keeps_what_was(desk):
    span = {"start": NOW - HOUR, "end": NOW + 5 * HOUR}
    made = duty.cover(desk.team, "first", user=desk.dana, instead_of=desk.ben, by=desk.dana, now=NOW, **span).row
    assert made.starts_at == NOW
    with pytest.raises(NotAllowed):
        duty.take_back(made, by=desk.sam, now=NOW + HOUR)
    duty.take_back(made, by=desk.ben, now=NOW + HOUR)
    assert [on_duty(desk.team, "first", NOW + n * HOUR) for n in (0, 2)] == [desk.dana, desk.ben]
    with pytest.raises(Stale):
        duty.take_back(made, by=desk.ben, now=NOW + 2 * HOUR)


def test_anybody_of_the_team_may_fill_a_gap_with_themself_and_no_more(desk):
    desk.team.duties.filter(kind="first").update(ends_at=NOW + HOUR)
    gap = {"start": NOW + HOUR, "end": NOW + 9 * HOUR, "now": NOW}
    with pytest.raises(NotAllowed):
        duty.put_on_duty(desk.team, "first", user=desk.dana, start=NOW, end=NOW + HOUR, by=desk.dana, now=NOW)
    with pytest.raises(NotAllowed):
        duty.put_on_duty(desk.team, "first", user=desk.sam, by=desk.dana, **gap)
    assert duty.put_on_duty(desk.team, "first", user=desk.dana, by=desk.dana, **gap).lacks == []
    assert on_duty(desk.team, "first", NOW + 2 * HOUR) == desk.dana


def test_an_absence_answers_with_the_gaps_it_leaves_or_passes_to_the_backup(desk):
    span = {"start": NOW + DAY, "end": NOW + 2 * DAY, "now": NOW}
    gone = duty.go_away(desk.ben, by=desk.ben, **span)
    assert [(lack.kind, lack.starts_at, lack.ends_at) for lack in gone.lacks] == [("first", NOW + DAY, NOW + 2 * DAY)]
    assert gaps(desk.team, "first", NOW, NOW + 3 * DAY) == [(NOW + DAY, NOW + 2 * DAY)]
    assert [n.subject for n in told(desk.chidi, "duty_gap")] == ["Field service: a gap in the roster ahead"]
    duty.come_back(gone.row, by=desk.chidi, now=NOW)
    assert duty.go_away(desk.ben, backup=desk.dana, by=desk.ben, **span).lacks == []
    assert on_duty(desk.team, "first", NOW + DAY) == desk.dana
    with pytest.raises(NotAllowed):
        duty.go_away(desk.ben, by=desk.dana, **span)


def test_d22_absences_in_a_circle_are_a_gap_and_the_lead_hears_of_it(desk):
    span = {"start": NOW + HOUR, "end": NOW + 5 * HOUR, "now": NOW}
    assert duty.go_away(desk.ben, backup=desk.sam, by=desk.ben, **span).lacks == []
    assert duty.go_away(desk.sam, backup=desk.rosa, by=desk.sam, **span).lacks == []
    assert on_duty(desk.team, "first", NOW + HOUR) == desk.rosa
    lost = duty.go_away(desk.rosa, backup=desk.ben, by=desk.rosa, **span).lacks
    assert {lack.kind for lack in lost} == {"first", "safety"}
    assert on_duty(desk.team, "first", NOW + HOUR) is None
    assert len(told(desk.chidi, "duty_gap")) == 1


def test_a_swap_is_offered_to_anyone_and_taken_by_one(desk):
    span = {"start": NOW + DAY, "end": NOW + 2 * DAY}
    offer = duty.offer_swap(desk.team, "first", giver=desk.ben, by=desk.ben, now=NOW, **span)
    assert {n.user for n in Notification.objects.filter(kind="swap")} == {
        desk.dana,
        desk.lena,
        desk.sam,
        desk.rosa,
        desk.chidi,
    }
    assert on_duty(desk.team, "first", NOW + DAY) == desk.ben
    duty.take_swap(offer, by=desk.dana, now=NOW + HOUR)
    with pytest.raises(Stale, match="taken already by Dana Wolff"):
        duty.take_swap(offer, by=desk.sam, now=NOW + HOUR)
    assert on_duty(desk.team, "first", NOW + DAY) == desk.dana
    assert [n.subject for n in told(desk.ben, "swap")] == ["Field service: Dana Wolff takes your shift"]
    time_passes(NOW + DAY + HOUR)
    assert Duty.objects.filter(source="swap").count() == 1


def test_two_people_exchange_shifts(desk):
    rotate(desk, desk.ben, desk.dana, starts_on="2026-11-23")
    ben, dana = shifts(desk.team, "first", NINE, NINE + 2 * DAY)[1], shifts(desk.team, "first", NINE, NINE + 2 * DAY)[0]
    assert (ben.user, dana.user) == (desk.ben, desk.dana)
    offer = duty.offer_swap(
        desk.team, "first", giver=desk.ben, to=desk.dana, start=ben.starts_at, end=ben.ends_at, by=desk.ben, now=NOW,
        in_return=(dana.starts_at, dana.ends_at),
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        duty.take_swap(offer, by=desk.sam, now=NOW)
    duty.take_swap(offer, by=desk.dana, now=NOW)
    assert [on_duty(desk.team, "first", NINE + n * DAY) for n in (0, 1)] == [desk.ben, desk.dana]


def test_a_swap_is_declined_withdrawn_or_expires_and_the_giver_keeps_the_shift(desk):
    def offered(**to):
        return duty.offer_swap(
            desk.team, "first", giver=desk.ben, start=NOW + DAY, end=NOW + 2 * DAY, by=desk.ben, now=NOW, **to
        )

    assert duty.decline_swap(offered(to=desk.dana), by=desk.dana, now=NOW).state == "declined"
    withdrawn = duty.withdraw_swap(offered(), by=desk.ben, now=NOW)
    with pytest.raises(Stale, match="taken back already"):
        duty.take_swap(withdrawn, by=desk.dana, now=NOW)
    with pytest.raises(Refused, match="leave it"):
        duty.decline_swap(offered(), by=desk.dana, now=NOW)
    time_passes(NOW + DAY)
    assert [n.subject for n in told(desk.ben, "swap")][-1] == "Field service: Nobody took your shift: it is yours"
    assert on_duty(desk.team, "first", NOW + DAY) == desk.ben


def test_a_shift_that_is_not_theirs_is_not_on_offer_and_not_taken_when_it_went(desk):
    with pytest.raises(Refused, match="offer what is theirs"):
        duty.offer_swap(desk.team, "first", giver=desk.dana, start=NOW, end=NOW + DAY, by=desk.dana, now=NOW)
    span = {"start": NOW + DAY, "end": NOW + 2 * DAY, "now": NOW}
    offer = duty.offer_swap(desk.team, "first", giver=desk.ben, by=desk.ben, **span)
    duty.put_on_duty(desk.team, "first", user=desk.rosa, by=desk.chidi, **span)
    with pytest.raises(Stale, match="does not have this shift any more"):
        duty.take_swap(offer, by=desk.dana, now=NOW)
    offer.refresh_from_db()
    assert offer.state == "offered"


def test_a_gap_is_told_once_and_again_the_day_before(desk):
    rotate(desk, desk.ben)
    desk.team.duties.all().delete()
    duty.save_rotation(desk.team, kind="lead", name="Lead", layers=[layer(desk.chidi)], by=desk.chidi, now=NOW)
    duty.go_away(desk.ben, start=NOW + 5 * DAY, end=NOW + 5 * DAY + 4 * HOUR, by=desk.ben, now=NOW)
    assert not told(desk.chidi, "duty_gap")
    time_passes(NOW + 4 * DAY - HOUR)
    assert [n.subject for n in told(desk.chidi, "duty_gap")] == ["Field service: a gap in the roster ahead"]
    time_passes(NOW + 5 * DAY)
    subjects = [n.subject for n in told(desk.chidi, "duty_gap")]
    assert len(subjects) == 2
    assert subjects[1].startswith(
        "Field service: tomorrow nobody is on duty: first to be told, Sat 28 Nov 16:00 to 20:00"
    )
    assert Timer.objects.filter(kind="duty_watch", state="armed").count() == 1


def test_a_gap_that_was_filled_is_not_told_again(desk):
    gone = duty.go_away(desk.ben, start=NOW + 5 * DAY, end=NOW + 6 * DAY, by=desk.ben, now=NOW)
    time_passes(NOW + 2 * DAY)
    assert len(told(desk.chidi, "duty_gap")) == 1
    duty.come_back(gone.row, by=desk.ben, now=NOW + 2 * DAY)
    time_passes(NOW + 7 * DAY)
    assert len(told(desk.chidi, "duty_gap")) == 1


def test_the_change_of_shift_tells_what_is_open_and_what_is_due(desk):
    rotate(desk, desk.ben, desk.dana, starts_on="2026-11-23")
    case = furious_case(desk, now=NINE - HOUR / 4)
    time_passes(NINE)
    [word] = told(desk.dana, "shift_change")
    assert word.subject == "Field service: you are on duty now (first to be told)"
    assert "You relieve Ben Okafor." in word.body
    assert f"#{case.number} Halden Presses" in word.body
    assert "Waiting for somebody to say “I have it”" in word.body
    [gone] = told(desk.ben, "shift_change")
    assert gone.subject == "Field service: your duty has ended (first to be told)"
    assert "Dana Wolff has it now." in gone.body
    Timer.objects.exclude(kind="shift_change").update(state="done")  # A day of the case's ladder says nothing here.
    time_passes(NINE + DAY)
    assert len(told(desk.ben, "shift_change")) == 2


def test_after_a_sleep_only_the_latest_change_is_told(desk):
    hours = [desk.ben, desk.dana, desk.sam, desk.lena, desk.rosa]
    desk.team.duties.filter(kind="first").delete()
    for n, user in enumerate(hours):
        Duty.objects.create(
            team=desk.team, user=user, kind="first", starts_at=NOW + (n - 1) * HOUR, ends_at=NOW + n * HOUR
        )
    duty.keep_watch(desk.team, NOW - HOUR / 2)
    while fire_due(NOW + 3 * HOUR + HOUR / 2):
        pass
    assert [n.user for n in Notification.objects.filter(kind="shift_change").order_by("id")] == [desk.rosa, desk.lena]
    time_passes(NOW + 4 * HOUR)
    assert [n.subject for n in told(desk.rosa, "shift_change")][-2:] == [
        "Field service: nobody is on duty now (first to be told)",
        "Field service: your duty has ended (first to be told)",
    ]


def test_a_change_that_was_called_off_tells_nobody_and_the_next_one_is_armed(desk):
    rotate(desk, desk.ben, desk.dana, starts_on="2026-11-23")
    duty.put_on_duty(desk.team, "first", user=desk.ben, start=NINE, end=NINE + DAY, by=desk.chidi, now=NOW)
    time_passes(NINE + HOUR)
    assert not Notification.objects.filter(kind="shift_change").exists()
    time_passes(NINE + 2 * DAY)
    assert len(told(desk.dana, "shift_change")) == 1
