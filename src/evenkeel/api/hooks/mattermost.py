"""A button was pressed in Mattermost. It signs nothing; the word that we signed, which only its server holds, is the proof."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, JsonResponse

from evenkeel.api.hooks.door import Call, hook, text_of
from evenkeel.cases import verbs as cases
from evenkeel.clock.reads import database_now


@hook
def acknowledgement(call: Call) -> HttpResponse:
    said = call.json()
    context = said.get("context")
    heard = cases.hear_press(
        "mattermost",
        text_of(context.get("token") if isinstance(context, dict) else None),
        presser=text_of(said.get("user_id"), 100),
        external_id=text_of(said.get("trigger_id"), 200),
        now=database_now(),
    )
    answer: dict[str, Any] = {"ephemeral_text": heard.sentence}
    if heard.done:
        answer["update"] = {"message": heard.sentence, "props": {"attachments": []}}
    return JsonResponse(answer)
