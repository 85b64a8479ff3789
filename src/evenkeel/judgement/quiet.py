"""Quiet hours: when a person is left alone, and until when. Safe over midnight and over changes of the clocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.calendars import local_instant

DAY = timedelta(days=1)
WEEK = 7


@dataclass(frozen=True, slots=True)
class Quiet:
    """It begins on these days (Monday is 0); an end at or before the start is one of the next day."""

    zone: str
    days: frozenset[int]
    starts: time
    ends: time

    def until(self, instant: datetime) -> datetime | None:
        """When the quiet that holds at this instant ends; None where none holds."""
        today = instant.astimezone(ZoneInfo(self.zone)).date()
        ends = [
            end
            for day in (today - DAY, today)
            if day.weekday() in self.days
            for start, end in [self._span(datetime.combine(day, time()))]
            if start <= instant < end
        ]
        return max(ends, default=None)

    def _span(self, day: datetime) -> tuple[datetime, datetime]:
        over = DAY if self.ends <= self.starts else timedelta()
        start = local_instant(datetime.combine(day, self.starts), self.zone)
        return start, local_instant(datetime.combine(day + over, self.ends), self.zone)


def quiet_until(hours: Sequence[Quiet], instant: datetime) -> datetime | None:
    """The end of all quiet that holds now, one after another; None where none holds.

    Hours without a gap would never end: after a week it ends all the same, so that nothing is held for ever.
    """
    end: datetime | None = None
    at, last = instant.astimezone(UTC), instant.astimezone(UTC) + WEEK * DAY
    while at < last:
        ends = [found for q in hours if (found := q.until(at)) is not None]
        if not ends:
            return end
        at = end = max(ends)
    return last


def leaves_a_gap(hours: Sequence[Quiet], instant: datetime) -> bool:
    """Whether a person with these hours can be reached at some time of the week by ordinary words."""
    until = quiet_until(hours, instant)
    return until is None or until < instant.astimezone(UTC) + WEEK * DAY


def bars(hours: Sequence[Quiet], weekday: int) -> list[tuple[int, int]]:
    """The quiet minutes of one day of the week, as a drawing wants them: from-to, in order, never overlapping."""
    spans: list[tuple[int, int]] = []
    for q in hours:
        start, end = q.starts.hour * 60 + q.starts.minute, q.ends.hour * 60 + q.ends.minute
        if weekday in q.days:
            spans.append((start, end if end > start else 24 * 60))
        if (weekday - 1) % WEEK in q.days and end <= start and end:
            spans.append((0, end))
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
