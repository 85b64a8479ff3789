"""How I am reached: my places, my rules, my quiet hours."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, QueryDict

from evenkeel.clock.reads import database_now
from evenkeel.desk import typed
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.desk.reaching import my_reach
from evenkeel.notifications import places
from evenkeel.notifications.models import Endpoint

ROWS = 3  # of quiet hours: weekdays, weekend, and one more


def show(request: SignedIn, *, kept: Kept = NOTHING_KEPT, **_which: object) -> HttpResponse:
    now = database_now()
    return render(request, "me.html", {"now": now, **my_reach(request.user, now)}, kept=kept)


me = page(show)


@act(show)
def place(request: SignedIn) -> HttpResponse:
    data = request.POST
    places.add_place(
        request.user,
        channel=data.get("channel", ""),
        address=data.get("address", ""),
        label=data.get("label", ""),
        secret=data.get("secret", ""),
        by=request.user,
        now=database_now(),
    )
    return see("/me/#places")


@act(show)
def place_test(request: SignedIn, pk: int) -> HttpResponse:
    places.test_place(_mine(request, pk), by=request.user, now=database_now())
    return see("/me/#places")


@act(show)
def place_verification(request: SignedIn, pk: int) -> HttpResponse:
    places.verify_place(_mine(request, pk), request.POST.get("code", ""), by=request.user, now=database_now())
    return see("/me/#places")


@act(show)
def place_mending(request: SignedIn, pk: int) -> HttpResponse:
    places.mark_whole(_mine(request, pk), by=request.user, now=database_now())
    return see("/me/#places")


@act(show)
def place_removal(request: SignedIn, pk: int) -> HttpResponse:
    places.remove_place(_mine(request, pk), by=request.user, now=database_now())
    return see("/me/#places")


@act(show)
def rules(request: SignedIn) -> HttpResponse:
    """One set: a number of minutes beside each place that is used, nothing beside the others."""
    data = request.POST
    names = [name for name in data if name.startswith("after_") and name[6:].isdigit() and data[name].strip()]
    ways = [(int(name[6:]), typed.number(data, name)) for name in names]
    places.set_rules(request.user, data.get("occasion", ""), ways, by=request.user, now=database_now())
    return see("/me/#rules")


@act(show)
def quiet_hours(request: SignedIn) -> HttpResponse:
    """All rows at once; one without a start is not used."""
    rows = [_row(request.POST, n) for n in range(ROWS) if request.POST.get(f"starts_{n}", "").strip()]
    places.set_quiet_hours(request.user, rows, by=request.user, now=database_now())
    return see("/me/#quiet")


def _row(data: QueryDict, n: int) -> dict[str, Any]:
    fields = {name: data.get(f"{name}_{n}", "").strip() for name in ("zone", "starts", "ends", "then")}
    return {**fields, "days": data.getlist(f"days_{n}")}


def _mine(request: SignedIn, pk: int) -> Endpoint:
    """Somebody else's place is not there."""
    return Endpoint.objects.select_related("user").get(pk=pk, user=request.user)
