"""What the browser may load: our own files and nothing else."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# Django's admin and the API's own documentation page carry inline styles and scripts.
LOOSER = "default-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"


class ContentSecurityPolicy:
    """A mail's HTML reaches a page only sanitised; this is the second lock on that door."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        looser = request.path.startswith(("/admin/", "/api/docs"))
        response.headers.setdefault("Content-Security-Policy", LOOSER if looser else POLICY)
        return response
