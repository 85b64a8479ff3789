"""What deliveries write on a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evenkeel.timeline.happenings import Happening

WORDS = {"mail": "by mail", "webhook": "by webhook"}


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
