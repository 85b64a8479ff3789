"""A message as a door understood it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class IncomingAttachment:
    filename: str
    content_type: str
    content: bytes
    content_id: str = ""
    inline: bool = False
    set_aside: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """One item of a conversation as a door understood it, whatever the channel."""

    source: str
    external_id: str
    channel: str
    direction: str
    sender_name: str
    sender_address: str
    sent_at: datetime
    text: str
    visible_text: str
    subject: str = ""
    html: str = ""
    kind: str = "human"
    to: tuple[str, ...] = ()
    copied: tuple[str, ...] = ()
    # How to find its thread, the surest first: our own signed token, the thread's id, what it answers.
    token_conversation_id: int | None = None
    thread_id: str = ""
    message_id: str = ""
    references: tuple[str, ...] = ()
    mailbox: str = ""
    attachments: tuple[IncomingAttachment, ...] = ()
    troubles: tuple[str, ...] = ()
