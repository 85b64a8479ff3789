"""A believable desk for the first start: Norrhall Technical Service and eight weeks of its life, played through the verbs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from evenkeel.cases.models import Case
from evenkeel.cases.verbs.duty import watch_all
from evenkeel.engine.sample.accounts import meet_accounts
from evenkeel.engine.sample.company import open_company
from evenkeel.engine.sample.days import FEE, WINDOW, write_the_weeks
from evenkeel.engine.sample.stage import Stage
from evenkeel.engine.sample.watching import Watch
from evenkeel.people.models import User

WEEKS = 8
# In the external id of each message: the two policies of the sample that break trust, for whoever looks for patterns.
PLANTED = {"arrival_window": f"sample-{WINDOW}-", "call_out_fee": f"sample-{FEE}-"}


def load(now: datetime, say: Callable[[str], object]) -> None:
    """All or nothing: killed in the middle, the next start begins again. The same `now` gives the same desk."""
    begins = now - timedelta(weeks=WEEKS)
    with transaction.atomic():
        company = open_company(now)
        meet_accounts(company, begins)
        stage = Stage(company, begins, now)
        write_the_weeks(stage)
        stage.play(lambda week: say(f"  week {week} of {WEEKS} …"), Watch(stage))
        _let_the_busiest_in()
        watch_all(now)


def _let_the_busiest_in() -> None:
    """The first sign-in link is theirs: whoever looks at a new desk should see a day, not an empty page."""
    busy = Count("owned_cases", filter=Q(owned_cases__state__in=Case.LIVE))
    busiest = User.objects.annotate(busy=busy).order_by("-busy", "pk")[:1].values("pk")
    User.objects.filter(pk__in=list(busiest.values_list("pk", flat=True))).update(is_staff=True, is_superuser=True)


__all__ = ["PLANTED", "load"]
