"""After the clock was set back, what waits by the hour before waits no longer than it would have."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q

from evenkeel.notifications.leases import LEASE
from evenkeel.notifications.models import Delivery
from evenkeel.timeline.models import Event


def clock_jumped(event: Event, now: datetime) -> None:
    """A worker that is sending right now has its whole lease again, so that nothing is called uncertain too early. What
    waits for a span (another try, a person's next place, a throttle) has the rest of it; quiet hours end by the clock on
    the wall, and wait for it.
    """
    if event.data["what"] != "backward":
        return
    by = timedelta(seconds=abs(event.data["seconds"]))
    Delivery.objects.filter(state=Delivery.State.SENDING, lease_until__gt=now + LEASE).update(lease_until=now + LEASE)
    at_once_or_again = Q(attempts__gt=0) | Q(not_before__lte=F("notification__created_at"))
    waits_for_a_span = Q(state=Delivery.State.PENDING) & at_once_or_again | Q(
        state=Delivery.State.HELD, held_because__in=(Delivery.Held.RULE, Delivery.Held.THROTTLE)
    )
    late = Delivery.objects.filter(waits_for_a_span, not_before__gt=now)
    Delivery.objects.filter(pk__in=late.values("pk")).update(not_before=F("not_before") - by)
