"""What the environment says, before any row is asked."""

from __future__ import annotations

import ipaddress
import smtplib
from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from evenkeel.engine.checkup.finding import Finding, danger, ok, warning

CONNECT_WITHIN = 5.0


def is_public(host: str) -> bool:
    """May others than this machine connect?"""
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def debug() -> Iterator[Finding]:
    if settings.DEBUG:
        yield danger(
            "debug", "Debugging is on: an error shows code and settings to whoever caused it.", "Unset EVENKEEL_DEBUG."
        )
    else:
        yield ok("debug", "Debugging is off.")


def hosts() -> Iterator[Finding]:
    if "*" not in settings.ALLOWED_HOSTS:
        yield ok("host names", f"Answers to {', '.join(settings.ALLOWED_HOSTS)} only.")
    elif is_public(settings.HOST):
        yield danger(
            "host names",
            f"The pages listen on {settings.HOST} and answer to any host name, so that a forged link could be mailed out.",
            "Set EVENKEEL_ALLOWED_HOSTS to the desk's own name.",
        )
    else:
        yield ok("host names", "Answers to any host name, but listens on this machine only.")


def address() -> Iterator[Finding]:
    url = urlsplit(settings.PUBLIC_URL)
    if url.scheme == "https":
        yield ok("address", f"Links point to {settings.PUBLIC_URL}.")
        return
    local = not is_public(url.hostname or "")
    if is_public(settings.HOST) and local:
        yield warning(
            "address",
            f"Others may connect, but links in mails point to {settings.PUBLIC_URL}.",
            "Set EVENKEEL_URL to what people type.",
        )
    elif is_public(settings.HOST) or not local:
        yield danger(
            "address",
            f"The pages are reached over http ({settings.PUBLIC_URL}): sign-in links and customers' words travel readable.",
            "Put a proxy with TLS in front, set EVENKEEL_URL=https://… and EVENKEEL_BEHIND_PROXY=1.",
        )
    else:
        yield ok("address", f"{settings.PUBLIC_URL}, on this machine only.")


def outgoing_mail() -> Iterator[Finding]:
    if not settings.EMAIL_HOST:
        yield danger(
            "outgoing mail",
            "There is no outgoing mail server: pages and answers wait here.",
            "Set EVENKEEL_EMAIL_URL, for example smtp://localhost:25.",
        )
        return
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    ssl = getattr(settings, "EMAIL_USE_SSL", False)
    try:
        with (smtplib.SMTP_SSL if ssl else smtplib.SMTP)(
            settings.EMAIL_HOST, int(settings.EMAIL_PORT), timeout=CONNECT_WITHIN
        ) as smtp:
            code, _words = smtp.noop()
    except (OSError, smtplib.SMTPException) as error:
        because = getattr(error, "strerror", None) or type(error).__name__
        yield danger(
            "outgoing mail",
            f"The mail server {where} does not answer: {because}.",
            "Start it, or correct EVENKEEL_EMAIL_URL.",
        )
        return
    if code != 250:
        yield warning(
            "outgoing mail", f"The mail server {where} answers, but not kindly ({code}).", "Ask whoever runs it."
        )
    else:
        yield ok(
            "outgoing mail",
            f"The mail server {where} answers. Whether it accepts our password is seen at the first mail.",
        )


def sender() -> Iterator[Finding]:
    domain = str(settings.MAIL_FROM).rpartition("@")[2].rstrip("> ").lower()
    if domain.endswith((".invalid", ".example", ".test")) or "." not in domain:
        yield danger(
            "sender",
            f"Mails are sent as {settings.MAIL_FROM}, an address that cannot be answered.",
            "Set EVENKEEL_MAIL_FROM to an address of yours.",
        )
    else:
        yield ok("sender", f"Mails are sent as {settings.MAIL_FROM}.")
