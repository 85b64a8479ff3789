"""The tests of chrono-node and date.js: calls with a phrase, an instant, and what is expected of it."""

# ruff: noqa: DTZ001  The sets speak of wall clocks without a zone.

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

from time_sets.cases import Case

_CALL = re.compile(
    r"\b(testSingleCase|testUnexpectedResult)\(\s*([\w.]+),\s*\"((?:[^\"\\]|\\.)*)\"(.*?)(?=\btest(?:SingleCase|UnexpectedResult)\(|\Z)",
    re.DOTALL,
)
_DATE = r"new Date\(([\d, \n-]+)\)"
_NOW = re.compile(r"\s*,\s*" + _DATE, re.DOTALL)
_FOUND = {end: re.compile(rf"expect\(result\.{end}\)\.toBeDate\({_DATE}\)", re.DOTALL) for end in ("start", "end")}
_PARSED = re.compile(
    r"parse\('([^']+)', mon\);\s*assert\('([\d:]+)' == t\(date\)\);\s*assert\('([\d/]+)' == d\(date\)\)"
)
_DATE_JS_SAID = datetime(2013, 5, 13, 1, 30)


def read_chrono(folder: Path) -> list[Case]:
    cases = []
    for path in sorted(folder.glob("**/test/en/*.test.ts")):
        for call in _CALL.finditer(path.read_text()):
            case = _chrono_case(call[1], call[2], call[3], call[4])
            if case:
                cases.append(case)
    return cases


def _chrono_case(verb: str, reader: str, phrase: str, rest: str) -> Case | None:
    now = _NOW.match(rest)
    said = _date(now[1]) if now else datetime(2012, 8, 10, 12)
    if verb == "testUnexpectedResult":
        # The strict reader refuses what is casual, not what is no time.
        return None if "strict" in reader or now else Case(phrase, said, None)
    starts, ends = _FOUND["start"].search(rest), _FOUND["end"].search(rest)
    if not starts or not now or not starts[1].startswith(("19", "20")):
        return None
    return Case(phrase, said, _date(starts[1]), _date(ends[1]) if ends else None, month_first="GB" not in reader)


def _date(arguments: str) -> datetime:
    """`new Date(2012, 7, 10, 12)`, whose months begin at nought and whose numbers may run over."""
    numbers = [sum(map(int, re.findall(r"[+-]?\d+", n.replace(" ", "")))) for n in arguments.split(",") if n.strip()]
    year, month, day, hour, minute, second, *_ = [*numbers, *([0, 1, 0, 0, 0, 0][len(numbers) - 1 :]), 0, 0]
    start = datetime(year + month // 12, month % 12 + 1, 1)
    return start + timedelta(days=day - 1, hours=hour, minutes=minute, seconds=second)


def read_date_js(folder: Path) -> list[Case]:
    text = next(folder.glob("**/test/parser.js")).read_text()
    return [
        Case(phrase, _DATE_JS_SAID, datetime.strptime(f"{day} {clock}", "%m/%d/%y %H:%M:%S"), month_first=True)  # noqa: DTZ007
        for phrase, clock, day in _PARSED.findall(text)
    ]
