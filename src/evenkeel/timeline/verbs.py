"""A line is recorded, or many at once, and what follows from it follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenkeel.rows import insert, insert_many, insert_unless
from evenkeel.timeline.happenings import Actor, Happening
from evenkeel.timeline.models import Event

Follower = Callable[[Event, datetime], Any]
FollowerOfMany = Callable[[Sequence[Event], datetime], Any]
_FOLLOWERS: dict[str, list[Follower]] = defaultdict(list)
_TOGETHER: dict[Follower, FollowerOfMany] = {}


def follow(happening: type[Happening], follower: Follower, together: FollowerOfMany | None = None) -> None:
    """What follows from a happening, in its transaction. Called from one page only: `site/what_follows.py`.

    `together` does the same for many events of this kind in few statements.
    """
    if follower not in _FOLLOWERS[happening.kind]:
        _FOLLOWERS[happening.kind].append(follower)
    if together is not None:
        _TOGETHER[follower] = together


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
    event = _event(Line(happening, case, actor, at=at, cause=cause, key=key), now)
    if key is None:
        insert(event)
    elif not insert_unless(event, "key"):  # Written before, or by another process at this very moment.
        return None
    for follower in _FOLLOWERS[happening.kind]:
        follower(event, now)
    return event


@dataclass(frozen=True, slots=True)
class Line:
    """What is to be recorded, with many others."""

    happening: Happening
    case: Any
    actor: Actor
    at: datetime | None = None
    cause: Event | None = None
    key: str | None = None


def record_many(lines: Sequence[Line], now: datetime) -> Sequence[Event]:
    """As `record`, in few statements. The caller holds the cases, so nobody else writes these keys meanwhile."""
    keys = [line.key for line in lines if line.key is not None]
    known = set(Event.objects.filter(key__among=keys).values_list("key", flat=True)) if keys else set()
    events = insert_many(Event, [_event(line, now) for line in lines if line.key not in known])
    by_kind: dict[str, list[Event]] = defaultdict(list)
    for event in events:
        by_kind[event.kind].append(event)
    for kind, same in by_kind.items():
        for follower in _FOLLOWERS[kind]:
            if together := _TOGETHER.get(follower):
                together(same, now)
            else:
                for event in same:
                    follower(event, now)
    return events


def _event(line: Line, now: datetime) -> Event:
    return Event(
        case=line.case,
        kind=line.happening.kind,
        at=line.at or now,
        recorded_at=now,
        actor=str(line.actor),
        actor_name=line.actor.name,
        cause=line.cause,
        key=line.key,
        data=line.happening.data(),
    )
