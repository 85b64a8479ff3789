"""What the rules found and what the learned reader makes of it, put together: one answer for each code, with its words.

The learned reader knows what the rules said, and decides; what a rule has found needs less of its agreement. Where both see
something the rule's quote and reason are shown, for they say more. A rule that names danger is never overruled: a false
alarm is a minute, a missed one may be a life.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from evenkeel.judgement.reading.learned.model import Found, Model, load
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.values import Signal

NEED: Final = "dated_need"
WITH_A_RULE: Final = 0.5  # of the threshold is enough
NEVER_OVERRULED: Final = frozenset({"safety_threat"})
WHAT_IT_TELLS: Final[Mapping[str, str]] = {
    "abuse": "somebody being insulted",
    "broken_promise": "something announced that did not happen",
    "churn_threat": "a customer who is about to leave",
    "customers_customer": "the customer's own customers being affected",
    "legal_compliance": "the law or an authority coming into it",
    "manager_request": "somebody who wants to speak to a person with more authority",
    "money_at_risk": "money that is lost or about to be",
    "production_stopped": "an operation that stands still",
    "public_shaming": "a complaint that is made public",
    "repeated_failed_fix": "a repair that did not hold",
    "safety_threat": "somebody in danger",
    "sla_breach": "an agreed time or level that was not kept",
    "vulnerable_person": "somebody who depends on help",
    "wide_impact": "many being affected",
    NEED: "something that must be done by a day, or gets worse",
}
_TYPES: Final = {
    "impatient": "Words like these usually come from a customer who presses for time.",
    "aggressive": "Words like these usually come from a customer who attacks.",
    "complainer": "Words like these usually come from a customer with several separate grievances.",
}


@dataclass(frozen=True, slots=True)
class Weighed:
    signals: tuple[Signal, ...]
    need: Signal | None
    customer_type: str
    customer_type_because: str


def weigh(text: str, folded: bytes, context: str | None, by_rule: Sequence[Signal], need: Signal | None) -> Weighed:
    """English only: it has learned no other language."""
    model = load()
    rules = {signal.code: signal for signal in by_rule}
    found = model.read(folded, text, fold(context) if context else b"", rules)
    signals = [
        signal
        for code in WHAT_IT_TELLS
        if code != NEED and (signal := _signal(code, text, found, model, rules.get(code))) is not None
    ]
    kind, because = _type(found, model)
    return Weighed(
        tuple(sorted(signals, key=lambda one: (one.start, one.code))),
        need or _signal(NEED, text, found, model, None),
        kind,
        because,
    )


def _signal(code: str, text: str, found: Found, model: Model, rule: Signal | None) -> Signal | None:
    sure = found.probability[code]
    enough = model.thresholds[code] * (WITH_A_RULE if rule else 1.0)
    if sure < enough and not (rule and code in NEVER_OVERRULED):
        return None
    if rule is not None:
        return replace(rule, confidence=round(max(sure, rule.confidence), 2))
    start, end = found.span(code)
    if start == end:
        return None
    because = f"Words like these usually tell of {WHAT_IT_TELLS[code]}."
    return Signal(code, start, end, text[start:end], round(sure, 2), because, read_by="learned")


def _type(found: Found, model: Model) -> tuple[str, str]:
    """The one that is furthest above its threshold, if any is."""
    best = max(_TYPES, key=lambda kind: found.probability[kind] - model.thresholds[kind])
    if found.probability[best] < model.thresholds[best]:
        return "none", "The tone is even."
    return best, _TYPES[best]
