"""The ladder that runs when nobody acknowledges: which rung comes next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any


class LadderInvalid(ValueError):
    """Its message is one sentence for the person who wrote the ladder."""


@dataclass(frozen=True, slots=True)
class Rung:
    no: int
    notify: tuple[str, ...]
    round: int  # 1 is the first time up
    last: bool


TARGETS = ("owner", "lead", "last_resort", "duty:first", "duty:second", "duty:lead", "duty:safety", "duty:legal")

STANDARD: list[dict[str, Any]] = [
    {"notify": ["owner"]},
    {"notify": ["owner", "duty:second"]},
    {"notify": ["owner", "lead"]},
    {"notify": ["owner", "lead", "last_resort"]},
]


def rung(steps: Sequence[dict[str, Any]], repeats: int, no: int) -> Rung | None:
    """The rung with this number, counted on over repeats; None when the ladder has ended."""
    if not steps or no < 0 or no >= len(steps) * (repeats + 1):
        return None
    return Rung(
        no=no,
        notify=tuple(steps[no % len(steps)]["notify"]),
        round=no // len(steps) + 1,
        last=no == len(steps) * (repeats + 1) - 1,
    )


def check(steps: Any) -> None:
    """Raises LadderInvalid for a ladder that would reach nobody."""
    if not isinstance(steps, list) or not steps:
        raise LadderInvalid("A ladder needs at least one step: say whom it notifies first.")
    for n, step in enumerate(steps, 1):
        notify = step.get("notify") if isinstance(step, dict) else None
        if not notify:
            raise LadderInvalid(f"Step {n} notifies nobody: name at least one of {', '.join(TARGETS)} or user:ID.")
        for target in notify:
            if target not in TARGETS and not _is_user(target):
                raise LadderInvalid(f"Step {n} names “{target}”, which is none of {', '.join(TARGETS)} or user:ID.")


def _is_user(target: Any) -> bool:
    return isinstance(target, str) and target.startswith("user:") and target[5:].isdigit()
