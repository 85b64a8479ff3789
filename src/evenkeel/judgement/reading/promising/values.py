"""What the reading of a message yields, and the scene in which its words were said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.resolver import resolve
from evenkeel.judgement.times.values import TimeReading


@dataclass(frozen=True, slots=True)
class Commitment:
    """One act that the customer may now rely on; `quote` is the message from `start` to `end`."""

    actor: str
    action: str
    what: str
    type: str
    time: TimeReading
    start: int
    end: int
    quote: str
    channel: str | None
    condition: str | None
    asks: tuple[str, ...]
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class OtherAct:
    """Words near a promise that are none; kept since some set an expectation."""

    type: str
    party: str | None
    quote: str
    due: datetime | None


@dataclass(frozen=True, slots=True)
class PromiseReading:
    commitments: tuple[Commitment, ...]
    other: tuple[OtherAct, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything around the words that their meaning may hang on."""

    text: str
    now: datetime
    zone: str
    agent_zone: str | None
    calendar: Calendar
    locale: str
    is_note: bool
    asked: str | None

    def when(self, phrase: str, *, attendance: bool = False) -> TimeReading | None:
        return resolve(
            phrase,
            now=self.now,
            zone=self.zone,
            calendar=self.calendar,
            locale=self.locale,
            attendance=attendance,
            agent_zone=self.agent_zone,
        )
