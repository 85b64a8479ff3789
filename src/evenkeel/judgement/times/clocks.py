"""Hours of the day in a phrase: clock times, windows and parts of the day."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

_BY = r"by|before|at|around|about|approx|approximately|till|until|til|for|from|@|after|past|circa|ca|latest|than|is|eta|to|or|(?<!\d)[-:]"
_HOUR = r"(\d{1,2})(?::(\d\d)(?::(\d\d))?| ?h ?(\d\d))?(?: (am|pm|oclock))?"
_NOT_COUNT = r"(?![\d:%/]|\.\d| ?(?:minutes|hours|days?|business|working|weeks?|months?|percent|of|pcs|units|items|times|%|€|\$|£))"
_WORDS = re.compile(
    r"(?<!from )(?<!between )\b(?:(half)(?: past| after)?|(quarter|20|25|10|5|15|\d{1,2}(?= minutes)|\d{1,2}(?= past))(?: minutes)? (past|to|after|before|of|till|til|until)) "
    r"(\d{1,2}\b(?! (?:minutes|hours|days?|weeks?|months?))(?!:)|noon|midnight)(?: (am|pm|oclock))?\b"
)
_FIXED = re.compile(r"\b(noon|midnight)\b")
_PLAIN = re.compile(r"\b(\d{1,2}):(\d\d)(?::(\d\d))?(?: (am|pm))?\b(?!:)|\b(\d{1,2}) ?h ?(\d\d)\b")
_DAY_BEFORE_AM = r"tomorrow|tmrw|tmr|today|this|the|mon\w*|tues?\w*|wed\w*|thu\w*|fri\w*|sat\w*|sun\w*"
_MERIDIEM = re.compile(r"\b(\d{1,2}) (am|pm)\b")
_OCLOCK = re.compile(r"\b(\d{1,2}) (oclock|sharp|ish)\b|\b(\d{1,2})ish\b")
_MILITARY = re.compile(
    r"\b(?:at|(?:by|before|until|till)(?! 20[2-5]\d\b(?! hours))|around|today|tomorrow|day) ([01]\d|2[0-3])([0-5]\d)(?: hours| hrs|\b(?! ?[a-z-]*\d))|\b([01]\d|2[0-3])([0-5]\d) hours\b"
)
_BARE = re.compile(
    rf"(?:\b(?:{_BY})|@|~)\s?(\d{{1,2}})\b{_NOT_COUNT}(?! ?-| (?:january|february|march|april|may|june|july|august|september|october|november|december))"
)
_LOOSE = re.compile(
    r"^\W*(\d{1,2})\b(?= (?:today|tomorrow|tonight|this|on|works|it is|is fine|(?:monday|tuesday|wednesday|thursday|friday)\b)|\W*$)"
)
_RANGE = re.compile(
    rf"\b(?:between |from |at |for |by )?(noon|{_HOUR})(?: ?- ?| to | and | until | till | til | through | thru | or )(noon|midnight|{_HOUR})\b{_NOT_COUNT}"
)
_MINUTES_TO = re.compile(r"(?:at |by |for )?2[05] to \d|(?:at|by) (?:5|10) to \d")
_APPROX = re.compile(r"\b(?:about|around|roughly|approximately|approx|circa|or so|ish|or thereabouts)\b|\d ?ish\b|~")

_PARTS: tuple[tuple[re.Pattern[str], str, time | None], ...] = tuple(
    (re.compile(pattern), name, clock)
    for pattern, name, clock in (
        (r"\bcob\b", "cob", None),
        (
            r"\beod\b|\bend of (?:\w+ )?(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|today|tomorrow|play)\b",
            "eod",
            None,
        ),
        (
            r"\bfirst thing\b|\bstart of (?:the )?(?:business|play|day)\b|\bas soon as we open\b|\bwhen we open\b",
            "first",
            None,
        ),
        (r"\bmid[- ]morning\b", "morning", time(10, 30)),
        (r"\bmid[- ]afternoon\b", "afternoon", time(15)),
        (r"\bearly afternoon\b", "afternoon", time(14)),
        (r"\bby (?:the )?morning\b|\bovernight\b", "dawn", time(9)),
        (r"\b(?:before|by|at|around|over) (?:your )?lunch(?:time|[- ]?break)?\b|\blunchtime\b", "lunch", time(12)),
        # A bare “am” is a verb (“I am on it”) unless it stands behind a day.
        (rf"\b(?:morning|forenoon)\b|\b(?:{_DAY_BEFORE_AM}) am\b", "morning", time(12)),
        (r"\bafternoon\b|\bpm\b|\bafter lunch\b", "afternoon", time(17)),
        (
            r"\btonight\b|\bevening\b|\b(?:by|tomorrow|today|\w+day|this|late at|at|that|next) night\b|^\W*night\b|\bafter (?:work|dinner)\b",
            "evening",
            time(21),
        ),
        (r"\blater(?: on)? today\b|\blater on\b(?= today)", "later", None),
    )
)


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as said; `open_ended` when nothing tells morning from evening."""

    hour: int
    minute: int = 0
    second: int = 0
    open_ended: bool = False

    @property
    def time(self) -> time:
        return time(self.hour % 24, self.minute, self.second)


@dataclass(frozen=True, slots=True)
class Hours:
    """One hour, or two that make a window."""

    first: Clock
    last: Clock | None = None
    approx: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    name: str
    clock: time | None


def find_part(text: str) -> Part | None:
    """The part of the day that is named first in our order of trust."""
    for pattern, name, clock in _PARTS:
        if pattern.search(text):
            return Part(name, clock)
    return None


def find_hours(text: str, *, full_clock: bool = False) -> Hours | None:
    """A window or an hour; `full_clock` reads a bare 8 as 08:00, as most languages do."""
    return _find_window(text, full_clock) or _find_single(text, full_clock)


def _find_window(text: str, full_clock: bool) -> Hours | None:
    for match in _RANGE.finditer(text):
        if _MINUTES_TO.match(match[0]):
            continue
        head, last = match[0], _spoken(match, 7, full_clock)
        first = _spoken(match, 1, full_clock)
        marked = re.match(r"between|from", head) or any(match[n] for n in (3, 6, 9, 12)) or "noon" in head
        if not first or not last or not (marked or re.match(r"at|for|by", head) or "-" in head or " to " in head):
            continue
        meridiem = match[12]
        if first.open_ended and meridiem in ("am", "pm"):
            shared = _clock(first.hour, first.minute, 0, meridiem)
            if shared and shared.time < last.time:
                first = shared
            elif shared:
                first = _clock(first.hour, first.minute, 0, "am" if meridiem == "pm" else "pm") or first
        return Hours(first, last, bool(_APPROX.search(text)))
    return None


def _spoken(match: re.Match[str], at: int, full_clock: bool) -> Clock | None:
    word = match[at]
    if word in ("noon", "midnight"):
        return Clock(12 if word == "noon" else 24)
    minute = match[at + 2] or match[at + 4]
    return _clock(int(match[at + 1]), int(minute or 0), int(match[at + 3] or 0), match[at + 5], full_clock=full_clock)


def _find_single(text: str, full_clock: bool) -> Hours | None:
    for reader in (_read_words, _read_plain, _read_meridiem, _read_fixed, _read_military, _read_bare):
        clock = reader(text, full_clock)
        if clock:
            return Hours(clock, None, bool(_APPROX.search(text)))
    return None


def _read_words(text: str, full_clock: bool) -> Clock | None:
    """'Half past four' belongs to a twelve-hour clock in every tongue."""
    if not (match := _WORDS.search(text)):
        return None
    hour = {"noon": 12, "midnight": 24}.get(match[4]) or int(match[4])
    if match[4] == "noon" or hour == 24:
        return _beside_noon(match, hour)
    if match[1]:
        return _clock(hour, 30, 0, match[5])
    minutes = 15 if match[2] == "quarter" else int(match[2])
    if match[3] in ("past", "after"):
        return _clock(hour, minutes, 0, match[5])
    return _clock((hour - 1) or 12, 60 - minutes, 0, match[5])


def _beside_noon(match: re.Match[str], hour: int) -> Clock:
    minutes = 30 if match[1] else 15 if match[2] == "quarter" else int(match[2])
    past = match[1] or match[3] in ("past", "after")
    found = (hour * 60 + (minutes if past else -minutes)) % (24 * 60)
    return Clock(found // 60, found % 60)


def _read_plain(text: str, full_clock: bool) -> Clock | None:
    if not (match := _PLAIN.search(text)):
        return None
    if match[5]:
        return _clock(int(match[5]), int(match[6]), 0, None, full_clock=True)
    certain = full_clock or match[1].startswith("0")
    return _clock(int(match[1]), int(match[2]), int(match[3] or 0), match[4], full_clock=certain)


def _read_meridiem(text: str, full_clock: bool) -> Clock | None:
    match = _MERIDIEM.search(text)
    return _clock(int(match[1]), 0, 0, match[2]) if match else None


def _read_fixed(text: str, full_clock: bool) -> Clock | None:
    match = _FIXED.search(text)
    return Clock(12 if match[1] == "noon" else 24) if match else None


def _read_military(text: str, full_clock: bool) -> Clock | None:
    match = _MILITARY.search(text)
    return Clock(int(match[1] or match[3]), int(match[2] or match[4])) if match else None


def _read_bare(text: str, full_clock: bool) -> Clock | None:
    for match in (_OCLOCK.search(text), _BARE.search(text), _LOOSE.search(text)):
        if match:
            hour = next(int(group) for group in match.groups() if group and group.isdigit())
            return _clock(hour, 0, 0, None, full_clock=full_clock)
    return None


def _clock(hour: int, minute: int, second: int, meridiem: str | None, *, full_clock: bool = False) -> Clock | None:
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and minute):
        return None
    if meridiem in ("am", "pm") and hour <= 12:
        return Clock(hour % 12 + (12 if meridiem == "pm" else 0), minute, second)
    return Clock(hour, minute, second, not full_clock and 1 <= hour <= 12)
