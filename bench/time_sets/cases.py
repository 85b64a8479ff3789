"""A case of a public set, and when an answer to it is right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

_BEHIND = re.compile(
    r"\b(?:ago|last|yesterday|past|previous|earlier|before now|was|were)\b(?! (?:day|week|(?:mon|tues|wednes|thurs|fri|satur|sun)day|fri) (?:of|in))"
)
_CLOCK = re.compile(
    r"\d:\d\d|\d ?[ap]\.?m?\b|\d ?h\b|\bnoon|midnight|o'?clock|oclock|half (?:past|an)|quarter (?:past|to|of an)|\d ?uhr"
    r"|hour|\bhrs?\b|\bmin(?:ute)?s?\b|\bsec(?:ond)?s?\b(?! (?:of|day|week|mon|tue|wed|thu|fri|sat|sun))|t\d\d|\d\dh\d\d|\b\d+[hms]\b"
    r"|^(?:\w+ ){0,3}(?<!from )now$|@|\bat \d{1,2}(?!\d|st|nd|rd|th|\.\d)|\d(?:min|sec|hr)",
    re.IGNORECASE,
)
_PERIOD = (
    ("weekend", re.compile(r"weekend", re.IGNORECASE)),
    ("week", re.compile(r"\b(?:this|next|the|coming|following) week\b(?! (?:on )?\w+day)", re.IGNORECASE)),
    ("quarter", re.compile(r"\bquarter\b|\bq[1-4]\b", re.IGNORECASE)),
    (
        "month",
        re.compile(
            r"\b(?:this|next|coming) month\b|^(?:in |this |next |by )?[a-z]{3,9}\.?,?(?: \d{4})?$|\b\d?\d/20\d\d\b(?<!\d/\d\d/20\d\d)|^20\d\d[-/]\d\d$",
            re.IGNORECASE,
        ),
    ),
    ("year", re.compile(r"\b(?:this|next) year\b|^(?:in )?\d{4}$", re.IGNORECASE)),
)
_WEEKDAY = re.compile(
    r"\b(?:mon|tue|wed|thu|fri|sat|sun)|today|tonight|tomorrow|\bnow\b|noon|morning|evening|afternoon|night|tmr",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Case:
    """What was said when, and what it means by its set: nothing at all, a point, two ends, or a rhythm."""

    phrase: str
    now: datetime
    starts: datetime | None
    ends: datetime | None = None
    every: str | None = None
    month_first: bool = False

    @property
    def is_no_time(self) -> bool:
        return self.starts is None and self.every is None

    @property
    def could_be_promised(self) -> bool:
        """A promise lies ahead; what its set places behind `now`, or nowhere, is no part of one."""
        if self.is_no_time or _BEHIND.search(self.phrase):
            return False
        if self.every:
            return True
        assert self.starts is not None
        end = self.ends or self.starts
        behind = end < self.now - timedelta(minutes=1) if self.grain == "minute" else end.date() < self.now.date()
        return not behind and self.starts.year < self.now.year + 100

    @property
    def grain(self) -> str:
        """How exactly the words name it: libraries fill in hours that nobody said, and these are not compared."""
        if _CLOCK.search(self.phrase):
            return "minute"
        if _WEEKDAY.search(self.phrase):
            return "day"
        return next((name for name, pattern in _PERIOD if pattern.search(self.phrase)), "day")


@dataclass(frozen=True)
class Answer:
    """Wall clock readings: the working one, its beginning where it is a window, and others that were kept with a question."""

    due: datetime | None
    starts: datetime | None = None
    others: Sequence[datetime] = ()
    every: str | None = None


def right(case: Case, answer: Answer | None) -> str | None:
    """`first` when the working reading is right, `asked` when it is among those kept with a question."""
    if case.is_no_time:
        return "first" if answer is None or answer.due is None else None
    if answer is None:
        return None
    if case.every:
        return "first" if answer.every == case.every else None
    if answer.due is None:
        return None
    assert case.starts is not None
    if case.ends and case.ends - case.starts > timedelta(hours=1 if case.grain == "minute" else 24):
        same = (
            answer.starts
            and _same(answer.starts, case.starts, case.grain)
            and _same_end(answer.due, case.ends, case.grain)
        )
        return "first" if same else None
    if any(_same(mine, case.starts, case.grain) for mine in (answer.due, answer.starts) if mine):
        return "first"
    return "asked" if any(_same(mine, case.starts, case.grain) for mine in answer.others) else None


def _same_end(mine: datetime, theirs: datetime, grain: str) -> bool:
    return _same(mine, theirs, grain) or (grain != "minute" and _same(mine, theirs - timedelta(seconds=1), grain))


def _same(mine: datetime, theirs: datetime, grain: str) -> bool:
    if grain == "minute":
        return abs(mine - theirs) < timedelta(minutes=1)
    # Midnight ends the day before it.
    days = {mine.date(), (mine - timedelta(seconds=1)).date()}
    if grain == "day":
        return theirs.date() in days
    if grain in ("week", "weekend"):
        return theirs.isocalendar()[:2] in {day.isocalendar()[:2] for day in days}
    if grain == "year":
        return theirs.year in {day.year for day in days}
    width = 3 if grain == "quarter" else 1
    return (theirs.year, (theirs.month - 1) // width) in {(day.year, (day.month - 1) // width) for day in days}
