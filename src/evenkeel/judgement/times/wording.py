"""One spelling for the many ways to write a time, so that the readers after it stay short."""

from __future__ import annotations

import re

from evenkeel.judgement.times.names import MONTHS, SHORT_MONTHS
from evenkeel.judgement.times.numbers import in_digits

_Spelling = tuple[str, re.Pattern[str], str]


def _spellings(*rows: tuple[str, str, str]) -> tuple[_Spelling, ...]:
    """Each with letters that a text must hold before its pattern is worth a search."""
    return tuple((hint, re.compile(pattern), new) for hint, pattern, new in rows)


_SIGNS = str.maketrans({"‘": "'", "’": "'", "`": "'", "´": "'", "–": "-", "—": "-", "−": "-", "½": " 1/2"})
_SPACES = re.compile(r"\s+")
_SLIPS = {
    slip: right
    for right, slips in {
        "tomorrow": (
            "tommorow tommorrow tomorow tomorrrow tomorrw tomrrow tomrorow tomarrow tomarow tommarow tommarrow tommorw tomorro tomoro tomorro tommoro tumorrow"
            " to-morrow tomm tomo tomz tomoz tmrw tmr tmro tmrow tmw tmoro 2moro 2morow 2morrow 2mrw 2mro"
        ),
        "today": "2day tday todya toady",
        "tonight": "tonite 2nite 2night tonigth tonght",
        "monday": "mondy munday monady",
        "tuesday": "tuseday teusday tuesady tusday tuesdy tuedsay",
        "wednesday": "wednsday wenesday wensday wendesday wedensday wednessday wednesdy wednesady wedneday wedsday",
        "thursday": "thrusday thursdy thurday thirsday thusday thurdsay thursady thurseday",
        "friday": "firday fridy fryday frday friady",
        "saturday": "saterday satuday saturdy satruday saturady",
        "sunday": "sundy sunady sundey",
        "january": "janurary januray janaury jaunary",
        "february": "febuary feburary februrary febrary feburay",
        "april": "arpil apirl aprl",
        "august": "agust augst auguest",
        "september": "setpember septmber septemeber spetember setember",
        "october": "ocotber octobre ocotober octber",
        "november": "novemeber novmber novembre",
        "december": "decemeber decmber desember decembre",
        "minutes": "mintues minuets minutues minuts minutess",
        "weekend": "weekedn wekend weeked",
        "fortnight": "fortnite forthnight",
        "afternoon": "afernoon afternon afternnon",
        "months": "monthes",
    }.items()
    for slip in slips.split()
}
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[a-z0-9-]+")
_MONTH = rf"({'|'.join(MONTHS)}|{SHORT_MONTHS})"
# A date run together, as travel and machines write it: 15SEP, 22-feb, 8/Oct/2027, 28Nov2026.
_COMPACT = _spellings(
    ("20", rf"\b(20\d\d)[-/]{_MONTH}[-/](\d\d?)\b", r"\3 \2 \1"),
    ("20", rf"\b(\d{{1,2}})[-/]?{_MONTH}[-/]?(20\d\d)\b", r"\1 \2 \3"),
    ("20", rf"\b{_MONTH}[-/.](20\d\d)\b", r"\1 \2"),
    ("", rf"\b(\d{{1,2}})[-/]?{_MONTH}[-/]?(\d\d)\b(?![:\d])", r"\1 \2 20\3"),
    ("", rf"\b(\d{{1,2}})(?:[-/]|(?=[a-z])){_MONTH}\b(?!-\d)", r"\1 \2"),
    ("", rf"\b{_MONTH}[-/](\d{{1,2}})(?:[-/](20\d\d))?\b(?![-/:\d])", r"\1 \2 \3"),
)
_HALVES = _spellings((".", r"\b([ap])\. ?m\b\.?", r"\1m"))
# What follows needs a digit to stand on.
_CLOCKS = _spellings(
    ("", r"(?<=\d)([ap])m?\b", r" \1m"),
    (".", r"(?<=\d)\.(?=\d\d ?[ap]m\b)", ":"),
    (".", r"(?<=\d)\.(?=[0-5]\d ?(?:h|hrs|hours)\b)", ":"),
    ("m", r"\b(\d{1,2})([0-5]\d) (?=[ap]m\b)", r"\1:\2 "),
    (
        ".",
        r"\b((?:at|by|before|until|till|til|from|after|around|about|for) \d{1,2})\.([0-5]\d)\b(?!\.?\d|%| ?(?:minutes|hours|days?|weeks?|kg|m\b|k))",
        r"\1:\2",
    ),
    ("clock", r"\bo ?'?clock\b", "oclock"),
    ("ish", r"(?<=\d)[- ]?ish\b", " ish"),
    ("oclock", r"\b(\d{1,2}) oclock ([ap]m)\b", r"\1 \2"),
    (
        "0",
        r"\b(from|between|at) ([01]\d|2[0-3])([0-5]\d)( ?- ?| to | and | until )([01]\d|2[0-3])([0-5]\d)\b",
        r"\1 \2:\3\4\5:\6",
    ),
    (" in the ", r"\b(\d{1,2}(?::\d\d)?)(?: oclock)? in the (?:very |early )?morning\b", r"\1 am"),
    (" in the ", r"\b(\d{1,2}(?::\d\d)?)(?: oclock)? in the (?:late |early )?(?:afternoon|evening)\b", r"\1 pm"),
    ("at night", r"\b([5-9]|1[01])((?::\d\d)?)(?: oclock)? at night\b", r"\1\2 pm"),
    ("at night", r"\b([1-4])((?::\d\d)?)(?: oclock)? at night\b", r"\1\2 am"),
    ("at night", r"\b12(?: oclock)? at night\b", "midnight"),
    ("12", r"\b12 ?noon\b|(?<![:.])\b12 pm\b", "noon"),
    ("min", r"(?<=\d)(?:mins?|minutes?)\b", " minutes"),
    ("sec", r"(?<=\d) ?(?:secs?|seconds?)\b", " seconds"),
    (":", r"(:\d\d:\d\d)[.,]\d{1,3}(?!\d)", r"\1"),
    ("h", r"(?<=\d) ?(?:hrs?|hours?)\b\.?", " hours"),
    ("h", r"(?<=\d)(?:hrs?|hours?|h)(?=\d{1,2} ?m)", " hours "),
    ("h", r"(?<=\d) ?h\b(?! ?\d)", " hours"),
    ("m", r"\b(in|within|hours|hours and) (\d+) ?m\b", r"\1 \2 minutes"),
    ("m", r"(?<=\d) ?m(?=\W*$| from now| tops| max)", " minutes"),
    ("y", r"(?<=\d)y\b", " years"),
    ("yr", r"(?<=\d) ?(?:yrs?)\b", " years"),
    ("m", r"(?<=\d) ?(?:mths?|mos)\b", " months"),
    ("d", r"(?<=\d)d\b", " days"),
    ("w", r"(?<=\d)w\b", " weeks"),
)
_UNITS = _spellings(
    ("mid", r"\bmid[- ]?day\b", "noon"),
    ("mid-night", r"\bmid-night\b", "midnight"),
    ("noon", r"\bhigh noon\b|\bnoon(?:time|tide)\b", "noon"),
    ("ish", r"\b(noon|midnight)[- ]?ish\b", r"about \1"),
    ("w/", r"\bw/ ?(?:in|i)\b", "within"),
    ("w/c", r"\bw/c\b", "week commencing"),
    ("b/", r"\bb/ ?w\b", "between"),
    ("e", r"\be\.?o\.?d\b\.?|\bend of (?:the )?(?:business|working|work|my|your|our)? ?day\b", "eod"),
    (
        "",
        r"\b(?:c\.?o\.?b|e\.?o\.?b|c\.?o\.?p)\b\.?|\b(?:close|end) of (?:business|play|trading|office hours)\b",
        "cob",
    ),
    (
        "clos",
        r"(?:(?<=before )|(?<=by )|(?<=at ))close\b(?! (?:to|the|by|at|up)\b)|\bclosing time\b|\b(?:we|the office) closes?\b",
        "cob",
    ),
    ("e", r"\be\.?o\.?w\b", "end of the week"),
    ("e", r"\be\.?o\.?m\b", "end of the month"),
    ("e", r"\be\.?o\.?q\b", "end of the quarter"),
    ("min", r"\b(?:min|mins|minute)\b\.?", "minutes"),
    ("h", r"\b(?:hrs?|hour)\b", "hours"),
    ("w", r"\bwks?\b|\bw(?= [a-z]+day\b)", "week"),
    ("fortnight", r"\b(\d+) fortnights?\b", r"\1 fortnights"),
    ("a", r"\b(?:a\.?s\.?a\.?p)\b\.?", "asap"),
    ("hours", r"\b3 quarters of an hours\b|\b3/4 of an hours\b", "45 minutes"),
    ("/2", r"\b(\d+) 1/2 ((?:business |working )?(?:hours?|days?|weeks?|months?|years?|minutes))\b", r"\1.5 \2"),
    (
        "half",
        r"\b(\d+) and a half ((?:business |working )?(?:hours?|days?|weeks?|months?|years?|minutes))\b",
        r"\1.5 \2",
    ),
    ("half", r"\bhalf an hours\b|\bhalf[- ]?(?:a |1 )?hours\b|\b(?:a )?half[- ]hours\b", "30 minutes"),
    ("1/2", r"(?<!\d )\b1/2 (?:an )?hours\b", "30 minutes"),
    ("quarter", r"\b(?:a )?quarter of an hours\b|\bquarter(?:-| an )hours\b", "15 minutes"),
    ("hours and", r"\b(?:an|a|1) hours and (?:a half|30 minutes)\b", "90 minutes"),
    ("hours and", r"\b(\d) hours and (?:a half)\b", r"\1.5 hours"),
    ("hours and", r"\b(?:an|a|1) hours and (?:a quarter|15 minutes)\b", "75 minutes"),
    ("and a half", r"\b(?:a|1) (day|week|month|year) and a half\b", r"1.5 \1s"),
    ("instant", r"\bthis instant\b", "immediately"),
    ("fortnight", r"\b1 fortnights\b|\b(?:a )?fortnight\b", "2 weeks"),
    ("fortnight", r"\bfortnights\b", "times 2 weeks"),
    ("2 weeks", r"\ba (?=2 weeks)", ""),
    (
        "a",
        r"\b(?:a|an) (?=(?:business|working|full|whole|single)? ?(?:hours|day|week|month|year|minutes|decade)\b)",
        "1 ",
    ),
    ("couple", r"\b(?:a |1 )?couple (?:of )?(?:more )?", "about 2 "),
    ("or 2", r"\bnext (hours|day|week|month) or 2\b", r"next 1 to 2 \1"),
    ("next", r"\b(?:the )?next (business|working|work) day\b", r"in 1 \1 day"),
    ("following", r"\b(?:the )?following (business|working|work) day\b", r"in 1 \1 day"),
    ("or 2", r"\b1 (hours|day|week|month|minutes) or 2\b", r"1 to 2 \1"),
    ("dozen", r"\b(?:a )?dozen\b", "12"),
    ("decade", r"\b(?:a |1 )?decade\b", "10 years"),
)
_FORTNIGHTS = re.compile(r"\b(\d+) times 2 weeks\b")
_WEEKDAY_SHORT = re.compile(r"\b(mon|tues?|weds?|thurs|thur?|fri|sat|sun)\b\.?")
_NO_WEEKDAY = re.compile(
    r"\b(?:the|in|full|hot|bright|we|he|she|they|you|i|it|has|have|had|been|be|is|are|was|just|who|and|to|get|got|newly) (?:sun|sat|wed)\b(?! (?:at|am|pm|morning|\d))"
    r"|\b(?:sat (?:down|in|there|here|with|around|idle|still|waiting|beside|next to|back|up|through|on (?:the|a|my|our))|sun (?:cream|screen|rises?|sets?|shines?|is|was|burn))\b"
)
_FULL_DAY = {
    "mon": "monday",
    "tue": "tuesday",
    "wed": "wednesday",
    "thu": "thursday",
    "fri": "friday",
    "sat": "saturday",
    "sun": "sunday",
}
# Times that lie behind, or that name a thing ("tomorrow's visit"), are no due times.
_ELSEWHERE = re.compile(
    r"\byesterday(?: (?:morning|afternoon|evening))?(?: at [\d:]+(?: [ap]m)?)?|\blast (?:night|week|month|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b(?! (?:of|in) )"
    r"|\bsince (?:\w+ ){0,3}?(?:\w+day|morning|\d[\d:]*(?: [ap]m)?)\b"
    r"|\b(?:reached|went|came|arrived|rang|phoned|spoke|did \w+|pressed|received|charged|landed|answered)(?: \w+){0,3} at \d{1,2}[:.]\d\d\b"
    r"|\b\d+ \w+ ago\b|\bearlier (?:today|this \w+)\b"
    r"|\b(?:today|tomorrow|tonight|(?:mon|tues|wednes|thurs|fri|satur|sun)day)'s\b"
    r"|\b(?:your|the) (?:(?:mon|tues|wednes|thurs|fri|satur|sun)day) "
    r"(?:appointment|delivery|visit|slot|order|meeting|call|outage|issue|incident|shipment|invoice|one)\b"
    # Numbers that look like a date: of a version, a telephone, an address on the net.
    r"|\b(?:version|v|release|build|firmware|ip|rev|revision)\.?:? ?\d+(?:\.\d+)+|\b\d+(?:\.\d+){3,}\b|%[0-9a-f]{2}(?:[%\w-]*)"
    r"|^\W*\d{1,2}(?: ?- ?\d{1,2})?\W*$|\b24/7\b"
    r"|\+?\b\d{3}[-. ]\d{3}[-. ]\d{4}\b|(?<![\d-])\d{1,3}(?:-\d{1,3}){2,8}\b(?!-)|[$€£] ?\d[\d.,]*"
)


def plain(phrase: str) -> str:
    """Lower case, one spelling, digits for number words, and nothing that lies behind."""
    text = _SPACES.sub(" ", phrase.lower().translate(_SIGNS))
    if not _SLIPS.keys().isdisjoint(_WORD.findall(text)):
        text = _WORD.sub(lambda m: _SLIPS.get(m[0], m[0]), text)
    text = _rewritten(in_digits(text), _HALVES)
    if _DIGIT.search(text):
        text = _rewritten(text, _COMPACT if any(name in text for name in _MONTH_STEMS) else ())
        text = _rewritten(text, _CLOCKS)
    text = _rewritten(text, _UNITS)
    if "times 2 weeks" in text:
        text = _FORTNIGHTS.sub(lambda m: f"{2 * int(m[1])} weeks", text)
    text = _NO_WEEKDAY.sub(" ", text)
    text = _WEEKDAY_SHORT.sub(lambda m: _FULL_DAY[m[1][:3]], text)
    return _ELSEWHERE.sub(" ", text)


_MONTH_STEMS = tuple(name[:3] for name in MONTHS)


def _rewritten(text: str, spellings: tuple[_Spelling, ...]) -> str:
    for hint, pattern, new in spellings:
        if hint in text:
            text = pattern.sub(new, text)
    return text
