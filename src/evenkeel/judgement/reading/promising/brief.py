"""Promises in few words: notes in shorthand, headings, 'Will do'."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evenkeel.judgement.reading.promising.acts import read_act
from evenkeel.judgement.reading.promising.values import Scene

_SHORT_NOUN = re.compile(
    r"\b(?P<noun>call-?back|cb|call|recap|update|plan|report|summary|eta|visit|engineer|technician|tech|refund|fix|replacement|follow-?up|f/u|answer|quote|invoice|draft|delivery|decision|status|confirmation|details|"
    r"confirmation|notes|results?|findings|appointment|response|reply|letter|part|parcel|credit|news|rca|root cause|next update|proposal|label)\b",
    re.IGNORECASE,
)
_FINITE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|did|does|do|can|cannot|could|would|should|might|may|must|came|went|got|called|said|asked|needs?|wants?|waiting|failed|missed|if|i|you|he|she|they|we|me|us)\b|n't\b",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"\b(?P<who>sup|supervisor|mgr|manager|tech|technician|engineer|lead|billing|director|specialist|dispatch)\b",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:told|adv(?:ised|d)?|promised?|informed|assured|agreed|committed|confirmed) (?:to )?(?:the )?(?:cust(?:omer)?|cx|client|cust\.|her|him|them|caller|guest|patient|tenant)\b|\bpromised\b|\bcust(?:omer)? (?:told|advised|informed|promised|expects)\b",
    re.IGNORECASE,
)
_INTERNAL = re.compile(
    r"\b(?:will|gonna|going to|plan(?:ning)? to|to|i'll|need to|must|intend to)? ?(?:try|attempt|aim|see)\b|\b(?:todo|to do|reminder|note to self|internal(?:ly)?)\b",
    re.IGNORECASE,
)
_THEIRS = re.compile(
    r"\b(?:wants?|needs?|called|asks?|asked|says|said|expects|demands?|complain\w*|requests?|requested|was|were|due since|missed|waiting)\b",
    re.IGNORECASE,
)
_BARE_WILL = re.compile(
    r"^(?:ok(?:ay)?|sure|yes|absolutely|certainly|of course|no problem|right|great|perfect|understood|noted|thanks|thank you|will do|got it)?[,.! ]*(?:so )?"
    r"(?P<vp>(?:will|'ll|shall) (?!you|i|we|he|she|it|they|that|do\b|be (?:closed|out|away))(?P<rest>\w.*)|"
    r"(?P<ing>(?:calling|ringing|sending|emailing|checking|escalating|texting|refunding|raising|shipping|booking|dispatching|chasing|processing|coming|phoning) .*))$",
    re.IGNORECASE,
)
_AGREED = re.compile(
    r"^(?:(?:ok(?:ay)?|yes|yep|yeah|sure(?: thing)?|absolutely|certainly|of course|definitely|no problem|done|deal|agreed|perfect|great|right|understood|you got it|you bet|gladly|noted|consider it done|will do|shall do|on it|"
    r"i(?:'ll| will)(?: do (?:that|so|it))?|we(?: will|'ll)(?: do (?:that|so|it))?|no worries|count on it|you have my word|that works|works for me|with pleasure|leave it with (?:me|us)|i(?:'m| am) on it|we(?:'re| are) on it|can do|by all means|"
    r"happy to|sounds good|confirmed)[,.! ]*)+",
    re.IGNORECASE,
)
_IT_IS = re.compile(
    r"\b(?:it is|works(?: for (?:me|us))?|then|is fine|suits|sounds good|is good|it is then|confirmed|no problem|done)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:can|could|will|would) (?:you|someone|somebody|your \w+)(?: please| kindly| just)? (?P<vp>[^?.!\n]+)|\bplease (?P<vp2>[^?.!\n]+)|\b(?:i|we)(?:'d| would)? (?:need|want|like|expect) (?:you to |a |an |the |your )(?P<vp3>[^?.!\n]+)"
    r"|(?:^|[.,;!] )(?:then |so |just |and |ok )?(?P<vp4>(?:call|send|ring|email|text|check|phone|update|refund|escalate|ship|post|forward|book|bring|write|credit|replace|fix)\b[^?.!\n]+)"
    r"|\byou(?:'ll| will|'re going to| are going to) (?P<vp6>[^?.!\n]+)\?|\b(?:shall we say|how about|what about|are you able to|is it possible to|do you mind) (?P<vp5>[^?.!\n]+)",
    re.IGNORECASE | re.MULTILINE,
)
_ON_IT = re.compile(r"^(?:(?:i|we)(?:'m| am|'re| are) )?(?:on it|on the case|all over it)[.! ]*$", re.IGNORECASE)
_ANSWER_WORDS = 8
_LEAVE = re.compile(
    r"^(?:leave (?:it|this|that) (?:with|to) (?:me|us)|consider it (?:done|sorted)|(?:i'll|i will) (?:take care of|see to|handle|deal with) (?:it|this|that))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Brief:
    """An act promised in few words; `answering` carries the request that a bare yes refers to."""

    actor: str
    action: str
    phrase: str
    answering: str = ""
    told: bool = True


def read_brief(clause: str, *, is_note: bool, timed: bool) -> Brief | None:
    """Shorthand and headings: an act's noun with a time, and nothing that makes it a full sentence."""
    match = _BARE_WILL.match(clause)
    if match and not (is_note and _INTERNAL.search(clause)):
        phrase = match["rest"] or match["ing"]
        if match["rest"] or timed:
            return Brief("agent", read_act(phrase), phrase)
    if is_note and _INTERNAL.search(clause) and not _TOLD.search(clause):
        return Brief("agent", read_act(clause), clause, told=False)
    noun = _SHORT_NOUN.search(clause)
    if not noun or not timed:
        return None
    if not is_note and (len(clause.split()) > 9 or _FINITE.search(clause)):
        return None
    if is_note and not _TOLD.search(clause) and (len(clause.split()) > 9 or _THEIRS.search(clause)):
        return None
    return Brief(_brief_actor(clause), _brief_action(noun["noun"].lower(), clause), clause)


def read_answer(text: str, asked: str | None) -> Brief | None:
    """'Will do', 'Yes', 'Thursday it is': the content stands in what the customer asked."""
    short = len(text.split()) <= _ANSWER_WORDS
    agreed = _AGREED.match(text.strip())
    settled = short and _IT_IS.search(text)
    if _ON_IT.match(text.strip()) or _LEAVE.match(text.strip()):
        return Brief(
            "agent" if not re.search(r"\bwe\b|\bus\b", text, re.IGNORECASE) else "company",
            _asked_action(asked) or "fix",
            text,
            asked or "",
        )
    if not asked or not (settled or (agreed and (short or agreed.end() >= len(text.strip()) - 2))):
        return None
    action = _asked_action(asked)
    if action is None:
        return None
    return Brief("company" if re.search(r"\bwe\b", text, re.IGNORECASE) else "agent", action, text, asked)


def is_bare_answer(text: str) -> bool:
    """“Will do”, “Thursday it is”: without what was asked it says nothing."""
    return len(text.split()) <= _ANSWER_WORDS and bool(_AGREED.match(text.strip()) or _IT_IS.search(text))


def asks_something(scene: Scene) -> bool:
    """Whether the customer asked or proposed anything that a short answer may refer to."""
    return bool(scene.asked and ("?" in scene.asked or _ASKED.search(scene.asked) or scene.when(scene.asked)))


def _asked_action(asked: str | None) -> str | None:
    request = _ASKED.search(asked or "")
    if not request:
        return None
    phrase = next(g for g in request.groups() if g)
    return read_act(phrase)


def _brief_actor(clause: str) -> str:
    if re.match(r"(?:the|your|our|next) ", clause, re.IGNORECASE) and not _WHO.search(clause):
        return "company" if not clause.lower().startswith("next") else "agent"
    who = _WHO.search(clause)
    if not who:
        return "agent"
    word = who["who"].lower()
    return "team:" + {"sup": "supervisor", "mgr": "manager", "tech": "technician"}.get(word, word)


def _brief_action(noun: str, clause: str) -> str:
    table = {
        "cb": "call",
        "callback": "call",
        "call-back": "call",
        "call": "call",
        "engineer": "visit",
        "technician": "visit",
        "tech": "visit",
        "visit": "visit",
        "appointment": "visit",
        "eta": "visit",
        "refund": "refund",
        "credit": "refund",
        "fix": "fix",
        "replacement": "ship",
        "delivery": "ship",
        "part": "ship",
        "parcel": "ship",
        "update": "contact",
        "next update": "contact",
        "answer": "contact",
        "status": "contact",
        "confirmation": "contact",
        "reply": "contact",
        "response": "contact",
        "news": "contact",
        "follow-up": "contact",
        "followup": "contact",
        "f/u": "contact",
        "decision": "contact",
    }
    if re.search(r"\b(?:cb|call-?back|call|ring|phone)\b", clause, re.IGNORECASE):
        return "call"
    return table.get(noun, "send_doc")
