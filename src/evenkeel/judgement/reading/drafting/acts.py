"""What an agent's turn does, as the many-labelled acts of the rubric: the same rules that check a draft read a sent turn."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import authority, cues, empathy, friction, handoffs, ownership, questions, wording
from .context import Context, look_at
from .finding import phrases
from .friction import unquoted

ACTS = (
    "ack_specific", "ack_generic", "paraphrase", "q_what_how", "q_why", "q_many", "explain", "policy", "apology", "own", "step_time",
    "vague", "contact", "option", "offer", "boundary", "transfer", "transfer_brief", "minimise", "blame", "calm_down",
    "over_authority", "admit_fault", "refuse", "resist", "nitpick", "jargon", "ask_repeat",
)  # fmt: skip
_NAMED_ALIKE = {
    "minimising": "minimise", "blame": "blame", "calm_down": "calm_down", "over_authority": "over_authority",
    "nitpick": "nitpick", "jargon": "jargon", "asks_repeat": "ask_repeat", "why_question": "q_why", "multi_question": "q_many",
    "empty_empathy": "ack_generic", "bare_transfer": "transfer", "vague_promise": "vague", "nothing_i_can_do": "refuse",
    "resists_escalation": "resist", "admits_liability": "admit_fault",
}  # fmt: skip
_FAMILIES = (friction, questions, handoffs, authority, ownership, wording, empathy)
_WHAT_HOW = re.compile(r"\b(?:what|how|which|when|where|who)\b", re.IGNORECASE)
_PARAPHRASE = phrases(r"(?:have|did|do) i (?:got|get|have|understood?|understand) (?:that|it|this|you)(?: all)? (?:right|correctly)", r"is that (?:right|correct|it)\b", r"let me (?:check|make sure) (?:i|that i)", r"so (?:if i understand|what you're saying|to sum up)", r"in other words")  # fmt: skip
_OFFER = phrases(r"(?:i|we)(?:'ll|’ll| will|'ve|’ve| have| can) (?:\w+ )?(?:refund|credit|replace|waive|send|book|arrange|reimburse|upgrade|give|offer|reserve|lend|order|cover)\w*", r"(?:would|shall) (?:you like|i|that|it)\b", r"what i can (?:do|offer)", r"(?:refund|credit|voucher|replacement|courtesy|loan)\b.{0,30}(?:for you|is on|today|now|back to you)")  # fmt: skip
_OPTION = phrases(r"(?:either|would you (?:rather|prefer)|which (?:would|do) you|you can (?:choose|have)|two (?:ways|options|choices))\b", r"what i can (?:do|offer)", r"\w+, or (?:would|shall|do)")  # fmt: skip
_BOUNDARY = phrases(r"(?:i|we) (?:want to|will|can|'d like to)\b.{0,40}\b(?:but|and) (?:not|i can't|i cannot|i won't|only) (?:while|if|when)", r"(?:won't|will not|can't|cannot|not going to) (?:accept|continue|go on|talk|stay|be spoken|take)\b.{0,40}(?:insult\w*|threat\w*|abus\w*|language|names|like that|this way)", r"(?:end|ending|stop|close|leave) (?:this|the) (?:call|chat|conversation) if", r"without (?:the )?(?:insults|threats|abuse|swearing)")  # fmt: skip
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|\b\+?\d[\d -]{6,}\d\b|\bmy (?:direct|number|mobile|extension)\b|\breach me\b", re.IGNORECASE
)


def read_acts(text: str, customer_before: str = "") -> tuple[str, ...]:
    """In the fixed order of `ACTS`; an empty turn does nothing."""
    if not text.strip():
        return ()
    context = look_at(text, "live_turn", "", customer_before, (), (), None)
    done = set(_from_findings(context)) | set(_from_order(context)) | set(_from_words(context))
    if "calm_down" in done:
        done.discard("boundary")
    return tuple(act for act in ACTS if act in done)


def _from_findings(context: Context) -> Iterator[str]:
    """Fault is not claimed here for what only the facts of the case could show: liability and limits need them."""
    for family in _FAMILIES:
        for finding in family.check(context):
            if finding.code in _NAMED_ALIKE and finding.code not in ("over_authority", "admits_liability"):
                yield _NAMED_ALIKE[finding.code]


def _from_order(context: Context) -> Iterator[str]:
    if context.first_acknowledged is not None:
        yield "ack_specific"
    if context.first_excuse is not None:
        yield "explain"
    if any(cues.STOCK_WEAK.search(s.text) or cues.STOCK_STRONG.search(s.text) for s in context.sentences):
        yield "ack_generic"
    if any(cues.POLICY.search(unquoted(s.text)) and not cues.POLICY_SPARED.search(s.text) for s in context.sentences):
        yield "policy"
    if cues.TRANSFER.search(context.draft):
        yield "transfer"
        if handoffs.REASON.search(context.draft):
            yield "transfer_brief"


def _from_words(context: Context) -> Iterator[str]:
    draft = context.draft
    if cues.APOLOGY.search(draft):
        yield "apology"
    if ownership.owns(context):
        yield "own"
    if any(ownership.is_dated_step(s) for s in context.sentences):
        yield "step_time"
    if any(s.asks and _WHAT_HOW.search(s.text) for s in context.sentences):
        yield "q_what_how"
    simple = (
        ("paraphrase", _PARAPHRASE),
        ("offer", _OFFER),
        ("option", _OPTION),
        ("boundary", _BOUNDARY),
        ("contact", _CONTACT),
    )
    yield from (act for act, pattern in simple if pattern.search(draft))
