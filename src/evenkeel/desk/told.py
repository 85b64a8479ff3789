"""How a word fared, as one line for a person: sent, delivered, held until, passed on to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from evenkeel.desk.shapes import clock
from evenkeel.notifications.models import HANDED_OVER, Delivery, Notification

CHANNEL_WORDS = {
    "sms": "SMS",
    "voice": "Call",
    "mail": "Mail",
    "webhook": "Webhook",
    "web_push": "Push",
    "ntfy": "ntfy",
}
State = Delivery.State


@dataclass(frozen=True, slots=True)
class Fate:
    """`mood` is good, wait or bad: what the line's mark says without colour."""

    words: str
    mood: str


@dataclass(frozen=True, slots=True)
class Told:
    """A word to one of ours, and each way it went."""

    notification: Notification
    what: str
    fates: Sequence[Fate]


def told_lines(notifications: Sequence[Notification], zone: str, now: datetime) -> list[Told]:
    return [
        Told(n, n.kind.replace("_", " ").capitalize(), [fate(d, n, zone, now) for d in n.deliveries.all()])
        for n in notifications
    ]


def fate(delivery: Delivery, notification: Notification, zone: str, now: datetime) -> Fate:
    channel = CHANNEL_WORDS.get(delivery.channel, delivery.channel.capitalize())
    if delivery.state in HANDED_OVER:
        return Fate(f"{channel} {_arrived(delivery, zone)}", "good")
    if delivery.state == State.HELD:
        return Fate(f"{channel} {_held(delivery, notification, zone, now)}", "wait")
    if delivery.state == State.FAILED:
        return Fate(f"{channel} did not arrive: {delivery.last_error or 'nobody said why'}", "bad")
    words = {
        State.PENDING: "put off, tried again" if delivery.attempts else "waits to be sent",
        State.SENDING: "is being sent",
        State.UNKNOWN: "may or may not have gone out",
        State.CANCELLED: "not sent: no longer needed",
    }
    said = words.get(State(delivery.state), str(delivery.state))
    if delivery.state == State.PENDING and delivery.attempts:
        said += f" {clock(delivery.not_before, zone, now)}"
    return Fate(f"{channel} {said}", "bad" if delivery.state == State.UNKNOWN else "wait")


def _arrived(delivery: Delivery, zone: str) -> str:
    """And what its provider said became of it, where one says that."""
    said = f"sent {_second(delivery.sent_at, zone)}" if delivery.sent_at else "sent"
    if delivery.carried_by_id:
        said += ", together with others"
    return said if delivery.state == State.SENT else f"{said}, {delivery.state}"


def _held(delivery: Delivery, notification: Notification, zone: str, now: datetime) -> str:
    until = clock(delivery.not_before, zone, now)
    if delivery.held_because == Delivery.Held.RULE:
        return f"{until}, unless seen by then"
    if delivery.held_because == Delivery.Held.THROTTLE:
        return f"held until {until}: enough was sent there just now"
    passed = f", passed on to {notification.passed_on_to}" if notification.passed_on_to_id else ""
    return f"held until {until}: quiet hours{passed}"


def _second(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%H:%M:%S}"
