"""When a desk is open, and arithmetic that counts only those hours."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAY_LIST = re.compile(r"[,\s]+")
# Five years of shut doors means that nobody ever opens: better a sentence than a loop.
_HORIZON = 366 * 5


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening days and hours in one zone; a `closes` of 00:00 means the end of the day."""

    zone: str
    days: frozenset[int]
    opens: time
    closes: time
    holidays: frozenset[date]

    @classmethod
    def standard(cls, zone: str) -> Calendar:
        """Monday to Friday, nine to five, no holidays."""
        return cls(zone, frozenset(range(5)), time(9), time(17), frozenset())

    @classmethod
    def from_row(cls, row: Mapping[str, object], zone: str) -> Calendar:
        """Read `{"days": "Mon-Fri", "open": "09:00", "close": "17:00", "holidays": [...]}`."""
        holidays = row.get("holidays") or []
        if not isinstance(holidays, (list, tuple, set, frozenset)):
            raise ValueError("The calendar's holidays must be a list of dates.")
        return cls(
            zone,
            _read_days(str(row.get("days") or "Mon-Fri")),
            _read_time(row.get("open") or "09:00"),
            _read_time(row.get("close") or "17:00"),
            frozenset(_read_date(day) for day in holidays),
        )

    def is_business_day(self, day: date) -> bool:
        return day.weekday() in self.days and day not in self.holidays

    def is_open(self, instant: datetime) -> bool:
        local = instant.astimezone(ZoneInfo(self.zone))
        return any(a <= instant < b for a, b in self._spans(local.date(), 1))

    def next_open(self, instant: datetime) -> datetime:
        """The first open instant at or after this one."""
        first = instant.astimezone(ZoneInfo(self.zone)).date()
        for opens, closes in self._spans(first, _HORIZON):
            if instant < closes:
                return max(instant, opens).astimezone(UTC)
        raise ValueError("This calendar never opens.")

    def add_working(self, instant: datetime, span: timedelta) -> datetime:
        """The instant at which this much open time has gone by."""
        if span < timedelta(0):
            return self.subtract_working(instant, -span)
        first = instant.astimezone(ZoneInfo(self.zone)).date()
        for opens, closes in self._spans(first, _HORIZON):
            begin = max(instant.astimezone(UTC), opens)
            if begin < closes:
                if span <= closes - begin:
                    return begin + span
                span -= closes - begin
        raise ValueError("This calendar has not that much open time.")

    def subtract_working(self, instant: datetime, span: timedelta) -> datetime:
        """The instant before which this much open time went by."""
        if span < timedelta(0):
            return self.add_working(instant, -span)
        last = instant.astimezone(ZoneInfo(self.zone)).date()
        for opens, closes in self._spans(last, _HORIZON, step=-1):
            end = min(instant.astimezone(UTC), closes)
            if end > opens:
                if span <= end - opens:
                    return end - span
                span -= end - opens
        raise ValueError("This calendar has not that much open time.")

    def add_business_days(self, instant: datetime, n: int) -> datetime:
        """Close of the n-th business day after today; today is day 0, also when said after close."""
        day = instant.astimezone(ZoneInfo(self.zone)).date()
        return self.closing(self.business_day_after(day, n))

    def business_day_after(self, day: date, n: int) -> date:
        """The n-th business day after `day`; n = 0 is `day` itself."""
        if n > 0 and not self.days:
            raise ValueError("This calendar never opens.")
        for _ in range(_HORIZON * 2):
            if n <= 0:
                return day
            day += timedelta(days=1)
            n -= self.is_business_day(day)
        raise ValueError("This calendar has not that many business days.")

    def opening(self, day: date) -> datetime:
        return local_instant(datetime.combine(day, self.opens), self.zone)

    def closing(self, day: date) -> datetime:
        if self.closes <= self.opens:
            day += timedelta(days=1)
        return local_instant(datetime.combine(day, self.closes), self.zone)

    def _spans(self, first: date, count: int, step: int = 1) -> Iterator[tuple[datetime, datetime]]:
        """Open spans by day; one day of margin, since a span may run over midnight."""
        for n in range(-1, count + 1):
            try:
                day = first + timedelta(days=n * step)
                if self.is_business_day(day):
                    yield self.opening(day), self.closing(day)
            except OverflowError:
                return


def local_instant(wall: datetime, zone: str) -> datetime:
    """A wall clock reading as an instant in UTC.

    A time that the clocks jump over is moved on by the jump; of a time that comes twice, the first is meant.
    """
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def comes_twice(wall: datetime, zone: str) -> bool:
    """True where the clocks go back over this reading."""
    here = ZoneInfo(zone)
    first, second = (wall.replace(tzinfo=here, fold=n).utcoffset() for n in (0, 1))
    return first is not None and second is not None and first > second


def _read_days(text: str) -> frozenset[int]:
    days: set[int] = set()
    for word in filter(None, _DAY_LIST.split(text.replace("–", "-").strip())):
        ends = [_day_number(part) for part in word.split("-", 1)]
        first, last = ends[0], ends[-1]
        days.update((first + n) % 7 for n in range((last - first) % 7 + 1))
    return frozenset(days)


def _day_number(word: str) -> int:
    try:
        return _DAYS.index(word.strip()[:3].lower())
    except ValueError:
        raise ValueError(f"The calendar names a day that we do not know: {word!r}.") from None


def _read_time(value: object) -> time:
    if isinstance(value, time):
        return value
    try:
        return time(0) if str(value) == "24:00" else time.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"The calendar has an hour that we cannot read: {value!r}.") from None


def _read_date(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"The calendar has a holiday that we cannot read: {value!r}.") from None
