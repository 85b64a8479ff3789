"""Spans counted from now: minutes that elapse, days, business days, working hours, and what recurs."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.values import Draft, Moment

_UNIT = r"(seconds?|minutes|hours|days?|nights?|weeks?|months?)"
_KIND = r"(?:(?:full )?(business|working|work|banking|office|clear|calendar) )?"
_NUM = r"(\d{1,3}(?:\.\d)?)"
_LEAD = (
    r"(?:with)?in(?:side)?(?: of)?|under|the next|next|no (?:later|more|longer) than|at most|less than|maximum of|max|"
    r"takes?|give (?:me|us)|allow (?:me|us)|after|eta(?: is| of)?:?|for the next|over the next"
)
_SOFT = (
    r"(?:the next |another |about |around |roughly |approximately |approx\.? |some |~ ?|up to |at most |under |max )*"
)
_RANGE = re.compile(rf"\b{_NUM} ?(?:to|-|or|and) ?{_NUM} {_KIND}{_UNIT}\b")
_SPAN = re.compile(rf"\b(?:{_LEAD}) {_SOFT}{_NUM} ?{_KIND}{_UNIT}\b")
_TRAILING = re.compile(
    rf"\b{_NUM} ?{_KIND}{_UNIT}(?: time)?(?:'s?)?(?: time| from now| tops| max| at (?:the )?most| at the latest| out)\b"
)
_WORKING = re.compile(rf"\b{_NUM} (business|working|work|banking|office) {_UNIT}\b")
_COMPOUND = re.compile(r"\b(\d{1,2}) hours(?: and)? (\d{1,2}) minutes\b")
_WITHIN_HOUR = re.compile(r"\b(?:within|in|inside) the (?:next )?(hours|day|week)\b|\bthe next hours\b")
_ETA = re.compile(r"\beta(?: is| of)?:? ?(?:~|about |approx )?(\d{1,3})(?: ?minutes)?\b(?! ?(?:[:.]\d|[ap]m|hours))")
_TOP = re.compile(r"\btop of the (?:next )?hours\b")
_APPROX = re.compile(r"\b(?:about|around|roughly|approximately|approx|some|or so|ish|circa)\b|~")

_EVERY = re.compile(
    r"\b(?:every|each)(?: (\d{1,3}|other))?(?: (?:business|working|single))? "
    r"(minutes|hours|days?|weeks?|months?|mornings?|afternoons?|evenings?|weekdays?|"
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
)
_EVER = re.compile(
    r"\b(hourly|daily|weekly|(?:\d|twice) (?:times )?(?:a|per) (?:day|week)|nightly|monthly|fortnightly)\b"
)
_UNTIL = re.compile(r"\b(?:until|till|til) ((?:[^.;!?\n]){1,120})")
_ADVERBS = {"hourly": "PT1H", "daily": "P1D", "nightly": "P1D", "weekly": "P1W", "fortnightly": "P2W", "monthly": "P1M"}


def read_span(text: str, moment: Moment) -> Draft | None:
    """A span from now, if the phrase counts one."""
    if _TOP.search(text):
        full = moment.instant.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return _elapsed(full, "by", "The top of the hour is the next full hour.")
    if match := _COMPOUND.search(text):
        return _elapse(timedelta(hours=int(match[1]), minutes=int(match[2])), text, moment)
    if match := _RANGE.search(text):
        return _range(match, moment)
    if match := _SPAN.search(text) or _TRAILING.search(text) or _WORKING.search(text):
        return _count(float(match[1]), match[2], match[3], text, moment)
    if match := _WITHIN_HOUR.search(text):
        return _count(1, None, match[1] or "hours", "within", moment)
    if match := _ETA.search(text):
        return _count(int(match[1]), None, "minutes", "within about", moment)
    return None


def read_recurrence(text: str, moment: Moment) -> Draft | None:
    """A rhythm, its first occurrence and its end."""
    ever = _EVER.search(text)
    match = _EVERY.search(text)
    if not match and not ever:
        return None
    every = _iso_every(match) if match else _ADVERBS.get(ever[1] if ever else "", "P1D")
    end = _UNTIL.search(text)
    until = end[1].strip(" ,") if end else None
    because = "A rhythm was promised; the first turn of it is the working due."
    first = _first_turn(every, moment)
    return Draft("recurring", because, due=first, every=every, until=until)


def _iso_every(match: re.Match[str]) -> str:
    count, unit = match[1] or "1", match[2]
    n = 2 if count == "other" else int(count)
    for word, code in (("minute", f"PT{n}M"), ("hour", f"PT{n}H"), ("week", f"P{n}W"), ("month", f"P{n}M")):
        if unit.startswith(word) and unit not in ("weekday", "weekdays"):
            return code
    return f"P{n}D" if not unit.endswith("sday") and unit not in ("monday", "friday", "sunday") else "P1W"


def _first_turn(every: str, moment: Moment) -> datetime | None:
    n = int("".join(c for c in every if c.isdigit()) or 1)
    if every.startswith("PT"):
        return _shift(moment, timedelta(hours=n) if every.endswith("H") else timedelta(minutes=n))
    if every == "P1D":
        return None
    days = {"D": n, "W": 7 * n, "M": 30 * n}[every[-1]]
    return datetime.combine(moment.today + timedelta(days=days), moment.end_of_day)


def _range(match: re.Match[str], moment: Moment) -> Draft:
    low, high = sorted((float(match[1]), float(match[2])))
    kind, unit = match[3], match[4]
    end = _count(high, kind, unit, "within", moment)
    start = _count(low, kind, unit, "within", moment)
    starts = start.due
    if starts and not starts.tzinfo and not unit.startswith(("second", "minute", "hour")):
        starts = datetime.combine(starts.date(), moment.calendar.opens)
    return Draft(
        "window",
        "Two counts were named: the lower opens the window, the higher is due.",
        due=end.due,
        starts=starts,
        asks=end.asks,
        candidates=end.candidates,
        approx=end.approx,
    )


def _count(n: float, kind: str | None, unit: str, text: str, moment: Moment) -> Draft:
    working = kind in ("business", "working", "work", "banking", "office")
    if unit.startswith(("second", "minute", "hour")):
        span = timedelta(**{_plural(unit): n})
        return _working_hours(span, moment) if working else _elapse(span, text, moment)
    if working and unit.startswith("day"):
        day = moment.calendar.business_day_after(moment.today, max(1, int(n)))
        due = datetime.combine(
            day, moment.calendar.closes if moment.calendar.closes > moment.calendar.opens else moment.end_of_day
        )
        return Draft("by", f"Business days are counted from the next one; {int(n)} end at close.", due=due)
    return _days(n, unit, text, moment)


def _days(n: float, unit: str, text: str, moment: Moment) -> Draft:
    days = round(n * {"d": 1, "n": 1, "w": 7, "m": 30}[unit[0]])
    day = moment.today + timedelta(days=days)
    asks = () if moment.calendar.is_business_day(day) else ("non_business_day",)
    due = datetime.combine(day, moment.end_of_day)
    return Draft(
        "by",
        f"{days} days from today, at the end of the day.",
        due=due,
        asks=asks,
        approx=bool(_APPROX.search(text)),
        day_only=True,
    )


def _working_hours(span: timedelta, moment: Moment) -> Draft:
    """Four working hours are plain; from a day upwards nobody knows which clock is meant."""
    worked = _wall(moment.calendar.add_working(moment.instant, span), moment)
    if span < timedelta(hours=24):
        return Draft("by", "Working hours are counted while the desk is open.", due=worked)
    day = moment.calendar.business_day_after(moment.today, int(span / timedelta(hours=24)))
    soon = datetime.combine(day, moment.now.time().replace(microsecond=0))
    return Draft(
        "by",
        "So many working hours may be whole days or hours at the desk; the earlier is kept.",
        due=min(soon, worked),
        asks=("working_hours",),
        candidates=tuple(sorted((soon, worked))),
    )


def _elapse(span: timedelta, text: str, moment: Moment) -> Draft:
    exact = re.search(r"\b(?:within|next|under|no (?:later|more|longer)|at most|inside|give|max|tops|by)\b", text)
    due = moment.instant + span
    draft = _elapsed(due, "by" if exact else "at", "Time from now, as it elapses on any clock.")
    if not _APPROX.search(text):
        return draft
    return Draft(draft.due_kind, draft.because, due=draft.due, approx=True)


def _elapsed(due: datetime, kind: str, because: str) -> Draft:
    return Draft(kind, because, due=due.astimezone(UTC))


def _shift(moment: Moment, span: timedelta) -> datetime:
    return (moment.instant + span).astimezone(UTC)


def _wall(instant: datetime, moment: Moment) -> datetime:
    return instant.astimezone(ZoneInfo(moment.zone)).replace(tzinfo=None)


def _plural(unit: str) -> str:
    return unit if unit.endswith("s") else unit + "s"
