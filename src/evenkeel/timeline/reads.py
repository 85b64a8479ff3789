"""What happened, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evenkeel.timeline.models import Event


def of_case(case: Any) -> Sequence[Event]:
    """Oldest first."""
    return list(Event.objects.filter(case=case).order_by("at", "id"))


def last(case: Any, *kinds: str) -> Event | None:
    return Event.objects.filter(case=case, kind__in=kinds).order_by("-at", "-id").first()
