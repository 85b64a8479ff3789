"""The world outside in a bad mood: a mail server and a webhook that refuse, stall, hang up, and take without saying so.

What was accepted is kept in order of arrival: that is what people and customers really got.
"""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from harness.smtp import SmtpSink, _read
from harness.webhooks import Answer, Request, WebhookSink

REPEAT = "(may be a repeat)"


@dataclass(frozen=True)
class Accepted:
    """One word in somebody's hands. `id` is the same for every copy of it."""

    channel: str
    id: str
    to: str
    says_repeat: bool
    words: str


@dataclass
class World:
    """What arrived, by either way, and how often each mood struck."""

    lots: random.Random
    accepted: list[Accepted] = field(default_factory=list)
    moods: Counter[str] = field(default_factory=Counter)
    calm: bool = False
    away: bool = False
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def mood(self, table: dict[str, float]) -> str:
        with self._lock:
            if self.calm:
                return "well"
            mood = "refuses" if self.away else self.lots.choices(list(table), list(table.values()))[0]
            self.moods[mood] += 1
            return mood

    def take(self, one: Accepted) -> None:
        with self._lock:
            self.accepted.append(one)


MAIL = {
    "well": 74,
    "refuses": 8,
    "refuses for good": 1,
    "slow": 5,
    "hangs up before": 3,
    "takes and hangs up": 6,
    "takes and falls silent": 1,
}
WEB = {
    "well": 72,
    "refuses": 8,
    "too many": 7,
    "slow": 4,
    "hangs up before": 2,
    "takes and hangs up": 6,
    "takes and falls silent": 1,
}


@dataclass
class MoodyMailServer(SmtpSink):
    world: World = field(default_factory=lambda: World(random.Random()))

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        mood = self.world.mood(MAIL)
        if mood in {"refuses", "refuses for good"}:
            return "451 4.3.0 not now" if mood == "refuses" else "550 5.7.1 not here"
        if mood == "hangs up before":
            server.transport.abort()
            return "451 gone"
        if mood == "slow":
            await asyncio.sleep(1.5)
        mail = _read(envelope)
        self.world.take(
            Accepted(
                "mail",
                str(mail.parsed["Message-ID"]),
                mail.recipients[0],
                REPEAT in mail.subject,
                f"{mail.subject}\n{mail.text}",
            )
        )
        if mood == "takes and hangs up":
            server.transport.abort()
        if mood == "takes and falls silent":
            await asyncio.sleep(12)  # Longer than the desk waits.
        return "250 OK"


@dataclass
class MoodyWebhook(WebhookSink):
    world: World = field(default_factory=lambda: World(random.Random()))

    def _take(self, request: Request) -> Answer:
        mood = self.world.mood(WEB)
        if mood in {"refuses", "too many"}:
            return Answer(500) if mood == "refuses" else Answer(429, {"Retry-After": "1"})
        if mood == "hangs up before":
            return Answer(0)
        data = json.loads(request.body)["data"]
        says = bool(data.get("may_be_a_repeat"))
        words = f"{data['subject']}\n{data['text']}"
        self.world.take(Accepted("webhook", request.headers["webhook-id"], request.path, says, words))
        after = {"slow": 1.5, "takes and falls silent": 10.0}.get(mood, 0.0)
        return Answer(0 if mood == "takes and hangs up" else 200, after=after)
