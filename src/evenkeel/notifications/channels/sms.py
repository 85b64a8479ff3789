"""A text message: what it is, why, and a code to answer with."""

from __future__ import annotations

from evenkeel.notifications.channels import DeliveryFailed, Outgoing, addresses, twilio
from evenkeel.notifications.channels.wording import sms

ACKNOWLEDGES = "reply"
RECEIPTS = True

is_set_up = twilio.is_set_up


def send(outgoing: Outgoing) -> str:
    if addresses.phone(outgoing.address):
        raise DeliveryFailed("the address is no telephone number", permanent=True)
    fields: dict[str, str | list[str]] = {
        "To": outgoing.address,
        "Body": sms(outgoing),
        "StatusCallback": twilio.hook("message-status/"),
    }
    return twilio.create("Messages", fields)


def check_address(address: str, secret: str) -> str:
    return addresses.phone(address)
