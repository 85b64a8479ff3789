"""A frame: a situation described by kinds of words, `<thing> <gap> <stopped>`, not by anybody's sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import re2

_GAPS = {"~~": r"[^.!?;\n]{0,18}", "~": r"[^.!?;\n]{0,45}", "<<>>": r"[^\n]{0,110}"}
_GAP = re2.compile(r"\[\^((?:\\.|[^\]\\])*)\]\{0,(\d+)\}")
_WORD_END = r"(?:\b|\W|$)"
_CONTRACTED = re2.compile(r"(?:\b|^)n't\b")
_OPTIONS = re2.Options()
_OPTIONS.max_mem = 64 << 20


@dataclass(frozen=True, slots=True)
class Frame:
    """`needs_trouble`: says nothing in a message that reports no problem. `negatable`: "not", "no" just before takes it back."""

    code: str
    because: str
    pattern: Any
    confidence: float
    needs_trouble: bool
    negatable: bool
    survives_praise: bool


def words(*groups: str) -> str:
    r"""Groups of words parted by `|` as one alternation; a space stands for any short run of blanks or dashes.

    A word is a whole word: “icu” is not found inside “ridiculous”, nor “sue” in “suede”. A stem is written `stem\w*`.
    """
    parts = [part.strip() for group in groups for part in group.split("|") if part.strip()]
    return "(?:" + "|".join(_whole(part) for part in parts).replace(" ", r"[\s-]{1,3}") + ")"


def _whole(part: str) -> str:
    before = r"\b" if part[0].isalnum() else ""
    after = r"\b" if part[-1].isalnum() or part.endswith((r"\w*", r"\w+")) else ""
    return f"{before}{part}{after}"


def compiled(template: str, vocabulary: Mapping[str, str]) -> Any:
    """A template whose `<names>` stand for kinds of words; `~` is a gap inside a sentence, `..` crosses sentences."""
    body = template
    for name in sorted(vocabulary, key=len, reverse=True):
        body = body.replace(f"<{name}>", vocabulary[name])
    for sign, gap in _GAPS.items():
        body = body.replace(sign, gap)
    body = _CONTRACTED.sub(r"[a-z]{1,6}n't", _GAP.sub(_between_words, body))
    return re2.compile(_spaced(body).encode(), _OPTIONS)


def _between_words(gap: Any) -> str:
    """A gap never begins or ends inside a word, so neither do the words on its two sides."""
    besides, most = gap.group(1), int(gap.group(2))
    edge = rf"(?:\b|[^\w{besides}])"
    return rf"(?:{edge}[^{besides}]{{0,{most}}}{edge})"


def _spaced(body: str) -> str:
    """A blank in a template stands for any short run of white space; inside brackets or before `?` for just one."""
    inside = re2.sub(r"\[[^\]]* [^\]]*\]", lambda found: str(found.group(0)).replace(" ", r"\s"), body)
    return str(inside).replace(" ?", r"\s?").replace(" ", r"\s{1,3}")


def frame(  # a frame has this many manners, each named at its use
    code: str,
    because: str,
    templates: tuple[str, ...],
    vocabulary: Mapping[str, str],
    *,
    confidence: float = 0.8,
    needs_trouble: bool = False,
    negatable: bool = True,
    survives_praise: bool = False,
) -> tuple[Frame, ...]:
    return tuple(
        Frame(
            code,
            because,
            compiled(rf"\b(?:{template}){_WORD_END}", vocabulary),
            confidence,
            needs_trouble,
            negatable,
            survives_praise,
        )
        for template in templates
    )
