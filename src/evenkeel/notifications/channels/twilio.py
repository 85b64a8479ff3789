"""What text messages and calls share: one account at Twilio, or at anybody who speaks as Twilio does."""

from __future__ import annotations

import json

import httpx
from django.conf import settings

from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.channels.posting import answered, call, judge

# Twilio's own numbers for what is wrong with the receiver; with all other refusals the desk's account is at fault.
# 21211 and 21217: no phone number; 21610: they said STOP; 21612, 21614: cannot be reached so; 21408, 21215: country barred.
_THEIRS = {13224, 21211, 21214, 21217, 21610, 21612, 21614}


def is_set_up() -> bool:
    return bool(settings.TWILIO_ACCOUNT and settings.TWILIO_TOKEN and settings.TWILIO_FROM)


def create(kind: str, fields: dict[str, str | list[str]]) -> str:
    """Make a Message or a Call; its id."""
    if not is_set_up():
        raise DeliveryFailed("no account for text messages and calls is set: see docs/channels.md", ours=True)
    url = f"{settings.TWILIO_URL}/2010-04-01/Accounts/{settings.TWILIO_ACCOUNT}/{kind}.json"
    what = "the telephone provider"
    answer = call(
        what, url, data=fields | {"From": settings.TWILIO_FROM}, auth=(settings.TWILIO_ACCOUNT, settings.TWILIO_TOKEN)
    )
    if 400 <= answer.status_code < 500 and answer.status_code not in {408, 425, 429}:
        raise _refused(answer)
    judge(what, answer)
    sid = answered(what, answer).get("sid")
    if not isinstance(sid, str) or not sid:
        raise DeliveryFailed(f"{what} gave no id", ambiguous=True)
    return sid


def _refused(answer: httpx.Response) -> DeliveryFailed:
    try:
        code = json.loads(answer.content).get("code")
    except (ValueError, AttributeError):
        code = None
    number = code if isinstance(code, int) else answer.status_code
    return DeliveryFailed(f"the telephone provider refused it: {number}", permanent=True, ours=number not in _THEIRS)


def hook(path: str) -> str:
    return f"{settings.PUBLIC_URL}/hooks/twilio/{path}"
