"""Which ways out are set up, and who counts on one that is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from evenkeel.engine.checkup.configuration import is_public
from evenkeel.engine.checkup.finding import Finding, danger, ok, some, warning
from evenkeel.notifications.channels import CHANNELS, channel
from evenkeel.notifications.models import Endpoint

# These are set up by the operator; all others by each address alone.
BY_SETTINGS = {"sms": "EVENKEEL_TWILIO_…", "voice": "EVENKEEL_TWILIO_…", "slack": "EVENKEEL_SLACK_TOKEN"}
# Their vendors call us back.
CALLED_BACK = ("sms", "voice", "slack")


def set_up() -> Iterator[Finding]:
    ready = [name for name in CHANNELS if channel(name).is_set_up()]
    yield ok("channels", f"Set up: {', '.join(ready)}.")
    half = [name for name in ("TWILIO_ACCOUNT", "TWILIO_TOKEN", "TWILIO_FROM") if not getattr(settings, name)]
    if 0 < len(half) < 3:
        yield danger(
            "channels",
            f"Text messages and calls are set up by half: {some([f'EVENKEEL_{name}' for name in half])} missing.",
            "Set all three, or none.",
        )
    if settings.SLACK_TOKEN and not settings.SLACK_SIGNING_SECRET:
        yield danger(
            "channels",
            "Slack's buttons do nothing: no press is believed without the signing secret.",
            "Set EVENKEEL_SLACK_SIGNING_SECRET.",
        )
    called_back = [name for name in CALLED_BACK if name in ready]
    if called_back and not is_public(urlsplit(settings.PUBLIC_URL).hostname or ""):
        yield warning(
            "channels",
            f"{some(called_back)}: their vendors cannot call {settings.PUBLIC_URL}, so no answer and no receipt arrives.",
            "Set EVENKEEL_URL to an address that they reach.",
        )


def in_use(_now: datetime) -> Iterator[Finding]:
    """An endpoint of a channel that is not set up is passed over; who has no other hears by mail."""
    for name, setting in BY_SETTINGS.items():
        if channel(name).is_set_up():
            continue
        theirs = Endpoint.objects.filter(channel=name, user__is_active=True).select_related("user")
        if people := sorted({str(endpoint.user) for endpoint in theirs}):
            yield danger(
                "channels",
                f"{some(people)} would be reached by {name}, which is not set up here.",
                f"Set {setting} (docs/channels.md), or give them another channel.",
            )
    for endpoint in Endpoint.objects.filter(broken_at=None, channel__in=CHANNELS).select_related("user", "team"):
        if said := channel(endpoint.channel).check_address(endpoint.address, endpoint.secret):
            yield danger("channels", f"{endpoint} can never be reached. {said}", "Correct it in the admin pages.")
