"""Whether a page that was sent some time ago still counts."""

from __future__ import annotations

from evenkeel.cases.models import Case
from evenkeel.notifications.models import Notification


def why_over(page: Notification, case: Case) -> str:
    """The sentence for who answers it now; empty while it counts. A safety page counts as long as the hold it was for."""
    if not case.is_live:
        return f"This page is over; case {case.number} is closed."
    if page.generation is None:
        held = case.safety_hold_at
        counts = held is not None and page.created_at >= held
    else:
        counts = case.climbs.filter(ended_at=None, generation=page.generation).exists()
    return "" if counts else f"This page is over; the case is now with {case.acknowledged_by or case.owner}."
