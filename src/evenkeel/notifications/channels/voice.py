"""A telephone call: it says what it is, and hears one digit."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from evenkeel.notifications.channels import DeliveryFailed, Outgoing, addresses, twilio
from evenkeel.notifications.channels.wording import spoken

ACKNOWLEDGES = "digit"
RECEIPTS = True

is_set_up = twilio.is_set_up


def send(outgoing: Outgoing) -> str:
    if addresses.phone(outgoing.address):
        raise DeliveryFailed("the address is no telephone number", permanent=True)
    fields: dict[str, str | list[str]] = {
        "To": outgoing.address,
        "Twiml": twiml(outgoing),
        "Timeout": "30",
        "StatusCallback": twilio.hook("call-status/"),
        "StatusCallbackEvent": ["answered", "completed"],
    }
    return twilio.create("Calls", fields)


def check_address(address: str, secret: str) -> str:
    return addresses.phone(address)


def twiml(outgoing: Outgoing) -> str:
    """Said twice: who was woken hears the second time."""
    words = escape(_speakable(spoken(outgoing)))
    if not outgoing.token:
        return f"<Response><Say>{words}</Say><Pause/><Say>{words}</Say></Response>"
    action = quoteattr(twilio.hook(f"digit/{outgoing.token}/"))
    ask = "Press 1 to acknowledge. Press 2 to pass it on."
    gather = f'<Gather numDigits="1" timeout="8" method="POST" action={action}><Say>{words} {ask}</Say></Gather>'
    return f"<Response>{gather}{gather}<Say>No answer was heard. The next person is told. Goodbye.</Say></Response>"


def say(words: str) -> str:
    return f"<Response><Say>{escape(_speakable(words))}</Say></Response>"


def _speakable(words: str) -> str:
    """XML has no place for control characters."""
    return "".join(c for c in words if c.isprintable())
