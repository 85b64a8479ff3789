"""From words that commit to a commitment: its act, its time, its condition and its questions."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from evenkeel.judgement.reading.promising.acts import channel_of
from evenkeel.judgement.reading.promising.brief import Brief
from evenkeel.judgement.reading.promising.clauses import Clause
from evenkeel.judgement.reading.promising.values import Commitment, Scene
from evenkeel.judgement.times.resolver import no_time
from evenkeel.judgement.times.values import TimeReading

PRESENCE = ("visit", "attend")
_UNTIL = re.compile(r"\b(?:until|till|unless|while|as long as|without|before) (.{2,120})", re.IGNORECASE)


def commit(actor: str, action: str, phrase: str, kind: str, clause: Clause, scene: Scene) -> Commitment:
    attendance = action in PRESENCE
    words = f"{clause.text} {clause.extra}"
    when = scene.when(words, attendance=attendance)
    condition = clause.condition
    when, kind = _under_condition(when, condition, clause, kind, scene)
    asks = list(when.asks)
    if kind == "effort":
        asks.append("scope")
    begin, end = trimmed(scene.text, clause.start, clause.end)
    quote = scene.text[begin:end]
    return Commitment(
        actor,
        action,
        phrase.strip(" .,!"),
        kind,
        when,
        begin,
        end,
        quote,
        channel_of(action),
        condition,
        tuple(dict.fromkeys(asks)),
        _confidence(kind, when, asks),
        _because(actor, kind, when),
    )


def until_what(clause: Clause, text: str) -> str | None:
    """What lifts a forbearance: “before you agree”."""
    full = f"{text} {clause.hurdle} {clause.condition}" if clause.condition else text
    limit = _UNTIL.search(full)
    return limit[1].strip(" .!") if limit else None


def forborne(actor: str, phrase: str, until: str | None, clause: Clause, scene: Scene) -> Commitment:
    """An act that our side will not do: it has no due instant, and holds until something happens."""
    reading = no_time(scene.zone, kind="standing", ask=None, because="It holds until something happens.")
    begin, end = trimmed(scene.text, clause.start, clause.end)
    return Commitment(
        actor,
        "hold_off",
        phrase,
        "negative",
        replace(reading, until=until),
        begin,
        end,
        scene.text[begin:end],
        None,
        None,
        (),
        0.75,
        "Our side said what it will not do.",
    )


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the spaces around it."""
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _under_condition(
    when: TimeReading | None, condition: str | None, clause: Clause, kind: str, scene: Scene
) -> tuple[TimeReading, str]:
    """A condition without a latest time waits and is asked; with one, the time rules."""
    dated = when is not None and when.due is not None
    if condition is None:
        return when if when is not None and when.due_kind != "after_condition" else no_time(scene.zone), kind
    if dated and when is not None:
        latest = clause.hurdle != "if" and re.search(
            r"\b(?:by|latest|no later|not later|within|before)\b", f"{clause.text} {clause.extra}"
        )
        return when, "promise" if latest and kind == "promise" else ("conditional" if kind == "promise" else kind)
    if (
        re.match(r"(?:i|we)(?: have|'ve)? (?:hear|know|learn|get|have|receive|find)", condition, re.IGNORECASE)
        or clause.hurdle
    ):
        waiting = no_time(
            scene.zone,
            kind="after_condition",
            ask="condition",
            because="It waits for something else, so a latest time is asked.",
        )
        return waiting, "conditional" if kind == "promise" else kind
    return no_time(scene.zone), kind


def from_brief(brief: Brief, clause: Clause, scene: Scene) -> Commitment:
    return commit(brief.actor, brief.action, brief.phrase, "promise", clause, scene)


def from_answer(brief: Brief, own: str, scene: Scene) -> Commitment:
    """The time is ours where we named one, otherwise the one that was asked for."""
    start = len(own) - len(own.lstrip())
    clause = Clause(start, len(own.rstrip()), own.strip())
    made = commit(brief.actor, brief.action, brief.phrase, "promise", clause, scene)
    if (
        made.time.due is None
        and brief.answering
        and (asked := scene.when(brief.answering, attendance=brief.action in PRESENCE))
    ) and asked.due_kind not in ("after_condition", "standing"):
        made = replace(made, time=asked, asks=asked.asks)
    return replace(made, because="A short yes takes its content from what the customer asked.")


def _confidence(kind: str, when: TimeReading, asks: list[str]) -> float:
    """How sure the rules are: full words and a full time weigh most."""
    base = {"promise": 0.85, "conditional": 0.75, "negative": 0.75, "effort": 0.65}[kind]
    return round(min(0.97, base + (0.1 if when.due and not asks else 0.0) - (0.1 if "vague_time" in asks else 0.0)), 2)


def _because(actor: str, kind: str, when: TimeReading) -> str:
    who = {"agent": "The writer", "company": "Our side"}.get(actor, actor.split(":", 1)[-1].capitalize())
    what = {
        "promise": "committed to it",
        "conditional": "committed to it on a condition",
        "effort": "said they would try, which is heard as a promise",
    }.get(kind, "committed to it")
    return f"{who} {what}. {when.because}"


def due_of(when: TimeReading | None) -> datetime | None:
    return when.due if when else None


def timeless(made: Commitment) -> bool:
    return made.time.due_kind == "none" and made.time.asks == ("no_time",)
