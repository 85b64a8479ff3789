"""The ledger: yes or no to what was read, evidence, a later time, taking back."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.cases import verbs as cases
from evenkeel.cases.reads import get_case
from evenkeel.clock.reads import database_now
from evenkeel.conversations.models import Message
from evenkeel.desk import typed
from evenkeel.desk.door import SignedIn, act, see
from evenkeel.desk.views.case import path, show, show_of_evidence, show_of_promise
from evenkeel.promises import verbs as promises
from evenkeel.promises.keeping import add_evidence
from evenkeel.promises.models import Evidence, Promise
from evenkeel.promises.questioning import decide_evidence
from evenkeel.promises.verbs import Wording


@act(show)
def promise(request: SignedIn, pk: int) -> HttpResponse:
    """Made by hand: said on the phone, in the hall, or by another tool."""
    case, data = get_case(pk), request.POST
    due = typed.needed_moment(
        data, "due_at", case.contact.zone, "Say by when: a promise without a time cannot be kept."
    )
    wording = Wording(
        what=data.get("what", ""), action=data.get("action", "other"), due_at=due, told="told" in data, wall=True
    )
    cases.promise(case, wording, by=request.user, now=database_now(), owner=typed.user(data, "owner"))
    return see(path(pk, "#promises"))


@act(show_of_promise)
def confirmation(request: SignedIn, pk: int) -> HttpResponse:
    promise = _get(pk)
    due = typed.moment(request.POST, "due_at", promise.due_zone or "UTC")
    promises.make(promise, by=request.user, now=database_now(), due_at=due, what=request.POST.get("what", ""))
    return see(_line(promise))


@act(show_of_promise)
def dismissal(request: SignedIn, pk: int) -> HttpResponse:
    promise = _get(pk)
    promises.dismiss(promise, by=request.user, because=request.POST.get("because", ""), now=database_now())
    return see(path(promise.case_id or 0, "#promises"))


@act(show_of_promise)
def evidence(request: SignedIn, pk: int) -> HttpResponse:
    promise, data, now = _get(pk), request.POST, database_now()
    add_evidence(
        promise,
        kind=data.get("kind", ""),
        at=typed.moment(data, "at", request.user.time_zone) or now,
        now=now,
        by=request.user,
        message=_told(promise, data.get("message", "")),
        reference=data.get("reference", ""),
        note=data.get("note", ""),
        customer_told="customer_told" in data,
    )
    return see(_line(promise))


@act(show_of_evidence)
def evidence_decision(request: SignedIn, pk: int) -> HttpResponse:
    """The mail that kept it came back: does it count?"""
    evidence = Evidence.objects.select_related("promise").get(pk=pk)
    because, stands = request.POST.get("because", ""), request.POST.get("decision") == "stands"
    promise = decide_evidence(evidence, stands=stands, because=because, by=request.user, now=database_now())
    return see(_line(promise))


@act(show_of_promise)
def renegotiation(request: SignedIn, pk: int) -> HttpResponse:
    promise, data = _get(pk), request.POST
    due = typed.needed_moment(data, "due_at", promise.due_zone or "UTC", "Say to when it moves.")
    promises.renegotiate(
        promise,
        due_at=due,
        told=_told(promise, data.get("told", "")),
        by=request.user,
        now=database_now(),
        wall=True,
    )
    return see(path(promise.case_id or 0, "#promises"))


@act(show_of_promise)
def withdrawal(request: SignedIn, pk: int) -> HttpResponse:
    promise, data = _get(pk), request.POST
    promises.withdraw(
        promise,
        told=_told(promise, data.get("told", "")),
        because=data.get("because", ""),
        by=request.user,
        now=database_now(),
    )
    return see(_line(promise))


@act(show_of_promise)
def condition(request: SignedIn, pk: int) -> HttpResponse:
    """What it waited for has happened."""
    promise = _get(pk)
    due = typed.moment(request.POST, "due_at", promise.due_zone or "UTC")
    promises.meet_condition(promise, by=request.user, now=database_now(), due_at=due)
    return see(_line(promise))


def _get(pk: int) -> Promise:
    return Promise.objects.select_related("case", "owner").get(pk=pk)


def _line(promise: Promise) -> str:
    return path(promise.case_id or 0, f"#promise-{promise.pk}")


def _told(promise: Promise, chosen: str) -> Message | None:
    """A message of ours on the same case, as it was chosen."""
    messages = Message.objects.select_related("conversation").filter(conversation__case=promise.case_id)
    return messages.filter(pk=int(chosen)).first() if chosen.isdigit() else None
