"""What phrases about time mean; the moment is a Wednesday afternoon in London unless a case says otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.resolver import TimeReading, resolve

WEDNESDAY = "2026-04-15T14:10"


def read(phrase: str, said: str = WEDNESDAY, zone: str = "Europe/London", **more: object) -> TimeReading | None:
    now = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
    more.setdefault("calendar", Calendar.standard(zone))
    return resolve(phrase, now=now, zone=zone, **more)  # type: ignore[arg-type]


def due(phrase: str, said: str = WEDNESDAY, zone: str = "Europe/London", **more: object) -> str | None:
    reading = read(phrase, said, zone, **more)
    return reading.due_local if reading else None


PLAIN = [
    ("by 3 pm your time today", "2026-04-15T15:00"),
    ("within 15 minutes", "2026-04-15T14:25"),
    ("in 2 minutes", "2026-04-15T14:12"),
    ("by 14:32:30", "2026-04-15T14:32"),
    ("by 16:30", "2026-04-15T16:30"),
    ("in half an hour", "2026-04-15T14:40"),
    ("in an hour and a half", "2026-04-15T15:40"),
    ("inside the hour", "2026-04-15T15:10"),
    ("in 2 hours and 15 minutes", "2026-04-15T16:25"),
    ("by end of day Friday", "2026-04-17T17:00"),
    ("by Tuesday 24 November 2026 at 17:00", "2026-11-24T17:00"),
    ("2026-11-23 15:00", "2026-11-23T15:00"),
    ("on April 30th by noon", "2026-04-30T12:00"),
    ("at half three", "2026-04-15T15:30"),
    ("at half past two", "2026-04-15T14:30"),
    ("at quarter to five", "2026-04-15T16:45"),
    ("at twenty past four", "2026-04-15T16:20"),
    ("at 1530", "2026-04-15T15:30"),
    ("at 2", "2026-04-16T14:00"),
    ("by 9 a.m.", "2026-04-16T09:00"),
    ("tonight", "2026-04-15T21:00"),
    ("tonight at 11", "2026-04-15T23:00"),
    ("by midnight on Friday", "2026-04-18T00:00"),
    ("by morning", "2026-04-16T09:00"),
    ("first thing tomorrow", "2026-04-16T10:00"),
    ("tmrw am", "2026-04-16T12:00"),
    ("the day after tomorrow", "2026-04-17T17:00"),
    ("same time tomorrow", "2026-04-16T14:10"),
    ("a week on Tuesday", "2026-04-28T17:00"),
    ("in a fortnight", "2026-04-29T17:00"),
    ("on Tuesday of next week", "2026-04-21T17:00"),
    ("within two business days", "2026-04-17T17:00"),
    ("within four working hours", "2026-04-16T10:10"),
    ("this week", "2026-04-17T17:00"),
    ("by the end of the month", "2026-04-30T17:00"),
    ("by 4 p.m. Eastern", "2026-04-15T21:00"),
    ("24/12", "2026-12-24T17:00"),
    ("29 February", "2028-02-29T17:00"),
    ("no later than 5:15 pm", "2026-04-15T17:15"),
    ("the top of the hour", "2026-04-15T15:00"),
]


@pytest.mark.parametrize(("phrase", "local"), PLAIN)
def test_plain_phrases_have_one_instant_and_no_question(phrase: str, local: str) -> None:
    reading = read(phrase)
    assert reading is not None
    if "29 Feb" not in phrase:
        assert reading.asks == ()
    assert reading.due_local == local
    assert reading.because.endswith(".")


@pytest.mark.parametrize(
    ("phrase", "starts", "ends"),
    [
        ("tomorrow between 9 and 11", "2026-04-16T09:00", "2026-04-16T11:00"),
        ("3 to 5 p.m. on Friday", "2026-04-17T15:00", "2026-04-17T17:00"),
        ("from 2 to 4 tomorrow", "2026-04-16T14:00", "2026-04-16T16:00"),
        ("11-1 pm tomorrow", "2026-04-16T11:00", "2026-04-16T13:00"),
        ("in 3 to 5 working days", "2026-04-20T09:00", "2026-04-22T17:00"),
        ("in 10 to 15 minutes", "2026-04-15T14:20", "2026-04-15T14:25"),
    ],
)
def test_windows_open_and_close(phrase: str, starts: str, ends: str) -> None:
    reading = read(phrase)
    assert reading is not None
    assert (reading.due_kind, reading.start_local, reading.due_local) == ("window", starts, ends)


@pytest.mark.parametrize(
    ("phrase", "local", "ask"),
    [
        ("at 8", "2026-04-15T20:00", "ampm"),
        ("by 6", "2026-04-15T18:00", "ampm"),
        ("by Wednesday", "2026-04-15T17:00", "which_day"),
        ("next Friday", "2026-04-17T17:00", "which_day"),
        ("02/07", "2026-07-02T17:00", "date_order"),
        ("by 5 pm IST", "2026-04-15T15:00", "zone"),
        ("on Saturday at 10", "2026-04-18T10:00", "non_business_day"),
        ("early next week", "2026-04-21T17:00", "vague_day"),
        ("48 working hours", "2026-04-17T14:10", "working_hours"),
        ("this morning", "2026-04-16T12:00", "past"),
        ("after 3 pm", "2026-04-15T17:00", "no_time"),
    ],
)
def test_what_has_two_readings_keeps_the_earlier_and_asks(phrase: str, local: str, ask: str) -> None:
    reading = read(phrase)
    assert reading is not None
    assert reading.due_local == local
    assert ask in reading.asks


@pytest.mark.parametrize(
    "phrase", ["soon", "asap", "shortly", "in due course", "in the coming days", "in a few hours", "before long"]
)
def test_words_without_an_instant_are_asked_and_never_guessed(phrase: str) -> None:
    reading = read(phrase)
    assert reading is not None
    assert (reading.due, reading.asks) == (None, ("vague_time",))


@pytest.mark.parametrize(
    "phrase", ["", "the pump is loud", "order 1523", "yesterday at 3", "since Monday", "today's visit"]
)
def test_no_time_is_none(phrase: str) -> None:
    assert read(phrase) is None


def test_attendance_needs_an_hour() -> None:
    tomorrow = read("tomorrow", attendance=True)
    morning = read("tomorrow morning", attendance=True)
    assert tomorrow is not None
    assert morning is not None
    assert (tomorrow.asks, morning.asks) == (("no_time",), ())


def test_a_rhythm_has_its_first_turn_and_its_end() -> None:
    reading = read("every two hours until the line is back")
    assert reading is not None
    assert (reading.due_kind, reading.every, reading.until) == ("recurring", "PT2H", "the line is back")
    assert reading.due_local == "2026-04-15T16:10"
    assert due("every day at 9 am") == "2026-04-16T09:00"


def test_minutes_elapse_over_a_clock_change_while_wall_times_do_not() -> None:
    said = "2026-03-28T14:00"
    assert due("in 24 hours", said, "Europe/Berlin") == "2026-03-29T15:00"
    assert due("same time tomorrow", said, "Europe/Berlin") == "2026-03-29T14:00"


def test_an_hour_that_comes_twice_keeps_the_first_and_asks() -> None:
    reading = read("tomorrow at 01:30", "2026-10-24T12:00")
    assert reading is not None
    assert reading.due == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert "clock_change" in reading.asks


def test_an_hour_that_is_jumped_over_is_moved_on() -> None:
    assert due("tomorrow at 01:30", "2026-03-28T12:00") == "2026-03-29T02:30"


def test_half_hour_zones() -> None:
    reading = read("by 5 pm", "2026-04-15T14:00", "Asia/Kolkata")
    assert reading is not None
    assert reading.due == datetime(2026, 4, 15, 11, 30, tzinfo=UTC)
    assert due("by 5 pm London time", "2026-04-15T14:00", "Asia/Kathmandu") == "2026-04-15T21:45"


def test_our_time_is_the_agents_clock() -> None:
    assert due("by 5 pm our time", agent_zone="America/New_York") == "2026-04-15T22:00"
    assert due("at 14:05 CET", "2026-04-15T11:00") == "2026-04-15T13:05"
    assert due("by 10:00 UTC+2", "2026-04-15T07:00") == "2026-04-15T09:00"


def test_dates_follow_the_customers_order() -> None:
    assert due("02/07", "2026-01-05T09:00", "America/New_York", locale="en-US") == "2026-02-07T17:00"
    assert due("02/07", "2026-01-05T09:00") == "2026-07-02T17:00"


def test_business_days_step_over_holidays() -> None:
    calendar = Calendar("Europe/London", frozenset(range(5)), time(9), time(17), frozenset({date(2026, 4, 16)}))
    assert due("within one business day", calendar=calendar) == "2026-04-17T17:00"


@pytest.mark.parametrize(
    ("phrase", "locale", "local"),
    [
        ("morgen um 15 Uhr", "de", "2026-04-16T15:00"),
        ("heute um halb fünf", "de", "2026-04-15T16:30"),
        ("bis Freitag", "de", "2026-04-17T17:00"),
        ("innerhalb von zwei Stunden", "de", "2026-04-15T16:10"),
        ("demain à 14h30", "fr", "2026-04-16T14:30"),
        ("avant vendredi", "fr", "2026-04-17T17:00"),
        ("mañana a las 8", "es", "2026-04-16T08:00"),
        ("el viernes por la tarde", "es", "2026-04-17T17:00"),
        ("amanhã às 15h", "pt", "2026-04-16T15:00"),
    ],
)
def test_other_tongues(phrase: str, locale: str, local: str) -> None:
    assert due(phrase, locale=locale) == local


def test_a_naive_moment_or_an_unknown_zone_is_refused() -> None:
    calendar = Calendar.standard("UTC")
    with pytest.raises(ValueError, match="offset"):
        resolve("at 3", now=datetime(2026, 4, 15), zone="UTC", calendar=calendar)
    with pytest.raises(ValueError, match="time zone"):
        resolve("at 3", now=datetime(2026, 4, 15, tzinfo=UTC), zone="Mars/Base", calendar=calendar)


WORDS = st.lists(
    st.sampled_from(
        "by at in within 3 15 24:00 25:61 99 0 pm am monday next week every until between and 31 february 2026-02-30 noon half past to "
        "business days hours month our time IST UTC+14 - / . 31/31 the 0th soon midnight 9999-12-31 999 weeks".split()
    ),
    max_size=9,
).map(" ".join)


@settings(max_examples=250, deadline=None)
@given(WORDS | st.text(max_size=60), st.sampled_from(["en-GB", "en-US", "de", "fr", "es", "pt", ""]))
def test_no_phrase_breaks_the_reader(phrase: str, locale: str) -> None:
    reading = read(phrase, locale=locale)
    if reading and reading.due:
        assert reading.due.tzinfo is UTC
        assert reading.due_local
        assert not reading.starts or reading.starts <= reading.due
