"""The first reader of a customer's message: which situations it tells of, quoted, and how sure we are."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

from evenkeel.judgement.levels import Facts, decide, load_standard
from evenkeel.judgement.reading.heat import heat_of, heat_signals
from evenkeel.judgement.reading.language import READ, guess_language, is_hardly_english
from evenkeel.judgement.reading.learned.correction import Correction
from evenkeel.judgement.reading.learned.features import tokens
from evenkeel.judgement.reading.lexicon.customers import ACCUSING, GRIEVANCE, GRIEVANCE_LIST, IMPATIENT
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.lexicon.innocent import TROUBLE
from evenkeel.judgement.reading.lexicon.numbers import affected_in, failed_fixes_in
from evenkeel.judgement.reading.rules import NEED, Rules
from evenkeel.judgement.reading.values import Signal, TriggerReading
from evenkeel.judgement.reading.weighing import Weighed, still_said, weigh

_FEW_WORDS: Final = 4


def read_triggers(
    text: str, *, context: str | None = None, language: str | None = None, correction: Correction | None = None
) -> TriggerReading:
    """`correction` is what this desk has taught its reader, if anything."""
    folded = fold(text)
    spoken = language if language in READ else guess_language(text, folded)
    rules = Rules(text, folded, context, spoken)
    read = (
        weigh(text, folded, context, rules.find, correction)
        if spoken == "en" and text.strip()
        else _by_rules(text, folded, rules, correction)
    )
    hot = heat_signals(text, folded, [one for one in read.signals if one.code == "abuse"])
    return TriggerReading(
        read.signals,
        read.customer_type,
        read.customer_type_because,
        heat_of(hot, bool(hot) and not read.signals and rules.praised),
        hot,
        failed_fixes_in(rules.plain) if _has(read.signals, "repeated_failed_fix") else 0,
        # Looked for twice: hardly any message counts people, and blotting out costs more than looking.
        affected_in(rules.plain) if affected_in(folded) else None,
        read.need,
        spoken not in READ or (not read.signals and _is_unsure(text, folded, spoken)),
        spoken,
    )


def _is_unsure(text: str, folded: bytes, spoken: str) -> bool:
    """Nothing was read: is that because nothing is there?"""
    return is_hardly_english(text, folded) if spoken == "en" else len(text.split()) > _FEW_WORDS


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


def _by_rules(text: str, folded: bytes, rules: Rules, correction: Correction | None) -> Weighed:
    signals = rules.find_all()
    if correction and signals:
        by = correction.moves(tokens(folded))
        signals = tuple(one for one in signals if still_said(one, by.get(one.code, 0.0)))
    heat = heat_of(heat_signals(text, folded, [one for one in signals if one.code == "abuse"]), False)
    kind, because = _customer_type(rules.plain, text, heat, signals, rules.praised)
    return Weighed(signals, rules.find(NEED), kind, because)


def _customer_type(plain: bytes, text: str, heat: int, signals: tuple[Signal, ...], praised: bool) -> tuple[str, str]:
    if praised:
        return "none", "The message is friendly."
    grievances = sum(1 for _ in islice(GRIEVANCE.finditer(plain), 9))
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
