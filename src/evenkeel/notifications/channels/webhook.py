"""A signed POST after the Standard Webhooks specification."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from evenkeel.notifications.channels import DeliveryFailed, Outgoing
from evenkeel.notifications.patience import patience

TIMEOUT = httpx.Timeout(8.0, connect=4.0)


def is_set_up() -> bool:
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
            },
        },
        separators=(",", ":"),
    )
    headers = {"content-type": "application/json", **_signature(outgoing, body)}
    try:
        # Redirects are not followed: the address a person typed is the one that hears it.
        answer = httpx.post(outgoing.address, content=body, headers=headers, timeout=TIMEOUT, follow_redirects=False)
    except httpx.ConnectError as error:
        raise DeliveryFailed("the webhook's host could not be reached") from error
    except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
        raise DeliveryFailed("the webhook's address is no URL", permanent=True) from error
    except httpx.HTTPError as error:
        raise DeliveryFailed(f"no answer from the webhook: {type(error).__name__}", ambiguous=True) from error
    _judge(answer)
    return outgoing.key


def _signature(outgoing: Outgoing, body: str) -> dict[str, str]:
    now = datetime.now(UTC)
    headers = {"webhook-id": outgoing.key, "webhook-timestamp": str(int(now.timestamp()))}
    if outgoing.secret:
        headers["webhook-signature"] = Webhook(outgoing.secret).sign(outgoing.key, now, body)
    return headers


def _judge(answer: httpx.Response) -> None:
    code = answer.status_code
    if 200 <= code < 300:
        return
    if code == 429 or code >= 500:
        raise DeliveryFailed(
            f"the webhook answered {code}", retry_after=patience(answer.headers.get("retry-after", ""))
        )
    raise DeliveryFailed(f"the webhook answered {code}", permanent=True)
