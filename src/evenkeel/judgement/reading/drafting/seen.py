"""What the learned reader looks at in one sentence of a draft: its words, its place, and what the rules found in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Final

from evenkeel.judgement.reading.learned.features import of_row, of_sign, of_word, tokens
from evenkeel.judgement.reading.learned.model import scale_of
from evenkeel.judgement.reading.lexicon.folding import fold

from .context import Context
from .finding import Finding
from .text import Sentence, concepts

# How loud each kind is beside the words, whose own weight `scale_of` gives.
_A_RULE, _ABSENT, _ORDER, _PLACE = 1.0, 0.5, 0.5, 0.3
LONGEST: Final = 40  # sentences of a draft that are read; what comes after is looked at by the rules alone


def of_sentence(context: Context, place: int, by_rule: Sequence[Finding]) -> dict[int, float]:
    sentence = context.sentences[place]
    words = tokens(fold(sentence.text))
    slots = [*(slot for word in words for slot in of_word(word)), *of_row(words)]
    scale = scale_of(len(words))
    seen = defaultdict(float, {slot: count * scale for slot, count in Counter(slots).items()})
    for finding in by_rule:
        if finding.start is None or finding.end is None:
            seen[of_sign(f"absent {finding.code}")] += _ABSENT
        elif finding.start < sentence.end and finding.end > sentence.start:
            seen[of_sign(f"rule {finding.code}")] = _A_RULE
    for name, loud in _signs(context, sentence, place):
        seen[of_sign(name)] += loud
    return dict(seen)


def _signs(context: Context, sentence: Sentence, place: int) -> list[tuple[str, float]]:
    shared, own = len(context.shared(sentence.text)), len(concepts(sentence.text))
    signs = [
        ("later" if place else "first", _PLACE),
        (f"stage {context.stage}", _PLACE),
        ("asks" if sentence.asks else "tells", _PLACE),
        (f"shared {min(shared, 3)}", _PLACE),
        ("of our own", _PLACE * (own - shared) / max(1, own)),
    ]
    if context.first_acknowledged == sentence.start:
        signs.append(("heard", _ORDER))
    if sentence in context.excuse_starts:
        signs.append(("explains", _ORDER))
    return signs
