"""The browser's side of a push: its worker, and the button that switches it on and off."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.contrib.auth.decorators import login_required
from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_GET, require_POST

from evenkeel.desk.door import SignedIn
from evenkeel.notifications import browsers
from evenkeel.refusal import Refused

WORKER = "desk/js/sw.js"


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """At the root, so that it may show a push for the whole desk; asked for anew each time, so that it never grows old."""
    found = finders.find(WORKER)
    text = Path(str(found)).read_text(encoding="utf-8") if isinstance(found, str) else ""
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@login_required
@require_POST
def subscription(request: SignedIn) -> HttpResponse:
    said = _said(request)
    keys = said.get("keys")
    keys = keys if isinstance(keys, dict) else {}
    try:
        browsers.subscribe(
            request.user,
            address=str(said.get("endpoint", "")),
            point=str(keys.get("p256dh", "")),
            auth=str(keys.get("auth", "")),
        )
    except Refused as refused:
        return JsonResponse({"sentence": refused.sentence}, status=422)
    return JsonResponse({"sentence": "Pages are pushed to this browser."}, status=201)


@login_required
@require_POST
def removal(request: SignedIn) -> HttpResponse:
    browsers.unsubscribe(request.user, address=str(_said(request).get("endpoint", "")))
    return JsonResponse({"sentence": "Nothing is pushed to this browser any more."})


def _said(request: HttpRequest) -> dict[str, Any]:
    try:
        said = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}
