"""What the learned reader makes of a message and what the rules find in it, put together: one answer for each code, with its words.

The learned reader decides, in two questions: is there any trouble at all, and which. A rule is asked only where it could
matter: where the learned reader is nearly sure the rule settles it, and where both see something the rule's quote and
reason are shown, for they say more. A few words say too little to the learned reader; there the rules have the last one.

Where a desk has taught its reader (`learned.correction`), each code is moved by what it learned, a rule's finding too. Danger
has a floor: what a rule names, or what the shipped model is more sure of than not, is said whatever was learned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from evenkeel.judgement.reading.learned.correction import Correction, moved
from evenkeel.judgement.reading.learned.features import tokens
from evenkeel.judgement.reading.learned.model import ANY, Found, Model, load
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.rules import DANGER, NEED
from evenkeel.judgement.reading.values import Signal

Rule = Callable[[str], Signal | None]

# Of the threshold this much is enough where a rule finds it too. On hands left out, what rules find below that is wrong four
# times in five; so is what they find where the model sees no trouble, but a missed danger is dearer than a false one.
WITH_A_RULE: Final = 0.1
NEED_WITH_A_RULE: Final = 0.3
GRAVE_WITH_A_RULE: Final = 0.7  # trouble or not
FEW_WORDS: Final = (
    10  # on hands left out, what rules find in so few is right in seven of nine where the model doubts it
)
GRAVE: Final = ("production_stopped", "safety_threat")
DANGER_STANDS: Final = 0.5  # from here on no dismissal silences a danger
OPENS: Final = 1.5  # moved so far up by its own desk, a code needs no other sign of trouble
SILENCES: Final = 0.5  # moved less far down, a rule's finding stays
_UNMOVED: Final[Mapping[str, float]] = {}
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
_CODES: Final = tuple(code for code in WHAT_IT_TELLS if code != NEED)
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


def weigh(text: str, folded: bytes, context: str | None, rule: Rule, correction: Correction | None = None) -> Weighed:
    """English only: it has learned no other language. `rule` says what the rules find of a code."""
    model = load()
    found = model.read(folded, text, fold(context) if context else b"")
    by = correction.moves(tokens(folded)) if correction else _UNMOVED
    # Where there is no trouble, only what a rule may settle alone is looked at: that is what most messages cost.
    troubled = found.sure[ANY] >= model.gate_with_a_rule or found.words <= FEW_WORDS
    codes = _CODES if troubled else [code for code in _CODES if code in GRAVE or by.get(code, 0.0) >= OPENS]
    signals = [one for code in codes if (one := _signal(code, text, found, model, rule, by.get(code, 0.0))) is not None]
    signals.sort(key=lambda one: (one.start, one.code))
    kind, because = _type(found, model)
    return Weighed(tuple(signals), _signal(NEED, text, found, model, rule, 0.0), kind, because)


def still_said(signal: Signal, by: float) -> bool:
    """Whether what a rule found is said although the desk's own people spoke against words like these."""
    if signal.code == DANGER or by > -SILENCES:
        return True
    return moved(signal.confidence, by) >= load().thresholds.get(signal.code, DANGER_STANDS)


def _signal(code: str, text: str, found: Found, model: Model, rule: Rule, by: float) -> Signal | None:
    before, trouble = found.sure[code], found.sure[ANY]
    sure = _moved(code, before, by)
    share = sure / model.thresholds[code]
    alone = share >= 1.0 and (code == NEED or by >= OPENS or trouble >= model.gate)
    few = found.words <= FEW_WORDS
    # What is moved down may still be a rule's to settle: `still_said` decides that.
    asked = max(share, before / model.thresholds[code])
    if not (alone or _a_rule_settles_it(code, asked, trouble=trouble >= model.gate_with_a_rule, few=few)):
        return None
    by_rule = rule(code)
    if by_rule is not None and (alone or still_said(by_rule, by)):
        return replace(by_rule, confidence=round(max(sure, by_rule.confidence), 2))
    start, end = found.span(code) if alone else (0, 0)
    if start == end:
        return None
    because = (
        f"Words like these usually tell of {WHAT_IT_TELLS[code]}{_as_was_learned(before, by, model.thresholds[code])}."
    )
    return Signal(code, start, end, text[start:end], round(sure, 2), because, read_by="learned")


def _moved(code: str, sure: float, by: float) -> float:
    if by == 0.0 or (by < 0 and code == DANGER and sure >= DANGER_STANDS):
        return sure
    return moved(sure, by)


def _as_was_learned(before: float, by: float, threshold: float) -> str:
    return ", as this desk has taught its reader" if by >= OPENS or before < threshold else ""


def _a_rule_settles_it(code: str, share: float, *, trouble: bool, few: bool) -> bool:
    if code == NEED:
        return share >= NEED_WITH_A_RULE
    return few or (trouble and share >= WITH_A_RULE) or (code in GRAVE and share >= GRAVE_WITH_A_RULE)


def _type(found: Found, model: Model) -> tuple[str, str]:
    """The one that is furthest above its threshold, if any is."""
    best = max(_TYPES, key=lambda kind: found.sure[kind] - model.thresholds[kind])
    if found.sure[best] < model.thresholds[best]:
        return "none", "The tone is even."
    return best, _TYPES[best]
