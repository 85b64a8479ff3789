"""Who has it and how bad it is: acknowledgement, level, roles, boundaries."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.cases import verbs as cases
from evenkeel.cases.reads import get_case
from evenkeel.clock.reads import database_now
from evenkeel.desk import typed
from evenkeel.desk.door import SignedIn, act, see
from evenkeel.desk.views.case import path, show


@act(show)
def acknowledgement(request: SignedIn, pk: int) -> HttpResponse:
    climb = request.POST.get("climb", "")
    cases.acknowledge(
        get_case(pk), user=request.user, now=database_now(), climb=int(climb) if climb.isdigit() else None
    )
    return see(path(pk))


@act(show)
def declination(request: SignedIn, pk: int) -> HttpResponse:
    """“I cannot take it.”"""
    climb = request.POST.get("climb", "")
    cases.decline_page(
        get_case(pk), user=request.user, now=database_now(), climb=int(climb) if climb.isdigit() else None
    )
    return see(path(pk))


@act(show)
def level(request: SignedIn, pk: int) -> HttpResponse:
    cases.set_level(
        get_case(pk),
        typed.number(request.POST, "level"),
        because=request.POST.get("because", ""),
        by=request.user,
        now=database_now(),
    )
    return see(path(pk))


@act(show)
def role(request: SignedIn, pk: int) -> HttpResponse:
    data, case, now = request.POST, get_case(pk), database_now()
    if data.get("leave"):
        cases.leave_role(case, data.get("kind", ""), user=typed.user(data, "user"), by=request.user, now=now)
    else:
        cases.take_role(
            case,
            data.get("kind", ""),
            user=typed.user(data, "user"),
            by=request.user,
            now=now,
            because=data.get("because", ""),
        )
    return see(path(pk, "#people"))


@act(show)
def boundary_step(request: SignedIn, pk: int) -> HttpResponse:
    cases.set_boundary(get_case(pk), request.POST.get("kind", ""), user=request.user, now=database_now())
    return see(path(pk, "#people"))


@act(show)
def affected(request: SignedIn, pk: int) -> HttpResponse:
    cases.set_affected(get_case(pk), typed.number(request.POST, "affected"), by=request.user, now=database_now())
    return see(path(pk))


@act(show)
def hold_lifting(request: SignedIn, pk: int) -> HttpResponse:
    data = request.POST
    cases.lift_hold(
        get_case(pk), data.get("hold", ""), because=data.get("because", ""), by=request.user, now=database_now()
    )
    return see(path(pk))


@act(show)
def stepping_in(request: SignedIn, pk: int) -> HttpResponse:
    """A lead takes or names the communication and says when the customer hears next."""
    case, data = get_case(pk), request.POST
    at = typed.needed_moment(data, "next_update_at", case.contact.zone, "Say when the customer hears next.")
    cases.step_in(
        case,
        lead=request.user,
        communication=typed.user(data, "user"),
        next_update_at=at,
        helpers=[],
        now=database_now(),
    )
    return see(path(pk, "#people"))


@act(show)
def reassignment(request: SignedIn, pk: int) -> HttpResponse:
    data = request.POST
    cases.reassign(
        get_case(pk), to=typed.user(data, "user"), because=data.get("because", ""), by=request.user, now=database_now()
    )
    return see(path(pk, "#people"))


@act(show)
def link_revocation(request: SignedIn, pk: int) -> HttpResponse:
    """The customer's page closes for everybody who holds its address."""
    cases.revoke_link(get_case(pk), by=request.user, now=database_now())
    return see(path(pk, "#people"))
