"""What codes and numbers are called on the page: words a person would say, and whether an act helps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from evenkeel.judgement.reading.course.forecasting import SPEAKS_FROM
from evenkeel.playbooks.reads import triggers

SPEAKER = {"customer": "Customer", "agent": "Agent", "bot": "Bot"}


@dataclass(frozen=True, slots=True)
class Act:
    """`sign` goes before the words, so that colour is never alone: + helps, − hurts, · is neither."""

    words: str
    sign: str = "·"


_HELPS = {
    "ack_specific": "acknowledges the case itself",
    "paraphrase": "says it back to check",
    "q_what_how": "asks what or how",
    "own": "takes ownership",
    "step_time": "names a step and a time",
    "contact": "says how to be reached",
    "option": "offers a choice",
    "offer": "offers something",
    "transfer_brief": "hands over with a briefing",
}
_HURTS = {
    "q_why": "asks why",
    "q_many": "asks many things at once",
    "vague": "stays vague",
    "transfer": "passes the customer on",
    "minimise": "makes it small",
    "blame": "puts the blame elsewhere",
    "calm_down": "asks for calm",
    "over_authority": "promises beyond their authority",
    "refuse": "refuses",
    "resist": "resists escalating",
    "nitpick": "argues a detail",
    "jargon": "speaks jargon",
    "ask_repeat": "asks to be told again",
}
_NEITHER = {
    "ack_generic": "acknowledges in general",
    "explain": "explains",
    "policy": "quotes a rule",
    "apology": "apologises",
    "boundary": "sets a boundary",
    "admit_fault": "admits a fault",
}
_ACTS = (
    {code: Act(words, "+") for code, words in _HELPS.items()}
    | {code: Act(words, "−") for code, words in _HURTS.items()}
    | {code: Act(words) for code, words in _NEITHER.items()}
)


def act(code: str) -> Act:
    return _ACTS.get(code, Act(code.replace("_", " ")))


@cache
def signal(code: str) -> str:
    known = triggers().get(code)
    return known.title if known else code.replace("_", " ").capitalize()


def surely(confidence: float) -> str:
    return "clearly said" if confidence >= 0.8 else "likely meant" if confidence >= 0.6 else "perhaps meant"


@dataclass(frozen=True, slots=True)
class Outlook:
    words: str
    sentence: str


def outlook(chance: float, customer_turns: int) -> Outlook:
    """The forecast as a person would give it; the number only beside what it is worth."""
    if not customer_turns:
        return Outlook("Nothing to go by", "The customer has not spoken, so there is nothing to forecast from.")
    if customer_turns < SPEAKS_FROM:
        return Outlook("Too early to say", "Before the customer’s second turn nobody can tell, so nothing is forecast.")
    words = (
        "Unlikely to escalate" if chance < 0.12
        else "Rather unlikely to escalate" if chance < 0.3
        else "Could go either way" if chance < 0.5
        else "Likely to escalate" if chance < 0.75
        else "Very likely to escalate"
    )  # fmt: skip
    few = " Few customer turns: the forecast has hardly left the average." if customer_turns < 3 else ""
    return Outlook(
        words,
        f"About {_in_ten(chance)} of such conversations would, as far as few conversations can tell; of all disputes about 2 in 10 do.{few}",
    )


def _in_ten(chance: float) -> str:
    tenths = round(chance * 10)
    return "fewer than 1 in 10" if tenths < 1 else f"{min(tenths, 9)} in 10"


def temper(heat: int) -> str:
    return (
        "calm"
        if heat < 20
        else "strained"
        if heat < 40
        else "heated"
        if heat < 60
        else "angry"
        if heat < 80
        else "furious"
    )


def faith(trust: int) -> str:
    return "gone" if trust < 20 else "thin" if trust < 40 else "fair" if trust < 65 else "good"
