"""The tests of Chronic: `time = parse_now("tomorrow")`, and the line after it says what that is."""

# ruff: noqa: DTZ001  The sets speak of wall clocks without a zone.

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from time_sets.cases import Case

_SAID = datetime(2006, 8, 16, 14)
_ROW = re.compile(r"parse_now\(\"([^\"]+)\"\)\s*assert_equal Time\.local\(([\d, ]+)\), time")
_NONE = re.compile(r"assert_nil (?:Chronic\.parse|parse_now)\(\"([^\"]+)\"\)")


def read_chronic(folder: Path) -> list[Case]:
    text = next(folder.glob("**/test/test_parsing.rb")).read_text()
    rows = [Case(p, _SAID, datetime(*map(int, at.split(","))), month_first=True) for p, at in _ROW.findall(text)]  # type: ignore[arg-type]
    return [*rows, *(Case(phrase, _SAID, None) for phrase in _NONE.findall(text))]
