"""A signed POST after the Standard Webhooks specification."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from standardwebhooks import Webhook

from evenkeel.notifications.channels import DeliveryFailed, Outgoing, addresses
from evenkeel.notifications.channels.posting import post

ACKNOWLEDGES = "link"
RECEIPTS = False


def is_set_up() -> bool:
    return True


def check_address(address: str, secret: str) -> str:
    if said := addresses.web(address, "the webhook", "https://hooks.example.com/evenkeel"):
        return said
    if secret and not _usable(secret):
        return "The secret of a webhook is whsec_ and base64, as the Standard Webhooks specification has it."
    return ""


def _usable(secret: str) -> bool:
    try:
        Webhook(secret)
    except (ValueError, RuntimeError):
        return False
    return True


def send(outgoing: Outgoing) -> str:
    body = json.dumps(
        {
            "type": f"notification.{outgoing.kind}",
            "timestamp": datetime.now(UTC).isoformat(),
            "data": {
                "subject": outgoing.subject,
                "text": outgoing.text,
                "may_be_a_repeat": outgoing.repeat,
                **outgoing.data,
                **_acknowledgeable(outgoing),
            },
        },
        separators=(",", ":"),
    )
    headers = {"content-type": "application/json", **_signature(outgoing, body)}
    post("the webhook", outgoing.address, typed=True, content=body, headers=headers)
    return outgoing.key


def _acknowledgeable(outgoing: Outgoing) -> dict[str, object]:
    if not outgoing.acknowledge_url:
        return {}
    return {"climb": outgoing.climb, "acknowledge_url": outgoing.acknowledge_url}


def _signature(outgoing: Outgoing, body: str) -> dict[str, str]:
    now = datetime.now(UTC)
    headers = {"webhook-id": outgoing.key, "webhook-timestamp": str(int(now.timestamp()))}
    if outgoing.secret:
        if not _usable(outgoing.secret):
            raise DeliveryFailed("the webhook's secret cannot be used for signing", permanent=True)
        headers["webhook-signature"] = Webhook(outgoing.secret).sign(outgoing.key, now, body)
    return headers
