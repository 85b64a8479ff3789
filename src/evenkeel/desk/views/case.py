"""The case: one page with everything about it."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.cases.models import Case, Handoff, Role, Step
from evenkeel.cases.reads import get_case
from evenkeel.clock.reads import database_now
from evenkeel.conversations.models import Recording, Signal
from evenkeel.desk.casefile import casefile
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, page, render
from evenkeel.notifications.models import Delivery
from evenkeel.notifications.verbs import seen_on
from evenkeel.promises.models import Evidence, Promise

CHOICES = {
    "role_kinds": [choice for choice in Role.Kind.choices if choice[0] != Role.Kind.OWNER],
    "call_outcomes": Recording.Outcome.choices,
    # What a promise may be about, as the reader of promises and the judge of evidence know it.
    "actions": [
        ("call", "Call"),
        ("contact", "Be in touch"),
        ("email", "Write a mail"),
        ("send_doc", "Send a document"),
        ("ship", "Ship something"),
        ("visit", "Visit"),
        ("fix", "Repair or solve"),
        ("refund", "Refund or credit"),
        ("escalate", "Take it to somebody"),
        ("other", "Something else"),
    ],
    "evidence_kinds": [
        (Evidence.Kind.MESSAGE, "A message or mail"),
        (Evidence.Kind.VISIT, "A visit"),
        (Evidence.Kind.DOCUMENT, "A document that was sent"),
        (Evidence.Kind.REFUND, "A refund or credit"),
        (Evidence.Kind.ESCALATION, "It was taken to somebody"),
        (Evidence.Kind.NOTE, "My word for it"),
    ],
}


def show(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT, **_which: object) -> HttpResponse:
    now, asked = database_now(), request.GET
    window = {name: int(asked[name]) for name in ("before", "at") if asked.get(name, "").isdigit()}
    case = get_case(pk)
    if request.method == "GET":
        seen_on(case, request.user, now)
    context = casefile(case, request.user, now, all_events="events" in asked, **window)
    return render(request, "case.html", {"now": now, **CHOICES, **context}, kept=kept)


case = page(show)


# Where a thing that belongs to a case is answered, the case's page is shown again.
def show_of_step(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    return show(request, Step.objects.values_list("case", flat=True).get(pk=pk), kept=kept)


def show_of_promise(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    return show(request, Promise.objects.values_list("case", flat=True).get(pk=pk), kept=kept)


def show_of_evidence(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    return show(request, Evidence.objects.values_list("promise__case", flat=True).get(pk=pk), kept=kept)


def show_of_signal(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    return show(request, Signal.objects.values_list("message__conversation__case", flat=True).get(pk=pk), kept=kept)


def show_of_delivery(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    return show(request, Delivery.objects.values_list("notification__case", flat=True).get(pk=pk), kept=kept)


def show_of_handoff(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    return show(request, Handoff.objects.values_list("case", flat=True).get(pk=pk), kept=kept)


def path(case: Case | int, anchor: str = "") -> str:
    pk = case if isinstance(case, int) else case.pk
    return f"/cases/{pk}/{anchor}"
