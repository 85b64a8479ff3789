"""A message as the sentences and clauses that are its writer's own; offsets stay those of the message."""

from __future__ import annotations

import re
from dataclasses import dataclass

_QUOTED_LINE = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
# What follows such a header is another's, but where the other's lines are marked with ">" they mark themselves.
_REPLY_TAIL = re.compile(
    r"^(?:(?:On|Am|Le) .{4,120} (?:wrote|schrieb .{0,80}|a écrit ?):(?=\s*\n\s*>)"
    r"|(?:(?:On|Am|Le) .{4,120} (?:wrote|schrieb .{0,80}|a écrit ?):|-{3,10} ?(?:Original|Forwarded) Message ?-{3,10}"
    r"|From: .+\n(?:Sent|Date|To): )(?s:.*)\Z)",
    re.MULTILINE,
)
_FAREWELL = re.compile(
    r"^(?:-- ?|(?:(?:kind|best|warm|many) )?(?:regards|wishes)|sincerely|yours (?:sincerely|faithfully|truly)|mit freundlichen grüßen|viele grüße"
    r"|cordialement|un saludo|saludos|atenciosamente|sent from my .{2,30}|(?P<light>cheers|(?:many )?thanks(?: again)?|thank you))[,.!]?[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
_SPEAKS_ON = re.compile(r"\b(?:will|i'm|we're|we|i)\b|'ll\b|\?", re.IGNORECASE)
_SIGNATURE_LENGTH = 600
_SPEECH = re.compile(
    r"[“\"„«]([^“”\"„«»\n]{3,300})[”\"“»]|(?<![\w])['‘]([^'’\n]{2,80}(?:['’]\w[^'’\n]{0,80}){0,4})['’](?!\w)"
)
_BREAK = re.compile(r"(?<=[.!?…])[\"”')\]]*\s+|\n\s*\n|\n(?=\s*(?:[-*•]|\d+[.)]|[A-Z]))|;\s+|\s[–—]\s|\s--?\s")
_SHORT = re.compile(
    r"(?:\b(?:[ap]\.m|dr|mr|mrs|ms|prof|st|no|nr|e\.g|i\.e|approx|tel|ext|min|mins|hrs?|inc|ltd|vs|z\.b|sr|sra|jan|feb|mar|apr|jun|"
    r"jul|aug|sept?|oct|nov|dec|mon|tues?|wed|thurs?|fri|sat|sun)|\b\d{1,2})\.$",
    re.IGNORECASE,
)
# After "3 p.m." a capital may be a zone or a weekday; these words do begin a sentence.
_OPENER = re.compile(
    r"(?:I|We|You|They|He|She|It|The|This|That|If|Please|Thanks?|Once|Let|Our|My|Your|An?|As|In|Until|Sorry|Regards|Best|Kind|No|Yes|Then|"
    r"After|Before|When|And|But|So|There|Apologies|Could|Can|What|Someone|Nobody|Until|Meanwhile)\b"
)

# Nobody writes such sentences; a wall of text is read in slices, so that time stays in proportion.
_LONGEST = 1200


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the message; `text` has curly quotes and line ends made plain, length unchanged."""

    start: int
    end: int
    text: str


def own_words(text: str) -> tuple[str, tuple[Passage, ...]]:
    """The message with quoted lines, reply tails, signatures and spoken quotes blanked; and those quotes."""
    level = text.translate({0x2019: "'", 0x2018: "'", 0x00A0: " ", 0x202F: " "})
    for pattern in (_REPLY_TAIL, _QUOTED_LINE):
        level = pattern.sub(_blank, level)
    level = _unsigned(level)
    quotes = tuple(Passage(m.start(), m.end(), m[0]) for m in _SPEECH.finditer(level))
    return _SPEECH.sub(_blank, level), quotes


def _unsigned(text: str) -> str:
    """Without the signature: a farewell line near the end and all after it; a mere thanks ends nothing if one speaks on."""
    for match in _FAREWELL.finditer(text, max(0, len(text.rstrip()) - _SIGNATURE_LENGTH)):
        if not (match["light"] and _SPEAKS_ON.search(text, match.end())):
            return text[: match.start()] + "".join("\n" if c == "\n" else " " for c in text[match.start() :])
    return text


def quoted_lines(text: str) -> tuple[Passage, ...]:
    """Lines that another wrote and that this message only carries along."""
    return tuple(Passage(m.start(), m.end(), m[0].lstrip(" \t>")) for m in _QUOTED_LINE.finditer(text))


def sentences(text: str) -> tuple[Passage, ...]:
    """Sentences, bullets and headings, in order."""
    found: list[Passage] = []
    begin = 0
    for match in _BREAK.finditer(text):
        if _inside(text, match):
            continue
        _add(found, text, begin, match.start())
        begin = match.end()
    _add(found, text, begin, len(text))
    return tuple(found)


def _inside(text: str, match: re.Match[str]) -> bool:
    """An abbreviation's dot ends no sentence, and neither does a dash between two numbers."""
    before = text[max(0, match.start() - 8) : match.start()]
    if "-" in match[0] or "–" in match[0] or "—" in match[0]:
        return before[-1:].isdigit() and text[match.end() : match.end() + 1].isdigit()
    if "\n\n" in match[0] or ";" in match[0]:
        return False
    ends_short = bool(_SHORT.search(before))
    if ends_short and before[-3:].lower() == ".m.":
        return not _OPENER.match(text, match.end())
    return ends_short and "\n" not in match[0]


def _add(found: list[Passage], text: str, begin: int, end: int) -> None:
    if end - begin > _LONGEST:
        for cut in range(begin, end, _LONGEST):
            _add(found, text, cut, min(end, cut + _LONGEST))
        return
    piece = text[begin:end]
    stripped = piece.strip(" \t\n\r•*")
    if stripped and any(c.isalnum() for c in stripped):
        start = begin + piece.index(stripped)
        found.append(
            Passage(start, start + len(stripped), stripped.replace("\n", " ").replace("\t", " ").replace("\r", " "))
        )


def _blank(match: re.Match[str]) -> str:
    return "".join("\n" if c == "\n" else " " for c in match[0])
