"""Rotations tile the time, the same from wherever one looks, and the wall clock changes the shift, not UTC."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.rotations import Hours, Layer, read_layers, turns

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Pacific/Auckland", "UTC"]


def at(zone, *when):
    return datetime(*when, tzinfo=ZoneInfo(zone)).astimezone(UTC)


def daily(**more):
    return Layer(
        **{"people": (1, 2, 3), "zone": "Europe/Berlin", "starts_on": date(2026, 3, 1), "handover": time(9), **more}
    )


def said(found):
    return [(t.who, f"{t.starts_at.astimezone(BERLIN):%d %H:%M}", (t.ends_at - t.starts_at) / HOUR) for t in found]


def test_people_take_turns_in_order():
    found = turns([daily()], at("Europe/Berlin", 2026, 3, 2, 9), at("Europe/Berlin", 2026, 3, 6, 9))
    assert [t.who for t in found] == [2, 3, 1, 2]
    weekly = turns([daily(every=7)], at("Europe/Berlin", 2026, 3, 1, 9), at("Europe/Berlin", 2026, 3, 22, 9))
    assert [(t.who, t.ends_at - t.starts_at) for t in weekly] == [(1, 7 * DAY), (2, 7 * DAY), (3, 7 * DAY)]


def test_nobody_has_a_turn_before_the_rotation_begins():
    assert turns([daily()], at("UTC", 2026, 2, 1), at("Europe/Berlin", 2026, 3, 1, 9)) == []


def test_the_shift_over_the_change_to_summer_time_has_23_hours():
    found = turns([daily()], at("Europe/Berlin", 2026, 3, 28, 9), at("Europe/Berlin", 2026, 3, 30, 9))
    assert said(found) == [(1, "28 09:00", 23), (2, "29 09:00", 24)]


def test_the_shift_over_the_change_to_winter_time_has_25_hours():
    found = turns([daily()], at("Europe/Berlin", 2026, 10, 24, 9), at("Europe/Berlin", 2026, 10, 26, 9))
    assert [hours for *_, hours in said(found)] == [25, 24]


def test_a_handover_at_an_hour_that_does_not_exist_moves_on_and_leaves_no_gap():
    found = turns([daily(handover=time(2, 30))], at("UTC", 2026, 3, 28), at("UTC", 2026, 3, 31))
    assert all(a.ends_at == b.starts_at for a, b in pairwise(found))
    assert "29 03:30" in [when for _, when, _ in said(found)]


def test_a_handover_at_an_hour_that_comes_twice_happens_once_at_the_first():
    found = turns([daily(handover=time(2, 30))], at("UTC", 2026, 10, 24), at("UTC", 2026, 10, 27))
    assert at("UTC", 2026, 10, 25, 0, 30) in [t.starts_at for t in found]
    assert all(a.ends_at == b.starts_at for a, b in pairwise(found))


def test_follow_the_sun_passes_the_day_around_the_world():
    def office(who, zone):
        hours = (Hours(frozenset(range(7)), time(8), time(16)),)
        return Layer((who,), zone, date(2026, 11, 1), time(0), 1, hours)

    sun = [office(1, "Asia/Tokyo"), office(2, "Europe/Berlin"), office(3, "America/Los_Angeles")]
    found = turns(sun, at("UTC", 2026, 11, 24), at("UTC", 2026, 11, 25))
    assert [(t.who, f"{t.starts_at:%d %H}", f"{t.ends_at:%d %H}") for t in found] == [
        (1, "23 23", "24 07"),
        (2, "24 07", "24 15"),
        (3, "24 16", "24 23"),
        (1, "24 23", "25 07"),
    ]


def test_a_night_window_runs_over_midnight():
    nights = daily(handover=time(12), hours=(Hours(frozenset({4}), time(22), time(6)),))
    found = turns([nights], at("Europe/Berlin", 2026, 3, 6), at("Europe/Berlin", 2026, 3, 9))
    assert [hours for *_, hours in said(found)] == [8]


LAYERS = st.builds(
    Layer,
    people=st.lists(st.integers(1, 5), min_size=1, max_size=4).map(tuple),
    zone=st.sampled_from(ZONES),
    starts_on=st.dates(date(2025, 1, 1), date(2026, 6, 1)),
    handover=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    every=st.integers(1, 10),
    hours=st.lists(
        st.builds(
            Hours,
            st.frozensets(st.integers(0, 6), min_size=1),
            st.sampled_from([time(0), time(2, 30), time(9), time(22)]),
            st.sampled_from([time(0), time(3), time(17), time(6, 30)]),
        ),
        max_size=2,
    ).map(tuple),
)
INSTANTS = st.datetimes(datetime(2025, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))


@settings(max_examples=150, deadline=None)
@given(st.lists(LAYERS, min_size=1, max_size=3), INSTANTS, st.timedeltas(HOUR, 20 * DAY))
def test_shifts_never_overlap_and_cover_what_the_layers_cover(layers, start, span):
    found = turns(layers, start, start + span)
    assert all(a.ends_at <= b.starts_at for a, b in pairwise(found))
    assert all(t.starts_at < t.ends_at for t in found)
    for n in range(40):
        moment = start + span * n / 40
        alone = [
            one
            for layer in layers
            for one in turns([layer], moment, moment + HOUR)
            if one.starts_at <= moment < one.ends_at
        ]
        who = [t.who for t in found if t.starts_at <= moment < t.ends_at]
        assert who == [t.who for t in alone][:1]


@settings(max_examples=150, deadline=None)
@given(st.lists(LAYERS, min_size=1, max_size=3), INSTANTS, st.timedeltas(HOUR, 20 * DAY), st.floats(0, 1))
def test_looking_ahead_from_any_instant_gives_the_same_shifts(layers, start, span, share):
    whole = turns(layers, start, start + span)
    middle = start + span * share
    seen = {*turns(layers, start, middle), *turns(layers, middle, start + span)}
    assert seen == set(whole)
    assert len({t.key for t in whole}) == len(whole)


@settings(max_examples=100, deadline=None)
@given(LAYERS, INSTANTS)
def test_without_hours_a_rotation_has_no_gap(layer, start):
    round_the_clock = Layer(layer.people, layer.zone, date(2024, 1, 1), layer.handover, layer.every)
    found = turns([round_the_clock], start, start + 30 * DAY)
    assert found[0].starts_at <= start
    assert found[-1].ends_at >= start + 30 * DAY
    assert all(a.ends_at == b.starts_at for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ({}, "no time zone"),
        ({"zone": "UTC"}, "Name the people"),
        ({"zone": "UTC", "people": [1]}, "from which date"),
        ({"zone": "UTC", "people": [1], "starts_on": "2026-01-01", "every": 900}, "from 1 to 366"),
        ({"zone": "UTC", "people": [1], "starts_on": "2026-01-01", "handover": "noon"}, "no hour"),
        (
            {"zone": "UTC", "people": [1], "starts_on": "2026-01-01", "hours": [{"days": "Funday"}]},
            "a day that we do not know",
        ),
        ({"zone": "UTC", "people": ["x"], "starts_on": "2026-01-01"}, "from which date"),
    ],
)
def test_what_cannot_be_read_is_said(row, says):
    with pytest.raises(ValueError, match=says):
        read_layers([row])
