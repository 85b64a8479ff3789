"""Heat and trust as lines: one chart over all turns, and one piece of the same line beside each turn.

The drawings are stretched to their place and hold no text: labels are HTML laid over them, so that they stay readable on
a phone. Two lines differ by stroke as well as by colour: heat is solid and filled, trust is dashed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

TOP, BOTTOM = 6.0, 94.0
MOST_LABELS = 12


@dataclass(frozen=True, slots=True)
class Point:
    """In percent of the chart, from its left and its top."""

    no: int
    x: float
    heat: float
    trust: float
    labelled: bool


@dataclass(frozen=True, slots=True)
class Chart:
    points: tuple[Point, ...]
    heat: str
    trust: str
    area: str
    turned: float | None


@dataclass(frozen=True, slots=True)
class Piece:
    """The line's way down past one turn; `heat_at` and `trust_at` are percent from the left in its middle."""

    heat: str
    trust: str
    area: str
    heat_at: float
    trust_at: float


def chart(heats: Sequence[int], trusts: Sequence[int], turned: int | None) -> Chart:
    count = len(heats)
    every = -(-count // MOST_LABELS)
    xs = [50.0] if count == 1 else [2 + 96 * n / (count - 1) for n in range(count)]
    points = tuple(
        Point(n + 1, round(xs[n], 2), _height(heats[n]), _height(trusts[n]), n % every == 0) for n in range(count)
    )
    heat = _line([(p.x, p.heat) for p in points])
    area = f"{heat} L{points[-1].x} {BOTTOM} L{points[0].x} {BOTTOM} Z"
    return Chart(
        points, heat, _line([(p.x, p.trust) for p in points]), area, None if turned is None else points[turned].x
    )


def pieces(heats: Sequence[int], trusts: Sequence[int]) -> list[Piece]:
    return [_piece(heats, trusts, n) for n in range(len(heats))]


def _piece(heats: Sequence[int], trusts: Sequence[int], n: int) -> Piece:
    heat, trust = _down(heats, n), _down(trusts, n)
    area = f"{heat} L0 100 L0 0 Z"
    return Piece(heat, trust, area, _across(heats[n]), _across(trusts[n]))


def _line(points: Sequence[tuple[float, float]]) -> str:
    """Flat at each turn, so that the line never overshoots what was read."""
    path = f"M{points[0][0]} {points[0][1]}"
    for (x0, y0), (x1, y1) in pairwise(points):
        middle = round((x0 + x1) / 2, 2)
        path += f" C{middle} {y0} {middle} {y1} {x1} {y1}"
    return path


def _down(values: Sequence[int], n: int) -> str:
    """From half-way to the turn before, through this turn, half-way to the next: neighbours meet at their edges."""
    here = _across(values[n])
    above = (here + _across(values[n - 1])) / 2 if n else here
    below = (here + _across(values[n + 1])) / 2 if n + 1 < len(values) else here
    return f"M{above:.1f} 0 C{above:.1f} 25 {here:.1f} 25 {here:.1f} 50 S{below:.1f} 75 {below:.1f} 100"


def _height(value: int) -> float:
    return round(BOTTOM - (BOTTOM - TOP) * value / 100, 2)


def _across(value: int) -> float:
    return round(8 + 0.84 * value, 1)
