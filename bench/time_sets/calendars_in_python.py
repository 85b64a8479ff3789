"""The corpora of ctparse, recurrent and dateparser: tables in their sources, read without running them but for recurrent's."""

# ruff: noqa: DTZ001  The sets speak of wall clocks without a zone.

from __future__ import annotations

import ast
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from time_sets.cases import Case

_CTPARSE = re.compile(r"Time\[\]\{(\d{4})-(\d\d)-(\d\d) (\d\d|X):(\d\d|X) \(X/(\w+)\)\}")
_GERMAN = re.compile(
    r"[äöüß]|\b(?:uhr|heute|morgen|montags?|mo|die|di|mi|do|fr|sa|so|mittwochs?|donnerstags?|freitags?|samstags?|sonntags?|dienstags?|am|den|der|des|ab"
    r"|vom|bis|von|und|um|im|ende|erste\w*|zweite\w*|dritte\w*|januar|februar|mai|juni|juli|oktober|dezember|tage?n?|woche|monat\w*|jahr\w*|viertel|nach"
    r"|vor|halb|ca|nacht|abend\w*|mittag\w*|früh|spät\w*|stunden?|minuten?|einem|ein\w*|nächste\w*|kommende\w*|diese[rnms]?|jetzt|zu|okt|dez|sonn\w*)\b",
    re.IGNORECASE,
)
_EVERY = {
    "secondly": "PT{}S",
    "minutely": "PT{}M",
    "hourly": "PT{}H",
    "daily": "P{}D",
    "weekly": "P{}W",
    "monthly": "P{}M",
    "yearly": "P{}Y",
}
_ENGLISH = re.compile(r"[A-Za-z0-9 ,.:/'+-]+")


def read_ctparse(folder: Path) -> list[Case]:
    cases = []
    for name in ("corpus.py", "auto_corpus.py"):
        tree = ast.parse(next(folder.glob(f"**/ctparse/time/{name}")).read_text())
        for row in next(ast.literal_eval(node.value) for node in tree.body if isinstance(node, ast.Assign)):
            cases += _ctparse_cases(*row)
    return cases


def _ctparse_cases(expected: str, said: str, phrases: list[str]) -> list[Case]:
    ends = [_ctparse_time(found) for found in _CTPARSE.findall(expected)]
    count = expected.count("Time[]") or expected.count(" - ") + 1
    if expected.startswith("Interval"):
        body = expected.removeprefix("Interval[]{").removesuffix("}").split(" - ")
        ends = [_ctparse_time(found) for part in body for found in _CTPARSE.findall(f"Time[]{{{part}}}")]
        count = 2
    if len(ends) != count or not ends:
        return []
    now = datetime.fromisoformat(said)
    return [
        Case(phrase, now, ends[0], ends[1] if len(ends) > 1 else None)
        for phrase in dict.fromkeys(phrases)
        if _ENGLISH.fullmatch(phrase)
        and not _GERMAN.search(phrase)
        and (ends[0].hour or not re.search(r"\d:\d\d", phrase))
    ]


def _ctparse_time(found: tuple[str, ...]) -> datetime:
    year, month, day, hour, minute, _part = found
    return datetime(int(year), int(month), int(day), *((int(hour), int(minute)) if hour != "X" else ()))


def read_recurrent(folder: Path) -> list[Case]:
    """Its table computes its dates, so its head is run (and no test of it)."""
    text = next(folder.glob("**/recurrent/test.py")).read_text()
    head = re.sub(
        r"^(?:from|import) (?:recurrent|dateutil).*$", "", text.split("class ParseTest")[0], flags=re.MULTILINE
    )
    names: dict[str, Any] = {}
    exec(compile(head, "recurrent", "exec"), names)
    cases = []
    for phrase, expected, *_ in (*names["expressions"], *names["non_dt_expressions"]):
        case = _recurrent_case(phrase, expected, names["NOW"])
        if case:
            cases.append(case)
    return cases


def _recurrent_case(phrase: str, expected: Any, now: datetime) -> Case | None:
    if expected is None and "from" not in phrase and "tomorrow" not in phrase:
        return Case(phrase, now, None)
    if isinstance(expected, datetime):
        return Case(phrase, now, expected, month_first=True)
    if isinstance(expected, date):
        return Case(phrase, now, datetime(expected.year, expected.month, expected.day), month_first=True)
    if isinstance(expected, dict) and expected.get("byday") == "MO,TU,WE,TH,FR" and expected["interval"] == 1:
        return Case(phrase, now, None, every="P1D")
    if (
        isinstance(expected, dict)
        and not {"exdate", "exrule", "count", "bysetpos", "byweekno", "byyearday"} & expected.keys()
    ):
        return Case(phrase, now, None, every=_EVERY[expected["freq"]].format(expected["interval"]), month_first=True)
    return None


def read_dateparser(folder: Path) -> list[Case]:
    """Rows under the word English of the two tables that name what is expected."""
    cases = []
    for name, said in (
        ("test_freshness_date_parser.py", datetime(2014, 9, 1, 10, 30)),
        ("test_date_parser.py", datetime(2012, 11, 13, 10, 30)),
    ):
        path = next(folder.glob(f"**/tests/{name}"))
        language = "English"
        for row in re.finditer(
            r"# ([A-Z][a-z]+)(?: dates)?$|\bparam\(\s*(\"[^\"]+\"),\s*(.+?)\),?$", path.read_text(), re.MULTILINE
        ):
            language = row[1] or language
            if language == "English" and row[2] and _ENGLISH.fullmatch(row[2].strip('"')):
                cases += _dateparser_case(ast.literal_eval(row[2]), row[3], said)
    return cases


def _dateparser_case(phrase: str, expected: str, now: datetime) -> list[Case]:
    if match := re.search(r"in_future=(\{[^}]*\})", expected):
        ahead = ast.literal_eval(match[1])
        return [Case(phrase, now, _later(now, **ahead), month_first=True)] if ahead else []
    if match := re.fullmatch(r"datetime\(([\d, ]+)\)?", expected):
        return [Case(phrase, now, datetime(*map(int, filter(None, match[1].split(",")))), month_first=True)]  # type: ignore[arg-type]
    return []


def _later(now: datetime, years: float = 0, months: int = 0, **rest: float) -> datetime:
    month = now.month - 1 + months + int(years * 12)
    moved = now.replace(year=min(now.year + month // 12, 9000), month=month % 12 + 1)
    return moved + timedelta(**rest)
