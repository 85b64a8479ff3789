"""Promises read in a turn of ours, in words; without the moment it was said there is no instant, and none is made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evenkeel.engine.replaying.given import Said
from evenkeel.judgement.reading.promises import Commitment, read_promises

# Words need some moment to be read against; nothing reckoned from this one is shown.
_SOME_MOMENT = datetime(2026, 1, 7, 12, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Promised:
    start: int
    end: int
    quote: str
    due: str


def promised_in(said: Said, heard: str) -> tuple[Promised, ...]:
    reading = read_promises(
        said.text,
        now=said.at or _SOME_MOMENT,
        zone=_zone(said.at),
        speaker="agent",
        message_channel="chat",
        previous_customer_text=heard or None,
    )
    return tuple(Promised(made.start, made.end, made.quote, _due(made, said.at)) for made in reading.commitments)


def _zone(at: datetime | None) -> str:
    """The offset the file writes its times with, as the name of a zone; odd half hours have none and are read in UTC."""
    hours = (at.utcoffset() or timedelta()) / timedelta(hours=1) if at else 0.0
    return f"Etc/GMT{-int(hours):+d}" if hours and hours == int(hours) else "UTC"


def _due(made: Commitment, at: datetime | None) -> str:
    if made.time.due is None:
        return "no time was named"
    if at is None:
        return "a time was named; the file does not say when it was said"
    if _zone(at) == "UTC" and at.utcoffset():
        return "a time was named; the file’s clock has an offset that is no whole hour, so it is not reckoned"
    about = "about " if made.time.approx else ""
    return f"due {about}{made.time.due.astimezone(at.tzinfo):%a %d %b, %H:%M} by the clock of the file"
