"""Where a conversation turned for the worse, why we say so, and which act of ours stood before it: proposals for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from evenkeel.judgement.reading.course.turn import Turn, of_customer

TURN: Final = 15
_LASTING: Final = 3
# About how many were right on invented conversations whose writer had marked the turn: 17 of 19 where heat rose, 2 of 4 where
# trust alone fell.
_BY_BOTH, _BY_HEAT, _BY_TRUST = 0.8, 0.8, 0.5


@dataclass(frozen=True, slots=True)
class TurningPoint:
    """`quote` is what moved heat most there, `start` and `end` its place in the turn."""

    index: int
    because: str
    start: int
    end: int
    quote: str
    confidence: float


def turning_point(turns: Sequence[Turn]) -> int | None:
    """The first customer turn from which heat stays 15 above, or trust 15 below, the turn before, to the end or for three turns."""
    theirs = of_customer(turns)
    for place in range(1, len(theirs)):
        if any(_stays(turns, theirs, place)):
            return theirs[place]
    return None


def explained(turns: Sequence[Turn], turned: int | None) -> TurningPoint | None:
    if turned is None:
        return None
    theirs = of_customer(turns)
    place = theirs.index(turned)
    before, now = turns[theirs[place - 1]], turns[turned]
    hotter, doubted = _stays(turns, theirs, place)
    changes = [f"heat went from {before.heat} to {now.heat}"] if hotter else []
    changes += [f"trust from {before.trust} to {now.trust}"] if doubted else []
    worst = max(now.because, key=lambda one: one.confidence * ("calm" not in one.because), default=None)
    return TurningPoint(
        turned,
        f"Since the customer\u2019s turn before, {' and '.join(changes)}, and it stayed so.",
        worst.start if worst else 0,
        worst.end if worst else 0,
        worst.quote if worst else "",
        _BY_BOTH if hotter and doubted else _BY_HEAT if hotter else _BY_TRUST,
    )


def _stays(turns: Sequence[Turn], theirs: Sequence[int], place: int) -> tuple[bool, bool]:
    """Whether heat stays up, and whether trust stays down."""
    before = turns[theirs[place - 1]]
    after = [turns[index] for index in theirs[place : place + _LASTING]]
    hotter = all(turn.heat >= before.heat + TURN for turn in after)
    return hotter, all(turn.trust <= before.trust - TURN for turn in after)


WORSENS: Final = frozenset({"minimise", "blame", "calm_down", "ask_repeat", "resist", "refuse", "nitpick", "q_why"})
# In this order: what is worse is named first.
_BETTER: Final = {
    "calm_down": "naming what made them angry instead of asking for calm",
    "blame": "leaving out whose fault it was",
    "minimise": "giving the trouble the size they gave it",
    "ask_repeat": "reading the history before asking",
    "resist": "bringing in somebody who can decide",
    "refuse": "saying what could be done instead",
    "q_why": "asking what or how instead of why",
    "nitpick": "letting the detail go",
    "policy": "acknowledging before quoting a rule",
    "explain": "acknowledging before explaining",
    "vague": "naming an act and a time",
    "transfer": "handing over with a name and a briefing",
    "ack_generic": "naming a fact of their case",
}
_FORGIVEN: Final = frozenset({"policy", "explain", "ack_generic"})  # where the case itself is acknowledged


def preventable(turns: Sequence[Turn], turned: int | None) -> dict[str, Any] | None:
    """What of ours stood just before the turn, as a proposal for a person to judge: what came before is not proved to be the cause."""
    if turned is None:
        return None
    previous = max((i for i in range(turned) if turns[i].speaker == "customer"), default=-1)
    ours = turns[previous + 1 : turned]
    acts = frozenset(act for turn in ours for act in turn.acts)
    return (
        _by_what_hurts(acts)
        or _by_saying_it_again(ours)
        or _by_their_words(turns[turned], turns[:turned])
        or _by_what_is_missing(acts)
    )


def _by_what_hurts(acts: frozenset[str]) -> dict[str, Any] | None:
    bare = {"transfer"} if "transfer_brief" not in acts else set()
    for act, better in _BETTER.items():
        if act in acts & (WORSENS | bare):
            return _proposal(better, _reads_as(act), 0.5)
    return None


def _by_saying_it_again(ours: Sequence[Turn]) -> dict[str, Any] | None:
    if any(turn.repeats for turn in ours):
        return _proposal(
            "answering what they said, instead of saying the same again", "our turn before it repeats us", 0.5
        )
    return None


def _by_their_words(turn: Turn, before: Sequence[Turn]) -> dict[str, Any] | None:
    """A word of ours that they call broken must have been given, or be named in plain words."""
    given = any("step_time" in one.acts for one in before)
    broken = [one for one in turn.signals if one.code == "broken_promise"]
    if any(given or one.read_by == "rule" for one in broken):
        because = "the customer names a promise that was not kept"
        return _proposal("keeping the promise, or saying in time that it would slip", because, 0.5)
    if "your_word" in turn.signs:
        return _proposal("taking up what they had already said", "the customer reminds us of what was said", 0.4)
    return None


def _by_what_is_missing(acts: frozenset[str]) -> dict[str, Any] | None:
    for act, better in _BETTER.items():
        if act in acts and not (act in _FORGIVEN and "ack_specific" in acts):
            return _proposal(better, _reads_as(act), 0.35)
    return None


def _reads_as(act: str) -> str:
    return f"our turn before it reads as \u201c{act}\u201d"


def _proposal(by: str, because: str, confidence: float) -> dict[str, Any]:
    return {"by": by, "because": because, "confidence": confidence}
