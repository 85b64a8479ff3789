"""The form of a ladder: from its data to fields, and from what was typed back to its data. And the line of a trial."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

from django.http import QueryDict

from evenkeel.cases.ladders.trying import Line
from evenkeel.cases.ladders.versions import Draft
from evenkeel.judgement.climbing.wording import span_words
from evenkeel.people.models import Team, User

# Ticked in the form; everything else is chosen from a list.
TICKED = (
    ("owner", "The owner"),
    ("lead", "The lead on duty"),
    ("duty:first", "First on duty"),
    ("duty:second", "Second on duty"),
    ("last_resort", "The last resort"),
)
OTHERS = (
    ("duty:safety", "Safety on duty"),
    ("duty:legal", "Legal on duty"),
    ("duty:lead", "Lead on duty, nobody else"),
    ("role:diagnosis", "Whoever has the diagnosis"),
    ("role:communication", "Whoever has the communication"),
    ("role:coordination", "Whoever coordinates"),
    ("role:decision", "The decision maker"),
    ("role:watcher", "The watchers"),
)
_TYPED_SPAN = re.compile(r"(\d+)\s*(s|m|h|d)[a-z]*", re.IGNORECASE)
MOST_STEPS = 30
WIDE = 640


@dataclass(frozen=True, slots=True)
class FormStep:
    """One step as fields; `ticked` and `chosen` together are whom it notifies."""

    no: int
    ticked: Sequence[str] = ("owner",)
    chosen: Sequence[str] = ()
    wait: str = ""
    times: str = ""
    every: str = ""
    until: bool = False
    hours: str = ""
    least: int = 1
    most: int = 4
    tiers: Sequence[str] = ()
    hold: bool = False

    @property
    def has_branch(self) -> bool:
        return bool(self.hours or self.least > 1 or self.most < 4 or self.tiers)


def choices(teams: Sequence[Team], people: Sequence[User]) -> list[tuple[str, list[tuple[str, str]]]]:
    """For the lists of the form, in groups."""
    return [
        ("By what they do", list(OTHERS)),
        ("A person", [(f"user:{user.pk}", str(user)) for user in people]),
        ("Volunteers are asked first", [(f"volunteers:{team.pk}", f"Volunteers of {team}") for team in teams]),
        ("In turns", [(f"round_robin:{team.pk}", f"The next in turn in {team}") for team in teams]),
        ("A whole team", [(f"team:{team.pk}", f"Everybody in {team}") for team in teams]),
        (
            "On duty elsewhere",
            [
                (f"duty:{kind}@{team.pk}", f"{kind.capitalize()} on duty for {team}")
                for team in teams
                for kind in ("first", "second", "lead")
            ],
        ),
    ]


def fields_of(draft: Draft) -> list[FormStep]:
    steps = draft.steps if isinstance(draft.steps, list) else []
    return [_fields(no, step) for no, step in enumerate(steps, 1) if isinstance(step, dict)]


def _fields(no: int, step: Mapping[str, Any]) -> FormStep:
    notify = [str(name) for name in step.get("notify") or []]
    repeat, when, plain = step.get("repeat") or {}, step.get("when") or {}, {name for name, _ in TICKED}
    tiers = when.get("tier") or []
    return FormStep(
        no,
        [name for name in notify if name in plain],
        [name for name in notify if name not in plain],
        str(step.get("wait") or ""),
        str(repeat.get("times") or ""),
        str(repeat.get("every") or ""),
        bool(step.get("repeat_until_acknowledged")),
        str(when.get("hours") or ""),
        when.get("level_at_least", 1),
        when.get("level_at_most", 4),
        [tiers] if isinstance(tiers, str) else tiers,
        bool(step.get("hold")),
    )


def draft_of(data: QueryDict) -> Draft:
    """What was typed, as a ladder; whether it can be one is for the rules to say."""
    places = [no for no in range(1, MOST_STEPS + 2) if f"{no}-place" in data and f"{no}-out" not in data]
    places.sort(key=lambda no: (_number(data.get(f"{no}-place")) or no, no))
    steps = [_step(data, no) for no in places]
    if data.get("do") == "add":
        steps.append({"notify": ["owner", "lead"]})
    repeats = _number(data.get("repeats"))
    return Draft(steps, 2 if repeats is None else repeats, _span(data.get("last_resort_every")))


def _step(data: QueryDict, no: int) -> dict[str, Any]:
    def said(name: str) -> str:
        return data.get(f"{no}-{name}", "").strip()

    notify = [name for name in (*data.getlist(f"{no}-who"), *data.getlist(f"{no}-more")) if name]
    step: dict[str, Any] = {"notify": list(dict.fromkeys(notify))}
    if said("wait"):
        step["wait"] = _span(said("wait"))
    times, every, until = _number(said("times")), _span(said("every")), bool(said("until"))
    if every or times or until:
        step["repeat"] = ({"times": times} if times and not until else {}) | ({"every": every} if every else {})
    if until:
        step["repeat_until_acknowledged"] = True
    if said("hold"):
        step["hold"] = True
    when: dict[str, Any] = {"hours": said("hours")} if said("hours") else {}
    for name, field, none in (("level_at_least", "least", 1), ("level_at_most", "most", 4)):
        level = _number(said(field))
        if level is not None and level != none:
            when[name] = level
    if tiers := data.getlist(f"{no}-tier"):
        when["tier"] = tiers
    return step | ({"when": when} if when else {})


def _span(typed: str | None) -> str:
    """“15 min” and “2 hours” as the data writes them; anything else as it was typed, for the rules to refuse."""
    text = (typed or "").strip()
    found = _TYPED_SPAN.fullmatch(text)
    return f"{int(found[1])}{found[2].lower()}" if found else text


def _number(typed: str | None) -> int | None:
    text = (typed or "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 4 else None


@dataclass(frozen=True, slots=True)
class Dot:
    """One moment on the line of a trial, in the units of its drawing."""

    x: float
    what: str
    words: str


def dots(lines: Sequence[Line]) -> list[Dot]:
    """Minutes stand apart and days still fit: the line is drawn by the root of the time."""
    longest = max((line.after.total_seconds() for line in lines), default=0) or 1
    found, at = [], -24.0
    for line in lines:
        x = max(
            10 + (WIDE - 20) * sqrt(line.after.total_seconds() / longest), at + 6 if line.what == "passed" else at + 12
        )
        at = x
        found.append(Dot(min(x, WIDE - 10), line.what, after_words(line)))
    return found


def after_words(line: Line) -> str:
    return "at once" if not line.after else f"after {span_words(line.after)}"
