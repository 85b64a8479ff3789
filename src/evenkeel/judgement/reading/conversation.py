"""How a conversation runs: heat and trust turn by turn, where it turned, whether it is likely to escalate.

The forecast is a work-list, not a verdict, and it has not been calibrated on outcomes. It begins at the base rate and may leave
it only as customer turns accumulate: on public disputes nobody does much better than chance in the first quarter (READING.md).
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evenkeel.judgement.reading.drafting.acts import read_acts
from evenkeel.judgement.reading.triggers import read_triggers
from evenkeel.judgement.reading.values import Signal, TriggerReading

SPEAKERS = ("customer", "agent", "bot")
TURN = 15
_LASTING = 3
_TRUST_AT_FIRST = 60


@dataclass(frozen=True, slots=True)
class Turn:
    """Heat and trust are the customer's: on our turns they stand as the customer last left them."""

    speaker: str
    heat: int
    trust: int
    signals: tuple[Signal, ...]
    acts: tuple[str, ...]


_COOLS = re.compile(
    r"\b(?:thank(?:s| you)|thx|ty\b|cheers|great|perfect|awesome|brilliant|appreciate|(?:it|that|all|now) (?:works|worked|is working|is fixed|did it|helped)|sorted|resolved|solved|lovely|excellent|no worries|will do|got it)\b",
    re.IGNORECASE,
)
_SOURS = re.compile(r"\b(?:thanks for nothing|no thanks|thanks (?:a lot )?but|great(?:,)? (?:another|now|so)|not (?:great|resolved|solved|sorted|working|perfect|fixed))\b|\.{3}\s*great\b", re.IGNORECASE)  # fmt: skip
_STRAINS = re.compile(
    r"\b(?:still|again|already|yet another|every time|over and over|for (?:days|weeks|months|hours|ages)|\d+ (?:days|weeks|months|hours|times)|twice|third time|nobody|no ?one|never|useless|ridiculous|joke|pathetic|terrible|awful|worst|horrible|disgusting|disgrace\w*|unacceptable|appalling|shocking|rubbish|garbage|crap|shit\w*|fuck\w*|wtf|bloody|hell|damn|sick of|tired of|fed up|had enough|annoy\w*|frustrat\w*|angry|furious|disappoint\w*|hate|sucks?|broken|fail\w*|wast(?:e|ed|ing)|lie[sd]?|lying|scam|steal\w*|rude|ignor\w*|not good enough|how long|come on|seriously|why (?:is|are|do|does|can't|won't|has|have)|doesn't work|not working|won't work|can't even|no (?:reply|response|answer|help|resolution|idea))\b",
    re.IGNORECASE,
)
_DOUBTS = re.compile(
    r"\b(?:you (?:said|promised|told)|that's what (?:you|they|the last)|(?:don't|do not|can't|cannot|no longer) (?:believe|trust)|heard that before|lost (?:all )?(?:faith|trust|confidence)|losing faith|lie[sd]?|lying|yeah right|never (?:came|called|happened|answered|replied)|nobody (?:came|called|replied)|different (?:answer|story|person)|told me (?:the )?(?:opposite|something else)|copy.?paste|script|bots?)\b",
    re.IGNORECASE,
)
_BURNS = re.compile(
    r"\b(?:shame(?:ful)?|pissed|trash|crooks?|liars?|thie(?:f|ves)|theft|rip-?off|robbery|fraud|criminals?|incompeten\w+|smh|livid|outrag\w+|insult\w*|stranded|furious|never again|(?:don't|doesn't|do not|does not) care|lost (?:me )?as a customer|last time|poor (?:customer )?service|worst|bs\b|ruin\w*|unbelievable|how (?:dare|is this)|what a joke|(?:switch|leav|cancel)ing)\b|[\U0001F620\U0001F621\U0001F624\U0001F92C\U0001F926\U0001F644]",
    re.IGNORECASE,
)
_PLAINT = re.compile(
    r"\b(?:slow|glitch\w*|freez\w*|crash\w*|lost|missing|late|delay\w*|without|poor|worse|stuck|wrong|keeps?|charged?|refus\w*|didn't|did not|can't|cannot|won't|not|no|stop|problem|issue|fix|cancelled|rude|waiting|waited|hours?|days?|weeks?)\b|!|\?\?",
    re.IGNORECASE,
)
_LOUD = re.compile(r"\b[A-Z]{3,}\b")
# Asking for a manager, a word that was broken, leaving, the third repair: nobody says these calmly, whatever their tone.
_GRIEVANCES = frozenset(
    {"manager_request", "repeated_failed_fix", "broken_promise", "churn_threat", "public_shaming", "abuse"}
)
_LOSES_TRUST = {"broken_promise": 14, "repeated_failed_fix": 8, "churn_threat": 10, "legal_compliance": 8, "public_shaming": 8, "manager_request": 6, "sla_breach": 6, "abuse": 6}  # fmt: skip
# What our own turn does to trust before the customer has answered: the signs and order of the simulator's table, a third of its size.
_ACT_ON_TRUST = {"ack_specific": 2, "step_time": 2, "own": 1, "minimise": -3, "blame": -3, "calm_down": -3, "ask_repeat": -3, "transfer": -1, "resist": -3, "refuse": -2}  # fmt: skip


def read_conversation(row: dict[str, Any]) -> dict[str, Any]:
    """One line of `evenkeel read conversation`, in and out; a row that cannot be read is refused with a sentence."""
    said = _checked(row)
    turns = read_turns(said)
    turned = turning_point(turns)
    return {
        "id": row.get("id"),
        "turns": [_as_json(turn) for turn in turns],
        "forecast": round(forecast(turns), 3),
        "turning_point": turned,
        "preventable": preventable(turns, turned),
    }


def read_turns(said: Sequence[tuple[str, str]]) -> tuple[Turn, ...]:
    turns: list[Turn] = []
    heat, trust, heard = 0, _TRUST_AT_FIRST, ""
    customers = 0
    for speaker, text in said:
        if speaker == "customer":
            read = read_triggers(text)
            own = turn_heat(text, read)
            heat = own if customers == 0 else _carried(heat, own)
            trust = _trust_after(trust, text, read.signals)
            turns.append(Turn(speaker, heat, trust, tuple(read.signals), ()))
            heard, customers = text, customers + 1
        else:
            acts = read_acts(text, heard)
            trust = _within(trust + sum(_ACT_ON_TRUST.get(act, 0) for act in acts)) if customers else trust
            turns.append(Turn(speaker, heat, trust, (), acts))
    return tuple(turns)


def turn_heat(text: str, read: TriggerReading) -> int:
    """The message's own heat: impatience and grievances add, however politely put; thanks that are meant take away."""
    strain = min(4, len(_STRAINS.findall(text)))
    loud = min(2, len(_LOUD.findall(text)))
    thanks = bool(_COOLS.search(text)) and not _SOURS.search(text)
    burns = min(3, len(_BURNS.findall(text)))
    plaint = min(6, len(_PLAINT.findall(text)))
    grievances = len({signal.code for signal in read.signals} & _GRIEVANCES)
    return _within(0.7 * read.heat + 12 * strain + 18 * burns + 4 * plaint + 6 * loud + 16 * grievances - 20 * thanks)


def _carried(before: int, own: int) -> int:
    """Anger outlives the sentence it was spoken in, so part of the level before stays."""
    return _within(0.6 * own + 0.4 * before)


def _trust_after(trust: int, text: str, signals: Sequence[Signal]) -> int:
    lost = sum(_LOSES_TRUST.get(code, 0) for code in {signal.code for signal in signals})
    doubt = 8 * min(2, len(_DOUBTS.findall(text)))
    thanks = 6 if _COOLS.search(text) and not _SOURS.search(text) and not doubt else 0
    return _within(trust - lost - doubt + thanks)


def turning_point(turns: Sequence[Turn]) -> int | None:
    """The first customer turn from which heat stays 15 above, or trust 15 below, the turn before, to the end or for three turns."""
    theirs = [index for index, turn in enumerate(turns) if turn.speaker == "customer"]
    for place in range(1, len(theirs)):
        before = turns[theirs[place - 1]]
        after = [turns[index] for index in theirs[place : place + _LASTING]]
        if all(turn.heat >= before.heat + TURN for turn in after) or all(
            turn.trust <= before.trust - TURN for turn in after
        ):
            return theirs[place]
    return None


# Base rate: 371 of 2,106 public disputes ended badly. The weights are set by hand, not fitted, so that each feature at its
# extreme moves the odds by about the ratio the published associations allow (a defending first answer: 24.7 % against 15.7 %,
# that is +0.55); together they reach some 80 % on a long, hot, ill-answered conversation and never certainty.
_BASE = math.log(371 / (2106 - 371))
_GRAVE = frozenset(
    {
        "legal_compliance",
        "manager_request",
        "churn_threat",
        "public_shaming",
        "broken_promise",
        "repeated_failed_fix",
        "abuse",
    }
)
_WORSENS = frozenset({"minimise", "blame", "calm_down", "ask_repeat", "resist", "refuse", "nitpick", "q_why"})


def forecast(turns: Sequence[Turn]) -> float:
    """Probability of escalation after the last turn; evidence counts n/(n+3) after n customer turns."""
    theirs = [turn for turn in turns if turn.speaker == "customer"]
    if not theirs:
        return 1 / (1 + math.exp(-_BASE))
    weight = len(theirs) / (len(theirs) + 3)
    return 1 / (1 + math.exp(-(_BASE + weight * _evidence(turns, theirs))))


def _evidence(turns: Sequence[Turn], theirs: Sequence[Turn]) -> float:
    last = theirs[-1]
    peak = max(turn.heat for turn in theirs)
    grave = {signal.code for turn in theirs for signal in turn.signals} & _GRAVE
    ours = [turn for turn in turns if turn.speaker != "customer"]
    bad = sum(bool(_WORSENS & set(turn.acts)) for turn in ours)
    defends = bool(ours) and "explain" in ours[0].acts and "ack_specific" not in ours[0].acts
    rise = last.heat - theirs[0].heat
    return (
        2.0 * (last.heat - 35) / 65
        + 0.8 * (peak - 35) / 65
        + 0.8 * rise / 60
        + 1.2 * (_TRUST_AT_FIRST - last.trust) / 60
        + 0.5 * min(3, len(grave))
        + 0.4 * min(3, bad)
        + 0.55 * defends
    )


_BETTER = {
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


def preventable(turns: Sequence[Turn], turned: int | None) -> dict[str, Any] | None:
    """The act of ours just before the turn, as a proposal for a person to judge: what came before is not proved to be the cause."""
    if turned is None:
        return None
    previous = max((i for i in range(turned) if turns[i].speaker == "customer"), default=-1)
    acts = {act for turn in turns[previous + 1 : turned] for act in turn.acts}
    if not acts and any(s.code == "broken_promise" for s in turns[turned].signals):
        return _proposal(
            "keeping the promise, or saying in time that it would slip",
            "the customer names a promise that was not kept",
            0.5,
        )
    for act, better in _BETTER.items():
        if act in acts and not (act in ("policy", "explain", "ack_generic") and "ack_specific" in acts):
            return _proposal(better, f"our turn before it reads as \u201c{act}\u201d", 0.5 if act in _WORSENS else 0.35)
    return None


def _proposal(by: str, because: str, confidence: float) -> dict[str, Any]:
    return {"by": by, "because": because, "confidence": confidence}


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
    return turn["speaker"], turn["text"][:20_000]


def _as_json(turn: Turn) -> dict[str, Any]:
    signals = [
        {"code": s.code, "start": s.start, "end": s.end, "quote": s.quote, "confidence": s.confidence}
        for s in turn.signals
    ]
    return {"heat": turn.heat, "trust": turn.trust, "signals": signals, "acts": list(turn.acts)}


def _within(value: float) -> int:
    return max(0, min(100, round(value)))
