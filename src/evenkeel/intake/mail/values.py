"""What one raw mail turns out to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


class NotUnderstood(Exception):
    """There is nothing in these bytes to make a message of; `reason` is one sentence for a person."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """`email` has its domain in lower case and is empty when it could not be read."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class ParsedAttachment:
    """`set_aside` says why `content` is empty although the mail had something there."""

    filename: str
    content_type: str
    content: bytes
    content_id: str | None
    inline: bool
    set_aside: str | None


@dataclass(frozen=True, slots=True)
class BouncedMail:
    """The first recipient a bounce names as failed; `recipient` is empty when it names none."""

    original_message_id: str | None
    recipient: str
    permanent: bool
    diagnostic: str


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """`visible_text` holds the sender's own words; `troubles` are sentences on what had to be mended."""

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address
    reply_to: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    text: str
    visible_text: str
    html: str | None
    attachments: tuple[ParsedAttachment, ...]
    kind: str
    kind_because: str
    bounced: BouncedMail | None
    reply_tokens: tuple[str, ...]
    troubles: tuple[str, ...]
