"""The rules' findings and the learned reader's opinion of them, put together: what is in doubt is not said.

A false flag on a good draft costs more than a missed one: whoever is told off for nothing stops reading. So the learned reader
decides on every fault that stands in a sentence, knowing what the rules found there. What is absent the rules decide, for that
follows from the stage; only the missing acknowledgement may be talked out of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from evenkeel.judgement.reading.learned.sentences import SentenceModel

from .authority import fault_established
from .context import Context
from .finding import Finding, present
from .friction import goes_on
from .seen import LONGEST, of_sentence
from .text import Sentence

HEARD: Final = "heard"  # the column that is no fault: this sentence names what happened to the customer
SURELY_HEARD: Final = 0.85
WITH_A_RULE: Final = 0.5  # of the threshold is enough
FEW_WORDS: Final = 3
# These rules have read the facts of the case, which the model has not.
NEVER_OVERRULED: Final = frozenset({"over_authority", "admits_liability"})
# Here the rule counts what the model cannot: terms the customer has not used, apologies.
NEVER_ALONE: Final = frozenset({"jargon", "over_apology"})
WHAT_IT_DOES: Final[Mapping[str, str]] = {
    "explain_first": "Words like these usually explain, and nothing before them says what it did to the customer.",
    "empty_empathy": "Words like these usually fit any customer.",
    "over_apology": "Words like these usually apologise more than once.",
    "vague_promise": "Words like these usually promise without an act and a time.",
    "admits_liability": "Words like these usually settle whose fault it was.",
    "over_authority": "Words like these usually grant or advise what somebody else decides.",
    "blame": "Words like these usually put the fault on somebody.",
    "minimising": "Words like these usually make the trouble smaller than the customer says it is.",
    "nitpick": "Words like these usually correct a detail that changes nothing.",
    "calm_down": "Words like these usually tell people how to behave.",
    "nothing_i_can_do": "Words like these usually close a door without opening another.",
    "why_question": "Words like these usually ask the customer to defend themselves.",
    "multi_question": "Words like these usually ask several things at once.",
    "asks_repeat": "Words like these usually ask for what the customer has told already.",
    "bare_transfer": "Words like these usually send people on without a name or a reason.",
    "resists_escalation": "Words like these usually keep the customer from somebody who can decide.",
    "policy_quote": "Words like these usually quote a rule instead of answering.",
    "jargon": "Words like these are usually known inside the trade only.",
    "backward_focus": "Words like these usually go over the past.",
}
COLUMNS: Final = (*WHAT_IT_DOES, HEARD)


def weigh(context: Context, by_rule: Sequence[Finding], model: SentenceModel) -> Iterator[Finding]:
    """English only: it has learned no other language."""
    read = [model.read(of_sentence(context, n, by_rule)) for n in range(min(len(context.sentences), LONGEST))]
    if not read:
        yield from by_rule
        return
    rules = {finding.code: finding for finding in by_rule}
    said = [f for code in WHAT_IT_DOES if (f := _said(code, context, read, model, rules.get(code))) is not None]
    yield from said
    codes = {finding.code for finding in said}
    yield from (f for f in by_rule if f.code not in WHAT_IT_DOES and not _talked_out(f, codes, read))


def _said(
    code: str, context: Context, read: Sequence[Mapping[str, float]], model: SentenceModel, rule: Finding | None
) -> Finding | None:
    best = max(range(len(read)), key=lambda n: read[n][code])
    sure = read[best][code]
    if rule is not None:
        stands = sure >= model.thresholds[code] * WITH_A_RULE or code in NEVER_OVERRULED or _is_short(rule, context)
        return replace(rule, confidence=round(max(sure, rule.confidence), 2)) if stands else None
    sentence = context.sentences[best]
    if sure < model.thresholds[code] or not _applies(code, context, sentence):
        return None
    return present(code, context.draft, sentence.start, sentence.end, WHAT_IT_DOES[code], round(sure, 2))


def _applies(code: str, context: Context, sentence: Sentence) -> bool:
    """What the model says alone must still fit the stage and the facts."""
    if code == "admits_liability":
        return not fault_established(context)
    if code == "nothing_i_can_do":
        return not goes_on(context, sentence.start)
    if code == "multi_question":
        return context.stage == "live_turn"
    if code == "explain_first":
        return context.stage != "close" and not context.safety_instruction
    return code not in NEVER_ALONE


def _is_short(rule: Finding, context: Context) -> bool:
    """So few words give the learned reader too little to overrule a rule by: “Calm down.”"""
    return any(
        rule.start is not None and s.start <= rule.start < s.end and len(s.text.split()) <= FEW_WORDS
        for s in context.sentences
    )


def _talked_out(finding: Finding, codes: set[str], read: Sequence[Mapping[str, float]]) -> bool:
    """A promise without a time is a step, if a poor one; who explains too early has not merely said nothing."""
    if finding.code == "no_next_step":
        return "vague_promise" in codes
    if finding.code != "no_ack":
        return False
    unheard = 1.0
    for one in read:
        unheard *= 1.0 - one[HEARD]
    return "explain_first" in codes or unheard < 1.0 - SURELY_HEARD
