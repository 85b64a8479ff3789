"""Addresses out of a header, told apart before anything in them is decoded, so that an encoded comma splits nobody."""

from __future__ import annotations

import re

from evenkeel.intake.mail import bounds
from evenkeel.intake.mail.charsets import one_line
from evenkeel.intake.mail.headers import decoded
from evenkeel.intake.mail.values import Address

_BARE = re.compile(r"[^\s<>\"(),;:\[\]]{1,255}@[^\s<>\"(),;:]{1,255}")
_CLOSERS = {'"': '"', "(": ")", "<": ">"}


def read_addresses(value: str) -> tuple[Address, ...]:
    """Only what names an address or a person; each address once."""
    found = [read_address(piece) for piece in _pieces(value) if piece.strip()]
    return tuple(dict.fromkeys(address for address in found if address.email or address.name))


def read_address(piece: str) -> Address:
    """`Ada <ada@example.com>`, `ada@example.com (Ada)`, or as much of it as there is."""
    piece, comment = _without_comments(piece)
    opened = _outside_quotes(piece, "<")
    if opened >= 0:
        closed = piece.find(">", opened)
        inside = piece[opened + 1 : closed if closed > 0 else None]
        return Address(_name(piece[:opened]) or _name(comment), clean_email(inside))
    bare = _BARE.search(piece)
    return Address(_name(comment), clean_email(bare[0])) if bare else Address(_name(piece), "")


def clean_email(text: str) -> str:
    """The domain in lower case; empty when this is no address."""
    match = _BARE.search(decoded(text))
    if match is None or len(match[0]) > bounds.EMAIL_CHARS:
        return ""
    local, _, domain = one_line(match[0]).strip(".'").rpartition("@")
    return f"{local}@{domain.lower()}" if local and domain else ""


def _pieces(value: str) -> list[str]:
    """Cut at commas and semicolons outside quotes, comments and angle brackets; a group's name is dropped."""
    pieces: list[str] = []
    start, closer = 0, ""
    skip = False
    for at, char in enumerate(value):
        if skip:
            skip = False
        elif char == "\\" and closer == '"':
            skip = True
        elif closer:
            closer = "" if char == closer else closer
        elif char in _CLOSERS and _CLOSERS[char] in value[at + 1 : at + 1_000]:
            closer = _CLOSERS[char]
        elif char in ",;":
            pieces.append(value[start:at])
            start = at + 1
        elif char == ":" and "@" not in value[start:at] and "=?" not in value[start:at]:
            start = at + 1
    return [*pieces, value[start:]]


def _without_comments(piece: str) -> tuple[str, str]:
    """The piece, and the first of its comments: old programs put the name there."""
    kept: list[str] = []
    comment: list[str] = []
    depth, quoted, skip, closed = 0, False, False, False
    for char in piece:
        if char == "(" and not quoted and not skip:
            depth += 1
        elif char == ")" and depth and not skip:
            depth -= 1
            closed = not depth or closed
        elif depth:
            comment += "" if closed or (char == "\\" and not skip) else char
        else:
            quoted = not quoted if char == '"' and not skip else quoted
            kept.append(char)
        skip = char == "\\" and not skip
    return ("".join(kept), "".join(comment)) if not depth else (piece, "")


def _outside_quotes(piece: str, wanted: str) -> int:
    quoted = skip = False
    for at, char in enumerate(piece):
        if skip:
            skip = False
        elif char == "\\":
            skip = quoted
        elif char == '"':
            quoted = not quoted
        elif char == wanted and not quoted:
            return at
    return piece.find(wanted)


def _name(text: str) -> str:
    name = decoded(text.strip())
    if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'":
        name = name[1:-1]
    return name.replace('\\"', '"').replace("\\\\", "\\").strip()[:200]
