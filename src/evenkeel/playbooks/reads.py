"""What to do and say: the trigger checklist, the lines that may always be sent, an industry's questions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FIELDS = ("title", "in_plain_words", "next_minute", "takes_over", "script", "example")


class PackInvalid(ValueError):
    """Its message names the pack, the entry and what is missing."""


@dataclass(frozen=True, slots=True)
class Trigger:
    code: str
    title: str
    in_plain_words: str
    next_minute: str
    takes_over: str
    script: str
    example: str


@cache
def triggers() -> dict[str, Trigger]:
    """The checklist by code. Raises PackInvalid when an entry misses its action, target, script or example."""
    found = {}
    for code, entry in _load("triggers.toml").items():
        missing = [f for f in FIELDS if not str(entry.get(f, "")).strip()]
        if missing:
            raise PackInvalid(f"triggers.toml: “{code}” has no {', '.join(missing)}.")
        found[code] = Trigger(code=code, **{f: entry[f] for f in FIELDS})
    return found


def first_moves(codes: Iterable[str]) -> list[str]:
    """What to do in the next minute, for the codes that decided the level; each once, in their order."""
    known = triggers()
    return [known[c].next_minute for c in dict.fromkeys(codes) if c in known]


@cache
def holding_line(hold: str) -> str:
    return str(_load("lines.toml")["holding"][hold])


def evidence_questions(industry: str, codes: Sequence[str]) -> list[str]:
    """What to ask to know how much is at risk, in the words of the customer's industry."""
    questions = _industry(industry if industry in industries() else "services")["questions"]
    asked = [q["ask"] for q in questions if q["about"] in codes]
    return asked or [q["ask"] for q in questions]


@cache
def industries() -> tuple[str, ...]:
    folder = files("evenkeel.playbooks") / "packs" / "industries"
    return tuple(sorted(f.name.removesuffix(".toml") for f in folder.iterdir() if f.name.endswith(".toml")))


@cache
def _industry(name: str) -> dict[str, Any]:
    return _load(f"industries/{name}.toml")


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((files("evenkeel.playbooks") / "packs" / name).read_text(encoding="utf-8"))
