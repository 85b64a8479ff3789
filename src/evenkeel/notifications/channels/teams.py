"""A card in Microsoft Teams by a workflow's webhook. It cannot call back, so its button opens our one-tap page."""

from __future__ import annotations

from typing import Any

from evenkeel.notifications.channels import DeliveryFailed, Outgoing, addresses
from evenkeel.notifications.channels.posting import post
from evenkeel.notifications.channels.wording import body, subject

ACKNOWLEDGES = "link"
RECEIPTS = False


def is_set_up() -> bool:
    return True


def check_address(address: str, secret: str) -> str:
    return addresses.web(address, "the workflow", "https://prod-1.westeurope.logic.azure.com/workflows/…")


def send(outgoing: Outgoing) -> str:
    if check_address(outgoing.address, ""):
        raise DeliveryFailed("the address is no URL of a workflow", permanent=True)
    post("Teams", outgoing.address, typed=True, json=message(outgoing))
    return outgoing.key


def message(outgoing: Outgoing) -> dict[str, Any]:
    card: dict[str, Any] = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        # A text run, not a text block: it reads no Markdown, so a customer's words make no links.
        "body": [_text(subject(outgoing), weight="Bolder"), _text(body(outgoing, 8000))],
        "actions": [],
    }
    if outgoing.acknowledge_url:
        card["actions"].append({"type": "Action.OpenUrl", "title": "I have it", "url": outgoing.acknowledge_url})
    if url := outgoing.data.get("url"):
        card["actions"].append({"type": "Action.OpenUrl", "title": "Open the case", "url": url})
    kind = "application/vnd.microsoft.card.adaptive"
    return {"type": "message", "attachments": [{"contentType": kind, "contentUrl": None, "content": card}]}


def _text(words: str, weight: str = "Default") -> dict[str, Any]:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words, "weight": weight}]}
