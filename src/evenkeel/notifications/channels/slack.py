"""A direct message in Slack with a button. The address is the person's member id, by which their press is known."""

from __future__ import annotations

import logging
import re
from typing import Any

from django.conf import settings

from evenkeel.notifications.channels import DeliveryFailed, Outgoing
from evenkeel.notifications.channels.posting import answered, call, post
from evenkeel.notifications.channels.wording import body, one_line, subject

ACKNOWLEDGES = "button"
RECEIPTS = False
ACTION = "acknowledge"
RESPONSES = "https://hooks.slack.com/"

log = logging.getLogger("evenkeel.notifications")
_MEMBER = re.compile(r"[UW][A-Z0-9]{5,20}")
# What is wrong with the person, not with the desk's app; and what passes by itself.
_THEIRS = {"channel_not_found", "user_not_found", "is_archived", "user_disabled", "cannot_dm_bot", "users_not_found"}
_LATER = {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}


def is_set_up() -> bool:
    return bool(settings.SLACK_TOKEN)


def check_address(address: str, secret: str) -> str:
    if _MEMBER.fullmatch(address):
        return ""
    return "Give the member id from the person's Slack profile (More, Copy member ID), such as U012AB3CD."


def send(outgoing: Outgoing) -> str:
    if not is_set_up():
        raise DeliveryFailed("no Slack app is set: set EVENKEEL_SLACK_TOKEN", ours=True)
    if check_address(outgoing.address, ""):
        raise DeliveryFailed("the address is no Slack member id", permanent=True)
    answer = post(
        "Slack",
        f"{settings.SLACK_URL}/chat.postMessage",
        json=message(outgoing),
        headers={"authorization": f"Bearer {settings.SLACK_TOKEN}"},
    )
    said = answered("Slack", answer)
    if said.get("ok") is not True:
        raise _refused(str(said.get("error", "")))
    return str(said.get("ts") or outgoing.key)


def message(outgoing: Outgoing) -> dict[str, Any]:
    title = subject(outgoing)
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "plain_text", "text": title}},
        {"type": "section", "text": {"type": "plain_text", "text": body(outgoing, 2900) or title}},
    ]
    buttons: list[dict[str, Any]] = []
    if outgoing.token:
        buttons.append(_button("I have it", ACTION) | {"value": outgoing.token, "style": "primary"})
    if url := outgoing.data.get("url"):
        buttons.append(_button("Open the case", "open") | {"url": url})
    if buttons:
        blocks.append({"type": "actions", "elements": buttons})
    return {
        "channel": outgoing.address,
        "text": _escaped(title),
        "blocks": blocks,
        "unfurl_links": False,
        "unfurl_media": False,
    }


def _escaped(text: str) -> str:
    """The line that a telephone shows is read as Slack's own markup; the blocks are plain text."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _button(label: str, action: str) -> dict[str, Any]:
    return {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action}


def _refused(error: str) -> DeliveryFailed:
    word = error if re.fullmatch(r"[a-z_]{1,60}", error) else "an unknown error"
    if word in _LATER:
        return DeliveryFailed(f"Slack answered {word}")
    return DeliveryFailed(f"Slack refused it: {word}", permanent=True, ours=word not in _THEIRS)


def respond(response_url: str, text: str, *, done: bool) -> None:
    """A word to whoever pressed, in their own view; once done, the button goes. Losing it loses no obligation."""
    if not response_url.startswith((RESPONSES, f"{settings.SLACK_URL}/")):
        return
    reply: dict[str, Any] = {"text": one_line(text, 1000), "replace_original": done}
    if not done:
        reply["response_type"] = "ephemeral"
    try:
        call("Slack", response_url, within=2.0, json=reply)  # Slack waits three seconds for our own answer.
    except DeliveryFailed as failure:
        log.info("no word to who pressed channel=slack ambiguous=%s", failure.ambiguous)
