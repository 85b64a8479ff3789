"""The next moments of a case as a page shows them: each with the reason why it is then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenkeel.cases import coming as cases
from evenkeel.cases.models import Case, Step
from evenkeel.cases.waits import hours_then, is_span, retold
from evenkeel.desk.shapes import place
from evenkeel.desk.weeks import Piece, line
from evenkeel.judgement.times.deadlines import explained
from evenkeel.promises.models import Promise


@dataclass(frozen=True, slots=True)
class Why:
    """How the desk came to this instant: whose hours, step by step and to scale."""

    sentence: str
    told: Sequence[str] = ()
    pieces: Sequence[Piece] = ()


@dataclass(frozen=True, slots=True)
class Coming:
    at: datetime
    since: datetime
    sentence: str
    why: Why | None = None


def coming(case: Case, promises: Mapping[int, Promise], steps: Mapping[int, Step]) -> Sequence[Coming]:
    found = cases.coming(case, promises, steps)
    return [Coming(one.at, one.since, one.sentence, _why(one.rule, one.promise)) for one in found]


def _why(rule: dict[str, Any] | None, promise: Promise | None) -> Why | None:
    """By the hours as they stood when it was reckoned; nothing where the instant was named."""
    if not rule:
        return None
    if is_span(rule):
        hours = hours_then(rule)
        found = retold(rule, hours) if hours else None
        if hours is None or found is None:
            return None
        zone = hours.calendar.zone
        counted = f"Counted by {hours.said}" if rule["counts"] == "working" else "Counted round the clock"
        return Why(f"{counted}, in {place(zone)} time.", explained(found, zone), line(found))
    if "wall" in rule:
        shown = datetime.fromisoformat(rule["wall"])
        said = f"{shown:%a} {shown.day} {shown:%b %H:%M}"
        return Why(f"{said} was said on the clock of {place(rule['zone'])}; it follows that clock.")
    return Why(f"Read from our words: {promise.because}") if promise and promise.because else None
