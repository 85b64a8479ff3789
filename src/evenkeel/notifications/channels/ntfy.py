"""A push to a telephone by ntfy, ours or anybody's. The address is server and topic; the secret an access token."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from evenkeel.notifications.channels import DeliveryFailed, Outgoing, addresses
from evenkeel.notifications.channels.posting import answered, post
from evenkeel.notifications.channels.wording import body, subject

ACKNOWLEDGES = "link"
RECEIPTS = False

_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
# Our urgency, first pages first, to ntfy's priority: 5 breaks through "do not disturb".
_PRIORITY = {0: 5, 1: 5, 2: 4, 3: 3, 4: 3}


def is_set_up() -> bool:
    return True


def check_address(address: str, secret: str) -> str:
    example = "https://ntfy.example.com/my-own-topic"
    if said := addresses.web(address, "the topic", example):
        return said
    url = urlsplit(address)
    if not _TOPIC.fullmatch(url.path.strip("/").rpartition("/")[2]) or url.query or url.fragment:
        return f"Give server and topic, and nothing behind them, such as {example}."
    if secret and not re.fullmatch(r"[!-~]+", secret):
        return "An access token has letters and digits only, such as tk_….."
    return ""


def send(outgoing: Outgoing) -> str:
    if check_address(outgoing.address, outgoing.secret):
        raise DeliveryFailed("the address is no topic at an ntfy server", permanent=True)
    server, _, topic = outgoing.address.rstrip("/").rpartition("/")
    headers = {"authorization": f"Bearer {outgoing.secret}"} if outgoing.secret else {}
    answer = post("ntfy", f"{server}/", typed=True, json=message(outgoing, topic), headers=headers)
    return str(answered("ntfy", answer).get("id") or outgoing.key)


def message(outgoing: Outgoing, topic: str) -> dict[str, Any]:
    word: dict[str, Any] = {
        "topic": topic,
        "title": subject(outgoing),
        "message": body(outgoing, 3500),
        "priority": _PRIORITY.get(outgoing.urgency, 2),
        "tags": ["rotating_light"] if outgoing.urgency <= 1 else ["anchor"],
    }
    if url := outgoing.data.get("url"):
        word["click"] = url
    if outgoing.acknowledge_url:
        press = {
            "action": "http",
            "label": "I have it",
            "url": outgoing.acknowledge_url,
            "method": "POST",
            "clear": True,
        }
        word["actions"] = [press]
    return word
