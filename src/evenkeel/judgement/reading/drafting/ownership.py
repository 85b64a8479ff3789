"""Who answers for it, what happens next and when, and how that person is reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import cues
from .context import Context
from .finding import Finding, absent, phrases, present
from .text import Sentence

_FIRST_PERSON = re.compile(
    r"\b(?:i(?:'ll|’ll| will| shall| own| answer for)|(?:from|by|with|to|for|on|is|be) me\b(?! (?:to|that)\b)|me (?:personally|myself)|mine\b|my (?:own|direct|personal|desk|mobile|number|extension|line|name|job|promise|hands|bench|doing)"
    r"|personally|myself)\b"
    r"|\bi(?:'m|’m| am) (?:\w+ ){0,2}(?:\w+ing|the (?:person|one)|your|on (?:it|this)|in charge|responsible|with|at|here|there|back|yours)\b"
    r"|\bi(?:'ve|’ve| have)(?: now| already| just| personally)? (?!no\b|not\b|to\b)\w+"
    r"|\bi (?:\w+ly )?(?!see|understand|know|hear|hope|feel|appreciate|realise|realize|imagine|regret|apologi[sz]e|am|was|were|can|can't|cannot|could|do|did|don't|didn't|had|have|would|should|might|may|think|believe|read|trust|note|wish|gather|mean|get that|get how|get it)[a-z]+\b",
    re.IGNORECASE,
)
_NO_ACT = re.compile(r"\bi(?:'m|’m| am) (?:\w+ )?(?:hoping|afraid|hearing|sorry|looking forward|wondering|writing|seeing)\b", re.IGNORECASE)  # fmt: skip
_TEAM = re.compile(
    r"\b(?:team|care|support|service|services|desk|office|department|dept|relations|complaints|disputes|lettings|membership|reception|aftercare|ops|operations|billing|accounts|customer|sales|depot|admin|helpdesk|centre|center|claims|collections|info|returns|bookings?|reservations|box|payroll|finance|management|warehouse|dispatch|maintenance|property|front|site|enquiries|group|unit|hotline|technical|community|online|shop|store|branch|staff|hq|logistics|repairs?|guest|patient|member|client|subscriptions?|moderation|security|it|hr|concierge|administration|housing|workshop|scheduling|marketing|quality|compliance|legal|shipping|delivery|orders?|fulfilment|fulfillment|surgery|clinic|practice|school|bank|insurance)\b",
    re.IGNORECASE,
)
_NAMED_OWNER = re.compile(
    r"\b[A-Z][a-zé]+(?: [A-Z][a-zé]+)?(?:,| (?:owns|takes? (?:this|it)? ?over|is (?:now )?(?:your|the) (?:owner|contact)|has taken|looks after|leads|is leading|runs))"
)
_NAME_LINE = re.compile(
    r"(?:^|\n|[.!?:;,–—-] |(?:I'm|I am|This is|it's|me,|[Aa]sk for|[a-z] [Mm]anager|[Mm]y name is) )(?:(?:Mr|Mrs|Ms|Dr|Sr|Fr)\.? )?"
    r"(?:[A-Z][\w'’-]{1,14})(?:,? [A-Z][\w'’.-]{0,18}){0,2}(?: (?:at|from|in|on|here|by the way)\b[^.\n]{0,25})?(?:,|[.:]?\s*$|\n|[.:,]? \+?\d)"
)
_REACH = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|(?:\+|\b)\d[\d ()-]{5,}\d\b|\b(?:\d{3}[- ]\d{4})\b|\bext(?:ension|\.)? ?\d+"
    r"|\b(?:reply|answer|write|respond|text|message|ring|call|phone|reach|get|email|mail|find|contact)(?:ing)?(?: back)? (?:directly |straight )?(?:to )?(?:me|this|here|on this|at this|in this)\b"
    r"|\b(?:reach|reaches|comes to|lands with|goes to|straight to|direct to|directly to) (?:me|my)\b|\bmy (?:direct|mobile|number|extension|line|desk|inbox|own)\b|\b(?:this|same) (?:thread|number|chat|conversation|line|address)\b|\bby reply",
    re.IGNORECASE,
)
_DOOR = re.compile(r"\b(?:reopen|re-open|keep (?:it|this|the \w+) open|stays? open|come back to|let me know|i'm (?:still )?(?:here|at|on)|still (?:here|at|on)|any(?:thing|time) (?:comes|turns|changes))", re.IGNORECASE)  # fmt: skip
_ASKS_ELSE = phrases(
    r"(?:rate|rating|review|survey|feedback|recommend|stars?)\b",
    r"(?:anything|something) else (?:i|we) (?:can|could|may)",
)
_ASKS_IN_WORDS = phrases(r"(?:please )?(?:confirm|tell me|let me know|say) (?:\w+ ){0,3}(?:if|whether|that|when|once)", r"(?:won't|will not|not) (?:be )?clos\w+ (?:\w+ ){0,4}(?:until|before|till)", r"(?:keep|leave|leaving|keeping) (?:\w+ ){1,3}open (?:until|till)", r"before (?:i|we) close")  # fmt: skip
_THEIRS = re.compile(
    r"^\W*(?:please|kindly|you (?:can|may|could|should|need|must|will|have)|if you|feel free|for (?:urgent|more))\b",
    re.IGNORECASE,
)
_THEIRS_WITHIN = re.compile(r"\byou (?:can|may|could|need to|must|should|have to) \w+", re.IGNORECASE)
_PAST_ONLY = re.compile(r"\b(?:was|were|had|did|\w+ed) (?!by\b)", re.IGNORECASE)
_CHARM = re.compile(r"\b(?:look(?:ing)? forward|happy to|glad to|welcome)\b", re.IGNORECASE)


def check(context: Context) -> Iterator[Finding]:
    steps = tuple(s for s in context.sentences if is_dated_step(s, context.customer))
    hollow = next((s for s in context.sentences if is_vague(s)), None)
    if hollow is None and not steps and context.stage in ("first_reply", "update"):
        hollow = next((s for s in context.sentences if _looks_ahead(s)), None)
    yield from _vague(context, hollow, dated=bool(steps))
    if context.stage in ("first_reply", "update"):
        yield from _plan(context, dated=bool(steps), vague=hollow is not None)
    if context.stage == "close":
        yield from _closing(context)


def _vague(context: Context, hollow: Sentence | None, *, dated: bool) -> Iterator[Finding]:
    if hollow is None or context.stage == "close":
        return
    if dated and not _EMPTY_WORD.search(hollow.text):
        return
    because = "A promise nobody can hold us to: it lacks the act or the time."
    yield present("vague_promise", context.draft, hollow.start, hollow.end, because, 0.6 if dated else 0.8)


_EMPTY_WORD = phrases(r"keep(?:ing)? you", r"in due course", r"as soon as", r"asap\b", r"shortly\b", r"when (?:we|i) (?:have|know|hear)", r"(?:look|looking) into", r"be in touch")  # fmt: skip


def _plan(context: Context, *, dated: bool, vague: bool) -> Iterator[Finding]:
    if "owner" not in context.known and not owns(context):
        yield absent(
            "no_owner",
            "Nobody says \u201cI\u201d: a signature alone is no ownership.",
        )
    if not dated and not vague:
        yield absent("no_next_step", "No step of ours with a time.")
    if "contact" not in context.known and not _REACH.search(context.draft):
        yield absent(
            "no_contact",
            "No way to reach the person who answers for it.",
        )


def _closing(context: Context) -> Iterator[Finding]:
    asked = any(s.asks and not _ASKS_ELSE.search(s.text) for s in context.sentences)
    if not asked and not _ASKS_IN_WORDS.search(context.draft):
        yield absent(
            "no_confirm",
            "Silence is not consent: the customer was not asked whether it is right.",
        )
    if "contact" not in context.known and not (_REACH.search(context.draft) or _DOOR.search(context.draft)):
        yield absent("no_contact", "No door is left open should it come back.")


def owns(context: Context) -> bool:
    """A named sender who acts in the first person, or a named colleague put in charge."""
    acts = any(_FIRST_PERSON.search(_NO_ACT.sub(" ", s.text)) for s in context.sentences)
    return acts and _named(context)


def _named(context: Context) -> bool:
    by_name = bool(context.agent) and not _TEAM.search(context.agent or "")
    return by_name or context.agent is None or bool(_NAME_LINE.search(_without_team(context)))


def _without_team(context: Context) -> str:
    return context.draft.replace(context.agent or "\0", " ")


def is_dated_step(sentence: Sentence, customer: str = "") -> bool:
    """Something with a time that is not asked, not the customer's to do, not over, and not merely the hours we are open."""
    text = sentence.text
    if not cues.TIME.search(text) or sentence.asks or _CHARM.search(text) or _THEIRS.match(text):
        return False
    if cues.FORWARD.search(_THEIRS_WITHIN.sub(" ", text)):
        return not _bygone(text)
    return any(_is_ahead(clause, customer) for clause in _CLAUSES.split(text))


def _is_ahead(clause: str, customer: str) -> bool:
    """Without a word that looks ahead, the time itself must: “Monday at ten I bring it”; their own dates said back do not."""
    times = (found.group().lower() for found in cues.TIME.finditer(_NOT_AHEAD.sub(" ", clause)))
    if all(time in customer.lower() for time in times):
        return False
    over = _PAST_ONLY.search(_DONE_THING.sub(" ", clause)) and not _IS.search(clause)
    return not (over or _THEIRS_WITHIN.search(clause) or _OPEN_HOURS.search(clause) or cues.WEIGHS.search(clause))


def _bygone(text: str) -> bool:
    return (
        not cues.FUTURE.search(text)
        and bool(_PAST_ONLY.search(text))
        and not re.search(r"\b(?:i'm|i am|is|are|now|have|'ve|booked|arrives|comes|leaves)\b", text, re.IGNORECASE)
    )


_CLAUSES = re.compile(r"[;:]\s|, (?=[a-z])")
_DONE_THING = re.compile(r"\b(?:the|an?|your|our|my|their|his|her) \w+ed\b", re.IGNORECASE)
_IS = re.compile(r"\b(?:is|are|am|has|have|stays?)\b|['’](?:s|m|re|ve)\b", re.IGNORECASE)
_NOT_AHEAD = re.compile(
    r"\b(?:now|straight ?away|immediately|this minute|today|since|last|past|ago|every|each|same)\b|\bnot (?:by|at|on|until)\b",
    re.IGNORECASE,
)
_OPEN_HOURS = phrases(
    r"(?:is|are|'re|stay|stays) (?:open|available|staffed|manned)",
    r"(?:office|opening|business) hours",
    r"between \d{1,2}(?:[:.]\d\d)? ?(?:[ap]m )?and \d{1,2}(?! (?:tomorrow|today|tonight))",
)


def _looks_ahead(sentence: Sentence) -> bool:
    """Where nothing is dated, any word of ours about the future is a promise that nobody can hold us to."""
    found = _AHEAD.search(_CHARGE.sub(" ", sentence.text))
    spared = sentence.asks or _THEIRS.match(sentence.text) or _CHARM.search(sentence.text)
    return bool(found) and not spared and not (found and _SPARED.search(sentence.text[: found.start()]))


_CHARGE = phrases(
    r"(?:no one|nobody)(?: else)? \w+",
    r"(?:will|shall|['’]ll) (?:be|stay|remain) (?:the (?:one|person)|your|with you|looking after|responsible|here)",
)
_AHEAD = phrases(r"(?:i|we|they|he|she|it|someone|somebody|\w+)(?:'ll|’ll| will| shall) (?!not\b|never\b|be (?:no|glad|happy|aware)\b|have (?:seen|been|read|noticed)\b)", r"(?:i'm|we're|am|is|are|it's|its) (?:going to|about to|to be|coming|being|on it\b|actively|currently|working|investigating|reviewing)", r"on it\b", r"(?:has|have) been (?:\w+ )?(?:shared|passed|forwarded)")  # fmt: skip
_SPARED = re.compile(
    r"\b(?:can't|cannot|won't|don't|not|no need to|wrote|before|if|once|while|you (?:can|may|could))\b.{0,25}$",
    re.IGNORECASE,
)


def is_vague(sentence: Sentence) -> bool:
    """A look ahead without a time; a plain “I'll” with an act is weighed only when nothing else is dated."""
    found = cues.VAGUE.search(sentence.text)
    if not found or _THEIRS.match(sentence.text) or _SPARED.search(sentence.text[: found.start()]):
        return False
    time = cues.TIME.search(sentence.text)
    return time is None or bool(re.search(r"\b(?:try|hope|hopefully|maybe|might)\b", sentence.text, re.IGNORECASE))
