"""A sentence as clauses, each with the condition that it hangs on."""

from __future__ import annotations

import re
from dataclasses import dataclass

from evenkeel.judgement.reading.promising.acts import names_act
from evenkeel.judgement.reading.promising.passages import Passage

_JOINT = re.compile(r",?\s*\b(?:and then|and also|but then|and so|and|but|then|whereas|or)\b\s+|,\s+(?:so\s+)?|:\s+")
_SUBJECT = re.compile(
    r"(?:also |then |in the meantime,? |meanwhile,? |after that,? |until then,? |if not,? )?(?:also |then )?(?:(?:i|we|you|he|she|they|it|someone|somebody|nobody|let me)(?:'ll| will| shall|'m| am|'re| are|'s| is|'ve| have|'d| won't| can't| can\b| cannot| should| could| might| must)?\b"
    r"|(?:the|our|my|your|one of our|a) [\w -]{2,40}?(?:'ll| will| is| are| should| can)\b|(?-i:[A-Z][\w'-]+(?: [A-Z][\w'-]+)?)(?: from [\w ]{2,20})?(?:'ll| will| is)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:and |so |but |then |also,? )?(?P<word>if|once|as soon as|when|whenever|after|the (?:moment|minute)|provided(?: that)?|assuming|should|upon|unless|in case) (?P<cond>.+)$",
    re.IGNORECASE,
)
_ENDING = re.compile(
    r",? (?:but |and )?(?:only )?\b(?P<word>once|as soon as|when|whenever|if|after|the (?:moment|minute)|provided(?: that)?|assuming|upon|on receipt of|as long as|in case) "
    r"(?!possible\b|i can\b|we can\b|i'm able|we're able|practicable|humanly|i get (?:a|the) chance|\d|noon|midnight|lunch|hours|that\b(?= \W|$)|this\b(?= \W|$))(?P<cond>.+)$",
    re.IGNORECASE,
)
_CONTINUED = re.compile(
    r",\s+(?=(?:and )?(?:no|not) later than|at the latest|by |and (?:certainly |in any case )?by )", re.IGNORECASE
)
_IDLE = re.compile(
    r"^(?:that(?:'s| is) (?:ok|okay|alright|all right|fine)|you don't mind|i may|it helps|need be|necessary|not\b$|you ask me|anything)",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(
    r"\b(?:tell you|let you know|know|see|find out|check|confirm|ask|determine|wonder|establish|explain) (?:him |her |them |you )?$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """Words from `start` to `end` of the message; `hurdle` is the conjunction, `condition` what must happen first."""

    start: int
    end: int
    text: str
    condition: str | None = None
    hurdle: str | None = None
    extra: str = ""


def clauses(sentence: Passage) -> tuple[Clause, ...]:
    """The clauses of a sentence; a condition in front governs the first clause after it."""
    condition, hurdle, offset, extra = _opening(sentence.text)
    found: list[Clause] = []
    for start, end in _pieces(sentence.text, offset):
        text = sentence.text[start:end]
        begin = sentence.start + start
        ending = _ending(text)
        own = (condition, hurdle) if condition else (None, None)
        if ending:
            own = (ending["cond"].strip(" ,."), ending["word"].lower())
            text = text[: ending.start()]
        found.append(Clause(begin, sentence.start + end, text, own[0], own[1], extra))
    return tuple(found)


def _opening(text: str) -> tuple[str | None, str | None, int, str]:
    """The condition a sentence opens with, where the main clause begins, and a deadline set between them."""
    match = _OPENING.match(text)
    if not match:
        return None, None, 0, ""
    base = match.start("cond")
    for comma in re.finditer(r",\s+(?:then )?|\s+(?=(?:i|we)(?:'ll| will) )", text[base:], re.IGNORECASE):
        rest = text[base + comma.end() :]
        if _CONTINUED.match(text[base + comma.start() :]):
            second = rest.find(",")
            if second >= 0:
                return (
                    text[base : base + comma.start()],
                    match["word"].lower(),
                    base + comma.end() + second + 1,
                    rest[:second],
                )
        if _SUBJECT.match(rest) or names_act(rest):
            cond = text[base : base + comma.start()]
            if _IDLE.match(cond):
                return None, None, base + comma.end(), ""
            return cond, match["word"].lower(), base + comma.end(), ""
    return None, None, 0, ""


# “also if there is nothing new” takes a condition away; it sets none.
_WHATEVER = re.compile(r"\b(?:also|even|as well|whether or not)[ ,]*$", re.IGNORECASE)


def _ending(text: str) -> re.Match[str] | None:
    for match in _ENDING.finditer(text):
        before = text[: match.start()]
        if (
            not before.strip()
            or _IDLE.match(match["cond"])
            or _WHATEVER.search(before)
            or (match["word"].lower() in ("if", "when") and _QUESTION_WORD.search(before + " "))
        ):
            continue
        return match
    return None


def _pieces(text: str, offset: int) -> list[tuple[int, int]]:
    """Cut where a new subject, or a new verb of an act, begins."""
    cuts = [offset]
    ends: list[int] = []
    for joint in _JOINT.finditer(text, offset):
        rest = text[joint.end() :]
        carried = _verb_joint(joint[0]) and re.match(r"(?:will|'ll|shall) ", rest) and joint[0].strip() != ","
        if (
            carried
            or _SUBJECT.match(rest)
            or (
                _verb_joint(joint[0])
                and names_act(rest)
                and not re.match(r"(?:by|an?|the|call-?backs?|updates) ", rest)
            )
        ):
            ends.append(joint.start())
            cuts.append(joint.end())
    ends.append(len(text))
    return [(a, b) for a, b in zip(cuts, ends, strict=True) if text[a:b].strip()]


def _verb_joint(joint: str) -> bool:
    return bool(re.search(r"and|then|,|or", joint))
