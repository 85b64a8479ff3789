"""The first reader of a customer's message: which situations it tells of, quoted, and how sure we are."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, Final

import re2

from evenkeel.judgement.levels import Facts, decide, load_standard
from evenkeel.judgement.reading.heat import heat_of, heat_signals
from evenkeel.judgement.reading.language import READ, guess_language
from evenkeel.judgement.reading.lexicon.claims import EXPOSED, LEGAL, MONEY, UNPAID
from evenkeel.judgement.reading.lexicon.customers import ACCUSING, GRIEVANCE, GRIEVANCE_LIST, IMPATIENT
from evenkeel.judgement.reading.lexicon.danger import NAMED_DANGER, SAFETY, VULNERABLE
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.lexicon.foreign import CRIES, FOREIGN, NOT_SO
from evenkeel.judgement.reading.lexicon.frames import Frame, frame
from evenkeel.judgement.reading.lexicon.history import BROKEN, REPEATED
from evenkeel.judgement.reading.lexicon.innocent import NOT_PRAISE, PRAISE, TROUBLE, blot
from evenkeel.judgement.reading.lexicon.needs import DATED
from evenkeel.judgement.reading.lexicon.numbers import affected_in, failed_fixes_in
from evenkeel.judgement.reading.lexicon.operations import DOWNSTREAM, SLA, STOPPED, WIDE
from evenkeel.judgement.reading.lexicon.relations import ABUSE, CHURN, MANAGER, PUBLIC
from evenkeel.judgement.reading.lexicon.sieve import Sieve
from evenkeel.judgement.reading.lexicon.standing import stands
from evenkeel.judgement.reading.values import Signal, TriggerReading
from evenkeel.judgement.reading.weighing import weigh

ENGLISH: Final[tuple[Frame, ...]] = (
    *SAFETY,
    *LEGAL,
    *EXPOSED,
    *REPEATED,
    *MANAGER,
    *ABUSE,
    *CHURN,
    *PUBLIC,
    *STOPPED,
    *DOWNSTREAM,
    *MONEY,
    *UNPAID,
    *VULNERABLE,
    *SLA,
    *BROKEN,
    *WIDE,
)
_FROM_NOTES: Final = frame(
    "repeated_failed_fix",
    "The notes of the case tell of earlier attempts that did not hold.",
    (
        r"(?:two|three|four|five|six|seven|\d|second|third|fourth|several|earlier|previous|one) (?:earlier |previous |failed |engineer |technician |service |workshop |repair )*(?:visits?|repairs?|attempts?|treatments?|fixes|replacements?|callouts?|engineers?|patches)\b",
        r"(?:same|repeat) (?:fault|issue|problem|complaint)|reopened",
    ),
    {},
    negatable=False,
) + frame(
    "broken_promise",
    "The notes of the case tell of something announced that did not happen.",
    (
        r"(?:missed|no|broken|failed) (?:callback|call back|visit|visits|appointment|appointments|promise|promises|deadline|delivery)\b",
        r"(?:two|three|four|five|\d) missed [a-z]+",
        r"no callback made",
    ),
    {},
    negatable=False,
)
_STILL_BAD: Final = re2.compile(
    rb"\b(?:still|again|back|worse|working|stalls?|never|nothing|fix\w*|weeks|months|fail\w*|broke\w*)\b"
)
_NEGATION: Final = re2.compile(
    rb"(?:\b(?:not|no|never|without|nobody|don't|doesn't|didn't|won't|isn't|wasn't|aren't|no need (?:for|to)|rather than|instead of|wouldn't)\s+(?:[a-z']+\s+){0,2})$"
)
_IF: Final = re2.compile(rb"\b(?:if|unless|in case|should)\s+$")
_TAIL: Final = re2.compile(rb"(?:[\s,;:]+(?:since|and|the|an?|for|in|at|of|or|but))*[\s,;:]*$")
_FEW_WORDS: Final = 4
_MOST_TRIES: Final = 8


def read_triggers(text: str, *, context: str | None = None, language: str | None = None) -> TriggerReading:
    spoken = language if language in READ else guess_language(text)
    folded = fold(text)
    plain = blot(folded)
    praised = _is_praise(plain)
    signals = tuple(_signals(text, folded, plain, context, spoken, praised))
    need = None if praised else _first_signal(text, folded, plain, DATED)
    hot = heat_signals(text, folded, [one for one in signals if one.code == "abuse"])
    heat = heat_of(hot, praised and not signals)
    if spoken == "en" and text.strip():
        weighed = weigh(text, folded, context, signals, need)
        signals, need = weighed.signals, weighed.need
        kind, because = weighed.customer_type, weighed.customer_type_because
    else:
        kind, because = _customer_type(plain, text, heat, signals, praised)
    return TriggerReading(
        signals,
        kind,
        because,
        heat,
        hot,
        failed_fixes_in(plain) if _has(signals, "repeated_failed_fix") else 0,
        affected_in(plain),
        need,
        spoken not in READ or (spoken != "en" and not signals and len(text.split()) > _FEW_WORDS),
        spoken,
    )


def codes_by_rule(text: str, context: str | None = None, language: str = "en") -> frozenset[str]:
    """What the rules alone find: an input of the learned reader, and of its training."""
    folded = fold(text)
    plain = blot(folded)
    return frozenset(one.code for one in _signals(text, folded, plain, context, language, _is_praise(plain)))


def read_line(row: dict[str, Any]) -> dict[str, Any]:
    """One row of the command line; a row we cannot read is refused with a sentence that says what to do."""
    text, context, language = _checked(row)
    reading = read_triggers(text, context=context, language=language)
    facts = Facts(affected=reading.affected, failed_fixes=reading.failed_fixes)
    decision = decide([(None, one) for one in reading.signals], facts, load_standard(), dated_need=reading.dated_need)
    return {
        "id": row.get("id"),
        "triggers": [one.code for one in reading.signals],
        "customer_type": reading.customer_type,
        "level": decision.level,
        "abstained": reading.abstained,
        "signals": [
            {
                "code": one.code,
                "span": one.quote,
                "start": one.start,
                "end": one.end,
                "confidence": one.confidence,
                "because": one.because,
            }
            for one in reading.signals
        ],
        "heat": reading.heat,
        "reasons": [{"code": one.code, "because": one.because, "quote": one.quote} for one in decision.reasons],
    }


def _checked(row: object) -> tuple[str, str | None, str | None]:
    if not isinstance(row, dict):
        raise ValueError('Send one JSON object a line, with the customer\'s words under "text".')
    text = row.get("text")
    if not isinstance(text, str):
        raise ValueError('Give the customer\'s words as a string under "text".')
    context, language = row.get("context"), row.get("lang")
    return text, context if isinstance(context, str) else None, language if isinstance(language, str) else None


def _signals(
    text: str, folded: bytes, plain: bytes, context: str | None, language: str, praised: bool
) -> Iterator[Signal]:
    frames, denial = (ENGLISH, None) if language in ("en", "und", "xx") else (FOREIGN, NOT_SO)
    trouble = TROUBLE.search(plain) is not None or language not in ("en", "und")
    best: dict[str, Signal] = {}
    for one in (frames[n] for n in _sieve(frames is FOREIGN).passing(plain)):
        if one.code in best or (praised and not one.survives_praise) or (one.needs_trouble and not trouble):
            continue
        if (span := _match(one, plain, folded, denial)) is not None:
            best[one.code] = Signal(one.code, *span, text[slice(*span)], one.confidence, one.because)
    if "safety_threat" not in best and language != "en" and (cry := _cry(text)) is not None:
        best["safety_threat"] = cry
    for told in _from_notes(text, plain, context):
        best.setdefault(told.code, told)
    yield from sorted(best.values(), key=lambda one: one.start)


@cache
def _sieve(foreign: bool) -> Sieve:
    return Sieve([one.pattern for one in (FOREIGN if foreign else ENGLISH)])


def _match(one: Frame, plain: bytes, folded: bytes, denial: Any = None) -> tuple[int, int] | None:
    """The first place where the frame fits and what it tells is so now; `folded` still holds what was blotted out."""
    for tries, found in enumerate(one.pattern.finditer(plain)):
        start, end = found.start(), found.end()
        if start == end or tries >= _MOST_TRIES:
            return None
        before = plain[max(0, start - 40) : start]
        if denial is not None and denial.search(before):
            continue
        if one.code == "broken_promise" and _IF.search(before):
            continue
        if (one.negatable and _NEGATION.search(before)) or not stands(
            one.code, folded, start, end, merely_named=one.because == NAMED_DANGER
        ):
            continue
        return start, _without_tail(plain, start, end)
    return None


def _without_tail(plain: bytes, start: int, end: int) -> int:
    """Where the quote ends once words that only lead on to the next ones are left out."""
    tail = _TAIL.search(plain[start:end])
    return start + tail.start() if tail and tail.start() > 0 else end


def _first_signal(text: str, folded: bytes, plain: bytes, frames: tuple[Frame, ...]) -> Signal | None:
    bad = TROUBLE.search(plain) is not None
    for one in frames:
        if (one.needs_trouble and not bad) or (span := _match(one, plain, folded)) is None:
            continue
        return Signal(one.code, *span, text[slice(*span)], one.confidence, one.because)
    return None


def _cry(text: str) -> Signal | None:
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = text
    for word in CRIES:
        if (at := lowered.find(word)) >= 0:
            return Signal(
                "safety_threat",
                at,
                at + len(word),
                text[at : at + len(word)],
                0.5,
                "A word for danger is used in a language we do not read well.",
            )
    return None


def _from_notes(text: str, plain: bytes, context: str | None) -> Iterator[Signal]:
    found = _STILL_BAD.search(plain)
    if context is None or found is None:
        return
    notes = fold(context)
    for one in _FROM_NOTES:
        if _match(one, notes, notes) is not None:
            yield Signal(one.code, found.start(), found.end(), text[found.start() : found.end()], 0.55, one.because)


def _is_praise(plain: bytes) -> bool:
    kind = sum(1 for _, _ in zip(PRAISE.finditer(plain), range(9), strict=False))
    bad = sum(1 for _, _ in zip(TROUBLE.finditer(plain), range(9), strict=False))
    return kind > 0 and kind >= bad and NOT_PRAISE.search(plain) is None


def _customer_type(plain: bytes, text: str, heat: int, signals: tuple[Signal, ...], praised: bool) -> tuple[str, str]:
    if praised:
        return "none", "The message is friendly."
    grievances = sum(1 for _, _ in zip(GRIEVANCE.finditer(plain), range(9), strict=False))
    serious = len(signals) - _has(signals, "broken_promise") - _has(signals, "repeated_failed_fix")
    if (GRIEVANCE_LIST.search(plain) and grievances >= 2) or (grievances >= 4 and serious <= 0):
        return "complainer", "Several separate grievances are listed."
    if heat >= 30 or _has(signals, "abuse") or (heat >= 24 and ACCUSING.search(plain)):
        return "aggressive", "The words attack or shout."
    if IMPATIENT.search(plain) and (TROUBLE.search(plain) or len(text) < 90):
        return "impatient", "The customer presses for time."
    return "none", "The tone is even."


def _has(signals: tuple[Signal, ...], code: str) -> bool:
    return any(one.code == code for one in signals)
