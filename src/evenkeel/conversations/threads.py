"""Which conversation a message belongs to. Never by subject alone across different senders."""

from __future__ import annotations

import re
from datetime import timedelta

from evenkeel.conversations.models import Conversation, Message
from evenkeel.conversations.values import Incoming
from evenkeel.people.models import Contact

REPLY_PREFIX = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|vs|odp|rif|r|res|ref|tr|fw|fwd|wg)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE
)
SAME_SUBJECT_WITHIN = timedelta(days=30)


def find(incoming: Incoming, contact: Contact | None) -> tuple[Conversation | None, str]:
    """The conversation and why; (None, why) opens a new one."""
    if incoming.token_conversation_id is not None:
        conversation = Conversation.objects.filter(pk=incoming.token_conversation_id).first()
        if conversation is not None:
            return conversation, "our signed reply address"
    if incoming.thread_id:
        conversation = Conversation.objects.filter(source=incoming.source, external_id=incoming.thread_id).first()
        return conversation, "the source's own thread" if conversation else "a new thread of its source"
    return _by_references(incoming, contact) or _by_same_sender(incoming, contact) or (None, "a new conversation")


def _by_references(incoming: Incoming, contact: Contact | None) -> tuple[Conversation | None, str] | None:
    if not incoming.references:
        return None
    answered = (
        Message.objects.filter(message_id__in=incoming.references)
        .select_related("conversation__contact", "conversation__account")
        .order_by("-sent_at", "-id")
    )
    for message in answered[:20]:
        if _took_part(message.conversation, incoming.sender_address, contact):
            return message.conversation, "it answers a message of this conversation"
    # A stranger who quotes our Message-ID does not get into somebody else's conversation.
    return None


def _took_part(conversation: Conversation, address: str, contact: Contact | None) -> bool:
    if contact is not None and contact.account_id == conversation.account_id:
        return True
    address = address.lower()
    return any(
        address == m.sender_address.lower() or address in (a.lower() for a in [*m.to, *m.copied])
        for m in conversation.messages.only("sender_address", "to", "copied")
    )


def _by_same_sender(incoming: Incoming, contact: Contact | None) -> tuple[Conversation | None, str] | None:
    """Mail programs that send no references: the same person, answering the same subject, not long ago."""
    subject = base_subject(incoming.subject)
    if contact is None or not subject or subject == incoming.subject.strip().lower():
        return None
    recent = Conversation.objects.filter(
        contact=contact, channel=incoming.channel, last_message_at__gte=incoming.sent_at - SAME_SUBJECT_WITHIN
    ).order_by("-last_message_at")
    for conversation in recent[:50]:
        if base_subject(conversation.subject) == subject:
            return conversation, "the same sender answers the same subject"
    return None


def base_subject(subject: str) -> str:
    return " ".join(REPLY_PREFIX.sub("", subject).split()).lower()
