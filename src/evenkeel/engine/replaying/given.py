"""The conversation in a file: JSON, JSON lines or a plain transcript, or one sentence that says what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenkeel.judgement.reading.conversation import SPEAKERS

MOST_TURNS = 5_000
NAMES = {
    "customer": "customer client caller user guest patient buyer".split(),
    "agent": "agent support rep representative advisor adviser operator staff us".split(),
    "bot": "bot chatbot assistant system".split(),
}
_SPEAKER_OF = {name: speaker for speaker, names in NAMES.items() for name in names}
_SPOKEN = re.compile(
    rf"^\s*(?:\[(?P<at>[^\]\n]{{4,40}})\]\s*)?(?P<name>{'|'.join(_SPEAKER_OF)})\s*(?:\d+|\([^)\n]{{1,40}}\))?\s*:\s?(?P<text>.*)$",
    re.IGNORECASE,
)


class Unreadable(ValueError):
    """Its message is one sentence for the person who gave the file."""


@dataclass(frozen=True, slots=True)
class Said:
    speaker: str
    text: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Given:
    """`note` says what was chosen where the file left a choice."""

    name: str
    turns: tuple[Said, ...]
    note: str = ""


def read_given(text: str, wanted: str = "", name: str = "") -> Given:
    """`name` is what a conversation is called that has no id of its own."""
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise Unreadable("The file is empty.")
    if text.lstrip()[0] not in "{[" or _SPOKEN.match(text.lstrip().splitlines()[0]):
        return Given(name, _within_bounds(_transcript(text)))
    return _one_of(_objects(text), wanted, name)


def _objects(text: str) -> list[dict[str, Any]]:
    try:
        whole = json.loads(text)
    except RecursionError as error:
        raise Unreadable("The file is nested too deeply to be a conversation.") from error
    except ValueError:
        return [_object(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    rows = whole if isinstance(whole, list) else [whole]
    if not rows or not all(isinstance(row, dict) for row in rows):
        raise Unreadable(
            'The file is JSON, but not a conversation: {"id", "turns": [{"speaker", "text"}]} is expected.'
        )
    return rows


def _object(number: int, line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"Line {number} is not JSON; a file of JSON lines has one whole object on each.") from error
    if not isinstance(row, dict):
        raise Unreadable(f"Line {number} is JSON, but not an object.")
    return row


def _one_of(rows: Sequence[dict[str, Any]], wanted: str, name: str) -> Given:
    chosen = [row for row in rows if not wanted or str(row.get("id")) == wanted]
    if not chosen:
        raise Unreadable(f"No conversation in this file has the id “{wanted}”; it holds {_some_ids(rows)}.")
    row = chosen[0]
    called = str(row["id"]) if row.get("id") not in (None, "") else name
    note = (
        f"The file holds {len(rows)} conversations; this is the first. --id picks another."
        if len(rows) > 1 and not wanted
        else ""
    )
    return Given(called[:200], _within_bounds(_turns(row)), note)


def _some_ids(rows: Sequence[dict[str, Any]]) -> str:
    ids = [str(row.get("id")) for row in rows]
    return ", ".join(ids[:5]) + (f" and {len(ids) - 5} more" if len(ids) > 5 else "")


def _turns(row: dict[str, Any]) -> tuple[Said, ...]:
    turns = row.get("turns")
    if not isinstance(turns, list):
        raise Unreadable("The conversation has no list of “turns”.")
    return tuple(_turn(number, turn) for number, turn in enumerate(turns, 1))


def _turn(number: int, turn: object) -> Said:
    if not isinstance(turn, dict) or not isinstance(turn.get("text"), str):
        raise Unreadable(f"Turn {number} must be an object with a “text”.")
    if turn.get("speaker") not in SPEAKERS:
        raise Unreadable(f"The speaker of turn {number} must be customer, agent or bot.")
    return Said(turn["speaker"], turn["text"], _instant(turn.get("at")))


def _instant(value: object) -> datetime | None:
    """A time that we cannot read is no reason to refuse the conversation; without an offset it is no instant."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at if at is not None and at.tzinfo is not None else None


def _transcript(text: str) -> tuple[Said, ...]:
    turns: list[Said] = []
    for line in text.splitlines():
        spoken = _SPOKEN.match(line)
        if spoken:
            turns.append(Said(_SPEAKER_OF[spoken["name"].lower()], spoken["text"], _instant(spoken["at"])))
        elif turns:
            last = turns[-1]
            turns[-1] = Said(last.speaker, f"{last.text}\n{line}", last.at)
        elif line.strip():
            raise Unreadable(
                "This is no conversation we can read: begin each turn with “Customer:”, “Agent:” or “Bot:”, or give JSON."
            )
    return tuple(Said(turn.speaker, turn.text.strip(), turn.at) for turn in turns)


def _within_bounds(turns: tuple[Said, ...]) -> tuple[Said, ...]:
    if not turns:
        raise Unreadable("The conversation has no turns.")
    if len(turns) > MOST_TURNS:
        raise Unreadable(f"The conversation has {len(turns)} turns; a page holds {MOST_TURNS} at most.")
    return turns
