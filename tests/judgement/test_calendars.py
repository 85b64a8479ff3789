"""Working time, counted against a slow and obvious counter."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.times.calendars import Calendar, comes_twice, local_instant

ZONES = ["Europe/London", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]
BERLIN = Calendar.standard("Europe/Berlin")


def at(text: str, zone: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("days", "numbers"),
    [
        ("Mon-Fri", {0, 1, 2, 3, 4}),
        ("Sun-Thu", {6, 0, 1, 2, 3}),
        ("Mon, Wed, Sat", {0, 2, 5}),
        ("Mon-Sun", set(range(7))),
    ],
)
def test_days_are_read_from_a_row(days: str, numbers: set[int]) -> None:
    row = {"days": days, "open": "08:30", "close": "18:00", "holidays": ["2026-05-01"]}
    calendar = Calendar.from_row(row, "UTC")
    assert calendar.days == numbers
    assert (calendar.opens, calendar.closes) == (time(8, 30), time(18))
    assert calendar.holidays == {date(2026, 5, 1)}


@pytest.mark.parametrize("row", [{"days": "Someday"}, {"open": "soon"}, {"holidays": ["never"]}, {"holidays": 3}])
def test_a_row_that_cannot_be_read_says_so(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="calendar"):
        Calendar.from_row(row, "UTC")


def test_open_hours_begin_with_the_opening_and_end_before_the_closing() -> None:
    assert BERLIN.is_open(at("2026-03-30T09:00", "Europe/Berlin"))
    assert not BERLIN.is_open(at("2026-03-30T17:00", "Europe/Berlin"))
    assert not BERLIN.is_open(at("2026-03-29T12:00", "Europe/Berlin"))


def test_after_hours_on_friday_the_next_opening_is_monday() -> None:
    assert BERLIN.next_open(at("2026-03-27T18:00", "Europe/Berlin")) == at("2026-03-30T09:00", "Europe/Berlin")


def test_business_days_step_over_weekend_and_holiday() -> None:
    calendar = Calendar("Europe/Berlin", frozenset(range(5)), time(9), time(17), frozenset({date(2026, 5, 1)}))
    said = at("2026-04-29T18:30", "Europe/Berlin")
    assert calendar.add_business_days(said, 1) == at("2026-04-30T17:00", "Europe/Berlin")
    assert calendar.add_business_days(said, 2) == at("2026-05-04T17:00", "Europe/Berlin")


def test_a_night_desk_works_over_midnight() -> None:
    night = Calendar("UTC", frozenset(range(5)), time(22), time(6), frozenset())
    assert night.is_open(at("2026-04-18T02:00", "UTC"))
    assert night.add_working(at("2026-04-17T23:00", "UTC"), timedelta(hours=8)) == at("2026-04-20T23:00", "UTC")


def test_a_desk_that_never_opens_is_a_sentence_and_not_a_loop() -> None:
    shut = Calendar("UTC", frozenset(), time(9), time(17), frozenset())
    with pytest.raises(ValueError, match="never opens"):
        shut.next_open(at("2026-04-17T12:00", "UTC"))
    with pytest.raises(ValueError, match="never opens"):
        shut.business_day_after(date(2026, 4, 17), 1)


def test_clock_changes() -> None:
    gap = local_instant(datetime(2026, 3, 29, 2, 30), "Europe/Berlin")
    assert gap.astimezone(ZoneInfo("Europe/Berlin")).time() == time(3, 30)
    twice = datetime(2026, 10, 25, 2, 30)
    assert comes_twice(twice, "Europe/Berlin")
    assert local_instant(twice, "Europe/Berlin") == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert not comes_twice(datetime(2026, 10, 25, 4, 30), "Europe/Berlin")


CALENDARS = st.builds(
    lambda zone, days, opens, hours, holidays: Calendar(
        zone, frozenset(days), time(opens), time(opens + hours), frozenset(holidays)
    ),
    st.sampled_from(ZONES),
    st.sets(st.integers(0, 6), min_size=1),
    st.integers(0, 12),
    st.integers(2, 11),
    st.sets(st.dates(date(2026, 3, 1), date(2026, 4, 30)), max_size=5),
)
INSTANTS = st.integers(0, 60 * 24 * 40).map(lambda n: datetime(2026, 3, 20, tzinfo=UTC) + timedelta(minutes=n))


def counted(calendar: Calendar, instant: datetime, minutes: int) -> datetime:
    """One minute at a time, asking only whether the wall clock is inside the hours."""
    zone = ZoneInfo(calendar.zone)
    while minutes:
        local = instant.astimezone(zone)
        minutes -= calendar.is_business_day(local.date()) and calendar.opens <= local.time() < calendar.closes
        instant += timedelta(minutes=1)
    return instant


@settings(max_examples=40, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(1, 700))
def test_added_working_time_is_what_a_minute_counter_finds(calendar: Calendar, instant: datetime, minutes: int) -> None:
    assert calendar.add_working(instant, timedelta(minutes=minutes)) == counted(calendar, instant, minutes)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, INSTANTS, st.integers(1, 3000))
def test_what_is_added_can_be_taken_back(calendar: Calendar, instant: datetime, minutes: int) -> None:
    span = timedelta(minutes=minutes)
    there = calendar.add_working(instant, span)
    back = calendar.subtract_working(there, span)
    assert calendar.add_working(back, span) == there
    assert back == calendar.next_open(instant)


@settings(max_examples=60, deadline=None)
@given(CALENDARS, INSTANTS)
def test_the_next_opening_is_open_and_not_behind(calendar: Calendar, instant: datetime) -> None:
    opening = calendar.next_open(instant)
    assert opening >= instant
    assert calendar.is_open(opening)
    assert calendar.is_open(instant) == (opening == instant)
