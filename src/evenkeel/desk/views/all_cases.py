"""All cases, worst and oldest first."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpResponse

from evenkeel.cases.models import Case
from evenkeel.cases.reads import all_cases as every_case
from evenkeel.desk.door import SignedIn, page, render
from evenkeel.people.models import User

A_PAGE = 40


@page
def all_cases(request: SignedIn) -> HttpResponse:
    chosen = _chosen(request)
    cases = every_case(**chosen)
    if request.GET.get("q", "").strip():
        cases = _called(cases, request.GET["q"].strip())
    listed = Paginator(cases, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "listed": listed,
        "state": chosen["state"],
        "level": chosen["level"],
        "owner": chosen["owner"],
        "q": request.GET.get("q", ""),
        "states": Case.State.choices,
        "people": list(User.objects.filter(is_active=True).order_by("name")[:300]),
        "link": urlencode({k: v for k, v in request.GET.items() if k != "page" and v}),
    }
    return render(request, "cases.html", context)


def _chosen(request: SignedIn) -> dict[str, Any]:
    level, owner = request.GET.get("level", ""), request.GET.get("owner", "")
    known = {"", "live", "closed", "all", *Case.State.values}
    state = request.GET.get("state", "live")
    return {
        "state": "" if state == "all" else state if state in known and state else "live",
        "level": int(level) if level in {"1", "2", "3", "4"} else None,
        "owner": request.user.pk if owner == "me" else int(owner) if owner.isdigit() else None,
    }


def _called(cases: Any, words: str) -> Any:
    """By number, or by words of the title or the customer's name."""
    number = words.removeprefix("#")
    if number.isdigit() and len(number) < 12:
        return cases.filter(pk=int(number))
    return cases.filter(title__icontains=words[:100]) | cases.filter(account__name__icontains=words[:100])
