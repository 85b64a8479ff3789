"""How a word reaches somebody. A new channel is one file here and one line in `CHANNELS`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any, Protocol, cast


class DeliveryFailed(Exception):
    """One question is answered: is it worth trying again? `ambiguous`: it may have been accepted."""

    def __init__(
        self, because: str, *, permanent: bool = False, ambiguous: bool = False, retry_after: timedelta | None = None
    ) -> None:
        super().__init__(because)
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Everything a channel needs; no row, no transaction."""

    key: str
    address: str
    subject: str
    text: str
    kind: str
    to_customer: bool
    repeat: bool = False
    secret: str = ""
    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    from_name: str = ""
    from_address: str = ""
    reply_to: str = ""
    data: dict[str, Any] = field(default_factory=dict)


class Channel(Protocol):
    def is_set_up(self) -> bool:
        """Whether this desk can send by it at all: without, deliveries wait and nothing is counted as a failure."""

    def send(self, outgoing: Outgoing) -> str:
        """The provider's id of the message. Raises DeliveryFailed; takes at most ten seconds."""


CHANNELS = {
    "mail": "evenkeel.notifications.channels.mail",
    "webhook": "evenkeel.notifications.channels.webhook",
}


def channel(name: str) -> Channel:
    if name not in CHANNELS:
        raise DeliveryFailed(f"there is no channel called {name}", permanent=True)
    return cast("Channel", import_module(CHANNELS[name]))
