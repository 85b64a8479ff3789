"""By when, and why then: the traps that helpdesks fell into (D01-D10), one by one."""

from __future__ import annotations

import os
import threading
import time as clock
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.deadlines import deadline, deadline_in_days, explained, sentence, warning, warning_in_days
from evenkeel.judgement.times.hours import read_hours, read_shifts

HOLIDAY = date(2026, 4, 6)  # Easter Monday; Good Friday is on the 3rd.
OFFICE = Calendar.of_week(
    "Europe/Berlin",
    read_hours("Mon-Fri 09:00-17:00"),
    special={date(2026, 4, 3): (), HOLIDAY: (), date(2026, 4, 9): read_shifts("10:00-12:00")},
    names={date(2026, 4, 3): "Good Friday", HOLIDAY: "Easter Monday", date(2026, 4, 9): "Stocktaking"},
)
SPLIT = Calendar.of_week("Europe/Berlin", read_hours("Mon-Fri 09:00-12:30, 13:30-18:00; Sat 10:00-14:00"))
NIGHT = Calendar.of_week("Europe/Berlin", read_hours("Sun-Thu 22:00-06:00"))


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=ZoneInfo(zone))


def minutes(n: int) -> timedelta:
    return timedelta(minutes=n)


# 16-20 March 2026 is a plain week; 29 March is the change of the clocks.
D01 = [
    # start within the day
    ("03-16T09:00", 60, "03-16T10:00"),
    ("03-16T09:00", 480, "03-16T17:00"),
    ("03-16T12:34", 1, "03-16T12:35"),
    ("03-16T16:00", 60, "03-16T17:00"),
    ("03-16T16:00", 61, "03-17T09:01"),
    ("03-16T16:40", 60, "03-17T09:40"),
    ("03-16T09:00", 481, "03-17T09:01"),
    ("03-16T09:00", 960, "03-17T17:00"),
    # before hours
    ("03-16T00:00", 60, "03-16T10:00"),
    ("03-16T08:59", 1, "03-16T09:01"),
    ("03-16T05:30", 480, "03-16T17:00"),
    # after hours
    ("03-16T17:01", 60, "03-17T10:00"),
    ("03-16T23:59", 1, "03-17T09:01"),
    ("03-16T20:00", 540, "03-18T10:00"),
    # exactly at close: nothing of that day is left
    ("03-16T17:00", 1, "03-17T09:01"),
    ("03-16T17:00", 480, "03-17T17:00"),
    ("03-20T17:00", 1, "03-23T09:01"),
    # one second short of close
    ("03-16T16:59:59", 1, "03-17T09:00:59"),
    # over the weekend
    ("03-20T16:40", 60, "03-23T09:40"),
    ("03-20T16:00", 60, "03-20T17:00"),
    ("03-20T18:00", 60, "03-23T10:00"),
    ("03-21T10:00", 60, "03-23T10:00"),
    ("03-22T23:59", 60, "03-23T10:00"),
    ("03-20T09:00", 2400, "03-26T17:00"),
    ("03-16T09:00", 2400, "03-20T17:00"),
    ("03-16T09:00", 2401, "03-23T09:01"),
    # over the weekend on which the clocks change
    ("03-27T16:00", 120, "03-30T10:00"),
    ("03-28T12:00", 60, "03-30T10:00"),
    # holidays: Good Friday, weekend, Easter Monday
    ("04-02T16:40", 60, "04-07T09:40"),
    ("04-02T17:00", 60, "04-07T10:00"),
    ("04-03T11:00", 60, "04-07T10:00"),
    ("04-04T11:00", 60, "04-07T10:00"),
    ("04-06T09:00", 60, "04-07T10:00"),
    ("04-06T23:00", 480, "04-07T17:00"),
    ("04-02T09:00", 961, "04-08T09:01"),
    # a day with hours of its own: 10:00-12:00
    ("04-08T17:00", 60, "04-09T11:00"),
    ("04-09T09:30", 120, "04-09T12:00"),
    ("04-09T12:00", 1, "04-10T09:01"),
]


@pytest.mark.parametrize(("start", "span", "due"), D01)
def test_d01_deadline_table(start: str, span: int, due: str) -> None:
    found = deadline(at(start), minutes(span), OFFICE)
    assert found.due_at == at(due)
    assert sum((s.counted for s in found.steps), timedelta(0)) == minutes(span)
    assert len(D01) == 38


@pytest.mark.parametrize(
    ("calendar", "start", "span", "due"),
    [
        (SPLIT, "03-16T12:00", 60, "03-16T14:00"),
        (SPLIT, "03-16T12:30", 1, "03-16T13:31"),
        (SPLIT, "03-16T09:00", 480, "03-16T18:00"),
        (SPLIT, "03-16T13:00", 10, "03-16T13:40"),
        (SPLIT, "03-20T17:30", 60, "03-21T10:30"),
        (SPLIT, "03-21T13:30", 60, "03-23T09:30"),
        (NIGHT, "03-16T23:00", 60, "03-17T00:00"),
        (NIGHT, "03-16T23:30", 60, "03-17T00:30"),
        (NIGHT, "03-17T05:30", 60, "03-17T22:30"),
        (NIGHT, "03-20T05:30", 60, "03-22T22:30"),
        (NIGHT, "03-18T12:00", 480, "03-19T06:00"),
        # The clocks go forward in this night shift: it has seven hours.
        (Calendar.of_week("Europe/Berlin", read_hours("Sat 22:00-06:00")), "03-28T22:00", 420, "03-29T06:00"),
        # And back in this one: it has nine.
        (Calendar.of_week("Europe/Berlin", read_hours("Sat 22:00-06:00")), "10-24T22:00", 540, "10-25T06:00"),
    ],
)
def test_d02_split_and_overnight_shifts_count_every_interval(calendar, start, span, due) -> None:
    found = deadline(at(start), minutes(span), calendar)
    assert found.due_at == at(due)
    assert warning(found.due_at, minutes(span), calendar) == calendar.next_open(at(start))


@pytest.mark.parametrize(
    ("calendar", "due", "lead", "warned"),
    [
        (OFFICE, "03-17T10:00", 120, "03-16T16:00"),
        (OFFICE, "03-16T16:00", 120, "03-16T14:00"),
        (OFFICE, "03-23T10:00", 120, "03-20T16:00"),
        (OFFICE, "04-07T10:00", 120, "04-02T16:00"),
        (OFFICE, "03-17T11:00", 120, "03-17T09:00"),
        (OFFICE, "03-22T12:00", 120, "03-20T15:00"),
        (SPLIT, "03-16T14:00", 120, "03-16T11:00"),
        (NIGHT, "03-22T22:30", 60, "03-20T05:30"),
    ],
)
def test_d03_a_warning_two_working_hours_before_lands_on_a_working_minute(calendar, due, lead, warned) -> None:
    found = warning(at(due), minutes(lead), calendar)
    assert found == at(warned)
    assert calendar.is_open(found)
    assert found < at(due)
    assert calendar.working_between(found, at(due)) == minutes(lead)


def test_d05_days_are_days_and_hours_are_hours() -> None:
    friday = at("03-20T16:00")
    assert deadline_in_days(friday, 1, OFFICE).due_at == at("03-23T16:00")
    assert deadline(friday, timedelta(hours=24), OFFICE).due_at == at("03-25T16:00")
    # Said while shut, counted from the opening; a day that is shorter ends with its hours.
    assert deadline_in_days(at("03-21T11:00"), 1, OFFICE).due_at == at("03-24T09:00")
    assert deadline_in_days(at("04-08T16:00"), 1, OFFICE).due_at == at("04-09T12:00")
    assert deadline_in_days(at("04-02T11:00"), 2, OFFICE).due_at == at("04-08T11:00")
    assert deadline_in_days(at("03-17T02:00"), 1, NIGHT).due_at == at("03-18T02:00")
    assert warning_in_days(at("03-23T16:00"), 1, OFFICE) == at("03-20T16:00")
    # One function for both ways: a pause over the weekend is credited with nothing.
    assert OFFICE.working_between(at("03-20T17:00"), at("03-23T09:00")) == timedelta(0)
    assert OFFICE.working_between(at("03-20T16:00"), at("03-23T10:00")) == timedelta(hours=2)


def test_d06_a_long_closure_has_a_deadline_and_seconds_are_kept() -> None:
    shut = {date(2026, 4, 1) + timedelta(days=n): () for n in range(700)}
    calendar = Calendar.of_week("Europe/Berlin", read_hours("Mon-Fri 09:00-17:00"), special=shut)
    begun = clock.perf_counter()
    found = deadline(at("03-31T16:30"), timedelta(hours=1, seconds=7), calendar)
    assert found.due_at == datetime(2028, 3, 1, 9, 30, 7, tzinfo=ZoneInfo("Europe/Berlin"))
    assert clock.perf_counter() - begun < 1
    assert warning(found.due_at, timedelta(hours=1, seconds=7), calendar) == at("03-31T16:30")


def test_d06_a_calendar_that_never_opens_is_a_sentence() -> None:
    never = Calendar.of_week("UTC", ((),) * 7)
    for ask in (deadline, deadline_in_days, warning):
        with pytest.raises(ValueError, match="never opens"):
            ask(at("03-16T09:00"), 1 if ask is deadline_in_days else minutes(1), never)
    once = Calendar.of_week("UTC", ((),) * 7, special={date(2026, 5, 1): read_shifts("09:00-12:00")})
    assert deadline(at("03-16T09:00"), minutes(60), once).due_at == datetime(2026, 5, 1, 10, tzinfo=UTC)
    with pytest.raises(ValueError, match="not that much open time"):
        deadline(at("03-16T09:00"), minutes(181), once)


def test_d07_holidays_move_a_deadline_away_and_never_nearer() -> None:
    plain = Calendar.of_week("Europe/Berlin", read_hours("Mon-Fri 09:00-17:00"))
    start, due = at("03-30T10:00"), None
    for days in range(6):
        off = {date(2026, 3, 31) + timedelta(days=n): () for n in range(days)}
        found = deadline_in_days(start, 5, Calendar.of_week("Europe/Berlin", plain.week or (), special=off)).due_at
        assert due is None or found >= due, "with more days off everything would escalate sooner"
        due = found
    assert due == at("04-10T10:00")


@pytest.mark.parametrize(
    ("zone", "hours", "start", "span", "due"),
    [
        # 02:30 does not exist on this Sunday: what opens then opens at 03:30.
        ("Europe/Berlin", "Sun 02:30-05:00", "03-29T00:00", 30, "03-29T04:00"),
        # 02:30 comes twice: it opens at the first.
        ("Europe/Berlin", "Sun 02:30-05:00", "10-25T00:00", 90, "10-25T03:00"),
        ("Asia/Kathmandu", "Sun-Fri 10:00-17:00", "03-16T16:30", 60, "03-17T10:30"),
        ("Asia/Kolkata", "Mon-Fri 09:30-18:30", "03-16T18:00", 60, "03-17T10:00"),
        # Half an hour of summer time.
        ("Australia/Lord_Howe", "Sun 00:00-24:00", "04-05T00:00", 24 * 60 + 30, "04-06T00:00"),
        ("America/St_Johns", "Mon-Fri 09:00-17:00", "03-06T16:30", 60, "03-09T09:30"),
    ],
)
def test_d08_clock_changes_and_half_hour_zones(zone, hours, start, span, due) -> None:
    calendar = Calendar.of_week(zone, read_hours(hours))
    assert deadline(at(start, zone), minutes(span), calendar).due_at == at(due, zone)


def test_d08_a_shift_that_the_clocks_move_behind_the_next_one_takes_nothing_from_it() -> None:
    """02:01 does not exist and becomes 03:01, after the shift that begins at 03:00."""
    calendar = Calendar.of_week("America/New_York", read_hours("Sun 02:01-02:02, 03:00-03:01"))
    start = at("03-08T00:00", "America/New_York")
    assert deadline(start, minutes(1), calendar).due_at == at("03-08T03:01", "America/New_York")
    assert deadline(start, minutes(2), calendar).due_at == at("03-08T03:02", "America/New_York")


def test_d08_agent_customer_and_company_may_live_in_three_zones() -> None:
    """The same instant and the same calendar: whoever asks from wherever gets the same instant."""
    asked = [at("03-16T16:30").astimezone(ZoneInfo(z)) for z in ("Europe/Berlin", "America/Chicago", "Asia/Tokyo")]
    assert {deadline(start, minutes(60), OFFICE).due_at for start in asked} == {at("03-17T09:30")}


def test_d09_the_servers_zone_changes_nothing(monkeypatch) -> None:
    found = set()
    for zone in ("UTC", "America/Los_Angeles", "Pacific/Kiritimati"):
        monkeypatch.setenv("TZ", zone)
        clock.tzset()
        found.add(deadline(at("03-20T16:40"), minutes(60), OFFICE).due_at)
    monkeypatch.undo()
    clock.tzset()
    assert found == {at("03-23T09:40")}


def test_d10_deadlines_in_many_zones_at_once_do_not_disturb_each_other() -> None:
    zones = ["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Chatham"]
    before, found = os.environ.get("TZ"), {}

    def reckon(zone: str) -> None:
        calendar = Calendar.of_week(zone, read_hours("Mon-Fri 09:00-17:00"))
        start = at("03-20T16:40", zone)
        found[zone] = {deadline(start, minutes(60), calendar).due_at for _ in range(100)}

    threads = [threading.Thread(target=reckon, args=(zone,)) for zone in zones * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {zone: {at("03-23T09:40", zone)} for zone in zones}
    assert os.environ.get("TZ") == before


def test_r14_r15_a_day_of_23_and_one_of_25_hours() -> None:
    always = Calendar.of_week("Europe/Berlin", read_hours("24/7"))
    assert deadline(at("03-28T12:00"), timedelta(hours=24), always).due_at == at("03-29T13:00")
    assert deadline_in_days(at("03-28T12:00"), 1, always).due_at == at("03-29T12:00")
    assert deadline_in_days(at("03-28T02:30"), 1, always).due_at == at("03-29T03:30")
    assert deadline_in_days(at("10-24T02:30"), 1, always).due_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    # Hourly ones run on elapsed time: neither skipped nor doubled in the hour that comes twice.
    instants = [deadline(datetime(2026, 10, 24, 23, tzinfo=UTC), timedelta(hours=n), None).due_at for n in range(1, 5)]
    assert [b - a for a, b in pairwise(instants)] == [timedelta(hours=1)] * 3


def test_r19_leap_day() -> None:
    calendar = Calendar.of_week("Europe/Berlin", read_hours("Mon-Fri 09:00-17:00"))
    start = datetime(2028, 2, 28, 16, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert deadline(start, minutes(60), calendar).due_at == start.replace(day=29, hour=9, minute=30)
    assert deadline_in_days(start, 2, calendar).due_at == start.replace(month=3, day=1)


def test_r20_years_ahead() -> None:
    start = at("03-16T09:00")
    begun = clock.perf_counter()
    assert deadline_in_days(start, 2600, OFFICE).due_at.year == 2036
    assert clock.perf_counter() - begun < 5
    with pytest.raises(ValueError, match="not that many business days"):
        deadline_in_days(start.replace(year=9999, month=12, day=20), 30, OFFICE)


def test_every_step_explains_itself() -> None:
    found = deadline(at("04-02T16:40"), minutes(60), OFFICE)
    assert explained(found, "Europe/Berlin") == [
        "open Thu 2 Apr 16:40, 20 min counted",
        "Fri 3 Apr: Good Friday",
        "Sat 4 Apr to Sun 5 Apr: the weekend",
        "Mon 6 Apr: Easter Monday",
        "open Tue 7 Apr 09:00, 40 min counted",
        "due Tue 7 Apr 09:40",
    ]
    assert "Thu 2 Apr 09:40, 20 min counted" in sentence(found, "America/Chicago")
    assert explained(deadline(at("03-16T12:00"), minutes(60), SPLIT), "Europe/Berlin")[1] == (
        "a break until Mon 16 Mar 13:30"
    )
    assert explained(deadline(at("03-16T18:00"), minutes(60), OFFICE), "Europe/Berlin")[0] == (
        "shut for the night until Tue 17 Mar 09:00"
    )


def test_a_long_way_is_summed_up_in_the_middle() -> None:
    lines = explained(deadline_in_days(at("03-16T10:00"), 200, OFFICE), "Europe/Berlin")
    assert len(lines) == 14
    assert any(line.startswith("… ") and "more counted" in line for line in lines)


def test_round_the_clock_is_any_clock() -> None:
    found = deadline(at("03-20T16:40"), timedelta(hours=8), None)
    assert found.due_at == at("03-21T00:40")
    assert warning(found.due_at, timedelta(hours=2), None) == at("03-20T22:40")
    assert "8 h counted round the clock" in sentence(found, "Europe/Berlin")
    with pytest.raises(ValueError, match="warning"):
        deadline(at("03-20T16:40"), -minutes(1), OFFICE)
