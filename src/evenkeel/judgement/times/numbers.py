"""Numbers in words as digits: counts, places in a row, and halves."""

from __future__ import annotations

import re

from evenkeel.judgement.times.names import MONTHS, SHORT_MONTHS, WEEKDAYS

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = {
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "fourty": 40,
    "fifty": 50,
    "sixty": 60,
    "seventy": 70,
    "eighty": 80,
    "ninety": 90,
}
_NUMBERS = (
    {word: n for n, word in enumerate(_ONES)}
    | _TENS
    | {f"{ten} {_ONES[n]}": value + n for ten, value in _TENS.items() for n in range(1, 10)}
)
_NUMBER = re.compile(
    r"\b(?:" + "|".join(w.replace(" ", "[- ]") for w in sorted(_NUMBERS, key=len, reverse=True)) + r")\b"
)
_FIRST = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth".split()
_PLACES = (
    {word: n for n, word in enumerate(_FIRST, 1)}
    | {"seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30}
    | {f"{ten} {_FIRST[n - 1]}": value + n for ten, value in (("twenty", 20), ("thirty", 30)) for n in range(1, 10)}
)
_PLACE = "|".join(w.replace(" ", "[- ]") for w in sorted(_PLACES, key=len, reverse=True))
_MONTH = rf"(?:{'|'.join(MONTHS)}|{SHORT_MONTHS})\.?"
# “The second” alone may be a moment and “first thing” an hour, so a place counts only beside what has places.
_PLACED = re.compile(
    rf"\b({_PLACE})(?= (?:of (?!all\b)|(?:business |working )?days?\b|weeks?\b|weekend|quarter|qtr|to(?: the)? last|and \w+ (?:of|\w+days?)|{_MONTH}|"
    rf"(?:{'|'.join(WEEKDAYS)}|mon|tues?|wed|thurs?|fri|sat|sun)s?\b))"
    rf"|(?<=\bthe )({_PLACE})(?=\W*$| at\b| by\b| to the\b|,)"
)
_MONTH_PLACE = re.compile(rf"\b({_MONTH} (?:the )?)({_PLACE})\b")
_ANY_PLACE = re.compile(
    r"\b(?:\w+(?:fth|xth|nth|hth|rth)|first|second|third|ninth|\w+ieth|\w+[- ](?:first|second|third))\b"
)
_LAST_PENULTIMATE = re.compile(r"\b(?:penultimate|next to last|second last|2nd last|last but one)\b")
_HOUR = "|".join(_ONES[1:13])
_UNITS = r"(?! ?(?:to|business|working|minutes?|mins?|hours?|hrs?|days?|weeks?|months?|years?|percent|pounds?|dollars?|euros?|units?|items?|people)\b)"
# “Ten to six” is a quarter of an hour's neighbour, “ten to six days” a range.
_MINUTES_TO = re.compile(rf"(?<!from )(?<!between )\b(five|ten) to (?=(?:{_HOUR})\b{_UNITS})")
_HOUR_MINUTES = re.compile(
    rf"(?:(?<=at )|(?<=by )|(?<=before )|(?<=after )|(?<=around )|(?<=until )|(?<=about )|(?<=from )|^)({_HOUR}) "
    rf"((?:twenty|thirty|forty|fifty)[- ](?:{'|'.join(_ONES[1:10])})(?= [ap]m)"
    rf"|ten|fifteen|twenty(?:[- ]five)?|thirty(?:[- ]five)?|forty(?:[- ]five)?|fifty(?:[- ]five)?)\b{_UNITS}"
)


def in_digits(text: str) -> str:
    """Lower-case words in, digits out: 'the third of March' is 'the 3rd of march'."""
    if _ANY_PLACE.search(text):
        text = _PLACED.sub(lambda m: _nth(m[1] or m[2]), text)
        text = _MONTH_PLACE.sub(lambda m: m[1] + _nth(m[2]), text)
    text = _LAST_PENULTIMATE.sub("2nd to last", text)
    text = _MINUTES_TO.sub(r"\1 minutes to ", text)
    text = _HOUR_MINUTES.sub(lambda m: f"{_NUMBERS[m[1]]}:{_NUMBERS[m[2].replace('-', ' ')]}", text)
    return _NUMBER.sub(lambda m: str(_NUMBERS[m[0].replace("-", " ")]), text)


def _nth(word: str) -> str:
    n = _PLACES[word.replace("-", " ")]
    ending = "th" if 10 < n % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"
