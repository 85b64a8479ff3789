"""What to write instead: how the sentence should be built, and the line of this case that belongs in it, word for word.

Nothing is made up. A name, a time or a sum stands in a rewrite only inside a quote from the case or from the customer; what
the case does not say is left open as “…”, for the writer to fill.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Final

from . import authority, cues, questions
from .context import Context
from .finding import Finding, phrases

_HEAR: Final = "Begin with their situation, in your words; what happened and what comes next follow."
_ADVICE: Final[Mapping[str, str]] = {
    "explain_first": _HEAR,
    "no_ack": _HEAR,
    "empty_empathy": "Name one fact of their case instead.",
    "over_apology": "One apology for one thing, then what you do about it.",
    "no_owner": "Take it in the first person, and sign with your name: “I'm dealing with this myself.”",
    "no_next_step": "Add the next thing you do and by when they hear of it: “I'll …; you hear from me at … either way.”",
    "no_contact": "Give a direct number or address that reaches you, now and should it come back.",
    "vague_promise": "Name the act, the person and the time: “I'll …; you hear from me at … either way.”",
    "no_confirm": "Ask: “Is there any part of it that isn't right yet?”",
    "admits_liability": "Say what it did to them; leave the cause open until it is known: “I don't know yet why; I'll tell you at ….”",
    "over_authority": "Say what you can decide now, and who decides the rest by when.",
    "blame": "Leave out whose fault; say what you do about it: “I'm ….”",
    "minimising": "Give it the size they gave it.",
    "nitpick": "Let the detail go; answer the problem.",
    "calm_down": "Name what made them angry, then the next step.",
    "nothing_i_can_do": "“I can't …; what I can do now is ….”",
    "why_question": "Ask what or how: “What happened just before …?”",
    "multi_question": "Ask the one that decides the next step.",
    "asks_repeat": "Read it back in one sentence and ask whether you have it right.",
    "bare_transfer": "Say who takes over, why that person, and that you have told them everything: “I'm bringing in …, who can ….”",
    "resists_escalation": "Say yes, who it is, and when they speak.",
    "policy_quote": "First what it did to them; then what you can do, and the limit in plain words.",
    "jargon": "Say what it means for them in everyday words.",
    "backward_focus": "One sentence for what went wrong, then what happens now.",
}
_PERSON = re.compile(
    r"\b(?:manager|lead|leader|supervisor|head|director|chief|specialist|senior)\b|(?<=[a-z,:;(] )[A-Z][a-z]{2,}\b"
    r"|^[A-Z][a-z]{2,} (?:can|may|decides|is|has|leads|runs|free|on)\b"
)
_MEANS = phrases(r"(?:can|may|allowed|possible|available|free|ready|in stock|authori[sz]ed|approved|booked|within)\b")
_NO_MEANS = phrases(r"(?:cannot|can not|not|no|never|only|none|nobody)\b", r"\w+n't\b")
_LONGEST_QUOTE: Final = 90


def with_rewrite(finding: Finding, context: Context) -> Finding:
    quote = _FITTING[finding.code](context) if finding.code in _FITTING else ""
    return replace(finding, rewrite=f"{_ADVICE[finding.code]} {quote}".strip())


def _theirs(context: Context) -> str:
    first = re.split(r"(?<=[.!?])\s|\n", context.customer.strip(), maxsplit=1)[0]
    return f"They wrote: “{_cut(first)}”" if first else ""


def _fact(fits: Callable[[str], object]) -> Callable[[Context], str]:
    """The first line of the case that fits; none is better than one that does not."""

    def found(context: Context) -> str:
        fact = next((fact for fact in context.facts if fits(fact)), None)
        return f"The case has: “{_cut(fact)}”" if fact else ""

    return found


def _cut(text: str) -> str:
    """Whole words; a quote that stops short says so."""
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE].rpartition(" ")[0].rstrip(",;:") + " …"


def _has_means(fact: str) -> bool:
    return bool(_MEANS.search(fact)) and not _NO_MEANS.search(fact)


_dated, _person, _means = _fact(cues.TIME.search), _fact(_PERSON.search), _fact(_has_means)
_FITTING: Final[Mapping[str, Callable[[Context], str]]] = {
    **dict.fromkeys(("explain_first", "no_ack", "empty_empathy", "minimising", "calm_down", "nitpick"), _theirs),
    **dict.fromkeys(("no_next_step", "vague_promise", "backward_focus"), _dated),
    **dict.fromkeys(("nothing_i_can_do", "policy_quote", "blame"), _means),
    **dict.fromkeys(("bare_transfer", "resists_escalation"), _person),
    "asks_repeat": _fact(questions.ON_FILE.search),
    "over_authority": _fact(authority.BOUND.search),
    "admits_liability": _fact(authority.UNKNOWN.search),
}
