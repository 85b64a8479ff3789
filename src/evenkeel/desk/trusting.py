"""What the page of trust draws: the day's hours as columns, and what each says aloud."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evenkeel.clock.standing import Took
from evenkeel.judgement.watching import percentile

HOURS = 24
HEIGHT = 72.0
LONGEST = 3600.0
LINES = ((1.0, "1 s"), (10.0, "10 s"), (60.0, "1 min"), (600.0, "10 min"))


@dataclass(frozen=True, slots=True)
class Column:
    """One hour: half of it within `half`, 99 of 100 within `nearly`."""

    x: int
    half: float
    nearly: float
    mood: str
    words: str


@dataclass(frozen=True, slots=True)
class Chart:
    columns: Sequence[Column]
    lines: Sequence[tuple[float, str]]
    words: str


def chart(took: Sequence[Took], now: datetime) -> Chart:
    by_hour: list[list[float]] = [[] for _ in range(HOURS)]
    for one in took:
        ago = int((now - one.at) / timedelta(hours=1))
        if 0 <= ago < HOURS:
            by_hour[HOURS - 1 - ago].append(one.seconds)
    columns = [_column(n, values) for n, values in enumerate(by_hour) if values]
    return Chart(columns, [(HEIGHT - _high(s), name) for s, name in LINES], _words([one.seconds for one in took]))


def _column(n: int, values: Sequence[float]) -> Column:
    half, nearly = percentile(values, 0.5), percentile(values, 0.99)
    mood = "good" if nearly <= 60 else "bad"
    words = f"{HOURS - n} h ago: {len(values)}, half within {span(half)}, 99 of 100 within {span(nearly)}"
    return Column(n * 13, _high(half), _high(nearly), mood, words)


def _words(values: Sequence[float]) -> str:
    if not values:
        return "Nothing in the last 24 hours."
    half, nearly = span(percentile(values, 0.5)), span(percentile(values, 0.99))
    return f"Half within {half}, 99 of 100 within {nearly}, of {len(values)} in the last 24 hours."


def _high(seconds: float) -> float:
    """By the logarithm: a second and an hour stand on one page. Nothing is so quick that it is not seen."""
    share = math.log10(1 + min(seconds, LONGEST)) / math.log10(1 + LONGEST)
    return round(max(2.0, share * HEIGHT), 1)


def span(seconds: float) -> str:
    if seconds < 1:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
