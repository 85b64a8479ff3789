"""The signed word in a reply address that says which conversation an answer belongs to.

A number in the subject or address alone would let anybody write into anybody's case; a token that we signed cannot be made up.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

_ID_BYTES: Final = 8
#: 96 bits: together with the id exactly 32 base32 characters, so no padding and one spelling each.
_SIGNATURE_BYTES: Final = 12
_PURPOSE: Final = b"evenkeel reply address 1:"
_LARGEST_ID: Final = 2**63 - 1
_IN_ADDRESS: Final = re.compile(r"\+k-([a-z2-7]{32})@", re.IGNORECASE)
_IN_TEXT: Final = re.compile(r"\[ref k-([a-z2-7]{32})\]", re.IGNORECASE)
_CANDIDATES: Final = 20


def make(conversation_id: int, secret: bytes) -> str:
    """Lower case letters and digits only: it survives mail programs that change the case of addresses."""
    if not secret:
        raise ValueError("A reply token needs a secret.")
    if not 0 < conversation_id <= _LARGEST_ID:
        raise ValueError("A reply token needs the id of a conversation.")
    ident = conversation_id.to_bytes(_ID_BYTES, "big")
    return base64.b32encode(ident + _signature(ident, secret)).decode("ascii").lower()


def verify(token: str, secret: bytes) -> int | None:
    """The conversation's id, or None for anything we did not sign."""
    try:
        content = base64.b32decode(token.strip().upper().encode("ascii"))
    except (ValueError, binascii.Error):
        return None
    if not secret or len(content) != _ID_BYTES + _SIGNATURE_BYTES:
        return None
    ident, signature = content[:_ID_BYTES], content[_ID_BYTES:]
    if not hmac.compare_digest(signature, _signature(ident, secret)):
        return None
    return int.from_bytes(ident, "big")


def address_with(token: str, mailbox: str) -> str:
    """`help@example.com` -> `help+k-TOKEN@example.com`."""
    local, _, domain = mailbox.rpartition("@")
    return f"{local}+k-{token}@{domain}"


def marker(token: str) -> str:
    """For the body, where a mailbox without plus-addresses still brings it back in the quote."""
    return f"[ref k-{token}]"


def find(addresses: Iterable[str], text: str) -> tuple[str, ...]:
    """Candidates, unverified; those in addresses first, since a quote may hold an older thread's."""
    found = [token for address in addresses for token in _IN_ADDRESS.findall(address)]
    found += _IN_TEXT.findall(text)
    return tuple(dict.fromkeys(token.lower() for token in found))[:_CANDIDATES]


def _signature(ident: bytes, secret: bytes) -> bytes:
    return hmac.new(secret, _PURPOSE + ident, hashlib.sha256).digest()[:_SIGNATURE_BYTES]
