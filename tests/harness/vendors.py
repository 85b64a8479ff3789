"""The channels' other ends, played by one web server: where each is reached, and what it says when it is content."""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from harness.webhooks import WebhookSink

MEMBER = "U012AB3CD"
MATTERMOST_USER = "4xp9fdt77pncbef59f4k1qe83o"
PHONE = "+4930123456"


@dataclass(frozen=True)
class Vendor:
    """`at` makes the address from the server's URL; `content` is a good answer as the vendor gives it."""

    channel: str
    at: Callable[[str], str]
    content: bytes = b"ok"
    secret: str = ""
    names_permanent: bool = True  # whether the channel can tell a refusal from silence

    def __str__(self) -> str:
        return self.channel


class Browser:
    """A browser that subscribed: it alone can read what the push service brings."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec

        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = os.urandom(16)
        self.point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )

    @property
    def secret(self) -> str:
        return ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in (self.point, self.auth))

    def read(self, body: bytes) -> dict[str, Any]:
        import http_ece

        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.auth, version="aes128gcm"))


BROWSER = Browser()

VENDORS = (
    Vendor("webhook", lambda url: f"{url}/hook"),
    Vendor("sms", lambda _url: PHONE, b'{"sid": "SM0123456789abcdef", "status": "queued"}'),
    Vendor("voice", lambda _url: PHONE, b'{"sid": "CA0123456789abcdef", "status": "queued"}'),
    Vendor("slack", lambda _url: MEMBER, b'{"ok": true, "channel": "D1", "ts": "1503435956.000247"}'),
    Vendor("mattermost", lambda url: f"{url}/hooks/key#{MATTERMOST_USER}"),
    Vendor("teams", lambda url: f"{url}/workflows/1", b""),
    Vendor("ntfy", lambda url: f"{url}/my-topic", b'{"id": "sPs71M8A2T", "event": "message"}', "tk_abc"),
    Vendor("web_push", lambda url: f"{url}/push/abc", b"", BROWSER.secret),
    Vendor(
        "apprise",
        lambda url: f"gotify://{url.removeprefix('http://')}/Aabcdefgh",
        b'{"id": 1}',
        names_permanent=False,
    ),
)


def set_up(settings: Any, sink: WebhookSink) -> None:
    """Every vendor at once, at this server."""
    settings.TWILIO_URL, settings.SLACK_URL = sink.url, f"{sink.url}/api"
    settings.TWILIO_ACCOUNT, settings.TWILIO_TOKEN, settings.TWILIO_FROM = "AC1", "12345", "+15005550006"
    settings.SLACK_TOKEN, settings.SLACK_SIGNING_SECRET = "xoxb-1", "8f742231b10e8888abcd99yyyzzz85a5"
    settings.PUBLIC_URL = "https://desk.example"
    settings.MAIL_FROM = "desk@desk.example"
    settings.DEBUG = False
