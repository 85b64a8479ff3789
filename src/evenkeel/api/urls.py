"""Door 2: the calls of version 1, their page, and a problem document for everything else below /api/."""

from __future__ import annotations

from django.urls import URLPattern, path

from evenkeel.api.pages import reference
from evenkeel.api.problems import nowhere, only_problems
from evenkeel.api.v1.calls import api

_calls, _app, _namespace = api.urls
for _call in _calls:
    if isinstance(_call, URLPattern):
        _call.callback = only_problems(_call.callback)

urlpatterns = [
    path("v1/", (_calls, _app, _namespace)),
    path("docs", reference, name="api-docs"),
    path("docs/", reference),
    path("", nowhere),
    path("<path:rest>", nowhere),
]
