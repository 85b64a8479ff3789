"""One raw mail understood: bytes in, a value out. No database, no clock, no network.

`parse` may be run again over kept bytes whenever we learn to understand better; the same bytes give the same value.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final

from evenkeel.conversations.reply_tokens import find
from evenkeel.intake.mail import bounds
from evenkeel.intake.mail.addresses import clean_email, read_addresses
from evenkeel.intake.mail.attachments import attachments_of
from evenkeel.intake.mail.body import body_of
from evenkeel.intake.mail.kinds import kind_of
from evenkeel.intake.mail.parts import take_apart
from evenkeel.intake.mail.values import Address, BouncedMail, NotUnderstood, ParsedAttachment, ParsedMail
from evenkeel.intake.mail.visible import visible_text

if TYPE_CHECKING:
    from evenkeel.intake.mail.headers import Headers

__all__ = ["Address", "BouncedMail", "NotUnderstood", "ParsedAttachment", "ParsedMail", "parse"]

#: Before e-mail and long after us; a date outside them is a broken clock or a joke.
_PLAUSIBLE_YEARS: Final = range(1982, 2101)
_DELIVERED_TO: Final = (
    "delivered-to",
    "x-original-to",
    "envelope-to",
    "x-envelope-to",
    "x-delivered-to",
    "apparently-to",
)
_TROUBLES_KEPT: Final = 50


def parse(raw: bytes) -> ParsedMail:
    """Raises NotUnderstood when there is nothing to make a message of, and nothing else."""
    raw = _bounded(raw)
    troubles: list[str] = []
    head, content_type, parts = take_apart(raw, troubles)
    body = body_of(parts, troubles)
    attachments = attachments_of(body.rest, body.html, troubles)
    sender = _sender(head, troubles)
    if not sender.email and not body.text.strip() and not attachments and not head.first("subject"):
        raise NotUnderstood("The mail has no sender, no subject, no words and no attachment.")
    kind = kind_of(head, content_type, parts, sender.email, body.text)
    to, cc = _readable(head, "to"), _readable(head, "cc")
    delivered_to = _delivered_to(head)
    return ParsedMail(
        message_id=_message_id(head, raw, troubles),
        in_reply_to=head.message_ids("in-reply-to"),
        references=head.message_ids("references"),
        sender=sender,
        reply_to=next(iter(_readable(head, "reply-to")), None),
        to=to,
        cc=cc,
        delivered_to=delivered_to,
        subject=head.first("subject", troubles),
        sent_at=_sent_at(head, troubles),
        text=body.text,
        visible_text=visible_text(body.text),
        html=body.html,
        attachments=attachments,
        kind=kind.kind,
        kind_because=kind.because,
        bounced=kind.bounced,
        reply_tokens=find([*(address.email for address in (*to, *cc)), *delivered_to], body.text),
        troubles=tuple(dict.fromkeys(troubles))[:_TROUBLES_KEPT],
    )


def _bounded(raw: bytes) -> bytes:
    """Without the envelope line of an mbox; line breaks of old Macs made ordinary."""
    if len(raw) > bounds.MAIL_BYTES:
        raise NotUnderstood(f"The mail is larger than {bounds.MAIL_BYTES // 1_000_000} MB.")
    if not raw.strip(b" \t\r\n\0"):
        raise NotUnderstood("The mail is empty.")
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    return raw.partition(b"\n")[2] if raw.startswith((b"From ", b">From ")) else raw


def _sender(head: Headers, troubles: list[str]) -> Address:
    """From; where that names nobody, who handed it in."""
    seen = [address for name in ("from", "sender", "return-path") for address in _recipients(head, name)]
    found = next((address for address in seen if address.email), None)
    if found is None:
        troubles.append("The sender's address could not be read.")
        return seen[0] if seen else Address("", "")
    if not any(address.email for address in _recipients(head, "from")):
        troubles.append("The From header names no address; the sender was taken from elsewhere.")
    return found


def _recipients(head: Headers, name: str) -> tuple[Address, ...]:
    return read_addresses(head.undecoded(name)[: bounds.HEADER_CHARS]) if head.has(name) else ()


def _readable(head: Headers, name: str) -> tuple[Address, ...]:
    """Without "Undisclosed recipients" and the like."""
    return tuple(address for address in _recipients(head, name) if address.email)


def _delivered_to(head: Headers) -> tuple[str, ...]:
    values = [value for name in _DELIVERED_TO for value in head.raw(name)[:20]]
    found = [clean_email(value.decode("utf-8", "replace")[:1_000]) for value in values]
    return tuple(dict.fromkeys(email for email in found if email))


def _message_id(head: Headers, raw: bytes, troubles: list[str]) -> str:
    """One made from the bytes stands in for a missing one, so that the same mail is known again."""
    found = head.message_ids("message-id")
    if found:
        return found[0]
    bare = head.first("message-id").strip("<> ")
    if bare and " " not in bare and len(bare) < bounds.MESSAGE_ID_CHARS:
        return f"<{bare}>"
    if head.has("message-id"):
        troubles.append("The Message-ID is unreadable; one was made from the mail's content.")
    return f"<sha256-{hashlib.sha256(raw).hexdigest()}@evenkeel.invalid>"


def _sent_at(head: Headers, troubles: list[str]) -> datetime | None:
    written = head.first("date")
    if not written:
        return None
    try:
        sent_at = parsedate_to_datetime(written[:100])
        sent_at = sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)
        plausible = sent_at.astimezone(UTC).year in _PLAUSIBLE_YEARS
    except Exception:  # noqa: BLE001 - it raises TypeError, ValueError, IndexError and OverflowError at odd dates
        plausible = False
    if not plausible:
        troubles.append("The Date header is unreadable or absurd.")
        return None
    return sent_at
