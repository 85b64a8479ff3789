"""One spelling for the many ways to write a time, so that the readers after it stay short."""

from __future__ import annotations

import re

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_NUMBERS = (
    {word: n for n, word in enumerate(_ONES)}
    | _TENS
    | {f"{ten} {_ONES[n]}": value + n for ten, value in _TENS.items() for n in range(1, 10)}
)
_NUMBER = re.compile(
    r"\b(?:" + "|".join(w.replace(" ", "[- ]") for w in sorted(_NUMBERS, key=len, reverse=True)) + r")\b"
)

_SPELLINGS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), new)
    for pattern, new in (
        (r"[‘’`´]", "'"),
        (r"[–—−]", "-"),
        (r"[\u00a0\u202f\s]+", " "),
        (r"\b([ap])\. ?m\b\.?", r"\1m"),
        (r"(?<=\d)([ap])m\b", r" \1m"),
        (r"(?<=\d)([ap])\b", r" \1m"),
        (r"(?<=\d)\.(?=\d\d ?[ap]m\b)", ":"),
        (r"\b(?:tmrw|tmr|tmw|tomo|tmoro|2moro|2morrow|tommorow|tommorrow|tomorow|to-morrow)\b", "tomorrow"),
        (r"\b(?:2day|tday)\b", "today"),
        (r"\b(?:tonite|2nite)\b", "tonight"),
        (r"\bw/ ?(?:in|i)\b", "within"),
        (r"\bb/ ?w\b", "between"),
        (r"\be\.?o\.?d\b\.?|\bend of (?:the )?(?:business|working|work|my|your|our)? ?day\b", "eod"),
        (
            r"\b(?:c\.?o\.?b|e\.?o\.?b|c\.?o\.?p)\b\.?|\b(?:close|end) of (?:business|play|trading|office hours)\b",
            "cob",
        ),
        (r"\bclosing time\b|\b(?:we|the office) closes?\b", "cob"),
        (r"\be\.?o\.?w\b", "end of the week"),
        (r"\be\.?o\.?m\b", "end of the month"),
        (r"\b(?:min|mins|minute)\b\.?", "minutes"),
        (r"(?<=\d)(?:mins?|minutes?)\b", " minutes"),
        (r"(?<=\d) ?(?:secs?|seconds?)\b", " seconds"),
        (r"(?<=\d) ?(?:hrs?|hours?)\b\.?", " hours"),
        (r"\b(?:hrs?|hour)\b", "hours"),
        (r"(?<=\d) ?h\b(?! ?\d)", " hours"),
        (r"\bwks?\b", "weeks"),
        (r"\b(?:a\.?s\.?a\.?p)\b\.?", "asap"),
        (r"\bhalf an hours\b|\bhalf[- ]?(?:a )?hours\b|\b(?:a )?half[- ]hours\b", "30 minutes"),
        (r"\b(?:three|3) quarters of an hours\b", "45 minutes"),
        (r"\b(?:a )?quarter of an hours\b", "15 minutes"),
        (r"\b(?:an|1|one) hours and (?:a half|30 minutes)\b", "90 minutes"),
        (r"\bmid[- ]?day\b|\b12 ?noon\b|\bhigh noon\b|\b12 pm\b", "noon"),
        (r"\bthis instant\b", "immediately"),
        (r"\bfortnight\b", "2 weeks"),
        (r"\ba (?=2 weeks)", ""),
        (r"\b(?:a|an|one) (?=(?:business|working)? ?(?:hours|day|week|month|minutes)\b)", "1 "),
        (r"\b(?:a )?couple (?:of )?", "about 2 "),
        (r"\b(?:a )?dozen\b", "12"),
        (r"\bo ?'?clock\b", "oclock"),
    )
)
_WEEKDAY_SHORT = re.compile(r"\b(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)\b\.?")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FULL_DAY = {name[:3]: name for name in _WEEKDAYS}
# Times that lie behind, or that name a thing ("tomorrow's visit"), are no due times.
_ELSEWHERE = re.compile(
    r"\byesterday(?: (?:morning|afternoon|evening))?(?: at [\d:]+(?: [ap]m)?)?|\blast (?:night|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b"
    r"|\bsince (?:\w+ ){0,3}?(?:\w+day|morning|\d[\d:]*(?: [ap]m)?)\b"
    r"|\b\d+ \w+ ago\b|\bearlier (?:today|this \w+)\b"
    r"|\b(?:today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)'s\b"
    r"|\b(?:your|the) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day) "
    r"(?:appointment|delivery|visit|slot|order|meeting|call|outage|issue|incident|shipment|invoice|one)\b"
)


def plain(phrase: str) -> str:
    """Lower case, one spelling, digits for number words, and nothing that lies behind."""
    text = phrase.lower()
    for pattern, new in _SPELLINGS[:3]:
        text = pattern.sub(new, text)
    text = _NUMBER.sub(lambda m: str(_NUMBERS[m[0].replace("-", " ")]), text)
    for pattern, new in _SPELLINGS[3:]:
        text = pattern.sub(new, text)
    text = _WEEKDAY_SHORT.sub(_full_weekday, text)
    return _ELSEWHERE.sub(" ", text)


def _full_weekday(match: re.Match[str]) -> str:
    return _FULL_DAY[match[1][:3]]
