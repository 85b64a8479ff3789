"""From the raw thing to a message, by kind of item."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from evenkeel.conversations.models import Message
from evenkeel.conversations.reply_address import conversation_of
from evenkeel.conversations.values import Incoming, IncomingAttachment
from evenkeel.intake.mail.parse import parse
from evenkeel.intake.mail.values import ParsedMail
from evenkeel.intake.mail.visible import visible_text
from evenkeel.intake.models import InboundItem
from evenkeel.notifications.bounces import bounced, staff_bounced
from evenkeel.people.reads import find_user

# A clock that runs ahead may say five minutes; more is nonsense, and the time of receipt counts.
AHEAD = timedelta(minutes=5)


class SetAside(Exception):
    """Understood well enough to know that no message is to be made of it: a person sees it with this reason."""


def understand(item: InboundItem, now: datetime) -> Incoming:
    kinds = {"mail": _mail, "message": _message}
    return kinds[item.kind](item, now)


def _mail(item: InboundItem, now: datetime) -> Incoming:
    parsed = parse(bytes(item.raw))
    if parsed.kind == "our_own_loop":
        raise SetAside("Our own mail came back to us: a mailbox of this desk is among the addresses it writes to.")
    if parsed.kind == "bounce":
        _follow_bounce(parsed, now)
    if not (parsed.sender.email or parsed.sender.name or parsed.subject or parsed.to):
        raise SetAside("This is no mail: it has no sender, no receiver and no subject that can be read.")
    token, forged = conversation_of(parsed.reply_tokens)
    sent = parsed.sent_at.astimezone(UTC) if parsed.sent_at else item.received_at
    troubles = list(parsed.troubles)
    if forged:
        troubles.append("It carried a reply address that we did not sign; it was not put into that conversation.")
    return Incoming(
        source=item.source,
        external_id=item.external_id,
        channel="email",
        direction=_direction(parsed, token),
        sender_name=parsed.sender.name,
        sender_address=parsed.sender.email,
        sent_at=_plausible(sent, item),
        text=parsed.text,
        visible_text=parsed.visible_text,
        subject=parsed.subject,
        html=parsed.html or "",
        kind=Message.Kind.AUTO_REPLY
        if parsed.kind == "auto_reply"
        else Message.Kind.BOUNCE
        if parsed.kind == "bounce"
        else Message.Kind.HUMAN,
        to=tuple(a.email for a in parsed.to),
        copied=tuple(a.email for a in parsed.cc),
        token_conversation_id=token,
        message_id=parsed.message_id,
        references=_references(parsed),
        mailbox=item.mailbox.address if item.mailbox else "",
        attachments=tuple(
            IncomingAttachment(a.filename, a.content_type, a.content, a.content_id or "", a.inline, a.set_aside or "")
            for a in parsed.attachments
        ),
        troubles=tuple(troubles),
    )


def _plausible(said: datetime, item: InboundItem) -> datetime:
    """A sender's clock may run ahead of ours; a message from the future is dated when it came."""
    return min(said, item.received_at) if said <= item.received_at + AHEAD else item.received_at


def _references(parsed: ParsedMail) -> tuple[str, ...]:
    original = parsed.bounced.original_message_id if parsed.bounced else None
    return tuple(dict.fromkeys([*parsed.in_reply_to, *parsed.references, *([original] if original else [])]))


def _direction(parsed: ParsedMail, token: int | None) -> str:
    """A colleague who answers the customer with the desk in copy speaks for us, but only inside a conversation that the
    mail proves to know: a From line alone proves nothing.
    """
    if not find_user(parsed.sender.email):
        return Message.Direction.IN
    known = token is not None or Message.objects.filter(message_id__in=_references(parsed)).exists()
    if not known:
        return Message.Direction.IN
    customers = [a.email for a in (*parsed.to, *parsed.cc) if not find_user(a.email)]
    answered = Message.objects.filter(sender_address__in=customers, direction=Message.Direction.IN)
    return Message.Direction.OUT if answered.exists() else Message.Direction.NOTE


def _follow_bounce(parsed: ParsedMail, now: datetime) -> None:
    original = parsed.bounced.original_message_id if parsed.bounced else None
    message = Message.objects.filter(message_id=original, direction=Message.Direction.OUT).first() if original else None
    because = (parsed.bounced.diagnostic if parsed.bounced else "") or "the address does not take it"
    permanent = parsed.bounced is not None and parsed.bounced.permanent
    if message is None and original and permanent and staff_bounced(original, because, now):
        return
    if message is None:
        raise SetAside("A bounce for a mail that this desk did not send, or that does not say which mail it is about.")
    if permanent:
        bounced(message, because, now)


def _message(item: InboundItem, now: datetime) -> Incoming:
    """What `POST /messages` and the import of conversations keep: validated JSON of one message."""
    data: dict[str, Any] = _without_nulls(json.loads(bytes(item.raw)))
    missing = [
        k for k in ("source", "external_id", "conversation", "channel", "direction", "sent_at", "text") if k not in data
    ]
    if missing:
        raise SetAside(f"The message lacks {', '.join(missing)}.")
    sender = data.get("from") or {}
    text = _clean(data["text"])
    email = data["channel"] == "email"
    return Incoming(
        source=f"api:{data['source']}",
        external_id=data["external_id"],
        channel=data["channel"],
        direction=data["direction"],
        sender_name=_clean(sender.get("name") or ""),
        sender_address=_clean(sender.get("address") or ""),
        sent_at=_plausible(datetime.fromisoformat(data["sent_at"]), item),
        text=text,
        visible_text=visible_text(text) if email else text,
        subject=_clean(data.get("subject") or ""),
        kind=Message.Kind.BOT if data.get("bot") else Message.Kind.HUMAN,
        to=tuple(a if isinstance(a, str) else a.get("address", "") for a in data.get("to") or ()),
        thread_id=data["conversation"]["external_id"],
        attachments=tuple(_attachment(a) for a in data.get("attachments") or ()),
    )


def _without_nulls(value: Any) -> Any:
    """PostgreSQL holds no null byte in a text, and none means anything."""
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [_without_nulls(v) for v in value]
    return {k: _without_nulls(v) for k, v in value.items()} if isinstance(value, dict) else value


def _attachment(data: dict[str, Any]) -> IncomingAttachment:
    try:
        content = base64.b64decode(data.get("content") or "", validate=True)
    except (binascii.Error, ValueError):
        return IncomingAttachment(
            data.get("filename") or "attachment",
            "application/octet-stream",
            b"",
            set_aside="Its content is not base64.",
        )
    return IncomingAttachment(
        _clean(data.get("filename") or "attachment"), data.get("content_type") or "application/octet-stream", content
    )


def _clean(text: str) -> str:
    """PostgreSQL takes no null byte in a text."""
    return text.replace("\0", "")
