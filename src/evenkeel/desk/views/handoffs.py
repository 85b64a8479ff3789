"""Handing over: offered on the case's page, answered on the brief."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.cases import reads as cases
from evenkeel.cases import verbs
from evenkeel.cases.models import Handoff
from evenkeel.clock.reads import database_now
from evenkeel.conversations.models import Message
from evenkeel.desk import typed
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.desk.views.case import path, show, show_of_handoff
from evenkeel.promises.reads import open_of_case, prior_to_account


@act(show)
def handoff(request: SignedIn, pk: int) -> HttpResponse:
    data = request.POST
    verbs.offer_handoff(
        cases.get_case(pk),
        giver=request.user,
        receiver=typed.user(data, "receiver"),
        recap=data.get("recap", ""),
        why_this_person=data.get("why_this_person", ""),
        notes=data.get("notes", ""),
        now=database_now(),
    )
    return see(path(pk, "#people"))


def show_brief(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    now = database_now()
    handoff = verbs.open_brief(_get(pk), by=request.user, now=now)
    case = cases.get_case(handoff.case_id)
    last = Message.objects.filter(conversation__case=case, direction=Message.Direction.IN).order_by("-sent_at", "-id")
    context = {
        "now": now,
        "handoff": handoff,
        "case": case,
        "their_zone": case.contact.zone,
        "reasons": cases.level_reasons(case),
        "owed": open_of_case(case, cadence=False)[:100],
        "updates": [p for p in open_of_case(case) if p.origin == "cadence"][:3],
        "steps": cases.steps(case)[:50],
        "roles": cases.holders(case),
        "last": last.first(),
        "prior": prior_to_account(case.account, before_case=case)[:10],
        "mine": handoff.receiver_id == request.user.pk and handoff.state == Handoff.State.OFFERED,
    }
    return render(request, "brief.html", context, kept=kept)


brief = page(show_brief)


@act(show_brief)
def acceptance(request: SignedIn, pk: int) -> HttpResponse:
    handoff = _get(pk)
    verbs.accept_handoff(handoff, by=request.user, ticked=typed.numbers(request.POST, "ticked"), now=database_now())
    return see(path(handoff.case_id))


@act(show_brief)
def declination(request: SignedIn, pk: int) -> HttpResponse:
    verbs.decline_handoff(_get(pk), by=request.user, because=request.POST.get("because", ""), now=database_now())
    return see("/")


@act(show_of_handoff)
def withdrawal(request: SignedIn, pk: int) -> HttpResponse:
    handoff = _get(pk)
    verbs.withdraw_handoff(handoff, by=request.user, now=database_now())
    return see(path(handoff.case_id, "#people"))


def _get(pk: int) -> Handoff:
    return Handoff.objects.select_related("case", "giver", "receiver").get(pk=pk)
