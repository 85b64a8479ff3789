"""What deliveries write on a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from evenkeel.timeline.happenings import Happening

WORDS = {
    "mail": "by mail",
    "webhook": "by webhook",
    "sms": "by text message",
    "voice": "by telephone",
    "slack": "in Slack",
    "mattermost": "in Mattermost",
    "teams": "in Teams",
    "ntfy": "by ntfy",
    "web_push": "by push",
    "apprise": "by Apprise",
}


@dataclass(frozen=True, slots=True)
class Delivered(Happening):
    kind: ClassVar[str] = "delivered"
    notification_id: int
    what: str
    to: str
    audience: str
    channel: str
    message_id: int | None = None

    def sentence(self) -> str:
        return f"{self.what.replace('_', ' ').capitalize()} handed over to {self.to} {WORDS.get(self.channel, self.channel)}"


@dataclass(frozen=True, slots=True)
class NotDelivered(Happening):
    """Given up: bad address, refused, or tried for too long."""

    kind: ClassVar[str] = "not_delivered"
    notification_id: int
    delivery_id: int
    what: str
    to: str
    audience: str
    channel: str
    because: str
    user_id: int | None = None
    message_id: int | None = None

    def sentence(self) -> str:
        what = self.what.replace("_", " ").capitalize()
        return f"{what} could not be delivered to {self.to} {WORDS.get(self.channel, self.channel)}: {self.because}"


@dataclass(frozen=True, slots=True)
class DeliveryUncertain(Happening):
    """The sender died between sending and recording, and the receiver is a customer: a person decides."""

    kind: ClassVar[str] = "delivery_uncertain"
    notification_id: int
    delivery_id: int
    what: str
    to: str

    def sentence(self) -> str:
        return f"We cannot tell whether the message to {self.to} went out: a person decides whether to send it again"


@dataclass(frozen=True, slots=True)
class NotificationHeld(Happening):
    """It fell into somebody's quiet hours, and waits for their end."""

    kind: ClassVar[str] = "notification_held"
    notification_id: int
    what: str
    to: str
    user_id: int
    until: str
    zone: str = "UTC"

    def sentence(self) -> str:
        return f"{_what(self.what)} for {self.to} held until {_wall(self.until, self.zone)}: quiet hours"


@dataclass(frozen=True, slots=True)
class PassedOn(Happening):
    """It fell into somebody's quiet hours, and cannot wait: the next person is told, and they hear of it after."""

    kind: ClassVar[str] = "passed_on"
    notification_id: int
    what: str
    to: str
    user_id: int
    until: str
    zone: str = "UTC"

    def sentence(self) -> str:
        until = _wall(self.until, self.zone)
        return f"{_what(self.what)} for {self.to} passed on to the next person: quiet hours until {until}"


def _what(kind: str) -> str:
    return kind.replace("_", " ").capitalize()


def _wall(until: str, zone: str) -> str:
    """As the person's own clock shows it."""
    return f"{datetime.fromisoformat(until).astimezone(ZoneInfo(zone)):%H:%M} ({zone})"
