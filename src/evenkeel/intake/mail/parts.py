"""A mail taken apart into its leaves, without recursion and in one pass per level.

The standard library's parser recurses once a level and dies of 500 nested parts; a stranger chooses the nesting.
"""

from __future__ import annotations

import binascii
import io
import re
from dataclasses import dataclass

from evenkeel.intake.mail import bounds
from evenkeel.intake.mail.charsets import one_line
from evenkeel.intake.mail.headers import Headers, loose_base64, split_head

_LOOKS_AT_MOST = 100_000
_CONTENT_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}")
_FIRST_DELIMITER = re.compile(rb"(?:^|\n)--([^\s][^\r\n]{0,150})\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One leaf. `alternative` numbers the multipart/alternative it belongs to; `set_aside` says why it is not taken."""

    headers: Headers
    content_type: str
    encoded: bytes
    alternative: int | None = None
    set_aside: str | None = None

    def parameter(self, header: str, name: str) -> str:
        """Empty when absent or unreadable."""
        try:
            found = self.headers.parameters(header).get_param(name, "", header)
        except Exception:  # noqa: BLE001 - the standard library throws many things at odd parameters
            return ""
        return found if isinstance(found, str) else str(found[2])

    def disposition(self) -> str:
        """`inline`, `attachment` or empty."""
        return self.headers.first("content-disposition").split(";")[0].strip().lower()

    def content(self, troubles: list[str]) -> bytes:
        return _decode(self.encoded, self.headers.first("content-transfer-encoding"), troubles)


@dataclass(frozen=True, slots=True)
class _Range:
    start: int
    end: int
    depth: int
    alternative: int | None
    default_type: str = "text/plain"


def take_apart(raw: bytes, troubles: list[str]) -> tuple[Headers, str, list[Part]]:
    """The mail's headers, its own content type, and its leaves in reading order."""
    todo = [_Range(0, len(raw), 0, None)]
    parts: list[Part] = []
    top: tuple[Headers, str] | None = None
    while todo and len(parts) < bounds.PARTS_LISTED:
        here = todo.pop()
        headers, body = split_head(raw, here.start, here.end, troubles)
        content_type = _content_type(headers, here.default_type)
        top = top or (headers, content_type)
        children = _children(raw, body, here, headers, content_type, troubles)
        if children and here.depth < bounds.NESTING:
            todo += reversed(children)
        else:
            reason = "nested too deep" if children else _too_many(parts)
            leaf_type = content_type if children or not content_type.startswith("multipart/") else "text/plain"
            encoded = b"" if reason else raw[body : here.end]
            parts.append(Part(headers, leaf_type, encoded, here.alternative, reason))
    if todo:
        troubles.append(f"The mail has more than {bounds.PARTS_LISTED} parts; the rest is not listed.")
    return (*(top or (Headers(()), "text/plain")), parts)


def _too_many(parts: list[Part]) -> str | None:
    return f"more than {bounds.PARTS_TAKEN} parts" if len(parts) >= bounds.PARTS_TAKEN else None


def _content_type(headers: Headers, default: str) -> str:
    """Odd spellings are plain text to a reader, as RFC 2045 wants."""
    if not headers.has("content-type"):
        return default
    declared = one_line(headers.undecoded("content-type")).split(";")[0].split(",")[0].strip().lower()
    if _CONTENT_TYPE.fullmatch(declared):
        return declared
    return "text/html" if declared == "html" else "text/plain"


def _children(
    raw: bytes, body: int, here: _Range, headers: Headers, content_type: str, troubles: list[str]
) -> list[_Range]:
    if not content_type.startswith("multipart/"):
        return []
    spans = _spans(raw, body, here.end, _boundary(raw, body, here.end, headers), troubles)
    if not spans:
        troubles.append("The mail claims to have parts but has none; it was read as plain text.")
    alternative = here.alternative
    if content_type == "multipart/alternative" and alternative is None:
        alternative = here.start
    default = "message/rfc822" if content_type == "multipart/digest" else "text/plain"
    return [_Range(start, end, here.depth + 1, alternative, default) for start, end in spans]


def _boundary(raw: bytes, body: int, end: int, headers: Headers) -> bytes:
    """As declared; when that is missing or never occurs, what the body's first delimiter line says."""
    try:
        declared = (headers.parameters("content-type").get_boundary() or "").encode("utf-8", "replace")
    except Exception:  # noqa: BLE001 - the standard library throws many things at odd parameters
        declared = b""
    if declared and raw.find(b"--" + declared, body, end) >= 0:
        return declared
    guessed = _FIRST_DELIMITER.search(raw, body, min(end, body + 10_000))
    return guessed[1].rstrip() if guessed else b""


def _spans(raw: bytes, body: int, end: int, boundary: bytes, troubles: list[str]) -> list[tuple[int, int]]:
    """Where each child starts and ends."""
    spans: list[tuple[int, int]] = []
    if not boundary:
        return spans
    delimiter, at, opened = b"--" + boundary, body, -1
    for _ in range(_LOOKS_AT_MOST):
        found = raw.find(delimiter, at, end)
        if found < 0 or len(spans) > bounds.PARTS_LISTED:
            break
        line_end = raw.find(b"\n", found, end)
        after = end if line_end < 0 else line_end + 1
        rest = raw[found + len(delimiter) : min(after, found + len(delimiter) + 200)].strip()
        at = found + 1
        if rest not in (b"", b"--") or (found > body and raw[found - 1 : found] != b"\n"):
            continue
        if opened >= 0:
            spans.append((opened, max(opened, _before_line_break(raw, found))))
        if rest == b"--":
            return spans
        opened = at = after
    if opened >= 0:
        troubles.append("The mail ends before its last part does; it may be cut short.")
        spans.append((min(opened, end), end))
    return spans


def _before_line_break(raw: bytes, at: int) -> int:
    """The line break before a delimiter belongs to the delimiter."""
    at = at - 1 if raw[at - 1 : at] == b"\n" else at
    return at - 1 if raw[at - 1 : at] == b"\r" else at


def _decode(encoded: bytes, declared: str, troubles: list[str]) -> bytes:
    encoding = declared.split(";", maxsplit=1)[0].split(" ", maxsplit=1)[0].strip().lower()
    if encoding == "base64":
        return loose_base64(encoded)
    if encoding in ("quoted-printable", "quoted", "quoted_printable", "qp"):
        return binascii.a2b_qp(encoded)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uudecoded(encoded)
    if encoding not in ("", "7bit", "8bit", "binary", "7-bit", "8-bit"):
        troubles.append(f"The transfer encoding {encoding[:40]} is unknown; the part was taken as it is.")
    return encoded


def _uudecoded(encoded: bytes) -> bytes:
    """Stops at the bound: a short line decodes to a long one, so a small part could fill the memory."""
    lines = io.BytesIO(encoded)
    if not any(line.startswith(b"begin ") for line in lines):
        return encoded
    decoded = bytearray()
    for line in lines:
        if line.strip() in (b"end", b"`") or len(decoded) > bounds.ATTACHMENT_BYTES:
            break
        decoded += _uudecoded_line(line.rstrip(b"\r\n"))
    return bytes(decoded)


def _uudecoded_line(line: bytes) -> bytes:
    """Some encoders write more than the line's own length says."""
    length = (((line[0] - 32) & 63) * 4 + 5) // 3 if line else 0
    try:
        return binascii.a2b_uu(line[:length]) if length else b""
    except binascii.Error:
        return b""
