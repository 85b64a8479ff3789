"""Handing somebody on: with a name and a reason, never as a way to be rid of them, never refused."""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import cues
from .context import Context
from .finding import Finding, phrases, present

REASON = phrases(r"because\b", r"so (?:that )?you\b", r"since (?:he|she|they)\b", r"(?:who|she|he|they|that)(?:'s| is|'ll| will| has|'re| are)? (?:\w+ ){0,2}(?:can|decides?|signs?|runs?|knows?|handles?|leads?|looks after|approves?|able|authori[sz]\w+|one who|person who|responsible|specialis\w+|speciali[sz]es|in charge|designed|built)", r"(?:brief|briefed|briefing|telling|told|giving|given|shared|read)\b.{0,20}(?:him|her|them|whole|history|notes|story|everything)", r"won't (?:need|have) to (?:repeat|tell|explain|start)", r"stay(?:ing)? (?:on|with)", r"beside me")  # fmt: skip
_NAME = re.compile(r"(?<![.!?\n] )(?<!^)\b(?:Dr\.? |Mr\.? |Ms\.? |Mrs\.? )?[A-Z][a-zé]{2,}\b")
_REFUSES = phrases(
    r"(?:prefer|rather|like) (?:to )?(?:sort|solve|handle|settle|deal|resolve)\b",
    r"(?:all|our|the|my) (?:managers|supervisors|leads|seniors|bosses) are\b", r"(?:make do|deal|stick|have to (?:talk|speak|deal)) (?:with|to) me\b",
    r"(?:help|assist) you (?:\w+ )?(?:as well|as good|the same)", r"(?:no|not a|isn't a|any) (?:manager|supervisor)s?\b.{0,20}(?:available|here|free|around|on (?:shift|duty))", r"(?:manager|supervisor)s?\b.{0,30}(?:tell you (?:exactly )?the same|say the same|isn't available|not available|unavailable|don't (?:take|do|speak)|do not (?:take|do|speak)|only (?:deal|speak|take|handle)|busy|in a meeting|won't|can't|cannot|wouldn't)",
    r"(?:boss|manager|supervisor|team lead)s? (?:can't|cannot|won't|couldn't|doesn't|will not)\b", r"before (?:i|we) (?:can )?(?:escalate|transfer|put|get|involve|pass)\b", r"(?:don't|do not|can't|cannot|won't|not able to|unable to|not going to|no need to) (?:just )?(?:escalate|involve (?:a|my)|(?:put|let) you (?:\w+ ){1,2}(?:a|my)|transfer you to (?:a|my)|get (?:a|my)|bring in)", r"(?:let's|why don't we|can we|i'd rather) (?:just )?(?:keep|try|see if|first|not|continue|sort|stay)\b", r"(?:i am|i'm) the (?:manager|highest|most senior|supervisor)", r"what (?:would|will|could) a (?:manager|supervisor)\b", r"(?:doesn't|does not|not) (?:need|require|warrant|meet|qualify)\b.{0,25}(?:manager|escalat\w+|supervisor)", r"(?:escalat\w+|manager|supervisor)\b.{0,20}(?:isn't|is not|not) (?:necessary|possible|needed|an option)",
)  # fmt: skip
_SENIOR = re.compile(r"\b(?:manager|supervisor|escalat\w*|seniors?|leads|boss|director)\b", re.IGNORECASE)
_BRINGS = phrases(r"(?:is|'s|i'm|i am) (?:\w+ )?(?:joining|coming|bringing|getting|calling|fetching|picking up)", r"of course", r"takes over", r"(?:will|'ll) (?:call|ring|phone|take)")  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    yield from _bare(context)
    yield from _resists(context)


def _bare(context: Context) -> Iterator[Finding]:
    if context.stage == "close":
        return
    said = next((s for s in context.sentences if cues.TRANSFER.search(s.text) and not re.search(r"\b(?:not|n't|without|instead of) (?:\w+ ){0,3}(?:transfer|pass|put)", s.text, re.IGNORECASE)), None)  # fmt: skip
    if said is None or (_NAME.search(_unsigned(context)) and REASON.search(context.draft)):
        return
    if context.stage in ("first_reply", "update") and not re.search(
        r"\b(?:transferring|putting you|passing you|handing you|connecting)", said.text, re.IGNORECASE
    ):
        return
    because = "The customer is sent on without knowing to whom, why, or whether that person has been told."
    yield present("bare_transfer", context.draft, said.start, said.end, because)  # fmt: skip


def _unsigned(context: Context) -> str:
    return context.draft.replace(context.agent or "\0", "").strip()


def _resists(context: Context) -> Iterator[Finding]:
    if not (context.wants_manager or _SENIOR.search(context.draft)):
        return
    for sentence in context.sentences:
        if (
            _REFUSES.search(sentence.text)
            and (context.wants_manager or _SENIOR.search(sentence.text))
            and not _BRINGS.search(sentence.text)
        ):
            because = "They asked for somebody who can decide, and this keeps them from it."
            yield present(
                "resists_escalation",
                context.draft,
                sentence.start,
                sentence.end,
                because,
            )
            return
