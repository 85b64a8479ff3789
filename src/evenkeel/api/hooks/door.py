"""What every inbound hook shares: POST only, so much and no more, and the bytes as they came.

A hook is a door: it proves who speaks, calls one verb, and answers. Vendors try again when they hear an error, so only what
nobody should send again is answered with one.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

# The largest of theirs is a few kilobytes; a message's text is bounded by its network.
LARGEST = 64 * 1024
MOST_FIELDS = 200

log = logging.getLogger("evenkeel.hooks")
Fields = tuple[tuple[str, str], ...]


class Turned(Exception):
    """This call is not taken. The sentence goes back to whoever set the hook up wrongly, and tells a stranger nothing."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status, self.sentence = status, sentence


@dataclass(frozen=True, slots=True)
class Call:
    """One call as it came in. `url` is what the caller typed, whatever proxies made of it."""

    body: bytes
    url: str
    headers: Any

    def fields(self) -> Fields:
        """Form fields in their order, repeated ones too. What is no UTF-8 is no form."""
        try:
            text = self.body.decode("ascii")
            return tuple(
                parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=MOST_FIELDS, encoding="utf-8")
            )
        except (UnicodeError, ValueError) as error:
            raise Turned(400, "This is no form that can be read.") from error

    def json(self) -> dict[str, Any]:
        return object_in(self.body)


def object_in(text: bytes | str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Turned(400, "This is no JSON that can be read.") from error
    if not isinstance(said, dict):
        raise Turned(400, "A JSON object is expected here.")
    return said


def hook(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """No cookie lets anybody in here, so there is none that another site could abuse: the signature is the proof."""

    @csrf_exempt
    @never_cache
    @wraps(view)
    def answering(request: HttpRequest, **which: str) -> HttpResponse:
        try:
            return view(_call(request), **which)
        except Turned as turned:
            log.warning("turned away hook=%s status=%s", view.__name__, turned.status)
            return HttpResponse(turned.sentence, status=turned.status, content_type="text/plain; charset=utf-8")

    return answering


def _call(request: HttpRequest) -> Call:
    if request.method != "POST":
        raise Turned(405, "This address is called with POST.")
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Turned(413, "This is larger than anything that is expected here.")
    return Call(body, settings.PUBLIC_URL + request.get_full_path(), request.headers)


def text_of(value: Any, longest: int = 300) -> str:
    """A text that a database can keep; anything else is an empty one."""
    if not isinstance(value, str):
        return ""
    return value.replace("\0", "").encode("utf-8", "replace").decode()[:longest]
