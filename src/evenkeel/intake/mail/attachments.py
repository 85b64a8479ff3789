"""What came with the mail, under a name that is safe on every disk."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from evenkeel.intake.mail import bounds
from evenkeel.intake.mail.charsets import one_line, to_text
from evenkeel.intake.mail.headers import decoded
from evenkeel.intake.mail.parts import Part
from evenkeel.intake.mail.values import ParsedAttachment

#: Characters that turn the direction of reading round: `gpj.exe` shown as `exe.jpg`.
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSAFE = re.compile(r'[<>:"|?*\x00-\x1f\x7f-\x9f]')


def attachments_of(parts: Sequence[Part], html: str | None, troubles: list[str]) -> tuple[ParsedAttachment, ...]:
    """In the order of the mail."""
    return tuple(_attachment(part, number, html or "", troubles) for number, part in enumerate(parts, 1))


def safe_filename(name: str) -> str:
    """No path, no control or direction characters, short, and never only dots; the suffix survives."""
    name = _BIDI.sub("", one_line(name)).replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    name = _UNSAFE.sub("_", name).strip(" .")
    if len(name) <= bounds.FILENAME_CHARS:
        return name
    suffix = PurePosixPath(name).suffix[:20]
    return name[: bounds.FILENAME_CHARS - len(suffix)].rstrip(" .") + suffix


def has_filename(part: Part) -> bool:
    return bool(_declared_name(part))


def content_id_of(part: Part) -> str | None:
    return part.headers.first("content-id").strip(" <>")[:400] or None


def _attachment(part: Part, number: int, html: str, troubles: list[str]) -> ParsedAttachment:
    content = b"" if part.set_aside else part.content(troubles)
    set_aside = part.set_aside
    if len(content) > bounds.ATTACHMENT_BYTES:
        content, set_aside = b"", f"larger than {bounds.ATTACHMENT_BYTES // 1_000_000} MB"
    filename = safe_filename(_declared_name(part)) or _made_up_name(part, number)
    if set_aside:
        troubles.append(f"The attachment {filename} was set aside: {set_aside}.")
    content_id = content_id_of(part)
    inline = part.disposition() == "inline" or bool(content_id and f"cid:{content_id}" in html)
    return ParsedAttachment(filename, part.content_type, content, content_id, inline, set_aside)


def _declared_name(part: Part) -> str:
    """RFC 2231 (`filename*=utf-8''...`), encoded words, or raw bytes."""
    for header, parameter in (("content-disposition", "filename"), ("content-type", "name")):
        if part.headers.has(header) and (name := _parameter(part, header, parameter)):
            return name
    location = part.headers.first("content-location")
    return location if location and "/" not in location else ""


def _parameter(part: Part, header: str, name: str) -> str:
    try:
        found = part.headers.parameters(header).get_param(name, "", header)
    except Exception:  # noqa: BLE001 - the standard library throws many things at odd parameters
        return ""
    if isinstance(found, tuple):
        charset, _, value = found
        return to_text(value.encode("latin-1", "replace"), charset, []) if value else ""
    return decoded(found.strip("\"'"))


def _made_up_name(part: Part, number: int) -> str:
    if part.content_type == "message/rfc822":
        return f"message-{number}.eml"
    return f"attachment-{number}{_SUFFIXES.get(part.content_type) or _known_suffix(part.content_type)}"


def _known_suffix(content_type: str) -> str:
    return mimetypes.guess_extension(content_type) or ""


_SUFFIXES = {"text/plain": ".txt", "image/jpeg": ".jpg", "text/html": ".html", "message/delivery-status": ".txt"}
