"""Public test sets of time expressions, each with the few lines that read it: `ALL` names them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from time_sets import calendars_in_javascript, calendars_in_python, chronic
from time_sets.cases import Case


@dataclass(frozen=True)
class Source:
    """Where a set comes from (`npm`, `pypi` or `debian`, and the package), and who reads it."""

    name: str
    registry: str
    package: str
    read: Callable[[Path], list[Case]]


ALL = (
    Source("chrono", "npm", "chrono-node@2.3.0", calendars_in_javascript.read_chrono),
    Source("date.js", "npm", "date.js@0.3.3", calendars_in_javascript.read_date_js),
    Source("ctparse", "pypi", "ctparse==0.3.6", calendars_in_python.read_ctparse),
    Source("recurrent", "pypi", "recurrent==0.4.1", calendars_in_python.read_recurrent),
    Source("dateparser", "pypi", "dateparser==1.5.0", calendars_in_python.read_dateparser),
    Source("chronic", "debian", "ruby-chronic", chronic.read_chronic),
)
