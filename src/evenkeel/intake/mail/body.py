"""Which parts are the words of the mail, and what they say as text and as HTML."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from evenkeel.intake.mail import bounds
from evenkeel.intake.mail.attachments import has_filename
from evenkeel.intake.mail.charsets import storable, to_text
from evenkeel.intake.mail.html import is_too_deep, safe_html, text_of, without_embedded
from evenkeel.intake.mail.parts import Part


@dataclass(frozen=True, slots=True)
class Body:
    text: str
    html: str | None
    rest: tuple[Part, ...]


@dataclass(slots=True)
class _Block:
    """One stretch of words: a part standing alone, or one multipart/alternative in its two forms."""

    alternative: int | None
    plain: str = ""
    html: str = ""


def body_of(parts: list[Part], troubles: list[str]) -> Body:
    """Plain text is preferred where both are offered; parts in sequence are all read, as Apple Mail needs."""
    blocks: list[_Block] = []
    rest: list[Part] = []
    for part in parts:
        if _is_words(part):
            room = bounds.HTML_CHARS - sum(len(block.html) for block in blocks)
            _add(blocks, part, storable(_words(part, room, troubles)))
        else:
            rest.append(part)
    text = "\n".join(
        _bounded(block.plain if block.plain.strip() else text_of(block.html), troubles) for block in blocks
    )
    return Body(_bounded(text, troubles).strip("\n"), _html(blocks, troubles), tuple(rest))


def _is_words(part: Part) -> bool:
    is_text = part.content_type in ("text/plain", "text/html")
    return is_text and not part.set_aside and part.disposition() != "attachment" and not has_filename(part)


def _words(part: Part, html_room: int, troubles: list[str]) -> str:
    text = to_text(part.content(troubles), part.parameter("content-type", "charset"), troubles)
    if part.content_type == "text/html":
        return _cut(without_embedded(text), html_room, troubles)
    text = _cut(text, bounds.TEXT_CHARS, troubles)
    if part.parameter("content-type", "format").lower() == "flowed":
        return unflowed(storable(text), delete_space=part.parameter("content-type", "delsp").lower() == "yes")
    return text


def unflowed(text: str, *, delete_space: bool) -> str:
    """RFC 3676: a line ending in a space goes on in the next one of the same quoting."""
    lines: list[list[str]] = []
    depth_before: int | None = None
    for line in text.split("\n"):
        words = line.lstrip(">")
        depth = len(line) - len(words)
        words = words.removeprefix(" ")
        if depth_before == depth and words != "-- ":
            lines[-1].append(words)
        else:
            lines.append([">" * depth + " " * bool(depth), words])
        depth_before = depth if words.endswith(" ") and words != "-- " else None
        if depth_before is not None and delete_space:
            lines[-1][-1] = words[:-1]
    return "\n".join("".join(pieces) for pieces in lines)


def _add(blocks: list[_Block], part: Part, words: str) -> None:
    same = part.alternative is not None and blocks and blocks[-1].alternative == part.alternative
    block = blocks[-1] if same else _Block(part.alternative)
    if not same:
        blocks.append(block)
    if part.content_type == "text/html":
        block.html += words
    elif not block.plain.strip():
        block.plain = words


def _html(blocks: list[_Block], troubles: list[str]) -> str | None:
    """None when nobody wrote HTML, or wrote it so that showing it is not safe."""
    if not any(block.html.strip() for block in blocks):
        return None
    joined = "\n".join(block.html or f"<pre>{escape(block.plain)}</pre>" for block in blocks)
    joined = _cut(joined, 2 * bounds.HTML_CHARS, troubles)
    if is_too_deep(joined):
        troubles.append("The HTML is nested too deep to show; the text was kept.")
        return None
    return safe_html(joined) or None


def _cut(text: str, at: int, troubles: list[str]) -> str:
    if len(text) <= at:
        return text
    troubles.append("The text is longer than we keep; the rest was left out.")
    return text[:at]


def _bounded(text: str, troubles: list[str]) -> str:
    return _cut(text, bounds.TEXT_CHARS, troubles)
