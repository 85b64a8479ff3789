"""“I have it”, with one tap: the link in a page. No sign-in, for this page and this person only."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from evenkeel.cases import verbs as cases
from evenkeel.cases.pages import why_over
from evenkeel.clock.reads import database_now
from evenkeel.desk.door import STATUS, render
from evenkeel.notifications.models import Notification
from evenkeel.notifications.page_links import find_page
from evenkeel.refusal import Refused


def _of_the_page(view: Callable[[HttpRequest, Notification | None], HttpResponse]) -> Callable[..., HttpResponse]:
    """As on the customer's page: the link is the proof, so no cookie helps anybody, and it must not leave the browser."""

    @csrf_exempt
    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def opened(request: HttpRequest, token: str) -> HttpResponse:
        response = view(request, find_page(token, database_now()))
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return opened


@_of_the_page
def page_link(request: HttpRequest, page: Notification | None) -> HttpResponse:
    """Looking does nothing: mail scanners look at every link. The button acknowledges."""
    if page is None or page.user is None or page.case is None or not page.user.is_active:
        return _show(request, None, "gone", "", 410)
    if request.method != "POST":
        over = why_over(page, page.case)
        return _show(request, page, "over" if over else "open", over, 200)
    try:
        sentence = cases.answer_page(page, user=page.user, now=database_now())
    except Refused as refused:
        return _show(request, page, "over", refused.sentence, STATUS.get(refused.code, 422))
    return _show(request, page, "done", sentence, 200)


def _show(request: HttpRequest, page: Notification | None, state: str, sentence: str, status: int) -> HttpResponse:
    response = render(request, "page_link.html", {"page": page, "state": state, "sentence": sentence})
    response.status_code = status
    return response
