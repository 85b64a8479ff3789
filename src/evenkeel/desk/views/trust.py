"""Can the desk be trusted right now? The answer, what it rests on, and what waits for a lead's decision."""

from __future__ import annotations

from django.http import HttpResponse

from evenkeel.clock import set_aside, standing
from evenkeel.clock.models import Timer
from evenkeel.clock.reads import database_now, pulses
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.desk.trusting import chart
from evenkeel.judgement.watching import Weight
from evenkeel.notifications import standing as post
from evenkeel.people.reads import is_lead

SHOWN = 40


def show(request: SignedIn, *, kept: Kept = NOTHING_KEPT, **_which: object) -> HttpResponse:
    now = database_now()
    answer, findings = standing.trust(now)
    waiting = standing.set_aside(SHOWN)
    restored = standing.latest("desk_restored")
    context = {
        "now": now,
        "answer": answer,
        "grave": [f for f in findings if f.weight is not Weight.NOTE],
        "notes": [f for f in findings if f.weight is Weight.NOTE],
        "decides": is_lead(request.user),
        "fired": chart(standing.fired(now), now),
        "sent": chart(post.sent(now), now),
        "armed": standing.armed(),
        "overdue": standing.oldest_overdue(now),
        "post": post.counts(),
        "parked": [t for t in waiting if t.state == Timer.State.PARKED],
        "held": [t for t in waiting if t.state == Timer.State.HELD],
        "held_count": standing.held(),
        "unknown": post.unknown_to_customers(SHOWN),
        "audit": standing.last_audit(),
        "ping": standing.last_ping(),
        "pulses": pulses(),
        "jumps": standing.happened("clock_jumped", now),
        "backup": standing.latest("backup_made"),
        "restored": restored,
    }
    return render(request, "trust.html", context, kept=kept)


trust = page(show)


@act(show)
def trial(request: SignedIn, pk: int) -> HttpResponse:
    set_aside.try_again(Timer.objects.select_related("case").get(pk=pk), by=request.user, now=database_now())
    return see("/trust/")


@act(show)
def giving_up(request: SignedIn, pk: int) -> HttpResponse:
    timer = Timer.objects.select_related("case").get(pk=pk)
    set_aside.give_up(timer, because=request.POST.get("because", ""), by=request.user, now=database_now())
    return see("/trust/")


@act(show)
def go(request: SignedIn) -> HttpResponse:
    set_aside.let_all_go(by=request.user, now=database_now())
    return see("/trust/")
