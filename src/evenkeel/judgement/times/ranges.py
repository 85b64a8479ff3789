"""From one day to another: 'August 10 to 22', 'Monday to Wednesday', '5 June 8 am - 7 June 1 pm'."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from evenkeel.judgement.times.clocks import find_hours
from evenkeel.judgement.times.dates import DATE_DIGITS
from evenkeel.judgement.times.days import find_days
from evenkeel.judgement.times.names import ANY_DAY, ANY_MONTH, MONTH, YEAR
from evenkeel.judgement.times.values import Draft, Moment

_TH = r"(?:st|nd|rd|th)?"
_TO = r"(?: ?- ?| to | until | till | til | through | thru | up to | and | or )(?:on )?(?:the )?"
# The month said once belongs to both days.
_SHARED_AFTER = re.compile(rf"(?<![:.\d])\b(\d{{1,2}}){_TH}\.?{_TO}(\d{{1,2}}){_TH}\.? (?:of )?{MONTH}{YEAR}(?! ?:)")
_SHARED_BEFORE = re.compile(
    rf"\b{MONTH} (?:the )?(\d{{1,2}}){_TH}{_TO}(\d{{1,2}}){_TH}\b(?![:./]\d| ?(?:[ap]m|oclock)\b| {ANY_MONTH}){YEAR}"
)
_SHARED_NTH = re.compile(
    r"\b(?:from|between) (?:the )?(\d{1,2})(?:st|nd|rd|th)(?: ?- ?| to | until | till | and )(?:the )?(\d{1,2})(?:st|nd|rd|th)\b"
)
_SHARED_FIGURES = re.compile(r"(?<![\d./])(\d{1,2})\.? ?- ?(\d{1,2})\.(\d{1,2})\.(?: ?(2\d\d\d|\d\d)\b(?!:))?")
_CLOCK = r"(?: (?:at )?\d{1,2}(?::\d\d)?(?: (?:am|pm|hours))?)?"
_WEEKDAY = (
    rf"(?:next |this |the |coming )*(?:{ANY_DAY}(?: (?:of )?next week)?|today|tomorrow)(?:,? (?:the )?\d{{1,2}}(?:st|nd|rd|th)|(?= |-|$|,))"
    rf"(?!,? (?:{ANY_MONTH}|the \d|\d))"
)
_DATE = (
    rf"(?:{ANY_DAY},? )?(?:the )?(?:\d{{1,2}}{_TH} (?:of )?(?:{ANY_MONTH}|month\b)(?:,? ?2\d\d\d)?(?!\d)|{ANY_MONTH} \d{{1,2}}{_TH}(?:,? 2\d\d\d)?(?!\d)"
    r"|2\d\d\d[-/]\d\d?[-/]\d\d?|\d{1,2}[/.-]\d{1,2}[/.-](?:2\d)?\d\d|\d{1,2}/\d{1,2}(?![/\d])|\d{1,2}\.\d{1,2}\.(?!\d))"
)
_HOUR = r"(\d{1,2}(?::\d\d(?: [ap]m)?| [ap]m)),? (?:on |of )?(?:the )?"
_ONE = rf"({_WEEKDAY}|{_DATE})"
_BOTH = re.compile(
    rf"(?:\b(from|between) )?(?:the )?(?:\b{_HOUR})?\b{_ONE}({_CLOCK})(?:,? ?- ?|,? (to|until|till|til|through|thru|and|up to) )(?:the |on )*(?:{_HOUR})?{_ONE}({_CLOCK})(?![\d:])"
)
_SEPARATOR = re.compile(r"-| (?:to|until|till|til|through|thru|and|or) ")


def shared_month(text: str) -> str:
    """'10 to 22 August' as '10 August to 22 August'; text without two days and a month is left as it is."""
    if not _SEPARATOR.search(text) or "every" in text or "each" in text:
        return text
    text = _SHARED_FIGURES.sub(lambda m: f"{m[1]}.{m[3]}.{m[4] or ''} to {m[2]}.{m[3]}.{m[4] or ''}", text)
    text = _SHARED_AFTER.sub(lambda m: f"{m[1]} {m[3]}{_of(m[4], m[5])} to {m[2]} {m[3]}{_of(m[4], m[5])}", text)
    text = _SHARED_BEFORE.sub(lambda m: f"{m[2]} {m[1]}{_of(m[4], m[5])} to {m[3]} {m[1]}{_of(m[4], m[5])}", text)
    return _SHARED_NTH.sub(r"from the \1th of month to the \2th of month", text)


def _of(*years: str | None) -> str:
    return next((f" {year if len(year) == 4 else '20' + year}" for year in years if year), "")


def read_range(text: str, moment: Moment) -> Draft | None:
    """A window that opens on one day and closes on another."""
    if not _SEPARATOR.search(text) or not (match := _BOTH.search(text)):
        return None
    opener, first_hour, first_words, first_clock, joiner, last_hour, last_words, last_clock = match.groups()
    first_clock, last_clock = first_clock or first_hour or "", last_clock or last_hour or ""
    if joiner == "and" and opener != "between":
        return None
    ends = _ends(first_words, last_words, moment)
    if ends is None:
        return None
    first, last, ask = ends
    opens, closes = _clock(first_clock, moment), _clock(last_clock, moment)
    if (
        closes is None
        and opens is None
        and (hours := find_hours(DATE_DIGITS.sub(" ", text[match.end() :])))
        and hours.last
    ):
        opens, closes = hours.first.time, hours.last.time
    starts = datetime.combine(first, opens or moment.calendar.opens)
    due = datetime.combine(last, closes or moment.end_of_day)
    return Draft(
        "window",
        "Two days were named: it opens on one and closes on the other.",
        due=due,
        starts=starts,
        asks=(ask,) if ask else (),
    )


def _ends(first_words: str, last_words: str, moment: Moment) -> tuple[date, date, str | None] | None:
    """The second day comes after the first; a year said once, at the end, belongs to both."""
    year = re.search(r"\b2\d\d\d\b", last_words)
    if year and not re.search(r"\b2\d\d\d\b", first_words) and re.search(r"\d", first_words):
        first_words = f"{first_words} {year[0]}" if re.search(r"[a-z]{3}", first_words) else first_words
    first = find_days(first_words, moment)
    if first is None:
        return None
    after = replace(moment, now=datetime.combine(first.dates[0], time()))
    last = find_days(last_words, after)
    if last is None:
        return None
    day = last.dates[0] if last.dates[0] > first.dates[0] or len(last.dates) == 1 else last.dates[1]
    if day < first.dates[0] or day - first.dates[0] > timedelta(days=366):
        return None
    asks = next((ask for ask in (first.ask, last.ask) if ask == "date_order"), None)
    return first.dates[0], day, asks


def _clock(words: str, moment: Moment) -> time | None:
    found = find_hours(
        words.replace("hours", "").strip() and f"at {words.replace('hours', ':00').replace('at ', '').strip()}",
        full_clock=True,
    )
    return found.first.time if found else None
