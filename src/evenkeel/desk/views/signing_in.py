"""Coming in and going out."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evenkeel.clock.reads import database_now
from evenkeel.desk.door import NOTHING_KEPT, kept, render, see
from evenkeel.people.reads import find_user
from evenkeel.people.verbs import use_sign_in_link
from evenkeel.refusal import Refused

BACKEND = "django.contrib.auth.backends.ModelBackend"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return render(request, "sign_in.html", {"next": request.GET.get("next", "")})
    typed = request.POST.get("email", "").strip()
    known = find_user(typed)
    user = authenticate(
        request, username=known.username if known else typed.lower(), password=request.POST.get("password")
    )
    if user is None:
        refused = Refused(
            "This e-mail address and password do not belong together. Try again, or ask a lead for a sign-in link."
        )
        return render(request, "sign_in.html", {"next": request.POST.get("next", "")}, kept=kept(request, refused))
    login(request, user)
    return see(_next(request))


def _next(request: HttpRequest) -> str:
    """Only to a page of ours."""
    wanted = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if ours else "/"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Looking at the link does nothing: mail scanners look at every link. The button uses it."""
    refusal = NOTHING_KEPT
    if request.method == "POST":
        try:
            login(request, use_sign_in_link(secret, database_now()), backend=BACKEND)
            return see("/")
        except Refused as refused:
            refusal = kept(request, refused)
    return render(request, "sign_in_link.html", {}, kept=refusal)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    logout(request)
    return see("/sign-in/")


@require_GET
def favicon(_request: HttpRequest) -> HttpResponse:
    return see("/static/desk/favicon.svg")
