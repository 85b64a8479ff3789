"""The lines a lesson is made of: what this desk decided, and what somebody labelled in a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from evenkeel.conversations.teaching import marked_lines, unmarked_lines
from evenkeel.judgement.reading.teaching.lesson import CODES, WANTED, WANTED_GROUPS, teach
from evenkeel.judgement.reading.teaching.values import Lesson, Line, Mark

__all__ = ["lines_of", "teach", "why_nothing"]

MOST_LINES: Final = 20_000
LONGEST_LINE: Final = 100_000  # characters
LISTED: Final = 20


def lines_of(file: Path | None) -> tuple[Sequence[Line], Sequence[str]]:
    """The lines, and a sentence for each that could not be taken. No sentence repeats a word of a line."""
    given, problems = _given(file) if file else ([], [])
    return [*marked_lines(), *unmarked_lines(), *given], problems


def why_nothing(lesson: Lesson) -> str:
    short = [trial for trial in lesson.trials if trial.because.startswith("too few")]
    if len(short) < len(lesson.trials):
        return "Nothing was learned: on lines held back no code got better. What was kept before stays as it was."
    return (
        f"Nothing was learned: too little was decided. A code wants {WANTED} marks by people, from {WANTED_GROUPS}"
        " conversations. Dismiss on the desk what is wrong, or give labelled --lines."
    )


def _given(file: Path) -> tuple[list[Line], list[str]]:
    lines, problems = [], []
    with file.open(encoding="utf-8", errors="replace") as opened:
        for number in range(1, MOST_LINES + 1):
            row = opened.readline(LONGEST_LINE)
            if not row:
                break
            try:
                if row.strip():
                    lines.append(_line(row, number))
            except ValueError as problem:
                problems.append(f"Line {number} is left out: {problem}")
        else:
            problems.append(f"Only the first {MOST_LINES} lines were taken.")
    if len(problems) > LISTED:
        problems = [*problems[:LISTED], f"… and {len(problems) - LISTED} more."]
    return lines, problems


def _line(row: str, number: int) -> Line:
    try:
        said = json.loads(row.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON.") from None
    if not isinstance(said, dict) or not isinstance(said.get("text"), str) or not said["text"].strip():
        raise ValueError('it has no words under "text".')
    if any("\ud800" <= sign <= "\udfff" for sign in said["text"]):
        raise ValueError("it holds half a character.")
    codes = said.get("triggers")
    if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
        raise ValueError('it has no list of codes under "triggers".')
    if set(codes) - set(CODES):
        raise ValueError(f"a code is none of {', '.join(CODES)}.")
    context, language = said.get("context"), said.get("lang")
    return Line(
        said["text"],
        f"given {said.get('conversation', number)}",
        {code: Mark(so=code in codes) for code in CODES},
        context if isinstance(context, str) else None,
        language if isinstance(language, str) else None,
    )
