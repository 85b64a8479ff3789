"""The customer's own page: no sign-in, no script needed, nothing of ours but what they may know."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from evenkeel.cases import verbs as cases
from evenkeel.cases.models import CustomerLink
from evenkeel.clock.reads import database_now
from evenkeel.desk import typed
from evenkeel.desk.customers import their_page
from evenkeel.desk.door import NOTHING_KEPT, Kept, kept, render, see
from evenkeel.refusal import Refused

MANAGER = "I would like to speak to a manager, please."


def theirs(view: Callable[[HttpRequest, CustomerLink], HttpResponse]) -> Callable[..., HttpResponse]:
    """By the link alone; it must not leave their browser, nor be found by a search engine.

    No cookie lets anybody in here, so there is none that another site could abuse: the secret in the path is the proof, also
    for what is sent. (With `no-referrer` browsers send `Origin: null`, which Django's check would refuse.)
    """

    @csrf_exempt
    @never_cache
    @wraps(view)
    def opened(request: HttpRequest, secret: str) -> HttpResponse:
        response = _opened(view, request, secret)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
        return response

    return opened


def _opened(
    view: Callable[[HttpRequest, CustomerLink], HttpResponse], request: HttpRequest, secret: str
) -> HttpResponse:
    try:
        link = cases.use_link(secret, database_now())
    except Refused as refused:
        return render(request, "customer_gone.html", {}, kept=kept(request, refused))
    try:
        return view(request, link)
    except Refused as refused:
        return _show(request, link, kept(request, refused))


def _show(request: HttpRequest, link: CustomerLink, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    context = their_page(link.case, link.contact.zone) | {
        "secret": link.secret,
        "thanks": request.GET.get("thanks", ""),
    }
    return render(request, "customer.html", context, kept=kept)


@require_GET
@theirs
def customers_page(request: HttpRequest, link: CustomerLink) -> HttpResponse:
    return _show(request, link)


@require_POST
@theirs
def customers_message(request: HttpRequest, link: CustomerLink) -> HttpResponse:
    cases.hear_from_page(link, request.POST.get("text", ""), key=typed.key(request.POST), now=database_now())
    return see(f"/c/{link.secret}/?thanks=message")


@require_POST
@theirs
def customers_manager_request(request: HttpRequest, link: CustomerLink) -> HttpResponse:
    words = request.POST.get("text", "").strip()
    cases.hear_from_page(link, f"{MANAGER} {words}".strip(), key=typed.key(request.POST), now=database_now())
    return see(f"/c/{link.secret}/?thanks=manager")


@require_POST
@theirs
def customers_answer(request: HttpRequest, link: CustomerLink) -> HttpResponse:
    """Solved or not, in one press; what is still wanted is ticked beside it."""
    data, solved = request.POST, request.POST.get("answer") == "solved"
    if data.get("answer") not in {"solved", "not_solved"}:
        raise Refused("Press one of the two: it is solved, or it is not solved.")
    cases.answer_is_it_solved(
        link.case,
        data["answer"],
        via="page",
        now=database_now(),
        words_said=data.get("text", "").replace("\0", "").strip(),
        still_wanted=typed.numbers(data, "still_wanted") if solved else None,
    )
    return see(f"/c/{link.secret}/?thanks={data['answer']}")
