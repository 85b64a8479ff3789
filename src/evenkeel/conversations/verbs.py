"""Messages are received, read and written; calls are logged."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from evenkeel.conversations import taught, threads
from evenkeel.conversations.models import Attachment, Conversation, Message, Recording, Signal
from evenkeel.conversations.values import Incoming, IncomingAttachment
from evenkeel.judgement.reading.conversation import turn_heat
from evenkeel.judgement.reading.triggers import read_triggers
from evenkeel.judgement.reading.values import TriggerReading
from evenkeel.people.models import Contact, Team, User
from evenkeel.people.reads import find_user
from evenkeel.people.verbs import meet
from evenkeel.refusal import Refused
from evenkeel.rows import insert, insert_many

# How far the clock of a telephone system may run ahead of ours.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Received:
    message: Message
    duplicate: bool
    because: str


def receive(incoming: Incoming, now: datetime, *, team: Team | None = None) -> Received:
    """Put a message into its conversation, in the caller's transaction. The same (source, external id) again: as it was."""
    same = Message.objects.filter(source=incoming.source, external_id=incoming.external_id)
    known = same.only("id", "conversation_id").first()
    if known is not None:
        return Received(known, True, "it was received before")
    contact = _contact(incoming, now, team)
    conversation, because = threads.find(incoming, contact)
    if is_new := conversation is None:
        conversation = _start(incoming, contact, team)
    message = Message(
        conversation=conversation,
        direction=incoming.direction,
        kind=incoming.kind,
        channel=incoming.channel,
        source=incoming.source,
        external_id=incoming.external_id,
        sender_name=incoming.sender_name[:200],
        sender_address=incoming.sender_address[:320],
        contact=contact if incoming.direction == Message.Direction.IN else None,
        author=find_user(incoming.sender_address) if incoming.direction != Message.Direction.IN else None,
        to=list(incoming.to),
        copied=list(incoming.copied),
        subject=incoming.subject[:300],
        text=incoming.text,
        visible_text=incoming.visible_text,
        html=incoming.html,
        troubles=list(incoming.troubles),
        sent_at=incoming.sent_at,
        received_at=now,
        message_id=incoming.message_id[:500],
        references=list(incoming.references),
    )
    insert(message)
    for attachment in incoming.attachments:
        keep_attachment(message, attachment)
    _adopt_customer(conversation, contact, incoming)
    if not is_new:
        _touch(conversation, incoming.sent_at)
    return Received(message, False, because)


def _contact(incoming: Incoming, now: datetime, team: Team | None) -> Contact | None:
    """Who the customer is: the sender of what came in; of what went out, the one it was sent to."""
    zone = team.time_zone if team else "UTC"
    if incoming.direction == Message.Direction.IN:
        address = incoming.sender_address or f"unknown:{incoming.source}:{incoming.external_id}"
        return meet(incoming.channel, address, incoming.sender_name, now, zone=zone)
    if incoming.direction == Message.Direction.OUT and incoming.to:
        return meet(incoming.channel, incoming.to[0], "", now, zone=zone)
    return None


def _start(incoming: Incoming, contact: Contact | None, team: Team | None) -> Conversation:
    conversation = Conversation(
        account=contact.account if contact else None,
        contact=contact,
        team=team,
        channel=incoming.channel,
        subject=incoming.subject[:300],
        source=incoming.source,
        external_id=incoming.thread_id or _thread_of(incoming.external_id),
        mailbox=incoming.mailbox,
        started_at=incoming.sent_at,
        last_message_at=incoming.sent_at,
    )
    return insert(conversation)


def _thread_of(external_id: str) -> str:
    """A thread named by its first message; a name too long to be held is held by its digest, so that no two meet."""
    name = f"message:{external_id}"
    return name if len(name) <= 300 else f"message:sha256:{hashlib.sha256(name.encode()).hexdigest()}"


def _adopt_customer(conversation: Conversation, contact: Contact | None, incoming: Incoming) -> None:
    if conversation.contact_id is None and contact is not None:
        conversation.contact, conversation.account = contact, contact.account
        conversation.save(update_fields=["contact", "account"])


def _touch(conversation: Conversation, at: datetime) -> None:
    Conversation.objects.filter(pk=conversation.pk, last_message_at__lt=at).update(last_message_at=at)


def keep_attachment(message: Message, item: IncomingAttachment) -> Attachment:
    """The content goes to a file named by its digest, written whole before the row that points to it."""
    digest = _write_file(item.content) if item.content and not item.set_aside else ""
    return Attachment.objects.create(
        message=message,
        filename=item.filename[:200],
        content_type=item.content_type[:120],
        size=len(item.content),
        digest=digest,
        content_id=item.content_id[:300],
        inline=item.inline,
        set_aside=item.set_aside[:300],
    )


def _write_file(content: bytes) -> str:
    digest = hashlib.sha256(content).hexdigest()
    path = file_path(digest)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}.part")
        part.write_bytes(content)
        part.replace(path)
    return digest


def file_path(digest: str) -> Path:
    return Path(settings.MEDIA_ROOT) / digest[:2] / digest


@dataclass(frozen=True, slots=True)
class Read:
    """What stands in a message, and which signals were kept of it: all that nobody has dismissed."""

    reading: TriggerReading
    signals: Sequence[Signal]


def read(message: Message) -> Read:
    """Read a customer's words and keep the signals. Reading again replaces what was read, never what a person has said."""
    reading = read_triggers(message.visible_text, correction=taught.current())
    dismissed: set[tuple[str, int, int]] = set()
    if message.heat is not None:  # It was read before.
        dismissed = {(s.code, s.start, s.end) for s in message.signals.filter(dismissed_at__isnull=False)}
        message.signals.filter(dismissed_at=None).exclude(read_by=Signal.PERSON).delete()
    kept = [
        Signal(
            message=message,
            code=s.code,
            start=s.start,
            end=s.end,
            quote=s.quote,
            confidence=s.confidence,
            because=s.because[:300],
            read_by=s.read_by,
        )
        for s in reading.signals
        if (s.code, s.start, s.end) not in dismissed
    ]
    insert_many(Signal, kept)
    message.heat, message.language = turn_heat(message.visible_text, reading), reading.language
    message.save(update_fields=["heat", "language"])
    return Read(reading, kept)


def dismiss_signal(signal: Signal, *, by: User, because: str, now: datetime) -> None:
    """The reader was wrong, and a person says why."""
    if not because.strip():
        raise Refused("Say in a few words why this is no such signal.")
    Signal.objects.filter(pk=signal.pk, dismissed_at=None).update(
        dismissed_at=now, dismissed_by=by, dismissed_because=because.strip()[:300]
    )


def write(
    conversation: Conversation,
    *,
    author: User,
    text: str,
    direction: str,
    now: datetime,
    key: str,
    to: tuple[str, ...] = (),
    subject: str = "",
    message_id: str = "",
    references: tuple[str, ...] = (),
) -> tuple[Message, bool]:
    """A message or note written here, and whether it is new: the same key again (a double click) is the one there is."""
    if not text.strip():
        raise Refused("Write something first: the message is empty.")
    with transaction.atomic():
        message, fresh = Message.objects.get_or_create(
            source="desk",
            external_id=key,
            defaults={
                "conversation": conversation,
                "direction": direction,
                "channel": conversation.channel,
                "sender_name": str(author),
                "sender_address": conversation.mailbox,
                "author": author,
                "to": list(to),
                "subject": subject[:300],
                "text": text,
                "visible_text": text,
                "sent_at": now,
                "received_at": now,
                "message_id": message_id,
                "references": list(references),
            },
        )
        if fresh:
            _touch(conversation, now)
        return message, fresh


def log_call(
    conversation: Conversation,
    *,
    user: User | None,
    direction: str,
    outcome: str,
    seconds: int,
    now: datetime,
    started_at: datetime | None = None,
    note: str = "",
    turns: list[dict[str, str]] | None = None,
    key: str | None = None,
) -> Recording:
    if outcome not in Recording.Outcome.values:
        raise Refused(f"“{outcome}” is no outcome of a call; use one of {', '.join(Recording.Outcome.values)}.")
    began = started_at or now - timedelta(seconds=max(seconds, 0))
    if seconds < 0 or began + timedelta(seconds=seconds) > now + CLOCKS_DIFFER:
        raise Refused("A call cannot last less than nothing or end in the future; check the time.")
    recording = Recording.objects.create(
        conversation=conversation,
        user=user,
        direction=direction,
        outcome=outcome,
        seconds=seconds,
        started_at=began,
        note=note,
        turns=turns or [],
        key=key,
    )
    _touch(conversation, recording.started_at)
    return recording
