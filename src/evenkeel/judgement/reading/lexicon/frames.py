"""A frame: a situation described by kinds of words, `<thing> <gap> <stopped>`, not by anybody's sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import re2

GAP = rb"[^.!?;\n]{0,45}"
SHORT_GAP = rb"[^.!?;\n]{0,18}"
FAR_GAP = rb"[^\n]{0,110}"
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
    """Groups of words parted by `|` as one alternation; a space stands for any short run of blanks or dashes.

    A word begins where a word begins: behind a gap, “icu” is not found inside “ridiculous”.
    """
    parts = [part.strip() for group in groups for part in group.split("|") if part.strip()]
    joined = "|".join(rf"\b{part}" if part[0].isalnum() else part for part in parts)
    return "(?:" + joined.replace(" ", r"[\s-]{1,3}") + ")"


def compiled(template: str, vocabulary: Mapping[str, str]) -> Any:
    """A template whose `<names>` stand for kinds of words; `~` is a gap inside a sentence, `..` crosses sentences."""
    body = template
    for name in sorted(vocabulary, key=len, reverse=True):
        body = body.replace(f"<{name}>", vocabulary[name])
    body = body.replace("~~", "\x02").replace("~", GAP.decode()).replace("\x02", SHORT_GAP.decode())
    body = body.replace("<<>>", FAR_GAP.decode())
    return re2.compile(_spaced(body).encode(), _OPTIONS)


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
            compiled(rf"\b(?:{template})", vocabulary),
            confidence,
            needs_trouble,
            negatable,
            survives_praise,
        )
        for template in templates
    )
