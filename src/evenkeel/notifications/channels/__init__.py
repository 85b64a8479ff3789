"""How a word reaches somebody. A new channel is one file here and one line in `CHANNELS`."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from importlib import import_module
from typing import Any, Protocol, cast


class DeliveryFailed(Exception):
    """One question is answered: is it worth trying again? `ambiguous`: it may have been accepted."""

    def __init__(
        self,
        because: str,
        *,
        permanent: bool = False,
        ambiguous: bool = False,
        retry_after: timedelta | None = None,
        ours: bool = False,
    ) -> None:
        super().__init__(because)
        self.permanent = permanent
        self.ambiguous = ambiguous
        self.retry_after = retry_after
        # The desk's own token or number is at fault: the person's endpoint is not marked broken for it.
        self.ours = ours


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
    urgency: int = 5
    case: int | None = None
    climb: int | None = None
    # Why they are told, in one line, for channels with little room.
    reason: str = ""
    # Signed for this page and this person; empty where nothing is to be acknowledged.
    token: str = ""
    acknowledge_url: str = ""


class Channel(Protocol):
    ACKNOWLEDGES: str  # How somebody says "I have it" by it: "button", "reply", "digit", "link".
    RECEIPTS: bool  # Whether we hear of it when it was delivered, read or not.

    def is_set_up(self) -> bool:
        """Whether this desk can send by it at all: without, deliveries wait and nothing is counted as a failure."""

    def send(self, outgoing: Outgoing) -> str:
        """The provider's id of the message. Raises DeliveryFailed; takes at most ten seconds."""

    def check_address(self, address: str, secret: str) -> str:
        """What is wrong with it, in one sentence that says what to type; empty where nothing is."""


CHANNELS = {
    "mail": "evenkeel.notifications.channels.mail",
    "webhook": "evenkeel.notifications.channels.webhook",
    "sms": "evenkeel.notifications.channels.sms",
    "voice": "evenkeel.notifications.channels.voice",
    "slack": "evenkeel.notifications.channels.slack",
    "mattermost": "evenkeel.notifications.channels.mattermost",
    "teams": "evenkeel.notifications.channels.teams",
    "ntfy": "evenkeel.notifications.channels.ntfy",
    "web_push": "evenkeel.notifications.channels.web_push",
    "apprise": "evenkeel.notifications.channels.long_tail",
}
# Where the address itself lets whoever knows it write to the person: shown only in part.
ADDRESS_IS_SECRET = frozenset({"webhook", "mattermost", "teams", "web_push", "apprise"})


def channel(name: str) -> Channel:
    if name not in CHANNELS:
        raise DeliveryFailed(f"there is no channel called {name}", permanent=True)
    return cast("Channel", import_module(CHANNELS[name]))


def usable() -> list[str]:
    """By which a word can be owed today. Mail always: without a server it waits; by the others it would wait for ever."""
    return [name for name in CHANNELS if name == "mail" or channel(name).is_set_up()]


def shown(name: str, address: str) -> str:
    """An address as it may be shown: of one that is a secret, only where it leads."""
    if name not in ADDRESS_IS_SECRET:
        return address
    scheme, parted, rest = address.partition("://")
    host = rest.partition("/")[0].partition("?")[0].rpartition("@")[2]
    # In an Apprise address even the host may be a token.
    return f"{scheme}://…" if name == "apprise" or not parted else f"{scheme}://{host}/…"
