"""A message in Mattermost by an incoming webhook, with a button.

The address is the webhook's, and after a `#` the person's user id: `https://chat.example.com/hooks/KEY#USERID`. The id
stays with us; by it we know whose press it is.
"""

from __future__ import annotations

import re
from typing import Any

from django.conf import settings

from evenkeel.notifications.channels import DeliveryFailed, Outgoing, addresses
from evenkeel.notifications.channels.posting import post
from evenkeel.notifications.channels.wording import body, calls_nobody, subject

ACKNOWLEDGES = "button"
RECEIPTS = False

_USER = re.compile(r"[a-z0-9]{26}")


def is_set_up() -> bool:
    return True


def check_address(address: str, secret: str) -> str:
    where, _, user = address.partition("#")
    if said := addresses.web(where, "the incoming webhook", "https://chat.example.com/hooks/KEY#USERID"):
        return said
    if not _USER.fullmatch(user):
        return "Put a # and the person's Mattermost user id (26 letters and digits) behind the webhook's address."
    return ""


def user_of(address: str) -> str:
    return address.partition("#")[2]


def send(outgoing: Outgoing) -> str:
    if check_address(outgoing.address, ""):
        raise DeliveryFailed("the address is no Mattermost webhook with a user id", permanent=True)
    post("Mattermost", outgoing.address.partition("#")[0], typed=True, json=message(outgoing))
    return outgoing.key


def message(outgoing: Outgoing) -> dict[str, Any]:
    title = calls_nobody(subject(outgoing))
    card: dict[str, Any] = {"fallback": title, "title": title, "text": calls_nobody(body(outgoing, 3500))}
    if url := outgoing.data.get("url"):
        card["title_link"] = url
    if outgoing.token:
        hook = {"url": f"{settings.PUBLIC_URL}/hooks/mattermost/acknowledgement/", "context": {"token": outgoing.token}}
        card["actions"] = [{"id": "acknowledge", "name": "I have it", "integration": hook}]
    return {"text": "", "attachments": [card]}
