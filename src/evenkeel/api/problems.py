"""Every answer that is not a success: RFC 9457 problem details, with one sentence that a person can act on."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from evenkeel.refusal import NotAllowed, Refused

log = logging.getLogger("evenkeel.api")
CONTENT_TYPE = "application/problem+json"
# What pydantic calls the alternatives of a field that takes several kinds; no caller has written these.
_ALTERNATIVES = frozenset({"int", "str", "Correspondent"})
NO_TOKEN = "Send a token that is in force: “Authorization: Bearer ek_…”. `evenkeel token create` makes one."


class NotFound(Exception):
    """Nothing has that number."""


class Unprocessable(Exception):
    """A field of the request cannot be used, and why; `more` are further members of the problem."""

    def __init__(self, field: str, sentence: str, *, code: str = "invalid", status: int = 422, **more: Any) -> None:
        super().__init__(sentence)
        self.field, self.sentence, self.code, self.status, self.more = field, sentence, code, status, more


class ScopeTooSmall(Exception):
    """The token is good, but not for this."""


def problem(request: HttpRequest, status: int, detail: str, *, code: str = "", **more: Any) -> HttpResponse:
    phrase = HTTPStatus(status).phrase
    body = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": detail,
        "code": code or phrase.lower().replace(" ", "_"),
        "instance": request.path,
        **more,
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=CONTENT_TYPE)
    if status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="evenkeel"'
    return response


def translate_problems(api: NinjaAPI) -> None:
    """The one place where what can go wrong becomes an answer."""
    answers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: _refused,
        NotFound: lambda request, e: problem(request, 404, str(e)),
        Unprocessable: lambda request, e: problem(
            request, e.status, e.sentence, code=e.code, errors=[{"field": e.field, "detail": e.sentence}], **e.more
        ),
        ScopeTooSmall: lambda request, e: problem(request, 403, str(e), code="scope"),
        AuthenticationError: lambda request, _: problem(request, 401, NO_TOKEN),
        ValidationError: _invalid,
        HttpError: _http,
        RequestDataTooBig: _too_big,
        IntegrityError: _conflict,
        Exception: _bug,
    }
    for kind, answer in answers.items():
        api.add_exception_handler(kind, answer)


def _refused(request: HttpRequest, refusal: Refused) -> HttpResponse:
    return problem(request, 403 if isinstance(refusal, NotAllowed) else 409, refusal.sentence, code=refusal.code)


def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    if error.status_code == HTTPStatus.BAD_REQUEST:
        return problem(
            request, 400, "The body is not JSON that can be read: send one JSON object, in UTF-8.", code="not_json"
        )
    return problem(request, error.status_code, str(error))


def _too_big(request: HttpRequest, _: Exception) -> HttpResponse:
    return problem(request, 413, "The body is larger than 30 MB: send fewer or smaller attachments.", code="too_large")


def _conflict(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("conflict path=%s kind=%s", request.path, type(error).__name__)
    return problem(
        request, 409, "This was done already, or by somebody else at the same moment: look again.", code="stale"
    )


def _bug(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("failed method=%s path=%s", request.method, request.path, exc_info=error)
    return problem(request, 500, "An error of ours; it was logged. What was asked has not been done.")


def _invalid(request: HttpRequest, invalid: ValidationError) -> HttpResponse:
    """The first trouble in one sentence, all of them in `errors`."""
    errors = [{"field": _field(e), "detail": _sentence(e)} for e in invalid.errors]
    return problem(request, 422, errors[0]["detail"], code="invalid", errors=errors)


def _field(error: dict[str, Any]) -> str:
    """Where, as the caller wrote it: ninja puts the kind of input first, and for a body our name of it second."""
    where = [str(part) for part in error["loc"] if part not in _ALTERNATIVES]
    skipped = 2 if where[:1] == ["body"] else 1
    return ".".join(where[skipped:]) or "body"


def _sentence(error: dict[str, Any]) -> str:
    field, kind = _field(error), error["type"]
    if kind == "missing":
        return "The body is missing: send a JSON object." if field == "body" else f"“{field}” is missing."
    if kind == "extra_forbidden":
        return f"“{field}” is no field of this call."
    if kind in {"model_attributes_type", "model_type", "dict_type"}:
        return "The body must be a JSON object." if field == "body" else f"“{field}” must be a JSON object."
    said = re.sub(r"^(?:Value error|Assertion failed), ", "", error["msg"]).rstrip(".")
    return f"“{field}”: {said[:1].lower()}{said[1:]}."


def nowhere(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problem(request, 404, f"There is nothing at /api/{rest}. The calls are listed at /api/docs.")


def only_problems(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """What answers before or beside our handlers (a wrong method) is a problem document too."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        allowed = response.headers.get("Allow", "")
        answer = problem(request, 405, f"{request.method} is not done here; use {allowed}.")
        answer["Allow"] = allowed
        return answer

    wrapped.csrf_exempt = True  # type: ignore[attr-defined]  # No cookie signs anybody in here.
    return wrapped
