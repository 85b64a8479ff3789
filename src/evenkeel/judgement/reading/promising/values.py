"""What the reading of a message yields, and the scene in which its words were said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.resolver import resolve
from evenkeel.judgement.times.values import TimeReading
from evenkeel.judgement.times.zones import locale_of


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

    @classmethod
    def around(
        cls,
        text: str,
        *,
        now: datetime,
        zone: str,
        agent_zone: str | None = None,
        calendar: Calendar | None = None,
        message_channel: str = "email",
        previous_customer_text: str | None = None,
        language: str = "en",
    ) -> Scene:
        """What is not told is taken to be as usual."""
        return cls(
            text,
            now,
            zone,
            agent_zone,
            calendar or Calendar.standard(zone),
            language if language and language[:2] != "en" else locale_of(zone),
            message_channel == "note",
            previous_customer_text,
        )

    @property
    def in_english(self) -> bool:
        return self.locale.lower().startswith("en")

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
