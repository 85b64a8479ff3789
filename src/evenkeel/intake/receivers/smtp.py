"""The mail receiver: unknown addresses refused at RCPT, the raw mail kept before the OK."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection

from evenkeel.intake.mail.bounds import MAIL_BYTES
from evenkeel.intake.models import Mailbox
from evenkeel.intake.reads import find_mailbox
from evenkeel.intake.verbs import keep_mail

log = logging.getLogger("evenkeel.smtp")

# A line may be long: a sender that wraps nothing must not lose its mail. 1,000 octets is what senders should keep to.
LONGEST_LINE = 4 * 1024 * 1024


class Addressed(Envelope):
    """With the mailboxes that its recipients were found to be, by id: two addresses may be one."""

    def __init__(self) -> None:
        super().__init__()
        self.mailboxes: dict[int, Mailbox] = {}


class Receiver(SMTP):
    line_length_limit = LONGEST_LINE

    def _create_envelope(self) -> Addressed:  # The way that aiosmtpd names for an envelope of one's own.
        return Addressed()


class Handler:
    def __init__(self, clock: Callable[[], datetime], woken: Callable[[], None]) -> None:
        self.clock, self.woken = clock, woken

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Addressed, address: str, _options: list[str]
    ) -> str:
        try:
            mailbox = await _in_thread(find_mailbox, address)
        except Exception:  # The database is away: the sender keeps the mail and comes back.
            log.exception("could not look up a mailbox")
            return "451 4.3.0 Please try again later"
        if mailbox is None:
            return "550 5.1.1 There is no such mailbox here"
        envelope.mailboxes[mailbox.pk] = mailbox
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, session: Session, envelope: Addressed) -> str:  # noqa: N802
        try:
            await _in_thread(self._keep, envelope, str(session.peer[0] if session.peer else ""))
        except Exception:
            log.exception("could not keep a mail")
            return "451 4.3.0 It could not be kept; please try again later"
        self.woken()
        return "250 OK: kept"

    def _keep(self, envelope: Addressed, peer: str) -> None:
        """Once a mailbox: one mail to two of ours is two items."""
        now = self.clock()
        # aiosmtpd names the null sender of a bounce by its brackets.
        sender = "" if envelope.mail_from in {None, "<>"} else str(envelope.mail_from)
        raw = _stamped(envelope.original_content or b"", sender, envelope.rcpt_tos)
        for mailbox in envelope.mailboxes.values():
            keep_mail(
                raw,
                mailbox=mailbox,
                now=now,
                envelope={"from": sender, "to": envelope.rcpt_tos, "peer": peer},
            )


def _stamped(raw: bytes, sender: str, recipients: list[str]) -> bytes:
    """The envelope as headers, as a delivering server writes it: a null sender says bounce, a plus-address carries our token."""
    if any(c in f"{sender}{recipients}" for c in "\r\n"):
        return raw
    lines = [f"Return-Path: <{sender}>", *(f"Delivered-To: {r}" for r in recipients[:20])]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8", "replace") + raw


# Two, so that one sender's mail is looked at while another's is written: more would only wait for each other.
_HANDS = ThreadPoolExecutor(2, thread_name_prefix="keeping")


async def _in_thread(work: Callable[..., Any], *args: Any) -> Any:
    def run() -> Any:
        try:
            return work(*args)
        except Exception:
            connection.close()  # The database may be away: the next sender's thread asks for it anew.
            raise
        finally:
            if connection.vendor == "postgresql":  # Back to the pool: an idle thread of the receiver holds none.
                connection.close()

    return await asyncio.get_running_loop().run_in_executor(_HANDS, run)


def start(host: str, port: int, clock: Callable[[], datetime], woken: Callable[[], None]) -> Controller:
    """Runs in a thread of its own; `stop()` ends it. Raises OSError when the port is taken."""
    handler = Handler(clock, woken)

    class Mail(Controller):
        def factory(self) -> SMTP:
            return Receiver(handler, data_size_limit=MAIL_BYTES, enable_SMTPUTF8=True, loop=self.loop, ident="Evenkeel")

    controller = Mail(handler, hostname=host, port=port, loop=asyncio.new_event_loop(), ready_timeout=10)
    controller.start()
    return controller
