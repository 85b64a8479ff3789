"""Whether a customer's words leave for a language model, and how."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.conf import settings

from evenkeel.conversations.proposing import is_switched_on
from evenkeel.engine.checkup.configuration import is_public
from evenkeel.engine.checkup.finding import Finding, danger, ok, warning

ABOUT = "language model"


def language_model() -> Iterator[Finding]:
    if not is_switched_on():
        if settings.LLM_URL or settings.LLM_MODEL:
            missing = "EVENKEEL_LLM_MODEL" if settings.LLM_URL else "EVENKEEL_LLM_URL"
            yield warning(ABOUT, f"It is set up by half, so none is asked: {missing} is missing.", "Set both, or none.")
        else:
            yield ok(ABOUT, "None is asked: no customer's words leave this machine for one.")
        return
    url = urlsplit(settings.LLM_URL)
    where = url.hostname or "?"
    if not is_public(where):
        yield ok(ABOUT, f"{settings.LLM_MODEL} on this machine is asked about messages that the reader does not read.")
        return
    says = f"Customers' words leave this machine: messages that the reader does not read are sent to {where}."
    if url.scheme == "https":
        yield warning(ABOUT, says, "If nobody agreed to that, unset EVENKEEL_LLM_URL.")
    else:
        yield danger(ABOUT, f"{says} They travel readable.", "Use https://, or unset EVENKEEL_LLM_URL.")
