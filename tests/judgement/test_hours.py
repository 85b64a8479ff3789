"""Hours as people type them: read, refused with a sentence, and written back as they would be written by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.judgement.times.hours import HoursInvalid, print_hours, print_shifts, read_hours, read_shifts


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("Mon-Fri 09:00-17:00", "Mon-Fri 09:00-17:00"),
        ("mon – fri 9-12:30, 13.30-18", "Mon-Fri 09:00-12:30, 13:30-18:00"),
        ("Mon-Fri 09:00-12:30, 13:30-18:00; Sat 10:00-14:00", "Mon-Fri 09:00-12:30, 13:30-18:00; Sat 10:00-14:00"),
        ("Sun-Thu 22:00-06:00", "Sun-Thu 22:00-06:00"),
        ("Monday 8h30-12h00\nWednesday 8:30-12:00", "Mon, Wed 08:30-12:00"),
        ("Mon-Fri 09:00-12:00; Mon 13:00-15:00", "Mon 09:00-12:00, 13:00-15:00; Tue-Fri 09:00-12:00"),
        ("Sat, Sun 00:00-24:00", "Sat, Sun 00:00-24:00"),
        ("24/7", "Mon-Sun 00:00-24:00"),
        ("Mon-Fri 9-17; Sat closed", "Mon-Fri 09:00-17:00"),
        ("Fri-Mon 9-17", "Fri-Mon 09:00-17:00"),
        ("Tue: 18:00-02:00", "Tue 18:00-02:00"),
    ],
)
def test_hours_are_read_and_written_back(typed: str, written: str) -> None:
    week = read_hours(typed)
    assert print_hours(week) == written
    assert read_hours(written) == week


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "never open"),
        ("Sat closed", "never open"),
        ("Mon", "names no days with their hours"),
        ("9-17", "names no days with their hours"),
        ("Someday 9-17", "“Someday” is no day that we know"),
        ("T 9-17", "“T” is no day that we know"),
        ("Mon 9", "no pair of hours"),
        ("Mon soon-17", "“Mon soon” is no day|names no days|no day that we know"),
        ("Mon 9-25", "no day has"),
        ("Mon 9:75-12", "no day has"),
        ("Mon 9-9", "opens when it closes"),
        ("Mon 24:00-02:00", "opens when the day is over"),
        ("Mon 9-12, 11-13", "overlap"),
        ("Mon 9-12; Mon-Fri 11-13", "On Mon .* overlap"),
        ("Mon 22-06; Tue 05-10", "Mon 22:00-06:00 runs into Tue 05:00-10:00"),
        ("Sun 22-06; Mon 05-10", "Sun 22:00-06:00 runs into Mon"),
        ("Mon 9-17;" * 400, "too long"),
    ],
)
def test_what_cannot_be_read_gets_one_sentence(typed: str, says: str) -> None:
    with pytest.raises(HoursInvalid, match=says) as refused:
        read_hours(typed)
    assert str(refused.value).count(". ") == 0, "one sentence"
    assert str(refused.value).endswith(".")


def test_a_days_own_hours() -> None:
    assert read_shifts("10:00-14:00") == ((600, 840),)
    assert read_shifts("closed") == read_shifts("") == ()
    assert print_shifts(read_shifts("13:30-18, 9-12")) == "09:00-12:00, 13:30-18:00"
    assert print_shifts(()) == "closed"


@given(st.text(max_size=60) | st.text(alphabet="MonTueSat 0123456789:-,;", max_size=40))
def test_no_hours_break_the_reader(typed: str) -> None:
    try:
        week = read_hours(typed)
    except HoursInvalid:
        return
    assert read_hours(print_hours(week)) == week
