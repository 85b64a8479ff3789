"""What the telephone provider tells us: what became of a message or call, what was answered, which digit was pressed."""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape

from django.conf import settings
from django.http import HttpResponse

from evenkeel.api.hooks import signatures
from evenkeel.api.hooks.door import Call, Turned, hook, text_of
from evenkeel.cases import verbs as cases
from evenkeel.clock.reads import database_now
from evenkeel.notifications.channels.voice import say
from evenkeel.notifications.receipts import heard

_MESSAGE: Final = {"delivered": "delivered", "read": "read", "undelivered": "failed", "failed": "failed"}
_CALL: Final = {
    "in-progress": "delivered",
    "answered": "delivered",
    "completed": "delivered",
    "busy": "failed",
    "no-answer": "failed",
    "failed": "failed",
    "canceled": "failed",
}


def _proved(call: Call) -> dict[str, str]:
    """The fields, once the signature over all of them is good. Of a repeated one the last counts."""
    fields = call.fields()
    if not settings.TWILIO_TOKEN:
        raise Turned(403, "No telephone provider is set up on this desk.")
    if not signatures.twilio(settings.TWILIO_TOKEN, call.url, fields, call.headers.get("X-Twilio-Signature", "")):
        raise Turned(
            403, "The signature does not fit: check EVENKEEL_TWILIO_TOKEN, and that EVENKEEL_URL is what was called."
        )
    return {name: text_of(value, 1600) for name, value in fields}


@hook
def message_status(call: Call) -> HttpResponse:
    said = _proved(call)
    outcome = _MESSAGE.get(said.get("MessageStatus", "").lower(), "")
    _heard("sms", said.get("MessageSid", ""), outcome, because=_because(said, "the network"))
    return HttpResponse(status=204)


@hook
def call_status(call: Call) -> HttpResponse:
    said = _proved(call)
    status, number = said.get("CallStatus", "").lower(), said.get("SequenceNumber", "")
    seq = int(number) if number.isdecimal() and len(number) < 9 else None
    _heard("voice", said.get("CallSid", ""), _CALL.get(status, ""), seq=seq, because=f"the call ended as {status}")
    return HttpResponse(status=204)


def _heard(channel: str, sid: str, outcome: str, *, because: str, seq: int | None = None) -> None:
    """Statuses on the way change nothing; a message that is not ours, or not yet, is answered like any other."""
    if outcome and sid:
        heard(channel, sid[:300], outcome, database_now(), seq=seq, because=because if outcome == "failed" else "")


def _because(said: dict[str, str], who: str) -> str:
    code = said.get("ErrorCode", "")
    return f"{who} could not deliver it (error {code})" if code.isdecimal() else f"{who} could not deliver it"


@hook
def message(call: Call) -> HttpResponse:
    said = _proved(call)
    reply = cases.hear_text(
        "sms",
        sender=said.get("From", "")[:100],
        text=said.get("Body", ""),
        external_id=said.get("MessageSid", "")[:200],
        now=database_now(),
    )
    words = f"<Message>{escape(reply)}</Message>" if reply else ""
    return _twiml(f"<Response>{words}</Response>")


@hook
def digit(call: Call, token: str) -> HttpResponse:
    said = _proved(call)
    pressed = said.get("Digits", "")[:1]
    heard_now = cases.hear_press(
        "voice",
        token,
        presser=said.get("To", "")[:100],
        external_id=f"{said.get('CallSid', '')[:150]}/{pressed}",
        now=database_now(),
        deed={"1": "acknowledge", "2": "pass_on"}.get(pressed, ""),
    )
    return _twiml(say(heard_now.sentence))


def _twiml(xml: str) -> HttpResponse:
    return HttpResponse(f'<?xml version="1.0" encoding="UTF-8"?>{xml}', content_type="text/xml; charset=utf-8")
