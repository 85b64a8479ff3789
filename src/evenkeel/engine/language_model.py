"""One call to an endpoint that speaks as OpenAI's does: within a set time, no redirect, no second try, a bounded answer.

It goes by the wire of the channels, which holds one deadline for name, connection, request and answer together.
"""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings

from evenkeel.judgement.reading.second import SCHEMA
from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.channels.posting import LARGEST_ANSWER, answered, call, judge

WHAT: Final = "the language model"
MOST_TOKENS: Final = 2_000


def ask(messages: list[dict[str, str]]) -> str:
    """The words of its answer. Raises DeliveryFailed, whose sentence holds no word of ours and none of its."""
    request = {
        "model": settings.LLM_MODEL,
        "messages": messages,
        "temperature": 0,
        "max_tokens": MOST_TOKENS,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "signals", "strict": True, "schema": SCHEMA},
        },
    }
    headers = {"Authorization": f"Bearer {settings.LLM_KEY}"} if settings.LLM_KEY else {}
    url = f"{settings.LLM_URL}/chat/completions"
    answer = call(WHAT, url, within=settings.LLM_WITHIN, json=request, headers=headers)
    judge(WHAT, answer)
    if len(answer.content) >= LARGEST_ANSWER:
        raise DeliveryFailed(f"{WHAT} answered more than {LARGEST_ANSWER // 1024} KiB, and the rest was left unread")
    return _words(answered(WHAT, answer))


def _words(said: dict[str, Any]) -> str:
    try:
        words = said["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError) as error:
        raise DeliveryFailed(f"{WHAT} answered in another shape than OpenAI's") from error
    if not isinstance(words, str):  # It may have refused to answer, and says so elsewhere.
        raise DeliveryFailed(f"{WHAT} gave no words")
    return words
