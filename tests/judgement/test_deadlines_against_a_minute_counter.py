"""Deadlines against a counter that shares nothing with them: it walks the minutes of UTC one by one and looks at the wall.

The suite tries 2,000 random calendars; `DEADLINE_EXAMPLES=10000 pytest <this file>` tries as many as are asked for.
"""

from __future__ import annotations

import os
from array import array
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.deadlines import deadline, warning

EXAMPLES = int(os.environ.get("DEADLINE_EXAMPLES", "2000"))
DAYS = 46
# Each window holds a change of the clocks in the zones that have one.
WINDOWS = (date(2026, 3, 1), date(2026, 9, 1), date(2026, 9, 24))
ZONES = (
    "UTC",
    "Europe/Berlin",
    "Europe/London",
    "America/New_York",
    "America/St_Johns",
    "America/Havana",
    "America/Santiago",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Australia/Adelaide",
    "Australia/Lord_Howe",
    "Pacific/Chatham",
    "Pacific/Apia",
)


@cache
def walls(zone: str, window: date) -> tuple[array, datetime]:
    """What a clock on the wall shows at every minute of the window in UTC, itself counted in minutes."""
    begin = datetime(window.year, window.month, window.day, tzinfo=UTC) - timedelta(days=4)
    here, bare = ZoneInfo(zone), begin.replace(tzinfo=None)
    shown = array("q")
    for n in range((DAYS + 6) * 1440):
        wall = (begin + timedelta(minutes=n)).astimezone(here).replace(tzinfo=None)
        shown.append(int((wall - bare).total_seconds()) // 60)
    return shown, begin


@cache
def change_of_clocks(zone: str, window: date) -> int:
    """The minute at which the wall jumps; the middle of the window where it never does."""
    shown, _ = walls(zone, window)
    jumps = [n for n in range(5 * 1440, len(shown) - 5 * 1440) if shown[n] - shown[n - 1] != 1]
    return jumps[0] if jumps else len(shown) // 2


def minute_of(wall: int, shown: array) -> int | None:
    """The first minute at which the wall shows this; where no clock ever does, they jumped, and what it shows as much
    later is meant."""
    around = max(0, wall - 1000), min(len(shown), wall + 1000)
    if around[0] >= around[1] or not shown[around[0]] <= wall <= shown[around[1] - 1]:
        return None
    for later in range(200):
        try:
            reached = shown.index(wall + later, *around)
        except ValueError:
            continue
        jump = shown[reached] - shown[reached - 1] - 1 if later else 0
        return shown.index(wall + jump, *around) if later else reached
    return None


def open_minutes(zone: str, window: date, week, special) -> tuple[bytes, datetime]:
    """One byte a minute: whether a shift holds it. A shift belongs to the day on which it begins."""
    shown, begin = walls(zone, window)
    doors = [0] * ((DAYS + 6) * 1440 + 1)
    for n in range(-3, DAYS + 2):
        day = window + timedelta(days=n)
        midnight = (n + 4) * 1440
        for opens, closes in special.get(day, week[day.weekday()]):
            a, b = minute_of(midnight + opens, shown), minute_of(midnight + closes, shown)
            if a is not None and b is not None and a < b:
                doors[a] += 1
                doors[b] -= 1
    return bytes(inside > 0 for inside in accumulate(doors)), begin


def counted(minutes: bytes, at: int, span: int, step: int) -> int | None:
    """One minute after the other until so many open ones went by; None where the window ends before that."""
    while span:
        look = at if step > 0 else at - 1
        if not 3 * 1440 <= look < len(minutes) - 2 * 1440:
            return None
        span -= minutes[look]
        at += step
    return at


@st.composite
def shifts(draw):
    """Up to three shifts of a day, the last perhaps over midnight; ends on odd minutes too."""
    edges = sorted(draw(st.lists(st.integers(0, 1440) | st.integers(0, 240), min_size=2, max_size=6, unique=True)))
    pairs = [(edges[n], edges[n + 1]) for n in range(0, len(edges) - 1, 2)]
    if draw(st.integers(0, 4)) == 0:
        opens = draw(st.integers(edges[-1], 1440 - 1)) if edges[-1] < 1440 else None
        if opens is not None and opens >= pairs[-1][1]:
            pairs.append((opens, 1440 + draw(st.integers(0, min(480, opens)))))
    return tuple(pairs)


@st.composite
def calendars(draw):
    window = draw(st.sampled_from(WINDOWS))
    usual = draw(shifts())
    kind = draw(st.sampled_from(["office", "mixed", "night", "always"]))
    if kind == "office":
        week = tuple(usual if n < 5 else () for n in range(7))
    elif kind == "night":
        night = ((draw(st.integers(18, 23)) * 60, 1440 + draw(st.integers(1, 8)) * 60 + draw(st.integers(0, 59))),)
        nights = draw(st.sets(st.integers(0, 6), min_size=1))
        week = tuple(night if n in nights else () for n in range(7))
    elif kind == "always":
        week = (((0, 1440),),) * 7
    else:
        week = tuple(draw(st.one_of(st.just(()), st.just(usual), shifts())) for _ in range(7))
    days = st.integers(-1, DAYS).map(lambda n: window + timedelta(days=n))
    special = draw(st.dictionaries(days, st.one_of(st.just(()), st.just(()), shifts()), max_size=6))
    return draw(st.sampled_from(ZONES)), window, week, special


@pytest.mark.timeout(1800)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(calendars(), st.integers(0, 40 * 1440), st.integers(1, 90) | st.integers(1, 4000), st.booleans())
def test_d01_deadline_and_warning_are_what_a_minute_counter_finds(drawn, offset, span, at_the_change) -> None:
    zone, window, week, special = drawn
    calendar = Calendar.of_week(zone, week, special=special)
    minutes, begin = open_minutes(zone, window, week, special)
    # Half of them begin within a day of the change of the clocks: there the traps are.
    at = change_of_clocks(zone, window) - 1440 + offset % 2880 if at_the_change else 5 * 1440 + offset
    start = begin + timedelta(minutes=at)

    ahead = counted(minutes, at, span, 1)
    if ahead is not None:
        found = deadline(start, timedelta(minutes=span), calendar)
        assert found.due_at == begin + timedelta(minutes=ahead)
        assert sum((s.counted for s in found.steps), timedelta(0)) == timedelta(minutes=span)
        edges = [start, *(s.ends_at for s in found.steps)]
        assert edges[:-1] == [s.starts_at for s in found.steps], "the steps leave a hole"
        assert edges[-1] == found.due_at
        assert calendar.working_between(start, found.due_at) == timedelta(minutes=span)

    back = counted(minutes, at, span, -1)
    if back is not None:
        warned = warning(start, timedelta(minutes=span), calendar)
        assert warned == begin + timedelta(minutes=back)
        assert calendar.is_open(warned), "nobody is there to be warned"

    assert calendar.is_open(start) == bool(minutes[at])


def test_the_counter_itself_knows_the_clock_changes() -> None:
    """02:00-03:00 is skipped in Berlin on 29 March and comes twice on 25 October: the first counts."""
    week = (((2 * 60, 3 * 60),),) * 7
    spring, begin = open_minutes("Europe/Berlin", date(2026, 3, 1), week, {})
    day = int((datetime(2026, 3, 29, tzinfo=UTC) - begin).total_seconds() // 60)
    assert sum(spring[day : day + 1440]) == 0
    autumn, begin = open_minutes("Europe/Berlin", date(2026, 9, 24), week, {})
    day = int((datetime(2026, 10, 25, tzinfo=UTC) - begin).total_seconds() // 60)
    assert [n for n in range(1440) if autumn[day - 120 + n]] == list(range(120, 240))
