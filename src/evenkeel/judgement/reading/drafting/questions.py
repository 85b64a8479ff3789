"""Questions that accuse, that come in a heap, or that make people tell it all again."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .context import Context
from .finding import Finding, phrases, present
from .friction import unquoted
from .text import Sentence, concepts

_WHY = phrases(
    r"why (?:did|didn't|have|haven't|had|hadn't|do|don't|are|aren't|were|weren't|was|would|wouldn't|on earth|exactly)(?: not)? (?:you|your|nobody|no one|anyone|did)\b", r"(?:explain|tell (?:me|us)|say|clarify|ask|understand)(?: to (?:me|us))? why you(?:r)?\b", r"how come (?:you|your)\b", r"what made you\b", r"(?:for what|what) reason (?:did|have|do) you", r"why (?:not|wait|only) (?:\w+ )?(?:tell|report|call|contact|until|now)",
)  # fmt: skip
_WHY_SPARED = re.compile(
    r"\b(?:see|understand|that(?:'s| is)|which is|this is|know|tell you|explain to you|find out|telling you|you asked|asked me|come back to|look into|reason) $|\b(?:i'll|i will|we'll|let me|can|i'd) (?:\w+ ){0,2}(?:explain|tell you) $",
    re.IGNORECASE,
)
_AGAIN = phrases(
    r"(?:from|at) the (?:very )?(?:beginning|start|top)\b", r"(?:start|begin|go|run|take (?:me|us)|walk (?:me|us)|talk (?:me|us)) (?:\w+ )?(?:over|through) (?:\w+ ){0,3}(?:again|once more|what happened|everything|the (?:whole|issue|problem|story))", r"(?:explain|describe|repeat|upload|send|tell (?:me|us)|provide|submit|resend|re-?send|re-?submit|re-?upload|give (?:me|us)|fill)\b[^.?!]{0,40} (?:again|once more|one more time)\b", r"(?:repeat|re-?send|re-?submit|re-?upload|re-?explain)\b(?! (?:visit|order|delivery|appointment|repair|customer))",
    r"remind me (?:of |what|who|when|why|again)", r"(?:tell|describe|explain)(?: to)? (?:me|us) (?:\w+ ){0,2}what(?:'s| has| is)? (?:happened|happening|the (?:problem|issue))", r"(?:describe|explain|outline) (?:the|your) (?:whole |full |entire )?(?:problem|issue|situation|matter|story)", r"what (?:seems to be|is|was|'s) (?:the|your) (?:problem|issue|complaint|matter)\b(?! (?:we|that we|which))", r"(?:don't|do not|didn't|haven't) (?:have|had|got)? ?(?:the )?(?:time to read|read|access to (?:the|your) (?:notes|history)|notes)",
)  # fmt: skip
_NOT_AGAIN = phrases(r"(?:don't|do not|won't|no need|not|without|instead of|never|shouldn't|needn't|so you) (?:\w+ ){0,4}(?:repeat|explain|tell|start|go (?:over|through)|describe|send)")  # fmt: skip
_REQUEST = phrases(r"(?:could|can|would|will) you (?:please |kindly )?(?:send|give|tell|provide|confirm|share|upload|let)", r"(?:please|kindly) (?:send|give|tell|provide|share|upload|quote)", r"(?:what|which) (?:is|are|was) your\b", r"i (?:need|require) (?:your|the)\b")  # fmt: skip
ON_FILE = phrases(r"(?:on|in|from) (?:the )?(?:file|notes?|record|chart|system|history|ticket|store)", r"(?:already |been )?(?:received|visible|provided|attached|given|logged|noted|sent|uploaded|known)")  # fmt: skip
_TAG = re.compile(
    r"(?:,? (?:right|ok|okay|yes|no|is it|isn't it|does that|do you|shall we|would that)[\w ]{0,20}\?)$", re.IGNORECASE
)
_SEEKS = re.compile(r"\b(?:what|which|who|when|where|how|have you|did you|do you|are you|is (?:it|the|there|this|anyone)|are (?:the|there|all)|can you|could you|would you|has|was|were|will)\b", re.IGNORECASE)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    yield from _why(context)
    yield from _heap(context)
    yield from _again(context)


def _why(context: Context) -> Iterator[Finding]:
    for sentence in context.sentences:
        text = unquoted(sentence.text)
        for found in _WHY.finditer(text):
            if _WHY_SPARED.search(text[: found.start()]):
                continue
            because = "A why-question asks the customer to defend themselves."
            yield present("why_question", context.draft, sentence.start, sentence.end, because, 0.85)  # fmt: skip
            return


def _heap(context: Context) -> Iterator[Finding]:
    """Only on live turns; a tag and an offer to choose from count as one question."""
    if context.stage != "live_turn":
        return
    asked = [s for s in context.sentences if s.asks and seeks(s)]
    inner = sum(
        len(re.findall(r"\b(?:and|or) (?:what|which|who|when|where|how|did|have)\b", s.text, re.IGNORECASE))
        for s in asked
    )
    if (
        len(asked) >= 3
        or (len(asked) == 2 and inner)
        or (len(asked) == 1 and inner >= 2)
        or (len(asked) == 2 and _adjacent(context, asked))
    ):
        because = f"{max(2, len(asked) + inner)} questions at once: only the last will be answered."
        yield present(
            "multi_question",
            context.draft,
            asked[0].start,
            asked[-1].end,
            because,
        )


def _adjacent(context: Context, asked: list[Sentence]) -> bool:
    order = context.sentences
    return (
        order.index(asked[1]) == order.index(asked[0]) + 1
        and not _TAG.search(asked[1].text)
        and len(asked[1].text) > 15
    )


def seeks(sentence: Sentence) -> bool:
    return bool(_SEEKS.search(sentence.text)) and len(sentence.text) > 12


def _again(context: Context) -> Iterator[Finding]:
    for sentence in context.sentences:
        text = unquoted(sentence.text)
        if _NOT_AGAIN.search(text):
            continue
        if (
            (_AGAIN.search(text) and (sentence.asks or _REQUEST.search(text) or "please" in text.lower()))
            or _known_already(context, text)
            or _told(context, sentence)
        ):
            because = "They have told us this: the answer is in the case."
            yield present("asks_repeat", context.draft, sentence.start, sentence.end, because)  # fmt: skip
            return


def _told(context: Context, sentence: Sentence) -> bool:
    """They say they have told us, and we ask about that very thing."""
    return (
        sentence.asks
        and bool(_TOLD.search(context.customer))
        and bool(_OPENS.match(sentence.text))
        and bool(context.shared(sentence.text))
    )


_TOLD = phrases(
    r"(?:i've|i have|i) (?:already )?(?:told|explained|said|sent|given|described|written)\b",
    r"(?:told|explained|sent|given) (?:\w+ ){0,4}(?:times|already|twice|before)",
)
_OPENS = re.compile(
    r"\W*(?:and |so )?(?:where|what) (?:exactly |precisely )?(?:is|are|was|happened|seems)\b", re.IGNORECASE
)


def _known_already(context: Context, text: str) -> bool:
    if not _REQUEST.search(text):
        return False
    return any(ON_FILE.search(fact) and len(concepts(fact) & concepts(text)) >= 2 for fact in context.facts)
