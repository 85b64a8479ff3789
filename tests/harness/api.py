"""Whoever calls the API in a test: with a token, and with the door's clock in hand."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from harness.cast import FURIOUS, NOW

_NUMBERS = itertools.count(1)


@dataclass
class Caller:
    """Speaks to /api/v1 as Django's test client does; `user` None is an integration's token."""

    user: Any = None
    scope: str = "write"
    secret: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        from evenkeel.people import tokens

        if not self.secret:
            self.secret = tokens.make(f"test {next(_NUMBERS)}", self.scope, self.user, NOW)

    def get(self, path: str, **query: Any) -> Any:
        return self._send("GET", path, data=query)

    def post(self, path: str, body: Any = None, *, key: str = "") -> Any:
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        headers = {"Idempotency-Key": key} if key else {}
        return self._send("POST", path, data=raw, content_type="application/json", extra=headers)

    def _send(self, method: str, path: str, *, extra: dict[str, str] | None = None, **more: Any) -> Any:
        from django.test import Client

        headers = {"Authorization": f"Bearer {self.secret}", **(extra or {})}
        return getattr(Client(), method.lower())(f"/api/v1{path}", headers=headers, **more)


class DoorClock:
    """What the doors of the API read as the time."""

    def __init__(self, monkeypatch: Any, now: datetime = NOW) -> None:
        from evenkeel.api import door

        self.now = now
        monkeypatch.setattr(door, "database_now", lambda: self.now)


def message(external_id: str = "m1", text: str = FURIOUS, **more: Any) -> dict[str, Any]:
    return {
        "source": "helpdesk",
        "external_id": external_id,
        "conversation": {"external_id": "t1"},
        "channel": "email",
        "direction": "in",
        "from": {"name": "Ada Novak", "address": "ada@halden.example"},
        "to": ["help@desk.example"],
        "sent_at": NOW.isoformat(),
        "subject": "Line 2 again",
        "text": text,
        **more,
    }
