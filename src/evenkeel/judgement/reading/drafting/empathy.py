"""Is this customer heard before anything is explained, in words that fit nobody else?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from . import cues
from .context import Context
from .finding import Finding, absent, present
from .text import Sentence

_DOUBLED = re.compile(r"\bso,? so\b|\breally,? really\b|\bs+o{3,}\b|\bvery,? very\b|\btruly,? (?:\w+ )?sorry|\bterribly sorry", re.IGNORECASE)  # fmt: skip


def check(context: Context) -> Iterator[Finding]:
    yield from _order(context)
    yield from _empty(context)
    yield from _too_sorry(context)


def _order(context: Context) -> Iterator[Finding]:
    """Either the explanation comes too early, or nothing is acknowledged at all: never both."""
    if context.stage == "close" or context.safety_instruction or not context.sentences:
        return
    heard, excuse = context.first_acknowledged, context.first_excuse
    if excuse and (heard is None or excuse[0].start < heard):
        sentence = excuse[0]
        because = "The explanation comes before any word about what this did to the customer."
        yield present("explain_first", context.draft, sentence.start, sentence.end, because, 0.65)
    elif heard is None and not _warm_noise(context):
        because = "Nothing here names what happened to this customer."
        yield absent("no_ack", because, 0.6)


def _warm_noise(context: Context) -> bool:
    """A stock apology or empathy is its own fault (`empty_empathy`), not a missing acknowledgement."""
    return any(cues.APOLOGY.search(s.text) or _is_stock(s) for s in context.sentences)


def _is_stock(sentence: Sentence) -> bool:
    return bool(cues.STOCK_STRONG.search(sentence.text) or cues.STOCK_WEAK.search(sentence.text))


def _empty(context: Context) -> Iterator[Finding]:
    heard = context.first_acknowledged
    for sentence in context.sentences:
        strong, weak = cues.STOCK_STRONG.search(sentence.text), cues.STOCK_WEAK.search(sentence.text)
        found = strong or (weak if heard is None else None)
        if found and not _earned(context, sentence, strong=bool(strong)):
            because = "This would fit any customer: it shows nothing of what this one told us."
            yield present("empty_empathy", context.draft, sentence.start, sentence.end, because, 0.7)  # fmt: skip
            return


def _earned(context: Context, sentence: Sentence, *, strong: bool) -> bool:
    return len(context.shared(sentence.text)) >= (2 if strong else 1)


def _too_sorry(context: Context) -> Iterator[Finding]:
    sorry = list(cues.APOLOGY.finditer(context.draft))
    doubled = bool(_DOUBLED.search(context.draft))
    per_sentence = len(sorry) / max(1, len(context.sentences))
    if len(sorry) >= 3 or (len(sorry) == 2 and (doubled or per_sentence >= 0.9)):
        start = next(s.start for s in context.all_sentences if s.end > sorry[0].start())
        end = next(s.end for s in context.all_sentences if s.end > sorry[-1].start())
        because = f"{len(sorry)} apologies: after the first each one asks the customer to comfort us."
        yield present("over_apology", context.draft, start, end, because)
