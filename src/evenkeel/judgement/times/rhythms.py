"""What recurs: every two hours, every Monday, the first Friday of each month, and until when."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from evenkeel.judgement.times.names import DAY, MONTH, WEEKDAYS, months_on
from evenkeel.judgement.times.values import Draft, Moment

_UNIT = r"(seconds?|minutes|hours|days?|weeks?|fortnight|months?|quarters?|years?|mornings?|afternoons?|evenings?|nights?|weekdays?|weekends?|"
_EVERY = re.compile(
    r"\b(?:every|each)(?: (\d{1,3}|other|alternate|2nd|second)(?:st|nd|rd|th)?)?(?: (?:and every|business|working|single|other))? "
    + _UNIT
    + r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b"
)
_EVER = re.compile(
    r"\b(hourly|daily|everyday|weekly|(?:\d|twice|once) (?:times )?(?:a|1|per) (?:day|week|month|year)|nightly|monthly|fortnightly|bi-?weekly|quarterly|yearly|annually)\b"
    r"(?! (?:rate|report|bill|invoice|plan|fee|subscription|limit|newsletter|summary))"
)
_YEARLY = re.compile(
    rf"\b(?:every|each) (?:{MONTH}(?: \d|$| on)|\d{{1,2}}(?:st|nd|rd|th)? (?:and \d{{1,2}}(?:st|nd|rd|th)? )?of {MONTH})"
)
_OF_EVERY = re.compile(
    r"\b(?:of|in) (?:every|each) (\d{1,2}|other)?(?:st|nd|rd|th)? ?(month|year|quarter|week)s?\b|\bevery \d{1,2}(?:st|nd|rd|th)(?: and \d{1,2}(?:st|nd|rd|th))? of the (month)()"
)
_PLACE_EVERY = re.compile(
    rf"\b(?:every|each) (?:(?:\d(?:st|nd|rd|th)|last|first) )+(?:{DAY[1:-1]}|day)s? (?:of|in) (the month|each month|{MONTH})"
)
_PLURAL = re.compile(r"(?<!\d )\b((?:mon|tues|wednes|thurs|fri|satur|sun)days|weekdays|weekends)\b(?!')")
_UNTIL = re.compile(r"\b(?:until|till|til) ((?:[^.;!?\n]){1,120})")
_ADVERBS = {
    "hourly": "PT1H",
    "daily": "P1D",
    "everyday": "P1D",
    "nightly": "P1D",
    "weekly": "P1W",
    "biweekly": "P2W",
    "bi-weekly": "P2W",
    "fortnightly": "P2W",
    "monthly": "P1M",
    "quarterly": "P3M",
    "yearly": "P1Y",
    "annually": "P1Y",
    "once a week": "P1W",
    "once per week": "P1W",
    "once 1 week": "P1W",
    "once 1 month": "P1M",
    "once 1 year": "P1Y",
}
_WORDS = re.compile(
    r"\b(?:every|each|everyday|hourly|[a-z-]+ly|(?:mon|tues|wednes|thurs|fri|satur|sun)days|weekdays|weekends|per|twice|once)\b"
)
# “We are shut on Mondays” is a habit; “I'll ring you Mondays” and the bare “Mondays at 4” are a rhythm.
_MEANT = re.compile(r"\b(?:will|'ll|shall|going to|available|starting|until|till)\b|\bto ring\b")
_NEAR = 4


def read_recurrence(text: str, moment: Moment) -> Draft | None:
    """A rhythm, its first occurrence and its end."""
    every = _rhythm(text) if _WORDS.search(text) else None
    if every is None:
        return None
    end = _UNTIL.search(text)
    until = end[1].strip(" ,") if end else None
    because = "A rhythm was promised; the first turn of it is the working due."
    return Draft("recurring", because, due=_first_turn(every, moment), every=every, until=until)


def without_rhythm(text: str) -> str:
    """What is left names the first turn: 'every Monday at 4' begins with the next Monday at 4."""
    text = re.sub(
        r"\b(?:every|each)\b(?: (?:and every|single|other|\d{1,2}(?:st|nd|rd|th)?)(?= (?:mon|tues|wednes|thurs|fri|satur|sun)day))?",
        " ",
        text,
    )
    text = re.sub(r"\b((?:mon|tues|wednes|thurs|fri|satur|sun)day)s\b", r"\1", text)
    return re.sub(r"\b(?:of|in)\s+month\b", "of the month", text)


def _rhythm(text: str) -> str | None:
    if match := _OF_EVERY.search(text):
        unit = match[2] or match[3]
        n = 2 if match[1] == "other" else int(match[1] or 1)
        return f"P{n * 3}M" if unit == "quarter" else f"P{n}{unit[0].upper()}"
    if match := _PLACE_EVERY.search(text):
        return "P1M" if "month" in match[1] else "P1Y"
    if _YEARLY.search(text):
        return "P1Y"
    if match := _EVERY.search(text):
        return _iso_every(match)
    if match := _EVER.search(text):
        return _ADVERBS.get(match[1], "P1D")
    return _plural(text)


def _plural(text: str) -> str | None:
    """'Mondays at 4' is weekly; 'Mondays are busy' says nothing about when."""
    match = _PLURAL.search(text)
    if not match or not (_MEANT.search(text) or match.start() <= _NEAR):
        return None
    return "P1D" if match[1] == "weekdays" else "P1W"


def _iso_every(match: re.Match[str]) -> str:
    count, unit = match[1] or "1", match[2]
    n = int(count) if count.isdigit() else 2
    if re.search(r"\bother\b", match[0]):
        n = 2
    if unit.startswith("fortnight"):
        return f"P{2 * n}W"
    if unit.startswith("quarter"):
        return f"P{3 * n}M"
    for word, code in (
        ("second", f"PT{n}S"),
        ("minute", f"PT{n}M"),
        ("hour", f"PT{n}H"),
        ("month", f"P{n}M"),
        ("year", f"P{n}Y"),
    ):
        if unit.startswith(word):
            return code
    weekly = unit in ("week", "weeks") or unit.startswith("weekend") or unit.rstrip("s") in WEEKDAYS
    return f"P{n}W" if weekly else f"P{n}D"


def _first_turn(every: str, moment: Moment) -> datetime | None:
    n = int("".join(c for c in every if c.isdigit()) or 1)
    if every.startswith("PT"):
        seconds = {"S": 1, "M": 60, "H": 3600}[every[-1]]
        return (moment.instant + timedelta(seconds=seconds * n)).astimezone(UTC)
    if every == "P1D":
        return None
    if every[-1] in "MY":
        return datetime.combine(months_on(moment.today, n * (12 if every[-1] == "Y" else 1)), moment.end_of_day)
    days = {"D": 1, "W": 7}[every[-1]] * n
    return datetime.combine(moment.today + timedelta(days=days), moment.end_of_day)
