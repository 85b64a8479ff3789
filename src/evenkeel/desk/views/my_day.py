"""My day: what is owed, by me, soonest and worst first."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse

from evenkeel.cases import reads as cases
from evenkeel.cases.models import Climb
from evenkeel.clock.reads import database_now
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, page, render
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import due_for

AHEAD = timedelta(hours=36)
SHOWN = 40


def show(request: SignedIn, *, kept: Kept = NOTHING_KEPT, **_which: object) -> HttpResponse:
    now, user = database_now(), request.user
    paging = cases.to_acknowledge(user)
    due = due_for(user, now + AHEAD)
    context = {
        "now": now,
        "paging": paging[:SHOWN],
        "climbs": dict(
            Climb.objects.filter(case__in=[c.pk for c in paging[:SHOWN]], ended_at=None).values_list(
                "case", "generation"
            )
        ),
        "offered": cases.handoffs_offered_to(user)[:SHOWN],
        "promises": [p for p in due if p.origin != Promise.Origin.CADENCE][:SHOWN],
        "updates": [p for p in due if p.origin == Promise.Origin.CADENCE][:SHOWN],
        "steps": cases.steps_due(user, now + AHEAD)[:SHOWN],
        "mine": (mine := cases.owned_by(user))[:SHOWN],
        "mine_count": len(mine),
        "helping": cases.with_role(user)[:SHOWN],
    }
    return render(request, "my_day.html", context, kept=kept)


my_day = page(show)
