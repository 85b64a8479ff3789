"""A button was pressed in Slack."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse

from evenkeel.api.hooks import signatures
from evenkeel.api.hooks.door import Call, Turned, hook, object_in, text_of
from evenkeel.cases import verbs as cases
from evenkeel.clock.reads import database_now
from evenkeel.notifications.channels import slack


@hook
def interaction(call: Call) -> HttpResponse:
    """Slack shows nothing of our answer to a press; what there is to say goes to the address that came with it."""
    _proved(call)
    payload = object_in(dict(call.fields()).get("payload", ""))
    pressed = _pressed(payload)
    if pressed is None:
        return HttpResponse()  # A link was opened, or a button of an older form pressed: nothing to do.
    heard = cases.hear_press(
        "slack",
        text_of(pressed.get("value")),
        presser=text_of(_dict(payload.get("user")).get("id"), 100),
        external_id=text_of(payload.get("trigger_id"), 200),
        now=database_now(),
    )
    slack.respond(text_of(payload.get("response_url"), 1000), heard.sentence, done=heard.done)
    return HttpResponse()


def _proved(call: Call) -> None:
    moment = call.headers.get("X-Slack-Request-Timestamp", "")
    signature = call.headers.get("X-Slack-Signature", "")
    if not signatures.slack(settings.SLACK_SIGNING_SECRET, moment, call.body, signature, database_now()):
        raise Turned(403, "The signature does not fit: check EVENKEEL_SLACK_SIGNING_SECRET and the machine's clock.")


def _pressed(payload: dict[str, Any]) -> dict[str, Any] | None:
    actions = payload.get("actions")
    for action in actions if isinstance(actions, list) else ():
        if _dict(action).get("action_id") == slack.ACTION:
            return _dict(action)
    return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
