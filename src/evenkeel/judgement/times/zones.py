"""Which clock a phrase means: the customer's, ours, or one that it names."""

from __future__ import annotations

import re
from functools import lru_cache
from zoneinfo import ZoneInfo

_LETTERS: dict[str, tuple[str, ...]] = {
    "utc": ("UTC",),
    "gmt": ("UTC",),
    "zulu": ("UTC",),
    "et": ("America/New_York",),
    "est": ("America/New_York",),
    "edt": ("America/New_York",),
    "ct": ("America/Chicago",),
    "cdt": ("America/Chicago",),
    "mt": ("America/Denver",),
    "mst": ("America/Denver",),
    "mdt": ("America/Denver",),
    "pt": ("America/Los_Angeles",),
    "pst": ("America/Los_Angeles",),
    "pdt": ("America/Los_Angeles",),
    "akst": ("America/Anchorage",),
    "hst": ("Pacific/Honolulu",),
    "brt": ("America/Sao_Paulo",),
    "wet": ("Europe/Lisbon",),
    "west": ("Europe/Lisbon",),
    "cet": ("Europe/Berlin",),
    "cest": ("Europe/Berlin",),
    "mez": ("Europe/Berlin",),
    "mesz": ("Europe/Berlin",),
    "eet": ("Europe/Athens",),
    "eest": ("Europe/Athens",),
    "msk": ("Europe/Moscow",),
    "trt": ("Europe/Istanbul",),
    "sast": ("Africa/Johannesburg",),
    "eat": ("Africa/Nairobi",),
    "wat": ("Africa/Lagos",),
    "gst": ("Asia/Dubai",),
    "pkt": ("Asia/Karachi",),
    "npt": ("Asia/Kathmandu",),
    "sgt": ("Asia/Singapore",),
    "hkt": ("Asia/Hong_Kong",),
    "jst": ("Asia/Tokyo",),
    "kst": ("Asia/Seoul",),
    "awst": ("Australia/Perth",),
    "acst": ("Australia/Adelaide",),
    "aest": ("Australia/Brisbane",),
    "aedt": ("Australia/Sydney",),
    "nzst": ("Pacific/Auckland",),
    "nzdt": ("Pacific/Auckland",),
    # These letters mean several clocks, and no rule can know which.
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"),
    "cst": ("America/Chicago", "Asia/Shanghai", "America/Havana"),
    "bst": ("Europe/London", "Asia/Dhaka"),
    "ast": ("America/Halifax", "Asia/Riyadh"),
}
_PLACES: dict[str, str] = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
    "atlantic": "America/Halifax",
    "new york": "America/New_York",
    "boston": "America/New_York",
    "toronto": "America/Toronto",
    "chicago": "America/Chicago",
    "houston": "America/Chicago",
    "dallas": "America/Chicago",
    "texas": "America/Chicago",
    "denver": "America/Denver",
    "phoenix": "America/Phoenix",
    "los angeles": "America/Los_Angeles",
    "california": "America/Los_Angeles",
    "seattle": "America/Los_Angeles",
    "vancouver": "America/Vancouver",
    "london": "Europe/London",
    "uk": "Europe/London",
    "british": "Europe/London",
    "dublin": "Europe/Dublin",
    "irish": "Europe/Dublin",
    "lisbon": "Europe/Lisbon",
    "berlin": "Europe/Berlin",
    "german": "Europe/Berlin",
    "munich": "Europe/Berlin",
    "central european": "Europe/Berlin",
    "paris": "Europe/Paris",
    "french": "Europe/Paris",
    "madrid": "Europe/Madrid",
    "spanish": "Europe/Madrid",
    "rome": "Europe/Rome",
    "amsterdam": "Europe/Amsterdam",
    "dutch": "Europe/Amsterdam",
    "zurich": "Europe/Zurich",
    "swiss": "Europe/Zurich",
    "vienna": "Europe/Vienna",
    "warsaw": "Europe/Warsaw",
    "stockholm": "Europe/Stockholm",
    "oslo": "Europe/Oslo",
    "helsinki": "Europe/Helsinki",
    "athens": "Europe/Athens",
    "eastern european": "Europe/Athens",
    "istanbul": "Europe/Istanbul",
    "dubai": "Asia/Dubai",
    "gulf": "Asia/Dubai",
    "mumbai": "Asia/Kolkata",
    "delhi": "Asia/Kolkata",
    "india": "Asia/Kolkata",
    "indian": "Asia/Kolkata",
    "kathmandu": "Asia/Kathmandu",
    "singapore": "Asia/Singapore",
    "hong kong": "Asia/Hong_Kong",
    "beijing": "Asia/Shanghai",
    "shanghai": "Asia/Shanghai",
    "tokyo": "Asia/Tokyo",
    "japan": "Asia/Tokyo",
    "perth": "Australia/Perth",
    "adelaide": "Australia/Adelaide",
    "brisbane": "Australia/Brisbane",
    "sydney": "Australia/Sydney",
    "melbourne": "Australia/Melbourne",
    "auckland": "Pacific/Auckland",
    "sao paulo": "America/Sao_Paulo",
    "brasilia": "America/Sao_Paulo",
}
_AFTER_HOUR = r"(?:(?<=\d )|(?<=\d)|(?<=[ap]m )|(?<=\) )|(?<=noon )|(?<=midnight ))"
_LETTER = re.compile(_AFTER_HOUR + r"\(?\b(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")\b\)?")
_PLACE_NAMES = "|".join(sorted(_PLACES, key=len, reverse=True))
_PLACE = re.compile(
    rf"\(?\b({_PLACE_NAMES})(?:(?: standard| daylight| summer| winter)? time\b|(?<=eastern)|(?<=central)|(?<=pacific))"
    r"\)?"
)
_YOURS = re.compile(r"\b(?:your (?:local )?time|your end|(?:your )?local time|where you are)\b")
_OURS = re.compile(r"\b(?:our|my) (?:local )?time\b")
_OFFSET = re.compile(r"\b(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?00)?\b")
_STAMP_OFFSET = re.compile(r"(?<=\d)(?:z\b|([+-]\d\d):?(00)\b)")

_MONTH_FIRST = re.compile(
    r"America/(?:New_York|Detroit|Chicago|Denver|Phoenix|Los_Angeles|Anchorage|Boise|Indiana|Kentucky|North_Dakota|"
    r"Toronto|Vancouver|Edmonton|Winnipeg|Halifax)|Pacific/Honolulu|US/"
)


def named_zones(text: str, *, own: str, ours: str | None = None) -> tuple[tuple[str, ...], str]:
    """The zones a phrase (in lower case) may mean, and the phrase without their names; none named is `()`."""
    for pattern, answer in ((_YOURS, (own,)), (_OURS, (ours or own,))):
        if pattern.search(text):
            return answer, pattern.sub(" ", text)
    if match := _OFFSET.search(text):
        return (_etc(match[1], match[2]),), _cut(text, match)
    if match := _LETTER.search(text):
        return _LETTERS[match[1]], _cut(text, match)
    if match := _PLACE.search(text):
        return (_PLACES[match[1]],), _cut(text, match)
    if (match := _STAMP_OFFSET.search(text)) and "t" in text[max(0, match.start() - 9) : match.start()]:
        return (_etc(match[1][0], match[1][1:]) if match[1] else "UTC",), _cut(text, match)
    return (), text


@lru_cache(maxsize=256)
def known(zone: str) -> bool:
    """True for a name that the zone tables hold."""
    try:
        ZoneInfo(zone)
    except (ValueError, KeyError, OSError):
        return False
    return True


def locale_of(zone: str) -> str:
    """How dates are written where the customer lives, as well as a zone can tell."""
    return "en-US" if _MONTH_FIRST.match(zone) else "en-GB"


def _cut(text: str, match: re.Match[str]) -> str:
    return text[: match.start()] + " " + text[match.end() :]


def _etc(sign: str, hours: str) -> str:
    n = int(hours)
    if n == 0 or n > 12:
        return "UTC"
    return f"Etc/GMT{'-' if sign == '+' else '+'}{n}"
