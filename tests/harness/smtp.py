"""A mail server that plays the customer's: real SMTP on loopback, keeping what it is given, failing when told to."""

from __future__ import annotations

import asyncio
import email
import email.policy
import threading
import time
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Received:
    """One mail as it arrived: who said it came from whom, the bytes, and the bytes understood."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    parsed: EmailMessage
    arrived_at: float

    @property
    def subject(self) -> str:
        return str(self.parsed["subject"] or "")

    @property
    def text(self) -> str:
        body = self.parsed.get_body(preferencelist=("plain", "html"))
        return str(body.get_content()) if body else ""


@dataclass
class SmtpSink:
    """`.messages` is what it accepted. `fail_with`, `wait`, `drop_connection` set how the next mails fare."""

    host: str = "127.0.0.1"
    port: int = 0
    messages: list[Received] = field(default_factory=list)
    refused: list[Received] = field(default_factory=list)
    _answers: list[str] = field(default_factory=list)
    _always: str = ""
    _seconds: float = 0.0
    _dropping: bool = False
    _controller: Controller | None = field(default=None, repr=False)
    _news: threading.Condition = field(default_factory=threading.Condition, repr=False)

    @property
    def url(self) -> str:
        return f"smtp://{self.host}:{self.port}"

    def fail_with(self, answer: str, times: int | None = None) -> None:
        """E.g. `"451 later"` or `"550 no such user"`; for ever, or the given number of mails."""
        if times is None:
            self._always = answer
        else:
            self._answers += [answer] * times

    def wait(self, seconds: float) -> None:
        """Takes this long over every mail before it answers."""
        self._seconds = seconds

    def drop_connection(self, dropping: bool = True) -> None:
        """Keeps the mail, then hangs up instead of saying OK: the sender cannot know that it arrived."""
        self._dropping = dropping

    def behave(self) -> None:
        """Forgets all of the above."""
        self._answers, self._always, self._seconds, self._dropping = [], "", 0.0, False

    def expect_messages(self, count: int = 1, within: float = 10.0) -> list[Received]:
        """Waits until that many have arrived, and fails saying how many did."""
        with self._news:
            if self._news.wait_for(lambda: len(self.messages) >= count, within):
                return list(self.messages)
        message = (
            f"{len(self.messages)} of {count} mails arrived within {within} s: {[m.subject for m in self.messages]}"
        )
        raise AssertionError(message)

    def start(self) -> SmtpSink:
        self._controller = _Listener(self, hostname=self.host, port=0)
        self._controller.start()
        self.port = self._controller.port
        return self

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._seconds:
            await asyncio.sleep(self._seconds)
        received = _read(envelope)
        answer = self._answers.pop(0) if self._answers else self._always
        with self._news:
            (self.refused if answer else self.messages).append(received)
            self._news.notify_all()
        if self._dropping:
            server.transport.abort()  # type: ignore[union-attr]
        return answer or "250 OK"


class _Listener(Controller):
    """Port 0 asks the system for a port that is free for certain; aiosmtpd's self-test must then be told which it got."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()

    def factory(self) -> SMTP:
        return SMTP(self.handler, hostname="sink.test", enable_SMTPUTF8=True)


def _read(envelope: Envelope) -> Received:
    raw: Any = envelope.original_content or b""
    parsed = email.message_from_bytes(raw, policy=email.policy.default)
    return Received(envelope.mail_from or "", tuple(map(str, envelope.rcpt_tos)), raw, parsed, time.time())  # type: ignore[arg-type]
