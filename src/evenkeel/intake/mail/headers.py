"""The head of a mail or of a part: tolerant, linear, and nothing in it can start a new line elsewhere."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from email.message import Message

from evenkeel.intake.mail import bounds
from evenkeel.intake.mail.charsets import one_line, to_text

_FIELD = re.compile(rb"([!-9;-~]+)[ \t]*:[ \t]*(.*)", re.DOTALL)
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(?==\?[^?\s]{1,60}\?[bBqQ]\?)")
#: Read of one value; more than HEADER_CHARS, since a character takes several bytes.
_VALUE_BYTES = 2 * bounds.HEADER_CHARS
_MESSAGE_ID = re.compile(r"<([^<>\s]{1,998})>")


@dataclass(frozen=True, slots=True)
class Headers:
    """Names in lower case, values raw and unfolded, in the order of the mail."""

    fields: tuple[tuple[str, bytes], ...]

    def raw(self, name: str) -> list[bytes]:
        return [value for known, value in self.fields if known == name]

    def has(self, name: str) -> bool:
        return any(known == name for known, _ in self.fields)

    def undecoded(self, name: str) -> str:
        """All values of the name in one string, encoded words left alone: for addresses and parameters."""
        return ", ".join(_characters(value) for value in self.raw(name)[:20])

    def first(self, name: str, troubles: list[str] | None = None) -> str:
        """Decoded, one line, empty when absent."""
        values = self.raw(name)
        return decoded(_characters(values[0]), troubles) if values else ""

    def message_ids(self, name: str) -> tuple[str, ...]:
        """Oldest first, each once; of an endless list the newest are kept."""
        joined = b" ".join(self.raw(name))[-bounds.HEADER_CHARS :].decode("utf-8", "replace")
        found = dict.fromkeys(f"<{one_line(name)}>" for name in _MESSAGE_ID.findall(joined))
        return tuple(word for word in found if len(word) <= bounds.MESSAGE_ID_CHARS)[-bounds.REFERENCES_KEPT :]

    def parameters(self, name: str) -> Message:
        """The header as the standard library sees it, for its RFC 2231 reading of parameters."""
        holder = Message()
        values = self.raw(name)
        if values:
            holder[name] = one_line(_characters(values[0]))
        return holder


def split_head(raw: bytes, start: int, end: int, troubles: list[str]) -> tuple[Headers, int]:
    """The headers, and where the body begins."""
    fields: list[tuple[str, bytes]] = []
    at, spent = start, 0
    while at < end:
        line, after = _line(raw, at, end)
        spent += min(len(line), _VALUE_BYTES)
        if not line:
            return Headers(tuple(fields)), after
        if spent > bounds.HEAD_BYTES:
            troubles.append("The headers are longer than we read; the rest of them was left out.")
            return Headers(tuple(fields)), _after_blank_line(raw, at, end)
        if not _take(fields, line) and not _goes_on(raw, after, end, has_fields=bool(fields)):
            return Headers(tuple(fields)), at
        at = after
    return Headers(tuple(fields)), end


def decoded(value: str, troubles: list[str] | None = None) -> str:
    """Encoded words read, neighbours of one charset joined before decoding since some senders cut characters in two."""
    troubles = [] if troubles is None else troubles
    if "=?" not in value:
        return one_line(value)
    value = _BETWEEN_WORDS.sub(r"\1", value)
    pieces: list[str] = []
    waiting, charset, at = b"", "", 0
    for word in _ENCODED_WORD.finditer(value):
        named = word[1].split("*")[0].lower()
        if word.start() > at or named != charset:
            pieces += [to_text(waiting, charset, troubles) if waiting else "", value[at : word.start()]]
            waiting = b""
        waiting, charset, at = waiting + _word_bytes(word[2], word[3]), named, word.end()
    pieces += [to_text(waiting, charset, troubles) if waiting else "", value[at:]]
    return one_line("".join(pieces))[: bounds.HEADER_CHARS]


def _line(raw: bytes, at: int, end: int) -> tuple[bytes, int]:
    stop = raw.find(b"\n", at, end)
    after = end if stop < 0 else stop + 1
    return raw[at:after].rstrip(b"\r\n"), after


def _take(fields: list[tuple[str, bytes]], line: bytes) -> bool:
    """False when the line is neither a field nor the rest of one; a line of spaces is an old way of folding."""
    if line[:1] in (b" ", b"\t") and (fields or not line.strip()):
        if not fields:
            return True
        name, value = fields[-1]
        if len(value) >= _VALUE_BYTES and name == "references":
            value = value[-bounds.HEADER_CHARS :]
        if len(value) < _VALUE_BYTES:
            fields[-1] = (name, value + b" " + line[:_VALUE_BYTES].strip())
        return True
    match = _FIELD.match(line)
    if match is None:
        return False
    name = match[1][:100].decode("ascii").lower()
    newest = slice(-_VALUE_BYTES, None) if name == "references" else slice(_VALUE_BYTES)
    fields.append((name, match[2][newest].strip()))
    return True


def _goes_on(raw: bytes, at: int, end: int, *, has_fields: bool) -> bool:
    """A stray line among headers is skipped; followed by anything else it is the body."""
    line, _ = _line(raw, at, end)
    known = _FIELD.match(line)
    return known is not None and (has_fields or known[1].lower() in _FIRST_FIELDS)


_FIRST_FIELDS = {b"from", b"to", b"subject", b"date", b"received", b"return-path", b"message-id", b"mime-version"}


def _after_blank_line(raw: bytes, at: int, end: int) -> int:
    ends = [found + len(gap) for gap in (b"\n\r\n", b"\n\n") if (found := raw.find(gap, at, end)) >= 0]
    return min(ends, default=end)


def _characters(value: bytes) -> str:
    return to_text(value[: bounds.HEADER_CHARS], None, [])


def _word_bytes(encoding: str, payload: str) -> bytes:
    content = payload.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(content.replace(b"\r", b"").replace(b"\n", b""), header=True)
    return loose_base64(content)


def loose_base64(content: bytes) -> bytes:
    """Reads what there is: stray characters skipped, a missing end mended."""
    kept = content.translate(None, _NOT_BASE64)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


_NOT_BASE64 = bytes(set(range(256)) - set(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"))
