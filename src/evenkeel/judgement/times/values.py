"""What a phrase about time turns out to mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time

from evenkeel.judgement.times.calendars import Calendar

END_OF_DAY = time(17)
EVENING = time(21)


@dataclass(frozen=True, slots=True)
class TimeReading:
    """A phrase as an instant, or as a question; `due_local` is the customer's wall clock."""

    due_kind: str
    due: datetime | None
    starts: datetime | None
    due_local: str | None
    start_local: str | None
    zone: str
    asks: tuple[str, ...]
    candidates: tuple[datetime, ...]
    approx: bool
    every: str | None
    until: str | None
    because: str


@dataclass(frozen=True, slots=True)
class Moment:
    """Where and when the words were said: `now` is the wall clock of `zone`."""

    now: datetime
    instant: datetime
    zone: str
    calendar: Calendar
    day_first: bool
    full_clock: bool

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def end_of_day(self) -> time:
        """17:00, or earlier where the desk closes earlier: being early never breaks a promise."""
        shuts = self.calendar.closes
        return min(END_OF_DAY, shuts) if shuts > self.calendar.opens else END_OF_DAY


@dataclass(frozen=True, slots=True)
class Draft:
    """A reading on the wall clock of one zone; `elapsed` ones are instants already."""

    due_kind: str
    because: str
    due: datetime | None = None
    starts: datetime | None = None
    asks: tuple[str, ...] = ()
    candidates: tuple[datetime, ...] = ()
    approx: bool = False
    every: str | None = None
    until: str | None = None
    day_only: bool = field(default=False)
