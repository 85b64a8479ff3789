"""Text with marks over it, as pieces to draw; marks may overlap, and offsets that lie outside are passed over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    start: int
    end: int
    kind: str
    anchor: str
    title: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text under the same marks; `anchors` are of the marks that begin here."""

    text: str
    marks: tuple[Mark, ...]
    anchors: tuple[str, ...]

    @property
    def title(self) -> str:
        return " · ".join(mark.title for mark in self.marks)

    @property
    def kind(self) -> str:
        return self.marks[0].kind if self.marks else ""


def pieces(text: str, marks: Iterable[Mark], limit: int = 20_000) -> list[Piece]:
    """The pieces joined are the text, cut at `limit`."""
    text = text[:limit]
    lying = [m for m in marks if 0 <= m.start < m.end and m.start < len(text)]
    cuts = sorted({0, len(text), *(m.start for m in lying), *(min(m.end, len(text)) for m in lying)})
    return [
        Piece(
            text[start:end],
            tuple(m for m in lying if m.start <= start and m.end >= end),
            tuple(m.anchor for m in lying if m.start == start),
        )
        for start, end in pairwise(cuts)
    ]
