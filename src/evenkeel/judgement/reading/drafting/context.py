"""A draft as the rules see it: its sentences, what each of them does, and what the stage asks for."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import cues, pushback
from .finding import phrases
from .text import Sentence, concepts, sentences, words

STAGES = ("first_reply", "update", "live_turn", "handoff", "close")

_SEES = re.compile(
    r"(?:\b(?:i|we) (?:can |do |know |fully |completely |really ){0,3}(?:see|understand|appreciate|realise|realize|recognise|recognize|know|get|gather|imagine|read)|\bi'd be|\bi would be|"
    r"\bthat must|\bit must|\bno wonder|\bno one should|\bnobody should|\bit's (?:not |un)(?:ok|okay|acceptable|fair|right)|\bthank you for telling|\bsorry)\b",
    re.IGNORECASE,
)
_LIVED = re.compile(
    r"(?:\b(?:you|your \w+)(?:'ve|’ve|'re|’re|'d|’d)? (?:\w+ )?(?:had|have|has|were|was|are|been|waited|gave|paid|lost|told|asked|did|took|spent|sat|stood|trusted|relied|ended|missed|want|wanted|need|needed|should(?:n't|n’t| not) have|booked|ordered|planned|came|called|wrote|reported|cannot|can't|couldn't)|"
    r"\bfor you\b|\byou(?:r)? (?:facing|left|waiting|stuck|without))\b",
    re.IGNORECASE,
)
_BECAUSE_OF_US = re.compile(r"because\b", re.IGNORECASE)
_WENT_THROUGH = re.compile(
    r"\b(?:you(?:'ve|’ve)? (?:want(?:ed)?|lost|waited|paid|gave|given|spent|sat|stood|missed|trusted|turned up|planned)|(?:turned|left|kept|let|made|sent|cut|shut) you)\b",
    re.IGNORECASE,
)
_AGREES = re.compile(
    r"\s*(?:of course|certainly|absolutely|yes|sure|fair (?:enough|point)|you're right|you are right|understood|right away|you(?:'ll| will) (?:have|get|speak|talk)|i'm (?:getting|fetching|bringing|calling)|right, i'm (?:getting|fetching|bringing|calling)|no,? you (?:shouldn't|should not))\b",
    re.IGNORECASE,
)
_ORDERS = re.compile(
    r"(?:^|\b(?:please|now|and|first|straight away|immediately|this minute|a)[,:]? )(?:\w+ )?(?:leave|get out|get (?:everyone|away|outside|off)|call (?:911|999|112|an ambulance|the fire|emergency)|ring (?:911|999|112)|dial|don't|do not|turn (?:off|it off)|switch (?:off|it off)|unplug|stop (?:using|taking|giving|driving|eating|charging)|move (?:away|everyone)|step away|go (?:outside|to (?:the )?(?:hospital|a&e|er))|keep (?:away|clear|everyone)|evacuate|shut (?:off|it)|close the (?:valve|main)|pull over|put (?:it|the \w+) (?:outside|down)|vet|doctor|ambulance)\b",
    re.IGNORECASE,
)
_DANGER = phrases(
    r"gas\b", r"smok(?:e|ing)\b", r"(?:on )?fire\b", r"flames?\b", r"burn(?:s|t|ed|ing)?\b", r"spark(?:s|ed|ing)\b", r"carbon monoxide", r"explo\w+", r"swell\w*|swollen",
    r"(?:can't|cannot|can not|can hardly|struggling to) (?:breathe|stand|move|see)", r"bleed\w*", r"unconscious", r"collaps\w+", r"chest pain", r"choking", r"overdos\w*", r"poison\w*", r"allerg\w+", r"electric shock|shocked me", r"ambulance", r"kill (?:myself|himself|herself)|suicid\w*|end it all", r"brakes?\b", r"trapped", r"seizure",
)  # fmt: skip
_ASKS_WHEN = re.compile(r"\b(?:when|how long|what time|eta|by when)\b", re.IGNORECASE)
_MANAGER = re.compile(
    r"\b(?:manager|supervisor|someone (?:senior|higher|who can|with)|somebody (?:senior|higher|who can|with)|your boss|team lead\w*|director|superior|in charge|escalat\w+|boss|lead)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Context:
    """Not slotted: the readings below are worked out once, when a rule first asks."""

    draft: str
    stage: str
    channel: str
    customer: str
    facts: tuple[str, ...]
    known: frozenset[str]
    agent: str | None

    @cached_property
    def all_sentences(self) -> tuple[Sentence, ...]:
        return sentences(self.draft, self.agent)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(s for s in self.all_sentences if not s.frame)

    @cached_property
    def wants_manager(self) -> bool:
        return bool(_MANAGER.search(self.customer))

    @cached_property
    def facts_text(self) -> str:
        return " | ".join(self.facts)

    @cached_property
    def excuse_starts(self) -> dict[Sentence, int]:
        """Where, inside a sentence, explanation, excuse or policy begins."""
        found = ((s, excuse_at(s)) for s in self.sentences)
        return {s: at for s, at in found if at is not None}

    @cached_property
    def first_acknowledged(self) -> int | None:
        """Where the first words stand that name what happened to this customer."""
        for sentence in self.sentences[:8]:
            upto = _cue_at(sentence)
            if self._names_impact(sentence, sentence.text[:upto]):
                return sentence.start
        return None

    @cached_property
    def first_excuse(self) -> tuple[Sentence, int] | None:
        return next(iter(self.excuse_starts.items()), None)

    @cached_property
    def safety_instruction(self) -> bool:
        """In danger the instruction rightly comes before anything else."""
        return bool(_DANGER.search(self.customer)) and any(_ORDERS.search(s.text) for s in self.sentences[:2])

    def shared(self, text: str) -> frozenset[str]:
        return concepts(text) & concepts(self.customer)

    def _names_impact(self, sentence: Sentence, said: str) -> bool:
        if self._answers(sentence):
            return True
        if DISMISSES.search(said) or len(words(said)) < 2 or len(cues.WHEN_PAST.findall(said)) >= 2:
            return False
        shared = len(self.shared(said))
        if sentence.asks and said == sentence.text:
            return shared >= 3
        if (
            _BECAUSE_OF_US.match(sentence.text, len(said))
            and shared
            and not (_OURS.search(said) or cues.PLAIN_STATEMENT.match(said))
        ):
            return True
        if VAGUE_ONLY.search(said) or cues.TRANSFER.search(said):
            return False
        return self._is_about_them(said, shared, doubtful=said != sentence.text or _reports(said))

    def _is_about_them(self, said: str, shared: int, *, doubtful: bool) -> bool:
        """A sentence that goes on to explain, or states a fact of ours, must turn to the customer to count."""
        turned = bool(_LIVED.search(said) or _SEES.search(said) or cues.WEIGHS.search(said))
        if shared >= 3 or (shared == 2 and (turned or not doubtful)):
            return True
        if shared == 1 and (turned or not (doubtful or _OURS.search(said))):
            return True
        if _WENT_THROUGH.search(said) and not doubtful and len(concepts(said)) >= 4:
            return True
        own_words = len(concepts(_without_stock(cues.APOLOGY.sub(" ", said))))
        return (
            own_words >= 4 - (not cues.APOLOGY.search(said))
            and bool(_SEES.search(said) or _YOU_FIRST.match(said))
            and not _is_stock(said)
        )

    def _answers(self, sentence: Sentence) -> bool:
        """A plain yes to a request for somebody else, or the time to one who asked only when, is heard as an answer."""
        first = sentence is self.sentences[0]
        if first and _AGREES.match(sentence.text) and excuse_at(sentence) is None:
            return self.wants_manager or len(words(sentence.text)) > 3
        asked_when = bool(_ASKS_WHEN.search(self.customer))
        return first and asked_when and bool(cues.TIME.search(sentence.text)) and excuse_at(sentence) is None


DISMISSES = phrases(
    r"(?:minutes?|hours?|days?|weeks?|months?|times|calls), not\b",
    r"(?:isn't|not|aren't) (?:much|anything|a lot) (?:that )?(?:i|we)", r"(?:has|have|shows?|says?) it (?:as|at)\b", r"(?:boss|manager|supervisor|lead) (?:can't|cannot|won't|will only|isn't|doesn't)",
    r"(?:only|just) (?:been |a |an |the |one |\d)", r"calm down", r"technically", r"nothing (?:more )?(?:that )?(?:i|we) can", r"(?:wouldn't|would not) call (?:it|this|that)", r"(?:not|n't) (?:that|so) (?:bad|serious)",
    r"(?:it's|it is|they're|they are) (?:perfectly |absolutely |totally )?(?:fine|normal)", r"(?:no|not|n't) (?:need|necessary) (?:for you )?to (?:shout|yell|swear|be|get|raise)", r"tell you (?:exactly )?the same", r"equally well", r"noted\b", r"request (?:has been|was|is) ",
)  # fmt: skip
VAGUE_ONLY = phrases(
    r"(?:look|looking) into", r"(?:passed|forwarded) (?:this|it|your)", r"get back to you", r"keep you", r"be in touch"
)
_YOU_FIRST = re.compile(r"\s*(?:so |and |but |a |well,? )?(?:you(?:'ve|’ve|'re|’re)?|your) (?!can\b|will\b|may\b|must\b|should\b|need\b|could\b|request\b|account\b|ticket\b|case\b|complaint\b|matter\b)", re.IGNORECASE)  # fmt: skip
_OURS = re.compile(r"\b(?:we|our|us|the system|i'll|i will|we'll)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"”]{0,300}[\"”]")
_THIRD = phrases(
    r"(?:it's|it is|it was|that's|that is|that was|this is|this was) (?:not (?:us|our|my)\b|(?:the |our |your )?(?:sub)?(?:contractor|supplier|manufacturer|carrier|courier|bank|insurer|landlord|vendor|warehouse|airline|agency|developer|provider|subcontractor|council|third party|airport|promoter|postal service)\b)",
    r"(?:the|our|your) (?:sub)?(?:contractor|supplier|manufacturer|carrier|courier|insurer|vendor|warehouse|provider|driver|partner|previous \w+)s? (?:\w+ )?(?:cancelled|canceled|let|failed|didn't|did not|lost|messed|never|forgot|delayed)",
)  # fmt: skip


def excuse_at(sentence: Sentence) -> int | None:
    """Where a sentence begins to explain. Blaming the customer, belittling and looking ahead are not explanation."""
    cue = _cue_at(sentence)
    blamed = pushback.blame_in(sentence.text)
    if cue is not None:
        return None if blamed and blamed.start() <= cue and not _THIRD.search(sentence.text) else cue
    return None if sentence.asks or blamed else _plain_at(_bare(sentence.text))


def _cue_at(sentence: Sentence) -> int | None:
    """Where the words that mark a reason, an excuse or a rule begin; None leaves the sentence whole."""
    text = _bare(sentence.text)
    if sentence.asks or len(cues.WHEN_PAST.findall(text)) >= 2:
        return None
    found = (cues.BECAUSE.search(text), _policy(text), _THIRD.search(text))
    return min((m.start() for m in found if m), default=None)


def _reports(text: str) -> bool:
    return bool(cues.PLAIN_STATEMENT.match(text)) and not _WENT_THROUGH.search(text)


def _bare(text: str) -> str:
    return _QUOTED.sub(lambda m: " " * len(m.group()), text)


def _plain_at(text: str) -> int | None:
    """A bare statement about us or our systems explains, even without a “because”."""
    text = text.partition(",")[0] if not _LEAD_IN.match(text) else text
    if (
        cues.FUTURE.search(text)
        or _SEES.search(text)
        or DISMISSES.search(text)
        or _PERSONAL.search(text)
        or _WENT_THROUGH.search(text)
        or cues.WEIGHS.search(text)
    ):
        return None
    plain = cues.PLAIN_STATEMENT.match(text)
    return 0 if plain and len(words(text)) >= 4 and not cues.VAGUE.search(text) else None


_LEAD_IN = re.compile(r"\W*\w+,")
_PERSONAL = re.compile(r"\b(?:i|i'm|i've|i'd|you|you've|your)\b", re.IGNORECASE)


def _policy(text: str) -> re.Match[str] | None:
    return None if cues.POLICY_SPARED.search(text) else cues.POLICY.search(text)


def _is_stock(text: str) -> bool:
    return (
        bool(cues.STOCK_STRONG.search(text) or cues.STOCK_WEAK.search(text)) and len(concepts(_without_stock(text))) < 3
    )


def _without_stock(text: str) -> str:
    return cues.STOCK_WEAK.sub(" ", cues.STOCK_STRONG.sub(" ", text))


def look_at(
    draft: str, stage: str, channel: str, customer: str, facts: Sequence[str], known: Collection[str], agent: str | None
) -> Context:
    return Context(draft, stage, channel, customer, tuple(facts), frozenset(known), agent)
