"""What is done next, and what ends it: steps, stability, closing."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.cases import verbs as cases
from evenkeel.cases.models import Step
from evenkeel.cases.reads import get_case
from evenkeel.clock.reads import database_now
from evenkeel.desk import typed
from evenkeel.desk.door import SignedIn, act, see
from evenkeel.desk.views.case import path, show, show_of_step


@act(show)
def step(request: SignedIn, pk: int) -> HttpResponse:
    data = request.POST
    due = typed.needed_moment(data, "due_at", request.user.time_zone, "Say by when this step is done.")
    cases.plan_step(
        get_case(pk),
        action=data.get("action", ""),
        owner=typed.user(data, "owner"),
        due_at=due,
        by=request.user,
        now=database_now(),
        fallback=data.get("fallback", ""),
        customer_visible="customer_visible" in data,
    )
    return see(path(pk, "#plan"))


@act(show_of_step)
def step_completion(request: SignedIn, pk: int) -> HttpResponse:
    step = Step.objects.select_related("case").get(pk=pk)
    cases.finish_step(step, by=request.user, note=request.POST.get("note", ""), now=database_now())
    return see(path(step.case_id, "#plan"))


@act(show_of_step)
def step_failure(request: SignedIn, pk: int) -> HttpResponse:
    step = Step.objects.select_related("case", "owner").get(pk=pk)
    cases.step_failed(step, by=request.user, now=database_now())
    return see(path(step.case_id, "#plan"))


@act(show)
def stability(request: SignedIn, pk: int) -> HttpResponse:
    cases.mark_stable(get_case(pk), because=request.POST.get("because", ""), by=request.user, now=database_now())
    return see(path(pk))


@act(show)
def closing(request: SignedIn, pk: int) -> HttpResponse:
    data = request.POST
    cases.close(
        get_case(pk),
        done=data.get("done", ""),
        by=request.user,
        now=database_now(),
        key=typed.key(data),
        carried=typed.numbers(data, "carried"),
    )
    return see(path(pk))


@act(show)
def closing_without_answer(request: SignedIn, pk: int) -> HttpResponse:
    at = typed.needed_moment(request.POST, "check_back_at", request.user.time_zone, "Say when we look back.")
    cases.close_without_answer(get_case(pk), check_back_at=at, by=request.user, now=database_now())
    return see(path(pk))
