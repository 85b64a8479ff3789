"""How a conversation runs: heat and trust turn by turn, where it turned, whether it is likely to escalate.

Everything here is a proposal with its words, its reason and how sure it is. `docs/reading.md` says what it has been measured at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from evenkeel.judgement.reading.course import trust as trusting
from evenkeel.judgement.reading.course.forecasting import BASE, LOOKS_BACK, Outlook, forecast, outlook
from evenkeel.judgement.reading.course.heat import as_heat, carried, feel
from evenkeel.judgement.reading.course.turn import Turn
from evenkeel.judgement.reading.course.turning import TurningPoint, explained, preventable, turning_point
from evenkeel.judgement.reading.drafting.acts import read_acts
from evenkeel.judgement.reading.triggers import read_triggers
from evenkeel.judgement.reading.values import Signal, TriggerReading

__all__ = ("BASE", "SPEAKERS", "Turn", "explained", "forecast", "outlook", "preventable", "read_conversation", "read_turns", "turn_heat", "turning_point")  # fmt: skip
SPEAKERS: Final = ("customer", "agent", "bot")
READ_AT_MOST: Final = 20_000
_WORD: Final = re.compile(r"[a-z']{3,}")
_ALIKE: Final = 0.6
_TOO_SHORT_TO_REPEAT: Final = 4
_REMEMBERED: Final = 12  # of our turns: what was said before that is no repetition


def read_conversation(row: dict[str, Any]) -> dict[str, Any]:
    """One line of `evenkeel read conversation`, in and out; a row that cannot be read is refused with a sentence."""
    turns = read_turns(_checked(row))
    turned = turning_point(turns)
    looks = outlook(turns)
    return {
        "id": row.get("id"),
        "turns": [_as_json(turn, turns[max(0, n + 1 - LOOKS_BACK) : n + 1]) for n, turn in enumerate(turns)],
        "forecast": round(looks.chance, 3),
        "outlook": _outlook_json(looks),
        "turning_point": turned,
        "turned": _turned_json(explained(turns, turned)),
        "preventable": preventable(turns, turned),
    }


def read_turns(said: Sequence[tuple[str, str]]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    levels: list[float] = []
    ours: list[frozenset[str]] = []
    trust, heard = trusting.AT_FIRST, ""
    for speaker, text in said:
        if speaker == "customer":
            turn = _theirs(text, levels, trust)
            heard = text
        else:
            turn = _ours(speaker, text, heard, ours, turns[-1] if turns else None, spoken=bool(levels))
        trust = turn.trust
        turns.append(turn)
    return tuple(turns)


def turn_heat(text: str, read: TriggerReading) -> int:
    """One message by itself."""
    return as_heat(carried(feel(text, read).level, ()))


def _theirs(text: str, levels: list[float], trust: int) -> Turn:
    read = read_triggers(text)
    felt = feel(text, read)
    heat = as_heat(carried(felt.level, levels[-LOOKS_BACK:]))
    levels.append(felt.level)
    after = trusting.after_theirs(trust, felt.level, read.signals, felt.signs)
    return Turn("customer", heat, after, tuple(read.signals), (), felt.because, felt.sure, felt.signs)


def _ours(
    speaker: str, text: str, heard: str, ours: list[frozenset[str]], before: Turn | None, *, spoken: bool
) -> Turn:
    acts = read_acts(text, heard)
    trust = before.trust if before else trusting.AT_FIRST
    words = frozenset(_WORD.findall(text.lower()))
    repeats = any(_alike(words, earlier) for earlier in ours[-_REMEMBERED:])
    ours.append(words)
    after = trusting.after_ours(trust, acts) if spoken else trust
    return Turn(speaker, before.heat if before else 0, after, (), acts, repeats=repeats)


def _alike(words: frozenset[str], earlier: frozenset[str]) -> bool:
    fewest = min(len(words), len(earlier))
    return fewest >= _TOO_SHORT_TO_REPEAT and len(words & earlier) >= _ALIKE * max(len(words), len(earlier))


def _checked(row: dict[str, Any]) -> list[tuple[str, str]]:
    turns = row.get("turns") if isinstance(row, dict) else None
    if not isinstance(turns, list):
        raise ValueError("\u201cturns\u201d must be a list.")
    return [_checked_turn(number, turn) for number, turn in enumerate(turns)]


def _checked_turn(number: int, turn: object) -> tuple[str, str]:
    if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
        raise ValueError(f"Turn {number} must be an object with a \u201ctext\u201d.")
    if turn.get("speaker") not in SPEAKERS:
        raise ValueError(f"The speaker of turn {number} must be customer, agent or bot.")
    return turn["speaker"], turn["text"][:READ_AT_MOST]


def _as_json(turn: Turn, so_far: Sequence[Turn]) -> dict[str, Any]:
    """On customers' turns `forecast` is that of the moment, or nothing while it is silent."""
    read = {"heat": turn.heat, "trust": turn.trust, "signals": _signals_json(turn.signals), "acts": list(turn.acts)}
    if turn.speaker != "customer":
        return read
    looks = outlook(so_far)
    return read | {
        "because": _signals_json(turn.because),
        "confidence": turn.sure,
        "forecast": round(looks.chance, 3) if looks.speaks else None,
    }


def _signals_json(signals: Sequence[Signal]) -> list[dict[str, Any]]:
    return [
        {
            "code": s.code,
            "start": s.start,
            "end": s.end,
            "quote": s.quote,
            "confidence": s.confidence,
            "because": s.because,
        }
        for s in signals
    ]


def _outlook_json(looks: Outlook) -> dict[str, Any]:
    return {
        "speaks": looks.speaks,
        "silent_because": looks.silent_because,
        "low": looks.low,
        "high": looks.high,
        "because": [{"turn": r.turn, "because": r.because, "share": r.share} for r in looks.because],
    }


def _turned_json(point: TurningPoint | None) -> dict[str, Any] | None:
    if point is None:
        return None
    return {
        "because": point.because,
        "start": point.start,
        "end": point.end,
        "quote": point.quote,
        "confidence": point.confidence,
    }
