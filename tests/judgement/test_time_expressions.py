"""The everyday ways to say when, kind by kind; said on a Wednesday afternoon in London unless a case says otherwise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.resolver import TimeReading, resolve

WEDNESDAY = "2026-04-15T14:10"
CALENDARS = {
    zone: Calendar.standard(zone)
    for zone in ("Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
}


def read(phrase: str, said: str = WEDNESDAY, zone: str = "Europe/London", locale: str = "en-GB") -> TimeReading | None:
    now = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(zone))
    return resolve(phrase, now=now, zone=zone, calendar=CALENDARS[zone], locale=locale)


def due(phrase: str, **scene: str) -> str | None:
    reading = read(phrase, **scene)
    return reading.due_local if reading else None


def day(phrase: str, **scene: str) -> str | None:
    found = due(phrase, **scene)
    return found[:10] if found else None


DAYS = [
    ("a week today", "2026-04-22"),
    ("a week tomorrow", "2026-04-23"),
    ("a week from Tuesday", "2026-04-28"),
    ("two weeks from tomorrow", "2026-04-30"),
    ("2 Fridays from now", "2026-04-24"),
    ("Thursday of next week", "2026-04-23"),
    ("the Monday after next", "2026-04-27"),
    ("the day after Christmas", "2026-12-26"),
    ("the day before Good Friday", "2027-03-25"),
    ("two business days from Friday", "2026-04-21"),
    ("the third of March", "2027-03-03"),
    ("May the twenty-first", "2026-05-21"),
    ("Monday the 20th", "2026-04-20"),
    ("Fri 17", "2026-04-17"),
    ("first Monday in May", "2026-05-04"),
    ("the last Friday of March", "2027-03-26"),
    ("second to last Friday of May", "2026-05-22"),
    ("the last working day of the month", "2026-04-30"),
    ("2nd Tuesday of next month", "2026-05-12"),
    ("the 3rd of next month", "2026-05-03"),
    ("35th day of 2027", "2027-02-04"),
    ("15SEP", "2026-09-15"),
    ("22-feb", "2027-02-22"),
    ("8/Oct/2026", "2026-10-08"),
    ("28Nov2026", "2026-11-28"),
    ("2026/11/23", "2026-11-23"),
    ("23-11-2026", "2026-11-23"),
    ("23.11.2026", "2026-11-23"),
    ("20261123", "2026-11-23"),
    ("2027 May 22nd", "2027-05-22"),
    ("tommorow", "2026-04-16"),
    ("thrusday", "2026-04-16"),
    ("the 5th of Febuary", "2027-02-05"),
    ("in 7d", "2026-04-22"),
    ("three days hence", "2026-04-18"),
    ("in two fortnights", "2026-05-13"),
    ("in six months", "2026-10-15"),
    ("a year from now", "2027-04-15"),
    ("the week of May 4th", "2026-05-08"),
    ("the week after next", "2026-05-01"),
    ("rest of the week", "2026-04-17"),
    ("eom", "2026-04-30"),
    ("end of Q2", "2026-06-30"),
    ("end of the quarter", "2026-06-30"),
    ("end of next year", "2027-12-31"),
    ("Christmas Eve", "2026-12-24"),
    ("Easter Monday", "2027-03-29"),
    ("thanksgiving", "2026-11-26"),
    ("black friday", "2026-11-27"),
    ("labor day", "2026-09-07"),
    ("Memorial Day weekend", "2026-05-23"),
    ("MLK day", "2027-01-18"),
    ("Mother's Day", "2026-05-10"),
    ("the last day of the year", "2026-12-31"),
    ("first day of next year", "2027-01-01"),
    ("three weeks", "2026-05-06"),
    ("late in the week", "2026-04-17"),
]


@pytest.mark.parametrize(("phrase", "expected"), DAYS)
def test_days(phrase: str, expected: str) -> None:
    assert day(phrase) == expected


HOURS = [
    ("tomorrow night", "2026-04-16T21:00"),
    ("Friday night at 8", "2026-04-17T20:00"),
    ("seven thirty tomorrow morning", "2026-04-16T07:30"),
    ("at three fifteen pm", "2026-04-15T15:15"),
    ("quarter past noon tomorrow", "2026-04-16T12:15"),
    ("five minutes to noon tomorrow", "2026-04-16T11:55"),
    ("ten to six tomorrow evening", "2026-04-16T17:50"),
    ("three in the afternoon", "2026-04-15T15:00"),
    ("4 in the morning", "2026-04-16T04:00"),
    ("11 at night", "2026-04-15T23:00"),
    ("at 3.15 pm", "2026-04-15T15:15"),
    ("at 15.45", "2026-04-15T15:45"),
    ("1045pm", "2026-04-15T22:45"),
    ("1530 hours", "2026-04-15T15:30"),
    ("tomorrow 0800", "2026-04-16T08:00"),
    ("tomorrow at 9h30", "2026-04-16T09:30"),
    ("5ish", "2026-04-15T17:00"),
    ("around noonish tomorrow", "2026-04-16T12:00"),
    ("in two and a half hours", "2026-04-15T16:40"),
    ("in 1h30m", "2026-04-15T15:40"),
    ("in 3 days and 2 hours", "2026-04-18T16:10"),
    ("45 minutes from now", "2026-04-15T14:55"),
    ("+15 minutes", "2026-04-15T14:25"),
    ("one hour before close of business", "2026-04-15T16:00"),
    ("two hours after noon tomorrow", "2026-04-16T14:00"),
    ("2026-11-23T15:00:00Z", "2026-11-23T15:00"),
    ("2026-11-23T15:00:00+02:00", "2026-11-23T13:00"),
    ("Wed Aug 05 12:00:00 2026", "2026-08-05T12:00"),
    ("9am Pacific time", "2026-04-15T17:00"),
    ("3 PM (PST)", "2026-04-15T23:00"),
    ("New Year's Eve at 11pm", "2026-12-31T23:00"),
    ("2026-11-23 00:00", "2026-11-23T00:00"),
    ("midnight on 23 November", "2026-11-24T00:00"),
    ("upcoming Monday noon", "2026-04-20T12:00"),
    ("next business day", "2026-04-16T17:00"),
    ("before close tomorrow", "2026-04-16T17:00"),
]


@pytest.mark.parametrize(("phrase", "expected"), HOURS)
def test_hours(phrase: str, expected: str) -> None:
    assert due(phrase) == expected


@pytest.mark.parametrize(
    ("phrase", "starts", "ends"),
    [
        ("May 4-8", "2026-05-04T09:00", "2026-05-08T17:00"),
        ("4th to 8th May", "2026-05-04T09:00", "2026-05-08T17:00"),
        ("August 10 - November 12, 2027", "2027-08-10T09:00", "2027-11-12T17:00"),
        ("between the 20th and the 24th", "2026-04-20T09:00", "2026-04-24T17:00"),
        ("from Monday to Wednesday", "2026-04-20T09:00", "2026-04-22T17:00"),
        ("from 2026-08-05 to 2026-08-16", "2026-08-05T09:00", "2026-08-16T17:00"),
        ("5 Aug 8:00 - 7 Aug 13:00", "2026-08-05T08:00", "2026-08-07T13:00"),
        ("05.-10.08.2026", "2026-08-05T09:00", "2026-08-10T17:00"),
        ("tomorrow 9:30 til 10:45", "2026-04-16T09:30", "2026-04-16T10:45"),
        ("Friday 23:30 - 3:35", "2026-04-17T23:30", "2026-04-18T03:35"),
        ("from 4pm today to 5pm tomorrow", "2026-04-15T16:00", "2026-04-16T17:00"),
        ("from 1500-1800 on Friday", "2026-04-17T15:00", "2026-04-17T18:00"),
        ("in a day or two", "2026-04-16T09:00", "2026-04-17T17:00"),
    ],
)
def test_windows_over_days_and_hours(phrase: str, starts: str, ends: str) -> None:
    reading = read(phrase)
    assert reading is not None
    assert (reading.due_kind, reading.start_local, reading.due_local) == ("window", starts, ends)


@pytest.mark.parametrize(
    ("phrase", "expected", "ask"),
    [
        ("in March", "2027-03-31", "vague_day"),
        ("mid May", "2026-05-15", "vague_day"),
        ("Q3", "2026-09-30", "vague_day"),
        ("beginning of next month", "2026-05-01", "vague_day"),
        ("in the summer", "2026-09-20", "vague_day"),
        ("next weekend", "2026-04-18", "which_day"),
        ("Tuesday the 8th", "2026-05-08", "which_day"),
        ("4-10-2026", "2026-10-04", "date_order"),
        ("by 2027", "2027-12-31", "vague_day"),
    ],
)
def test_what_has_no_single_day_is_asked(phrase: str, expected: str, ask: str) -> None:
    reading = read(phrase)
    assert reading is not None
    assert day(phrase) == expected
    assert ask in reading.asks


@pytest.mark.parametrize(
    ("phrase", "every", "expected"),
    [
        ("every Monday", "P1W", "2026-04-20"),
        ("Mondays at 4", "P1W", "2026-04-20"),
        ("every other Friday at 3", "P2W", "2026-04-17"),
        ("the first Friday of each month", "P1M", "2026-05-01"),
        ("every month on the 4th", "P1M", "2026-05-04"),
        ("every 4th of July", "P1Y", "2026-07-04"),
        ("every weekday at 9 am", "P1D", "2026-04-16"),
        ("quarterly", "P3M", "2026-07-15"),
        ("every 30 seconds", "PT30S", "2026-04-15"),
    ],
)
def test_rhythms(phrase: str, every: str, expected: str) -> None:
    reading = read(phrase)
    assert reading is not None
    assert (reading.due_kind, reading.every, day(phrase)) == ("recurring", every, expected)


@pytest.mark.parametrize(
    "phrase",
    [
        "may I call you",
        "this may take a while",
        "we march to Berlin",
        "the sun is out",
        "we sat down with them",
        "wait a second",
        "second to none",
        "the first time",
        "version 1.2.3",
        "Version: 1.10.30",
        "it costs $5.30",
        "call 650-555-1234",
        "1-2-3",
        "25",
        "10%",
        "a 24/7 service",
        "order 12345",
        "5th floor",
        "a quarter of them",
        "room 5",
        "at 6.5 kilograms",
        "the Christmas order",
        "the pump was replaced in March",
    ],
)
def test_what_only_looks_like_a_time_is_none(phrase: str) -> None:
    assert read(phrase) is None


def test_a_month_in_the_same_sentence_does_not_take_the_hour() -> None:
    assert due("It was folded in March. You have it by noon tomorrow") == "2026-04-16T12:00"


@pytest.mark.parametrize(
    ("year", "easter", "orthodox"),
    [
        (2024, "03-31", "05-05"),
        (2025, "04-20", "04-20"),
        (2026, "04-05", "04-12"),
        (2027, "03-28", "05-02"),
        (2038, "04-25", "04-25"),
    ],
)
def test_easter_moves(year: int, easter: str, orthodox: str) -> None:
    said = f"{year}-01-05T09:00"
    assert day("on Easter Sunday", said=said) == f"{year}-{easter}"
    assert day("on orthodox Easter", said=said) == f"{year}-{orthodox}"


@pytest.mark.parametrize(
    ("phrase", "expected", "asked"),
    [
        ("by Diwali", "2026-11-08", False),
        ("before Chinese New Year", "2027-02-06", False),
        ("on Yom Kippur", "2026-09-21", False),
        ("before Ramadan", "2027-02-08", True),
    ],
)
def test_feasts_of_the_moon(phrase: str, expected: str, *, asked: bool) -> None:
    reading = read(phrase)
    assert reading is not None
    assert reading.due_local
    assert reading.due_local[:10] == expected
    assert ("which_day" in reading.asks) == asked


DATES = st.dates(min_value=date(2026, 4, 16), max_value=date(2035, 12, 31))


@settings(max_examples=120, deadline=None)
@given(
    DATES,
    st.sampled_from(
        [
            "%d %B %Y",
            "%B %d, %Y",
            "%d-%b-%Y",
            "%Y-%m-%d",
            "%Y/%m/%d",
            "%A %d %B %Y",
            "%d.%m.%Y",
            "the %d of %B, %Y",
            "%d%b%Y",
        ]
    ),
)
def test_a_date_written_in_any_form_is_that_date(wanted: date, form: str) -> None:
    assert day(wanted.strftime(form)) == wanted.isoformat()


@settings(max_examples=80, deadline=None)
@given(DATES)
def test_figures_follow_the_customers_order_and_keep_the_other_reading(wanted: date) -> None:
    american = read(wanted.strftime("%m/%d/%Y"), zone="America/New_York", locale="en-US")
    british = read(wanted.strftime("%d/%m/%Y"))
    for reading in (american, british):
        assert reading is not None
        assert reading.due_local
        assert reading.due_local[:10] == wanted.isoformat()
        assert ("date_order" in reading.asks) == (wanted.day <= 12 and wanted.day != wanted.month)


@settings(max_examples=120, deadline=None)
@given(DATES, st.times(), st.sampled_from(sorted(CALENDARS)), st.sampled_from(["%H:%M", "%I:%M %p", "%I.%M %p"]))
def test_an_hour_on_a_date_is_that_wall_clock_reading_in_every_zone(
    wanted: date, clock: time, zone: str, form: str
) -> None:
    """But for the hours that the clocks jump over, which are moved on."""
    wall = datetime.combine(wanted, clock.replace(second=0, microsecond=0))
    there = wall.replace(tzinfo=ZoneInfo(zone))
    expected = there.astimezone(UTC).astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
    assert due(f"on {wanted:%d %B %Y} at {wall:{form}}", zone=zone) == expected


@settings(max_examples=80, deadline=None)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)), st.integers(1, 72), st.sampled_from(sorted(CALENDARS))
)
def test_hours_elapse_whatever_the_clocks_do(said: datetime, hours: int, zone: str) -> None:
    now = said.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone))
    for phrase in (f"in {hours} hours", f"within the next {hours} hours", f"{hours} hours from now"):
        reading = resolve(phrase, now=now, zone=zone, calendar=CALENDARS[zone])
        assert reading is not None
        assert reading.due == now.astimezone(UTC) + timedelta(hours=hours)


@settings(max_examples=80, deadline=None)
@given(
    st.dates(date(2026, 1, 1), date(2030, 1, 1)),
    st.sampled_from(["Mon", "tuesday", "weds", "Thurs", "Friday", "saturday", "Sun"]),
)
def test_a_weekday_is_within_a_week_and_bears_its_name(said: date, name: str) -> None:
    reading = read(f"on {name}", f"{said}T09:00")
    assert reading is not None
    assert reading.due_local
    found = date.fromisoformat(reading.due_local[:10])
    assert 0 <= (found - said).days < 7
    assert f"{found:%a}".lower() == name[:3].lower()


@pytest.mark.parametrize(
    "piece",
    ["2 days after ", "week of 1 ", "1-", "christmas ", "1 may to ", "monday to ", "early mid ", "the last friday of "],
)
def test_long_and_senseless_text_is_read_to_its_end(piece: str) -> None:
    reading = read(piece * 400)
    assert reading is None or reading.because
