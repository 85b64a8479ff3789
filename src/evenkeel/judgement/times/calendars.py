"""When a desk is open, and arithmetic that counts only those hours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.hours import DAY, HoursInvalid, Shifts, Week, open_days, read_days

# An open stretch: two instants in UTC, and the day whose shift it is.
Stretch = tuple[datetime, datetime, date]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours in one zone. A shift belongs to the day on which it opens: a holiday shuts the night that begins on it.

    `opens` and `closes` are a usual day's; `week` and `special` say more where a desk has more than one pair of hours.
    A `closes` of 00:00 means the end of the day.
    """

    zone: str
    days: frozenset[int]
    opens: time
    closes: time
    holidays: frozenset[date]
    week: Week | None = None
    special: Mapping[date, Shifts] = field(default_factory=dict, hash=False)
    names: Mapping[date, str] = field(default_factory=dict, hash=False)

    @classmethod
    def standard(cls, zone: str) -> Calendar:
        """Monday to Friday, nine to five, no holidays."""
        return cls(zone, frozenset(range(5)), time(9), time(17), frozenset())

    @classmethod
    def of_week(
        cls,
        zone: str,
        week: Week,
        *,
        special: Mapping[date, Shifts] | None = None,
        names: Mapping[date, str] | None = None,
    ) -> Calendar:
        """Hours per weekday, and days with hours of their own: none at all is a holiday."""
        special = dict(special or {})
        usual = max((shifts for shifts in week if shifts), key=week.count, default=((9 * 60, 17 * 60),))
        return cls(
            zone,
            open_days(week),
            _time(usual[0][0]),
            _time(usual[-1][1]),
            frozenset(day for day, shifts in special.items() if not shifts),
            week,
            {day: shifts for day, shifts in special.items() if shifts},
            dict(names or {}),
        )

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

    def shifts(self, day: date) -> Shifts:
        """The hours of this very day; none on a holiday."""
        if day in self.special:
            return self.special[day]
        if day in self.holidays or day.weekday() not in self.days:
            return ()
        if self.week is not None:
            return self.week[day.weekday()]
        opens, closes = _minute_of(self.opens), _minute_of(self.closes)
        return ((opens, closes + (DAY if closes <= opens else 0)),)

    def is_business_day(self, day: date) -> bool:
        return bool(self.shifts(day))

    def is_open(self, instant: datetime) -> bool:
        day = self._local(instant).date()
        return any(a <= instant < b for n in (-1, 0) for a, b, _ in self.stretches(day + timedelta(days=n)))

    def next_open(self, instant: datetime) -> datetime:
        """The first open instant at or after this one."""
        return self._next_stretch(instant)[0]

    def add_working(self, instant: datetime, span: timedelta) -> datetime:
        """The instant at which this much open time has gone by; no time at all is no move."""
        if span <= timedelta(0):
            return self.subtract_working(instant, -span) if span else instant.astimezone(UTC)
        for opens, closes, _ in self.after(instant):
            if span <= closes - opens:
                return opens + span
            span -= closes - opens
        raise ValueError(self._shut("has not that much open time"))

    def subtract_working(self, instant: datetime, span: timedelta) -> datetime:
        """The instant before which this much open time went by."""
        if span <= timedelta(0):
            return self.add_working(instant, -span) if span else instant.astimezone(UTC)
        for opens, closes, _ in self.before(instant):
            if span <= closes - opens:
                return closes - span
            span -= closes - opens
        raise ValueError(self._shut("had not that much open time"))

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """How much open time lies between two instants: the inverse of `add_working`."""
        if end < start:
            return -self.working_between(end, start)
        total = timedelta(0)
        for opens, closes, _ in self.after(start):
            if opens >= end:
                break
            total += min(closes, end) - opens
        return total

    def add_days(self, instant: datetime, n: int) -> datetime:
        """The same time on the n-th business day after; said while shut, counted from the next opening (n < 0: back).

        Where the desk is shut at that time of that day, what was open last before it counts, else its first opening.
        """
        opens, closes, day = self._next_stretch(instant) if n >= 0 else self._last_stretch(instant)
        begin = opens if n >= 0 else closes
        into = begin.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None) - datetime.combine(day, time())
        there = self.business_day_after(day, n)
        return self._nearest(local_instant(datetime.combine(there, time()) + into, self.zone), there)

    def add_business_days(self, instant: datetime, n: int) -> datetime:
        """Close of the n-th business day after today; today is day 0, also when said after close."""
        return self.closing(self.business_day_after(self._local(instant).date(), n))

    def business_day_after(self, day: date, n: int) -> date:
        """The n-th business day after `day`, before it where n is negative; n = 0 is `day` itself."""
        step = 1 if n >= 0 else -1
        for there in self._open_days(day + timedelta(days=step), step) if n else ():
            n -= step
            if n == 0:
                return there
        if n:
            raise ValueError(self._shut("has not that many business days"))
        return day

    def opening(self, day: date) -> datetime:
        """When this day's first shift begins; of a shut day, when the usual one would."""
        shifts = self.shifts(day)
        return self._at(day, shifts[0][0] if shifts else _minute_of(self.opens))

    def closing(self, day: date) -> datetime:
        shifts = self.shifts(day)
        if shifts:
            return self._at(day, shifts[-1][1])
        opens, closes = _minute_of(self.opens), _minute_of(self.closes)
        return self._at(day, closes + (DAY if closes <= opens else 0))

    def after(self, instant: datetime) -> Iterator[Stretch]:
        """Open stretches from an instant on, each once; the one that runs is cut at the instant."""
        instant = instant.astimezone(UTC)
        for day in self._open_days(self._local(instant).date() - timedelta(days=2), 1):
            for opens, closes, _ in self.stretches(day):
                if closes > instant:
                    yield max(opens, instant), closes, day

    def before(self, instant: datetime) -> Iterator[Stretch]:
        """The same backwards."""
        instant = instant.astimezone(UTC)
        for day in self._open_days(self._local(instant).date() + timedelta(days=1), -1):
            for opens, closes, _ in reversed(self.stretches(day)):
                if opens < instant:
                    yield opens, min(closes, instant), day

    def stretches(self, day: date) -> list[Stretch]:
        """The open stretches of the shifts that begin on this day; what yesterday's night covers is yesterday's."""
        yesterday = day - timedelta(days=1)
        covered = max((self._at(yesterday, closes) for _, closes in self.shifts(yesterday)), default=None)
        found: list[Stretch] = []
        # By instants: where the clocks jump, a shift may be moved behind the one that came after it.
        for begins, closes in sorted((self._at(day, a), self._at(day, b)) for a, b in self.shifts(day)):
            opens = begins if covered is None else max(begins, covered)
            if opens < closes:
                found.append((opens, closes, day))
                covered = closes
        return found

    def _next_stretch(self, instant: datetime) -> Stretch:
        found = next(self.after(instant), None)
        if found is None:
            raise ValueError(self._shut("never opens"))
        return found

    def _last_stretch(self, instant: datetime) -> Stretch:
        found = next(self.before(instant), None)
        if found is None:
            raise ValueError(self._shut("never opens"))
        return found

    def _open_days(self, first: date, step: int) -> Iterator[date]:
        """Business days from a day on. A week that opens does so again after the last holiday; one that never does ends
        with its special days: so a long closure is passed at a walk, and no closure is an endless loop.
        """
        last = max(self.special, default=first) if step > 0 else min(self.special, default=first)
        day = first
        try:
            while self.days or (day <= last if step > 0 else day >= last):
                if self.shifts(day):
                    yield day
                day += timedelta(days=step)
        except OverflowError:
            return

    def _nearest(self, instant: datetime, day: date) -> datetime:
        stretches = self.stretches(day)
        if not stretches or any(a <= instant <= b for a, b, _ in stretches):
            return instant
        return max((b for _, b, _ in stretches if b < instant), default=stretches[0][0])

    def _at(self, day: date, minutes: int) -> datetime:
        return local_instant(datetime.combine(day, time()) + timedelta(minutes=minutes), self.zone)

    def _local(self, instant: datetime) -> datetime:
        return instant.astimezone(ZoneInfo(self.zone))

    def _shut(self, otherwise: str) -> str:
        return f"This calendar {otherwise if self.days or self.special else 'never opens'}."


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


def _minute_of(value: time) -> int:
    return value.hour * 60 + value.minute


def _time(minutes: int) -> time:
    return time(minutes % DAY // 60, minutes % 60)


def _read_days(text: str) -> frozenset[int]:
    try:
        return frozenset(read_days(text.replace("–", "-")))
    except HoursInvalid as error:
        raise ValueError(f"The calendar names a day that we do not know: {error}") from None


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
