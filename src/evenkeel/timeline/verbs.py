"""A line is recorded, and what follows from it follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction

from evenkeel.timeline.happenings import Actor, Happening
from evenkeel.timeline.models import Event

Follower = Callable[[Event, datetime], Any]
_FOLLOWERS: dict[str, list[Follower]] = defaultdict(list)


def follow(happening: type[Happening], follower: Follower) -> None:
    """What follows from a happening, in its transaction. Called from one page only: `site/what_follows.py`."""
    if follower not in _FOLLOWERS[happening.kind]:
        _FOLLOWERS[happening.kind].append(follower)


def record(
    happening: Happening,
    *,
    case: Any,
    actor: Actor,
    now: datetime,
    at: datetime | None = None,
    cause: Event | None = None,
    key: str | None = None,
) -> Event | None:
    """Write the line and let follow what follows. With a key that was used before: None, and nothing follows."""
    if key is not None and Event.objects.filter(key=key).exists():
        return None
    event = Event(
        case=case,
        kind=happening.kind,
        at=at or now,
        recorded_at=now,
        actor=str(actor),
        actor_name=actor.name,
        cause=cause,
        key=key,
        data=happening.data(),
    )
    if not _is_written(event):
        return None
    for follower in _FOLLOWERS[happening.kind]:
        follower(event, now)
    return event


def _is_written(event: Event) -> bool:
    """False where another process wrote the same line between our look and our insert. Only PostgreSQL has such others:
    on SQLite our transaction is the only writer.
    """
    if event.key is None or connection.vendor != "postgresql":
        event.save(force_insert=True)
        return True
    try:
        with transaction.atomic():
            event.save(force_insert=True)
    except IntegrityError:
        return False
    return True
