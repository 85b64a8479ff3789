"""What people type, as values; what cannot be read is said in a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

from django.http import QueryDict

from evenkeel.people.models import User
from evenkeel.refusal import Refused


def moment(data: QueryDict, name: str, zone: str) -> datetime | None:
    """A wall-clock time in a zone as an instant; None where nothing was typed."""
    typed = data.get(name, "").strip()
    if not typed:
        return None
    try:
        wall = datetime.fromisoformat(typed)
    except ValueError as error:
        raise Refused(f"“{typed}” is no date and time: write it as 2026-05-27 15:00.", code="unreadable") from error
    if wall.tzinfo is not None:
        return wall.astimezone(UTC)
    at = wall.replace(tzinfo=ZoneInfo(zone))
    if at.astimezone(UTC).astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall:
        # The hour that is skipped when the clocks go forward.
        raise Refused(f"{wall:%H:%M} does not exist on that day in {zone}: the clocks change. Say another time.")
    return at.astimezone(UTC)


def needed_moment(data: QueryDict, name: str, zone: str, ask: str) -> datetime:
    at = moment(data, name, zone)
    if at is None:
        raise Refused(ask, code="needs_time")
    return at


def number(data: QueryDict, name: str, default: int = 0) -> int:
    typed = data.get(name, "").strip()
    if not typed:
        return default
    try:
        return int(typed)
    except ValueError as error:
        raise Refused(f"“{typed}” is no number.", code="unreadable") from error


def numbers(data: QueryDict, name: str) -> list[int]:
    return [int(value) for value in data.getlist(name) if value.isdigit()]


def user(data: QueryDict, name: str) -> User:
    chosen = data.get(name, "")
    found = User.objects.filter(pk=int(chosen)).first() if chosen.isdigit() else None
    if found is None:
        raise Refused("Choose a person.")
    return found


def key(data: QueryDict) -> str:
    """The form's own key, so that a double click is one message; a form without one makes its own."""
    return data.get("key", "").strip()[:100] or str(uuid4())
