"""E-mail by SMTP. The delivery's key rides in the Message-ID, so a repeat folds into the same mail."""

from __future__ import annotations

import smtplib
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from evenkeel.notifications.channels import DeliveryFailed, Outgoing

ACKNOWLEDGES = "link"
RECEIPTS = False

LOOP_HEADER = "X-Evenkeel-Loop"
# Message-IDs may be long, and an id that is folded or encoded threads nowhere: RFC 5322 allows 998 characters a line.
LONG_LINES = policy.SMTP.clone(max_line_length=998)


def is_set_up() -> bool:
    return bool(settings.EMAIL_HOST)


def check_address(address: str, secret: str) -> str:
    user, _, domain = address.rpartition("@")
    if user and "." in domain.strip(".") and not any(c in address for c in "\r\n\0 ,;<>"):
        return ""
    return "Give one mail address, such as ben@example.com."


def send(outgoing: Outgoing) -> str:
    if not settings.EMAIL_HOST:
        raise DeliveryFailed("no outgoing mail server is set: set EVENKEEL_EMAIL_URL, for example smtp://localhost:25")
    if "@" not in outgoing.address or any(c in outgoing.address for c in "\r\n\0 "):
        raise DeliveryFailed("the address is no mail address", permanent=True)
    mail = compose(outgoing)
    backend = EmailBackend(fail_silently=False)
    try:
        _hand_over(_open(backend), mail, outgoing)
    finally:
        _hang_up(backend)
    return str(mail["Message-ID"])


def _open(backend: EmailBackend) -> smtplib.SMTP:
    try:
        backend.open()
    except (OSError, smtplib.SMTPException) as error:
        raise _failed("the mail server could not be reached", error) from error
    if backend.connection is None:
        raise DeliveryFailed("the mail server could not be reached")
    return backend.connection


def _hand_over(smtp: smtplib.SMTP, mail: EmailMessage, outgoing: Outgoing) -> None:
    sender = outgoing.from_address or settings.MAIL_FROM
    try:
        smtp.ehlo_or_helo_if_needed()
        _expect(smtp.mail(sender), "the sender was refused")
        _expect(smtp.rcpt(outgoing.address), "the address was refused")
    except (OSError, smtplib.SMTPServerDisconnected) as error:
        raise _failed("the mail server hung up", error) from error
    except smtplib.SMTPHeloError as error:
        raise _failed("the mail server did not greet us", error) from error
    try:
        answer = smtp.data(mail.as_bytes(policy=mail.policy.clone(linesep="\r\n")))
    except smtplib.SMTPDataError as error:
        _expect((error.smtp_code, error.smtp_error), "the mail was refused")
        return
    except (OSError, smtplib.SMTPException) as error:
        # The whole mail may have been taken before the line went dead, or what was answered is no answer.
        raise DeliveryFailed(
            f"the mail server fell silent after the mail: {type(error).__name__}", ambiguous=True
        ) from error
    _expect(answer, "the mail was refused")


def _expect(answer: tuple[int, bytes | str], refusal: str) -> None:
    code, words = answer
    if 200 <= code < 300:
        return
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    raise DeliveryFailed(f"{refusal}: {code} {said}"[:280], permanent=code >= 500)


def _failed(what: str, error: Exception) -> DeliveryFailed:
    refused = isinstance(error, smtplib.SMTPAuthenticationError)
    detail = "wrong user or password" if refused else type(error).__name__
    return DeliveryFailed(f"{what}: {detail}")


def _hang_up(backend: EmailBackend) -> None:
    try:
        backend.close()
    except (OSError, smtplib.SMTPException):
        pass  # The mail's fate is known already; how the line was closed does not matter.


def compose(outgoing: Outgoing) -> EmailMessage:
    mail = EmailMessage(policy=LONG_LINES)
    mail["Subject"] = _header(f"{'(may be a repeat) ' if outgoing.repeat else ''}{outgoing.subject}")
    mail["From"] = _address(outgoing.from_name or "Evenkeel", outgoing.from_address or settings.MAIL_FROM)
    mail["To"] = outgoing.address
    mail["Date"] = formatdate(localtime=False)
    mail["Message-ID"] = outgoing.message_id or f"<{outgoing.key}@{_host()}>"
    if outgoing.in_reply_to:
        mail["In-Reply-To"] = outgoing.in_reply_to
        mail["References"] = " ".join(outgoing.references or (outgoing.in_reply_to,))
    if outgoing.reply_to:
        mail["Reply-To"] = outgoing.reply_to
    if not outgoing.to_customer:
        mail["Auto-Submitted"] = "auto-generated"
    mail[LOOP_HEADER] = outgoing.key
    mail.set_content(_text(outgoing))
    return mail


def _text(outgoing: Outgoing) -> str:
    if outgoing.to_customer or not outgoing.acknowledge_url:
        return outgoing.text
    return f"{outgoing.text.rstrip()}\nI have it, with one tap: {outgoing.acknowledge_url}\n"


def _address(name: str, address: str) -> Address:
    user, _, domain = address.rpartition("@")
    return Address(display_name=_header(name), username=user, domain=domain)


def _header(text: str) -> str:
    return " ".join(text.replace("\0", "").split())[:200]


def _host() -> str:
    return str(settings.MAIL_FROM).rpartition("@")[2] or "evenkeel.invalid"
