"""The address an answer comes back to, signed with this desk's own secret."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from django.conf import settings

from evenkeel.conversations import reply_tokens


def reply_address(conversation_id: int, mailbox: str) -> str:
    return reply_tokens.address_with(reply_tokens.make(conversation_id, _secret()), mailbox)


def conversation_of(tokens: Iterable[str]) -> tuple[int | None, bool]:
    """(the conversation of the first genuine token, whether a forged one was among them)."""
    forged = False
    for token in tokens:
        conversation_id = reply_tokens.verify(token, _secret())
        if conversation_id is not None:
            return conversation_id, forged
        forged = True
    return None, forged


def _secret() -> bytes:
    return hashlib.sha256(b"reply addresses:" + settings.SECRET_KEY.encode()).digest()
