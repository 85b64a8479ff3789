"""Saying more than the facts or one's authority carry: both are read against the facts of the case."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .context import Context
from .finding import Finding, phrases, present
from .text import Sentence, concepts

_FAULT = phrases(
    r"(?:is|was|are|'s) (?:completely|entirely|fully|all|totally|wholly) on us\b", r"our (?:\w+ )?(?:developers?|team|driver|nurse|technician|engineer|staff|people|system|colleague) (?:\w+ )?(?:broke|deleted|caused|damaged|destroyed|botched)\b",
    r"(?:we|i) (?:were|was) (?:\w+ )?(?:negligent|careless|reckless|at fault|to blame|in the wrong)",
    r"(?:our|my)(?: own)? (?:\w+ )?(?:fault|mistake|error|negligence|blunder|oversight|doing|failure)\b", r"(?:we|i)(?:'re| are|'m| am) (?:\w+ )?(?:liable|at fault|to blame|responsible for (?:the |your |all |any )?(?:\w+ )?(?:loss|damage|injur|fail|error|mistake|harm))", r"(?:accept|take|admit|assume) (?:full |all |complete |total |the ){0,3}(?:responsibility|liability|blame)",
    r"(?:we|i) (?:must have|obviously|clearly|definitely|probably) \w+", r"(?:we|i) (?:\w+ )?(?:caused|messed up|screwed up|botched|damaged|broke|overdosed|poisoned|mixed (?:it|them|this|up)|got (?:it|this|that) wrong)\b", r"(?:mix-up|mistake|fault|error|blame) (?:is|was|lies) (?:\w+ )?(?:ours|mine|with us)",
    r"(?:clearly|obviously|no doubt|undoubtedly)\b.{0,60}(?:defective|faulty|wrong|negligent|mistake|error)", r"(?:we|our \w+)(?:'ll| will| shall) (?:\w+ )?(?:pay for|cover|make good|compensate|reimburse)(?: you)?(?: for)? (?:the |your |all |any ){0,3}(?:\w+ )?(?:loss(?:es)?|damages?|penalt(?:y|ies)|injur\w+|lost|consequen\w+)", r"(?:our|the) (?:\w+ ){0,2}(?:was|were|is) (?:defective|negligent|to blame|at fault|contaminated)",
)  # fmt: skip
UNKNOWN = phrases(r"(?:\w+ )?unknown", r"not (?:yet )?(?:known|checked|seen|inspected|clear|confirmed|established|started|verified|determined)", r"under (?:investigation|review)", r"unclear", r"unconfirmed", r"pending", r"disputed", r"investigat\w+", r"being (?:checked|examined|tested)", r"no (?:findings|evidence|result)", r"awaiting", r"suspected", r"possibl\w+")  # fmt: skip
_KNOWN = phrases(r"confirm(?:ed|s)", r"shows?\b", r"establish\w+", r"proven|proved", r"found\b", r"verified", r"fault_established", r"our (?:own )?(?:error|mistake|fault)", r"root cause", r"conclu\w+", r"our (?:own )?(?:omission|chalk|doing|side|dispatch|staff|crew)", r"by us\b", r"wrong", r"unread", r"not processed", r"double|duplicate|twice", r"missed", r"forgot\w*", r"caused by", r"log(?:s|ged)? ", r"recorded")  # fmt: skip
_GRANT = phrases(
    r"refund\w*", r"compensat\w+", r"(?:for )?free\b", r"(?:on the house|at no (?:cost|charge)|free of charge|complimentary)", r"waiv\w+", r"credit\w* (?:you|your|the|back|of|for)", r"(?:cover|pay)(?:ing)?(?: for)? (?:the |your |all |any )", r"discount\w*", r"reimburs\w+", r"upgrad\w+", r"full responsibility for", r"money back", r"\d+ ?%", r"write (?:off|it off)", r"replace (?:it|the|your)", r"cancel the (?:debt|fee|charge|contract|penalty)",
)  # fmt: skip
_COMMITS = phrases(r"(?:i|we|you)(?:'ll|’ll| will| shall)\b", r"(?:i|we)(?:'ve|’ve| have| am|'m|’m|'re|’re| are)\b", r"(?:i|we) (?:accept|guarantee|promise|agree)", r"guarantee\w*", r"you (?:get|have my)", r"is (?:yours|on us)", r"consider it")  # fmt: skip
_ASKING = phrases(r"(?:ask|asked|asking|request|requested|propose|proposed|put (?:it|this|that|your)|check|approv\w+|decid\w+|decision|recommend|need(?:s)? (?:a )?sign|can't promise|cannot promise|not mine to)")  # fmt: skip
BOUND = phrases(r"needs?\b.{0,30}(?:approval|sign|decision|authori[sz]\w+|lead|manager|director|supervisor|board|head)", r"requires?\b.{0,30}(?:approval|sign|decision|authori[sz]\w+)", r"only\b", r"\w+ only\b", r"not (?:authori[sz]ed|allowed|permitted|entitled)", r"no authority", r"(?:cannot|can't|may not|must not)\b", r"above agent", r"must (?:approve|decide|lead|sign)", r"(?:manager|director|supervisor|board|legal) (?:only|decides|approves)")  # fmt: skip
_LIMIT = re.compile(
    r"(?:up to|max(?:imum)?(?: of)?|limit(?:ed to|:)?|no more than|not above)\s*[£$€]?\s*(\d[\d,]*)", re.IGNORECASE
)
_MONEY = re.compile(r"[£$€]\s*(\d[\d,]*)|\b(\d[\d,]*)\s*(?:pounds|euros?|dollars|gbp|eur|usd|quid)\b", re.IGNORECASE)
_ADVICE = phrases(r"(?:they're|it's|that's|they are|it is|you're) (?:\w+ )?(?:fine|safe|harmless|ok|okay|nothing serious)\b", r"i(?:'d| would) (?:just |simply )?(?:keep|carry|continue|use|take|give|leave|stop|double|skip)", r"(?:just )?(?:keep|carry on|continue) (?:using|taking|giving|with|driving|running)", r"(?:safe|fine) to (?:use|take|drive|keep|run|eat|drink)")  # fmt: skip
_ADVICE_BARRED = phrases(r"(?:not|n't|cannot|only)\b.{0,40}(?:advice|advise|clinical|medical|legal|technical|safety)", r"safety question", r"(?:clinical|medical|legal|safety|structural|electrical)\b.{0,30}(?:only|must|decides)")  # fmt: skip
_GUARANTEE = phrases(r"(?:have |got )?my (?:personal )?guarantee", r"(?:i|we) (?:\w+ )?guarantee\b", r"(?:i|we) (?:can )?promise (?:you )?(?:a |the )?(?:full )?(?:refund|compensation)")  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    yield from _liability(context)
    yield from _beyond(context)


def _liability(context: Context) -> Iterator[Finding]:
    """The same sentence passes or not by whether the facts establish the fault."""
    if fault_established(context):
        return
    for sentence in context.sentences:
        if _FAULT.search(sentence.text) and not _denies(sentence.text):
            sure = 0.8 if UNKNOWN.search(context.facts_text) else 0.5
            because = "The facts do not establish whose fault it is, and this sentence does."
            yield present("admits_liability", context.draft, sentence.start, sentence.end, because, sure)  # fmt: skip
            return


def fault_established(context: Context) -> bool:
    return bool(_KNOWN.search(context.facts_text)) and not UNKNOWN.search(context.facts_text)


def _denies(text: str) -> bool:
    return bool(
        re.search(r"\b(?:if|whether|can't say|cannot say|don't know|not (?:our|my|say))\b", text, re.IGNORECASE)
    ) or text.endswith("?")


def _beyond(context: Context) -> Iterator[Finding]:
    for sentence in context.sentences:
        why = _overstep(context, sentence)
        if why:
            yield present("over_authority", context.draft, sentence.start, sentence.end, why)  # fmt: skip
            return


def _overstep(context: Context, sentence: Sentence) -> str | None:
    text = sentence.text
    if _ADVICE.search(text) and _ADVICE_BARRED.search(context.facts_text):
        return "Advice of this kind is not the sender's to give, by the facts of the case."
    if (
        _PLEDGE.search(text)
        and not _ASKING.search(text)
        and any(_ONLY_THEY.search(f) and _about_same(f, text) for f in context.facts)
    ):
        return "The facts leave this to somebody else, and it is pledged here."
    if not (_GRANT.search(text) and _COMMITS.search(text)) or _ASKING.search(text):
        return None
    if _over_limit(context.facts, text):
        return "The amount is above the limit in the facts."
    if any(_bars(fact, text, context.facts) for fact in context.facts):
        return "The facts reserve this decision for somebody else."
    if _GUARANTEE.search(text) and not re.search(r"\b(?:allowed|may|can|approved)\b", context.facts_text):
        return "A guarantee that no fact of the case supports."
    return None


_PLEDGE = phrases(r"(?:i|we)(?:'ll|’ll| will) (?:\w+ )?(?:get|make sure|guarantee|arrange|give|have|secure)\b")
_ONLY_THEY = re.compile(r"\bonly (?:the |a |an )?\w+|\bonly$", re.IGNORECASE)


def _about_same(fact: str, text: str) -> bool:
    return bool(concepts(fact) & concepts(text))


def _over_limit(facts: tuple[str, ...], text: str) -> bool:
    limits = [int(m.group(1).replace(",", "")) for fact in facts for m in _LIMIT.finditer(fact)]
    sums = [int((m.group(1) or m.group(2)).replace(",", "") or 0) for m in _MONEY.finditer(text)]
    return bool(limits) and any(amount > max(limits) for amount in sums)


def _bars(fact: str, text: str, facts: tuple[str, ...]) -> bool:
    """A fact that limits money bars other money; one that limits a thing bars that thing, unless another one allows it."""
    if not BOUND.search(fact):
        return False
    money = bool(_MONEY_WORD.search(fact))
    if any(_PERMITS.search(f) and concepts(f) & concepts(text) for f in facts):
        return False
    return bool(concepts(fact) & concepts(text)) or (money and bool(_MONEY_WORD.search(text)))


_PERMITS = re.compile(r"\b(?:agent|adviser|desk|you) (?:may|can|is allowed)\b(?!not)", re.IGNORECASE)
_MONEY_WORD = phrases(
    r"refund\w*",
    r"compensat\w+",
    r"credits?\b",
    r"penalt(?:y|ies)",
    r"goodwill",
    r"discount\w*",
    r"waiv\w+",
    r"reimburs\w+",
    r"payments?\b",
    r"free\b",
)
