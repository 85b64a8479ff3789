"""A phrase becomes an instant, or an instant and a question; it is never a guess.

Principle: the working due is the earliest plausible reading, since being early breaks no promise, and what
the words leave open is asked.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.calendars import Calendar, comes_twice, local_instant
from evenkeel.judgement.times.daily import read_daily
from evenkeel.judgement.times.ranges import read_range, shared_month
from evenkeel.judgement.times.rhythms import read_recurrence, without_rhythm
from evenkeel.judgement.times.spans import read_span
from evenkeel.judgement.times.tongues import in_english
from evenkeel.judgement.times.values import Draft, Moment, TimeReading
from evenkeel.judgement.times.wording import plain
from evenkeel.judgement.times.zones import known, named_zones

__all__ = ["TimeReading", "no_time", "resolve"]

_IMMEDIATE = re.compile(
    r"\b(?:(?:right |just )?now|right away|straight ?away|immediately|at once|this (?:minutes|second)|as we speak|on the spot"
    r"|(?:in|within) (?:just )?(?:a|1) (?:minutes|moment|sec|second|tick|jiffy)|momentarily|instantly|without delay)\b"
    r"(?!,? that| we have| you have)"
)
_VAGUE = re.compile(
    r"\b(?:soon|soonest|asap|as (?:soon|quickly|fast|early) as (?:possible|we can|i can|i'm able|humanly possible)|shortly"
    r"|(?:a few|several|some|a couple of) (?:\w+ )?(?:seconds|minutes|hours|days|weeks) from now|in due course|in (?:the coming|a few|a couple|the next few|the next couple of|several) (?:\w+ )?(?:seconds|minutes|hours|days|weeks)"
    r"|(?:with)?in (?:a few|the next few|several) (?:\w+ )?(?:seconds|minutes|hours|days|weeks)|before (?:too )?long|promptly|quickly"
    r"|at (?:the|our|your|my) earliest(?: convenience)?|presently|in no time|any (?:moment|minutes|day|time) now|one day|some ?(?:time|day)"
    r"|at some point|in good time|in a (?:bit|while|little while|few)|when(?:ever)? (?:i|we) (?:can|get (?:a|the) (?:chance|minutes|moment)))\b"
)
_AFTER_CONDITION = re.compile(
    r"\b(?:once|as soon as|when|whenever|after|the (?:moment|minutes)|if|upon|on receipt of)\b (?!possible|i can|we can)\w+"
)
_STANDING = re.compile(r"\b(?:until|unless|as long as|while|without)\b (\S.{0,120})")


def resolve(
    phrase: str,
    *,
    now: datetime,
    zone: str,
    calendar: Calendar,
    locale: str = "en-GB",
    attendance: bool = False,
    agent_zone: str | None = None,
) -> TimeReading | None:
    """What the phrase says about when, or None when it says nothing; `attendance` = the customer must be there."""
    if now.tzinfo is None:
        raise ValueError("The moment when something was said needs its offset.")
    if not known(zone):
        raise ValueError(f"We do not know the time zone {zone!r}.")
    ours = agent_zone if agent_zone and known(agent_zone) else zone
    text = shared_month(plain(in_english(phrase[:4000], locale)))
    zones, text = named_zones(text, own=zone, ours=ours)
    readings = [_read_in(text, now, z, calendar, locale) for z in zones or (zone,)]
    settled = [_settle(d, z, zone, attendance) for d, z in zip(readings, zones or (zone,), strict=True) if d]
    return _earliest(settled) if settled else None


def no_time(
    zone: str, *, kind: str = "none", ask: str | None = "no_time", because: str = "No time was named."
) -> TimeReading:
    """The reading of words that name no time."""
    return TimeReading(kind, None, None, None, None, zone, (ask,) if ask else (), (), False, None, None, because)


def _read_in(text: str, now: datetime, zone: str, calendar: Calendar, locale: str) -> Draft | None:
    local = now.astimezone(ZoneInfo(zone))
    us = locale.lower() in ("en-us", "en-ca", "en-ph")
    moment = Moment(
        local.replace(tzinfo=None, microsecond=0),
        now.astimezone(UTC),
        zone,
        calendar,
        not us,
        not locale.lower().startswith("en"),
    )
    try:
        return _read(text, moment)
    except (OverflowError, ValueError):
        return Draft("none", "The time that was named lies outside any calendar.", asks=("no_time",))


def _read(text: str, moment: Moment) -> Draft | None:
    rhythm = read_recurrence(text, moment)
    if rhythm:
        return _with_first_turn(rhythm, text, moment)
    return (
        _vague_count(text)
        or read_range(text, moment)
        or read_span(text, moment)
        or read_daily(text, moment)
        or _undated(text)
    )


def _with_first_turn(rhythm: Draft, text: str, moment: Moment) -> Draft:
    """'Every day at 4 pm' begins with the next 4 pm."""
    if rhythm.every and rhythm.every.startswith("PT"):
        return rhythm
    head = re.split(r"\b(?:until|till|til)\b", text, maxsplit=1)[0]
    first = read_daily(without_rhythm(head), moment)
    if first and first.due:
        return replace(rhythm, due=first.due)
    if rhythm.due is None:
        return replace(rhythm, due=datetime.combine(moment.today, moment.end_of_day))
    return rhythm


def _vague_count(text: str) -> Draft | None:
    match = _VAGUE.search(text)
    if match and match[0].startswith(
        ("in a few", "within a few", "in the next few", "within the next few", "in the coming")
    ):
        return _undated(text)
    return None


def _undated(text: str) -> Draft | None:
    """Words about time that hold no instant: these are asked about, not guessed."""
    if match := _VAGUE.search(text):
        return Draft("none", f"“{match[0]}” is no time.", asks=("vague_time",))
    if _IMMEDIATE.search(text):
        return Draft("immediate", "It is to happen at once.")
    if match := _STANDING.search(text):
        return Draft("standing", "It holds until something happens.", until=match[1].strip(" .,"))
    if _AFTER_CONDITION.search(text):
        return Draft("after_condition", "It waits for something else, so a latest time is asked.", asks=("condition",))
    return None


def _settle(draft: Draft, read_zone: str, zone: str, attendance: bool) -> TimeReading:
    """From the wall clock it was read on to the customer's."""
    due, starts = _instant(draft.due, read_zone), _instant(draft.starts, read_zone)
    asks = list(draft.asks)
    if attendance and draft.day_only and draft.due_kind != "recurring":
        asks.append("no_time")
    if draft.due and not draft.due.tzinfo and comes_twice(draft.due, read_zone):
        asks.append("clock_change")
    candidates = tuple(c for c in (_instant(c, read_zone) for c in draft.candidates) if c)
    because = draft.because if read_zone == zone else f"{draft.because} Read on the clock of {read_zone}."
    return TimeReading(
        draft.due_kind,
        due,
        starts,
        _local(due, zone),
        _local(starts, zone),
        zone,
        tuple(dict.fromkeys(asks)),
        candidates,
        draft.approx,
        draft.every,
        draft.until,
        because,
    )


def _instant(wall: datetime | None, zone: str) -> datetime | None:
    if wall is None:
        return None
    return wall.astimezone(UTC) if wall.tzinfo else local_instant(wall, zone)


def _local(instant: datetime | None, zone: str) -> str | None:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if instant else None


def _earliest(readings: list[TimeReading]) -> TimeReading:
    """Letters like IST name several clocks: keep the earliest instant and ask."""
    first = min(readings, key=lambda r: r.due or datetime.max.replace(tzinfo=UTC))
    if len(readings) == 1:
        return first
    others = tuple(sorted({r.due for r in readings if r.due}))
    return replace(
        first,
        asks=(*first.asks, "zone"),
        candidates=others,
        because=f"{first.because} The zone's letters mean several clocks; the earliest is kept.",
    )
