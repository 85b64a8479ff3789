"""How angry a customer's turn is, 0 to 100: its own signs, and what of the turns before it lives on.

Fitted so that 25 points are one step of five (not at all, a little, frustrated, angry, furious) in the mean of several readers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evenkeel.judgement.reading.course.signs import Sign, measured, signs_in
from evenkeel.judgement.reading.course.weights import Fitted, load
from evenkeel.judgement.reading.values import Signal, TriggerReading

STEP: Final = 25.0
_ENGLISH: Final = frozenset({"en", "und"})
_MOST_SHOWN: Final = 4
_LEAST_SHARE: Final = 0.05  # of a step: what moves less is not worth a person's eye
# The signs are English. In other languages only the first reader's harsh words and situations speak, from the middle.
_ELSEWHERE, _PER_HARSH, _PER_SITUATION = 1.2, 2.4, 0.5


@dataclass(frozen=True, slots=True)
class Felt:
    """`level` in steps, not rounded; `sure`: how often such a reading is within 20 points of what readers say."""

    level: float
    because: tuple[Signal, ...]
    sure: float
    signs: frozenset[str] = frozenset()

    @property
    def heat(self) -> int:
        return as_heat(self.level)


def feel(text: str, read: TriggerReading) -> Felt:
    """One message by itself."""
    if read.language not in _ENGLISH:
        level = _ELSEWHERE + _PER_HARSH * read.heat / 100 + _PER_SITUATION * min(3, len(read.signals))
        return Felt(level, read.heat_because[:_MOST_SHOWN], 0.3)
    fitted = load()
    signs = signs_in(text)
    level = fitted.own.of(measured(text, signs, read))
    shown = _strongest(text, signs, fitted)
    return Felt(level, shown, fitted.near["told" if shown else "untold"], frozenset(sign.kind for sign in signs))


def carried(now: float, before: Sequence[float]) -> float:
    """What the turn is worth after those before it: anger outlives the sentence it was spoken in."""
    row = {"now": now, "before": before[-1] if before else now, "hottest": max(before) if before else now}
    return load().carried.of(row)


def as_heat(level: float) -> int:
    return max(0, min(100, round(STEP * level)))


def _strongest(text: str, signs: Sequence[Sign], fitted: Fitted) -> tuple[Signal, ...]:
    """The signs that moved the reading most, up or down, each kind by its first place; stretches that cross are one."""
    firsts = {sign.kind: sign for sign in reversed(signs)}
    shares = {kind: fitted.own.share(kind, 1.0) for kind in firsts}
    order = sorted(shares, key=lambda kind: -abs(shares[kind]))
    shown: list[Signal] = []
    for kind in order:
        sign = firsts[kind]
        crosses = any(sign.start < one.end and one.start < sign.end for one in shown)
        if len(shown) < _MOST_SHOWN and not crosses and abs(shares[kind]) >= _LEAST_SHARE:
            shown.append(_signal(text, sign, shares[kind]))
    return tuple(sorted(shown, key=lambda one: one.start))


def _signal(text: str, sign: Sign, share: float) -> Signal:
    """Its confidence is how far its kind moves the reading; the sentence says which way."""
    because = sign.because if share > 0 else f"{sign.because} It speaks for calm."
    sure = round(min(0.9, 0.4 + abs(share)), 2)
    return Signal(sign.kind, sign.start, sign.end, text[sign.start : sign.end], sure, because, read_by="learned")
