"""A turn's words as HTML: escaped first, then what was read in them marked where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape


@dataclass(frozen=True, slots=True)
class Span:
    start: int
    end: int
    kind: str  # "signal" or "promise"
    label: str


def marked(text: str, spans: Iterable[Span]) -> Markup:
    """Where spans overlap the longer is marked; the other is still named below the turn."""
    parts, at = [], 0
    for span in _apart(spans, len(text)):
        parts += [escape(text[at : span.start]), _mark(text, span)]
        at = span.end
    return Markup("").join([*parts, escape(text[at:])])


def _mark(text: str, span: Span) -> Markup:
    # The label is spoken after the words, so that who cannot see the marking hears it.
    return Markup('<mark class="{}">{}<span class="unseen"> ({}: {})</span></mark>').format(
        span.kind, text[span.start : span.end], span.kind, span.label
    )


def _apart(spans: Iterable[Span], length: int) -> Sequence[Span]:
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.start - one.end, one.start)):
        fits = 0 <= span.start < span.end <= length
        if fits and all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept, key=lambda one: one.start)
