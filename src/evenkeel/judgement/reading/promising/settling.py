"""What clauses lend each other: a time that stands once, and an owner who is named once."""

from __future__ import annotations

import re
from dataclasses import replace

from evenkeel.judgement.reading.promising.making import PRESENCE, timeless
from evenkeel.judgement.reading.promising.values import Commitment, OtherAct, Scene

_TAKES_IT = re.compile(
    r"\b(?:i(?:'m| am) (?:the|your) (?:owner|contact|case manager)|i own this|i(?:'ve| have) taken (?:this|it) (?:on|over)|i(?:'m| am) (?:taking|responsible|personally)|i(?:'m| am) \w{2,20}ing (?:to )?(?:it|this|that|them)(?: \w+self)?|(?:from|by) me)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(r"\b(?:there|then|as well|too|with (?:them|him|her)|both)\b", re.IGNORECASE)


def shared_times(made: list[Commitment]) -> list[Commitment]:
    """In 'I'll check and call you by noon' both acts are due at noon; a time in front holds for what follows."""
    shared = list(made)
    for n in reversed(range(len(shared) - 1)):
        here, after = shared[n], shared[n + 1]
        if (
            timeless(here)
            and after.time.due
            and after.start - here.end < 12
            and here.actor == after.actor
            and after.time.due_kind != "recurring"
        ):
            shared[n] = replace(here, time=after.time, asks=after.asks)
    for n in range(1, len(shared)):
        before, here = shared[n - 1], shared[n]
        if (
            timeless(here)
            and (before.time.due or before.time.due_kind == "immediate")
            and here.start - before.end < 8
            and here.actor == before.actor
            and before.time.due_kind != "recurring"
        ):
            shared[n] = replace(here, time=before.time, asks=before.asks)
    return shared


def times_pointed_at(made: list[Commitment]) -> list[Commitment]:
    """'I'll be there as well' is due when what was promised just before is."""
    pointed = list(made)
    for n in range(1, len(pointed)):
        before, here = pointed[n - 1], pointed[n]
        if (
            timeless(here)
            and before.time.due
            and before.time.due_kind != "recurring"
            and _POINTS_BACK.search(here.quote)
        ):
            pointed[n] = replace(here, time=before.time, asks=before.time.asks)
    return pointed


def timed_by_sentence(made: list[Commitment], other: list[OtherAct], text: str, scene: Scene) -> list[Commitment]:
    """A lone act without a time takes the one that its sentence names elsewhere: 'Let's say 9:30, I'll dial in'."""
    if len(made) != 1 or other or not timeless(made[0]) or made[0].condition:
        return made
    when = scene.when(text, attendance=made[0].action in PRESENCE)
    if when is None or when.due is None or when.due <= scene.now:
        return made
    return [replace(made[0], time=when, asks=when.asks)]


def with_owner_asked(made: list[Commitment], own: str) -> tuple[Commitment, ...]:
    """Who will do it is asked only when nobody in the message takes it on."""
    if any(m.actor != "company" for m in made) or _TAKES_IT.search(own):
        return tuple(made)
    return tuple(replace(m, asks=(*m.asks, "no_owner")) if m.type != "negative" else m for m in made)
