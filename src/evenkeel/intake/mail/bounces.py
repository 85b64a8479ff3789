"""Mails that say another mail did not arrive (RFC 3464), also in the free form of older servers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from evenkeel.intake.mail.addresses import clean_email
from evenkeel.intake.mail.charsets import one_line
from evenkeel.intake.mail.headers import Headers, split_head
from evenkeel.intake.mail.values import BouncedMail

if TYPE_CHECKING:
    from evenkeel.intake.mail.parts import Part

_STATUS: Final = re.compile(r"\b([245])\.\d{1,3}\.\d{1,3}\b")
_SMTP_CODE: Final = re.compile(r"(?<![\d.])([45])[0-7]\d(?=[ -])(?![\d.])")
_RECIPIENT: Final = re.compile(r"<([^\s<>@]{1,64}@[^\s<>@]{1,255})>\s{0,3}:?")
_MESSAGE_ID: Final = re.compile(r"^Message-ID:\s{0,5}(<[^<>\s]{1,390}>)", re.IGNORECASE | re.MULTILINE)
_ORIGINALS: Final = {"message/rfc822", "text/rfc822-headers", "message/rfc822-headers", "message/global"}
_REPORT_BYTES: Final = 100_000
_DIAGNOSTIC_CHARS: Final = 1_000


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """`action` is RFC 3464's: failed, delayed, delivered, relayed, expanded; or empty."""

    action: str
    recipient: str
    permanent: bool
    diagnostic: str


def delivery_report(parts: list[Part]) -> DeliveryReport | None:
    """The first failed recipient of a delivery-status part, else its first recipient."""
    statuses = [part for part in parts if part.content_type == "message/delivery-status" and not part.set_aside]
    if not statuses:
        return None
    groups = [group for part in statuses[:10] for group in _groups(part.content([])[:_REPORT_BYTES])]
    reports = [_report(group) for group in groups if group.has("action") or group.has("status")]
    failed = [report for report in reports if report.action == "failed"]
    return next(iter(failed or reports), DeliveryReport("", "", permanent=False, diagnostic=""))


def bounced_by_report(report: DeliveryReport, parts: list[Part], head: Headers) -> BouncedMail:
    return BouncedMail(_original_id(parts, head, ""), report.recipient, report.permanent, report.diagnostic)


def bounced_by_words(text: str, parts: list[Part], head: Headers) -> BouncedMail:
    """For servers that only write a letter; what cannot be read stays empty, and unclear counts as temporary."""
    text = text[:20_000]
    named = clean_email(head.first("x-failed-recipients").split(",")[0])
    recipient = named or clean_email(match[1] if (match := _RECIPIENT.search(text)) else "")
    line = next((line for line in text.split("\n") if _STATUS.search(line) or _SMTP_CODE.search(line)), "")
    code = _STATUS.search(line) or _SMTP_CODE.search(line)
    permanent = bool(code and code[1] == "5")
    return BouncedMail(_original_id(parts, head, text), recipient, permanent, one_line(line)[:_DIAGNOSTIC_CHARS])


def _groups(content: bytes) -> list[Headers]:
    groups: list[Headers] = []
    at = 0
    while at < len(content) and len(groups) < 200:  # a list's bounce names some dozens
        group, at = split_head(content, at, len(content), [])
        if group.fields:
            groups.append(group)
        elif not content[at : at + 1].strip():
            at += 1
        else:
            at = content.find(b"\n", at) + 1 or len(content)
    return groups


def _report(group: Headers) -> DeliveryReport:
    action = group.first("action").lower().split(" ")[0]
    status = _STATUS.search(group.first("status")) or _STATUS.search(group.first("diagnostic-code"))
    recipient = group.first("original-recipient") or group.first("final-recipient")
    diagnostic = group.first("diagnostic-code") or group.first("status")
    permanent = action == "failed" and (status is None or status[1] == "5")
    return DeliveryReport(action, clean_email(recipient.split(";")[-1]), permanent, diagnostic[:_DIAGNOSTIC_CHARS])


def _original_id(parts: list[Part], head: Headers, text: str) -> str | None:
    for part in parts:
        if part.content_type in _ORIGINALS and not part.set_aside:
            content = part.content([])
            original, _ = split_head(content, 0, len(content), [])
            if ids := original.message_ids("message-id"):
                return ids[0]
    in_text = _MESSAGE_ID.search(text)
    pointed = (
        *head.message_ids("x-original-message-id"),
        *head.message_ids("in-reply-to"),
        *head.message_ids("references"),
    )
    return in_text[1] if in_text else next(iter(pointed), None)
