"""Spans counted from now: minutes that elapse, days, business days and working hours."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.names import months_on
from evenkeel.judgement.times.values import Draft, Moment

_UNIT = r"(seconds?|minutes|hours|days?|nights?|weeks?|months?|years?)"
_KIND = r"(?:(?:full |whole )?(business|working|work|banking|office|clear|calendar|more|solid|straight|short) )?"
_NUM = r"(\d{1,3}(?:[.,]\d{1,2})?)"
_LEAD = (
    r"(?:with)?in(?:side)?(?: of)?|under|the next|next|the (?:coming|following|upcoming)|coming|upcoming|following|no (?:later|more|longer) than|at most|less than"
    r"|maximum of|max|takes?|give (?:me|us)|allow (?:me|us)|after|eta(?: is| of)?:?|for the next|over the next|not more than|just|only"
)
_SOFT = (
    r"(?:the next |the coming |the following |next |another |about |around |roughly |approximately |approx\.? |some |~ ?|up to |at most |under |max "
    r"|less than |no more than |only |just |exactly |precisely )*"
)
_TAIL = r"(?:time)?(?:'s?)?(?: time| from (?:now|today|this (?:moment|seconds?|minutes))| hence| tops| max| at (?:the )?most| at the latest| out)\b"
_RANGE = re.compile(rf"\b{_NUM} ?(?:to|-|or|and) ?{_NUM} {_KIND}{_UNIT}\b")
_SPAN = re.compile(rf"\b(?:{_LEAD}) {_SOFT}{_NUM} ?{_KIND}{_UNIT}\b")
_TRAILING = re.compile(rf"\b{_NUM} ?{_KIND}{_UNIT} ?{_TAIL}")
_WORKING = re.compile(rf"\b{_NUM} (business|working|work|banking|office) {_UNIT}\b")
# “Two days later” tells a story inside a sentence; alone it is a span, as is “+15 minutes”.
_ALONE = re.compile(rf"^\W*(?:(?:now )?\+ ?{_NUM} ?{_UNIT}|{_SOFT}{_NUM} ?{_UNIT}(?: later| or so| tops)?)\W*$")
_SUM = re.compile(rf"\b{_NUM} ?{_UNIT}(?:,? and|,|\b)? ?{_NUM} ?{_UNIT}\b(?:(?:,? and|,)? ?{_NUM} ?{_UNIT}\b)?")
_SUM_LEAD = re.compile(rf"\b(?:{_LEAD}) {_SOFT}$|\+ ?$")
_SUM_TAIL = re.compile(rf" ?{_TAIL}")
_NEXT_ONE = re.compile(r"^\W*(?:in the |within the |the )?next (seconds?|minutes|hours|sec)\W*$")
_WITHIN_HOUR = re.compile(
    r"(?<!late )(?<!later )(?<!early )\b(?:within|in|inside) the (?:next )?(hours|day|week)\b|\bthe next hours\b"
)
_ETA = re.compile(r"\beta(?: is| of)?:? ?(?:~|about |approx )?(\d{1,3})(?: ?minutes)?\b(?! ?(?:[:.]\d|[ap]m|hours))")
_TOP = re.compile(r"\btop of the (?:next )?hours\b")
_APPROX = re.compile(r"\b(?:about|around|roughly|approximately|approx|some|or so|ish|circa)\b|~")
_EXACT = re.compile(r"\b(?:within|next|under|no (?:later|more|longer)|at most|inside|give|max|tops|by)\b")
_ANCHOR = re.compile(
    r" (?:from|after|before|prior to|following) (?:the |this |next )*"
    r"(?:tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|\d|noon|midnight|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* \d|christmas|easter|thanksgiving)"
)
_WORKED = ("business", "working", "work", "banking", "office")


def read_span(text: str, moment: Moment) -> Draft | None:
    """A span from now, if the phrase counts one."""
    if _TOP.search(text):
        full = moment.instant.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        return _elapsed(full, "by", "The top of the hour is the next full hour.")
    if not any(
        unit in text for unit in ("second", "minute", "hour", "da", "night", "week", "month", "year", "eta", "sec")
    ):
        return None
    if draft := _sum(text, moment):
        return draft
    if (match := _RANGE.search(text)) and not text[match.end() :].startswith((" before", " after")):
        return _range(match, moment)
    if (match := _SPAN.search(text) or _TRAILING.search(text) or _WORKING.search(text)) and not _anchored(text, match):
        return _count(_number(match[1]), match[2], match[3], text, moment)
    if match := _ALONE.search(text):
        return _count(_number(match[1] or match[3]), None, match[2] or match[4], text, moment)
    if match := _WITHIN_HOUR.search(text) or _NEXT_ONE.search(text):
        return _count(1, None, match[1] or "hours", "within", moment)
    if match := _ETA.search(text):
        return _count(int(match[1]), None, "minutes", "within about", moment)
    return None


def _anchored(text: str, match: re.Match[str]) -> bool:
    """'In two weeks from Friday' does not count from now."""
    return bool(_ANCHOR.match(text, match.end()))


def _sum(text: str, moment: Moment) -> Draft | None:
    """'In 2 hours and 15 minutes': days and longer move the day, the rest elapses."""
    match = _SUM.search(text)
    if not match or not _counts_from_now(text[: match.start()], text[match.end() :]):
        return None
    wall, span, largest = moment.now, timedelta(), ""
    for count, unit in ((match[1], match[2]), (match[3], match[4]), (match[5], match[6])):
        if count and unit.startswith(("second", "minute", "hour")):
            span += timedelta(**{_plural(unit): _number(count)})
        elif count:
            largest = largest or unit
            wall = datetime.combine(_days_on(wall.date(), _number(count), unit), wall.time())
    if not span:
        return Draft(
            "by",
            "The parts are added up, to the end of the day.",
            due=datetime.combine(wall.date(), moment.end_of_day),
            day_only=True,
        )
    if not largest:
        return _elapse(span, text, moment)
    return Draft("at", "Days are counted on the calendar, hours on the clock.", due=wall + span)


def _counts_from_now(before: str, after: str) -> bool:
    """A sum that a word ties to now, or that is all there is: the answer to “how long?”."""
    return bool(_SUM_LEAD.search(before) or _SUM_TAIL.match(after)) or not (before + after).strip(" .,!?")


def _range(match: re.Match[str], moment: Moment) -> Draft:
    low, high = sorted((_number(match[1]), _number(match[2])))
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
    working = kind in _WORKED
    if unit.startswith(("sec", "minute", "hour")):
        span = timedelta(**{_plural(unit): n})
        return _working_hours(span, moment) if working else _elapse(span, text, moment)
    if working and unit.startswith("day"):
        day = moment.calendar.business_day_after(moment.today, max(1, int(n)))
        due = datetime.combine(
            day, moment.calendar.closes if moment.calendar.closes > moment.calendar.opens else moment.end_of_day
        )
        return Draft("by", f"Business days are counted from the next one; {int(n)} end at close.", due=due)
    if unit.startswith("day") and n != int(n):
        return _elapse(timedelta(days=n), text, moment)
    return _days(n, unit, text, moment)


def _days(n: float, unit: str, text: str, moment: Moment) -> Draft:
    day = _days_on(moment.today, n, unit)
    asks = () if moment.calendar.is_business_day(day) else ("non_business_day",)
    due = datetime.combine(day, moment.end_of_day)
    return Draft(
        "by",
        f"{(day - moment.today).days} days from today, at the end of the day.",
        due=due,
        asks=asks,
        approx=bool(_APPROX.search(text)),
        day_only=True,
    )


def _days_on(day: date, n: float, unit: str) -> date:
    """Months and years go by the calendar; half a month is fifteen days."""
    if unit.startswith(("month", "year")):
        months = n * (12 if unit.startswith("year") else 1)
        return months_on(day, int(months)) + timedelta(days=round(30 * (months - int(months))))
    return day + timedelta(days=round(n * (7 if unit.startswith("week") else 1)))


def _number(text: str) -> float:
    return float(text.replace(",", "."))


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
    exact = _EXACT.search(text)
    due = moment.instant + span
    draft = _elapsed(due, "by" if exact else "at", "Time from now, as it elapses on any clock.")
    if not _APPROX.search(text):
        return draft
    return Draft(draft.due_kind, draft.because, due=draft.due, approx=True)


def _elapsed(due: datetime, kind: str, because: str) -> Draft:
    return Draft(kind, because, due=due.astimezone(UTC))


def _wall(instant: datetime, moment: Moment) -> datetime:
    return instant.astimezone(ZoneInfo(moment.zone)).replace(tzinfo=None)


def _plural(unit: str) -> str:
    return {"sec": "seconds"}.get(unit, unit if unit.endswith("s") else unit + "s")
