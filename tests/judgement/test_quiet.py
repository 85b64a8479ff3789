"""Quiet hours: over midnight, over changes of the clocks, one after another."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.quiet import Quiet, bars, leaves_a_gap, quiet_until

ALL = frozenset(range(7))
WORKDAYS = frozenset(range(5))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


NIGHT = Quiet("Europe/Berlin", ALL, time(22), time(7))
WEEKNIGHT = Quiet("Europe/Berlin", WORKDAYS, time(22), time(7))
NOON = Quiet("Europe/Berlin", ALL, time(12), time(13))


@pytest.mark.parametrize(
    ("hours", "instant", "until"),
    [
        ([NIGHT], "2026-11-23T21:59:59+01:00", None),
        ([NIGHT], "2026-11-23T22:00:00+01:00", "2026-11-24T07:00:00+01:00"),
        ([NIGHT], "2026-11-24T06:59:59+01:00", "2026-11-24T07:00:00+01:00"),
        ([NIGHT], "2026-11-24T07:00:00+01:00", None),
        ([NOON], "2026-11-24T12:30:00+01:00", "2026-11-24T13:00:00+01:00"),
        # Friday night belongs to Friday, Saturday night to nobody.
        ([WEEKNIGHT], "2026-11-28T03:00:00+01:00", "2026-11-28T07:00:00+01:00"),
        ([WEEKNIGHT], "2026-11-29T03:00:00+01:00", None),
        # The night when the clocks go back is an hour longer, when they go forward an hour shorter.
        ([NIGHT], "2026-10-24T22:30:00+02:00", "2026-10-25T07:00:00+01:00"),
        ([NIGHT], "2027-03-27T22:30:00+01:00", "2027-03-28T07:00:00+02:00"),
        # It ends in the hour that is skipped: an hour on.
        (
            [Quiet("Europe/Berlin", ALL, time(22), time(2, 30))],
            "2027-03-28T01:59:00+01:00",
            "2027-03-28T03:30:00+02:00",
        ),
        # One after another is one quiet.
        (
            [NIGHT, Quiet("Europe/Berlin", ALL, time(7), time(9))],
            "2026-11-24T05:00:00+01:00",
            "2026-11-24T09:00:00+01:00",
        ),
        ([], "2026-11-24T05:00:00+01:00", None),
        # Half-hour zones.
        ([Quiet("Asia/Kolkata", ALL, time(22), time(7))], "2026-11-23T17:00:00+00:00", "2026-11-24T01:30:00+00:00"),
    ],
)
def test_quiet_holds_until_the_wall_clock_says_so(hours, instant, until):
    assert quiet_until(hours, at(instant)) == (at(until) if until else None)


def test_a_whole_day_is_quiet_when_it_ends_where_it_begins():
    sunday = Quiet("Europe/Berlin", frozenset({6}), time(0), time(0))
    assert quiet_until([sunday], at("2026-11-29T12:00:00+01:00")) == at("2026-11-30T00:00:00+01:00")


def test_hours_that_never_end_are_known_for_it():
    always = Quiet("UTC", ALL, time(0), time(0))
    now = at("2026-11-23T12:00:00+00:00")
    assert not leaves_a_gap([always], now)
    assert leaves_a_gap([NIGHT], now)
    assert quiet_until([always], now) == now + timedelta(days=7)


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia"]),
    st.sets(st.integers(0, 6), min_size=1, max_size=6),
    st.times(),
    st.times(),
    st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)),
)
def test_quiet_ends_later_than_it_is_asked_and_is_over_then(zone, days, starts, ends, instant):
    hours = [Quiet(zone, frozenset(days), starts.replace(microsecond=0), ends.replace(microsecond=0))]
    now = instant.replace(tzinfo=UTC)
    until = quiet_until(hours, now)
    if until is not None:
        assert now < until <= now + timedelta(days=8)
        assert quiet_until(hours, until) is None or until == now + timedelta(days=7)


def test_the_drawing_of_a_night_has_its_two_ends():
    assert bars([NIGHT], 0) == [(0, 420), (1320, 1440)]
    assert bars([WEEKNIGHT], 5) == [(0, 420)]
    assert bars([WEEKNIGHT], 6) == []
    assert bars([NIGHT, Quiet("Europe/Berlin", ALL, time(6), time(9))], 0) == [(0, 540), (1320, 1440)]
