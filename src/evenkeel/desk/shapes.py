"""The same thing drawn the same way everywhere: levels, time left, promises, meters, clocks. Values in, words out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import pi
from zoneinfo import ZoneInfo

from evenkeel.cases.happenings import LEVEL_NAMES
from evenkeel.promises.models import Promise

RING = 2 * pi * 7  # the ring's circumference, in the units of its drawing
STANDARD_SPAN = timedelta(hours=8)


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How much is left, as a ring and as words. `mood` is far, near or over."""

    words: str
    mood: str
    dash: str


def time_left(due: datetime, now: datetime, since: datetime | None = None) -> TimeLeft:
    span = max(due - (since or due - STANDARD_SPAN), timedelta(minutes=1))
    left = due - now
    share = min(max(left / span, 0.0), 1.0)
    if left <= timedelta(0):
        return TimeLeft(f"{_span(-left)} late" if left < -timedelta(minutes=1) else "due now", "over", f"{RING:.1f} 0")
    near = left <= timedelta(minutes=30) or share < 0.25
    return TimeLeft(f"in {_span(left)}", "near" if near else "far", f"{RING * share:.1f} {RING:.1f}")


def _span(span: timedelta) -> str:
    minutes = max(1, round(span.total_seconds() / 60))
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        return f"{hours} h {rest} min" if rest and hours < 6 else f"{hours} h"
    days = round(minutes / (24 * 60))
    return f"{days} day{'s' if days > 1 else ''}"


def ago(at: datetime, now: datetime) -> str:
    return "just now" if now - at < timedelta(minutes=1) else f"{_span(now - at)} ago"


def clock(at: datetime, zone: str, now: datetime | None = None) -> str:
    """“15:00” today, “Tue 15:00” this week, else with its date."""
    local = at.astimezone(ZoneInfo(zone))
    if now is not None:
        days = (local.date() - now.astimezone(ZoneInfo(zone)).date()).days
        near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
        if near:
            return f"{near} {local:%H:%M}"
    return f"{local:%a} {local.day} {local:%b %H:%M}"


def both_clocks(at: datetime, theirs: str, mine: str, now: datetime | None = None) -> str:
    """The customer's time first; the reader's beside it where it differs."""
    there = clock(at, theirs, now)
    if at.astimezone(ZoneInfo(theirs)).utcoffset() == at.astimezone(ZoneInfo(mine)).utcoffset():
        return f"{there} ({place(theirs)})"
    return f"{there} ({place(theirs)}) · {clock(at, mine, now)} for you"


def wall(at: datetime | None, zone: str) -> str:
    """As an input of type datetime-local wants it."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}" if at else ""


def place(zone: str) -> str:
    return zone.rpartition("/")[2].replace("_", " ")


def lasting(seconds: int) -> str:
    return f"{seconds // 60} min {seconds % 60:02d} s" if seconds >= 60 else f"{seconds} s"


def size(count: int) -> str:
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} kB"


def sentence(words: str) -> str:
    """As a line begins: what was read in the middle of a sentence stands at its start here."""
    return words[:1].upper() + words[1:]


def spoken(promise: Promise) -> str:
    """The exact words where they were read in a message of ours, else what was written down."""
    return f"“{promise.quote}”" if promise.quote and promise.start is not None else sentence(promise.what)


def initials(name: str) -> str:
    parts = [part for part in str(name).split() if part[:1].isalnum()]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts)).upper() or "?"


def level_words(level: int) -> str:
    return LEVEL_NAMES.get(level, "?").capitalize()


def meter(value: int, kind: str) -> tuple[int, str]:
    """Heat and stakes are two axes, each in five steps with its own words; never one number."""
    words = {
        "heat": ("calm", "displeased", "annoyed", "angry", "furious"),
        "stakes": ("little at risk", "some at risk", "much at risk", "a great deal at risk", "everything at risk"),
    }
    step = min(max(value, 0) // 20, 4)
    return step + 1, words[kind][step]


PROMISE_ICONS = {
    Promise.State.DETECTED: ("question", "Read, say yes or no"),
    Promise.State.WAITING: ("waiting", "Waits for its condition"),
    Promise.State.MADE: ("open", "Open"),
    Promise.State.KEPT: ("kept", "Kept"),
    Promise.State.BROKEN: ("broken", "Broken"),
    Promise.State.KEPT_LATE: ("late", "Broken, kept late"),
    Promise.State.RENEGOTIATED: ("moved", "Moved, customer told"),
    Promise.State.WITHDRAWN: ("withdrawn", "Taken back, customer told"),
    Promise.State.RELEASED: ("released", "No longer needed"),
    Promise.State.LAPSED: ("released", "Its condition never came"),
    Promise.State.DISMISSED: ("released", "Not a promise"),
}


def promise_icon(state: str) -> str:
    return PROMISE_ICONS[Promise.State(state)][0]


def promise_words(state: str) -> str:
    return PROMISE_ICONS[Promise.State(state)][1]
