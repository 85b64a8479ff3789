"""Whose turn it is: a rotation as a value, and the shifts that it gives between any two instants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any

from evenkeel.judgement.times.calendars import Calendar, local_instant
from evenkeel.judgement.times.zones import known

DAY = timedelta(days=1)
LONGEST_TURN = 366
MOST_LAYERS, MOST_WINDOWS, MOST_PEOPLE = 12, 21, 100
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """Days of the week with hours. Closing at or before the opening runs over midnight; the same hour is a whole day."""

    days: frozenset[int]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Layer:
    """People in order, each for so many days, changing at one hour on the wall clock of a place."""

    people: tuple[int, ...]
    zone: str
    starts_on: date
    handover: time
    every: int = 1
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's shift. `key` is the same whenever and from wherever one looks."""

    starts_at: datetime
    ends_at: datetime
    who: int
    key: str


def read_layers(rows: Sequence[Mapping[str, Any]]) -> tuple[Layer, ...]:
    """Layers as they are kept: {people, zone, starts_on, handover, every, hours: [{days, opens, closes}]}."""
    if not rows:
        raise ValueError("A rotation needs at least one layer with people in it.")
    if len(rows) > MOST_LAYERS:
        raise ValueError(f"A rotation has at most {MOST_LAYERS} layers.")
    return tuple(_read_layer(row) for row in rows)


def _read_layer(row: Mapping[str, Any]) -> Layer:
    zone = str(row.get("zone") or "")
    if not known(zone):
        raise ValueError(f"“{zone}” is no time zone; use a name such as Europe/Berlin.")
    people, windows = row.get("people") or (), row.get("hours") or ()
    if not people or len(people) > MOST_PEOPLE:
        raise ValueError(f"Name the people who take turns, at most {MOST_PEOPLE}.")
    if len(windows) > MOST_WINDOWS:
        raise ValueError(f"A layer has at most {MOST_WINDOWS} windows of hours.")
    try:
        every = int(row.get("every") or 1)
        starts_on = date.fromisoformat(str(row.get("starts_on")))
        layer_people = tuple(int(one) for one in people)
    except (TypeError, ValueError):
        raise ValueError("A layer says from which date it runs, such as 2026-11-23, and of how many days.") from None
    if not 1 <= every <= LONGEST_TURN:
        raise ValueError(f"A turn lasts from 1 to {LONGEST_TURN} days.")
    if not 1970 <= starts_on.year <= 2200:
        raise ValueError("A rotation starts between the years 1970 and 2200.")
    hours = tuple(_read_hours(window) for window in windows)
    return Layer(layer_people, zone, starts_on, _hour(row.get("handover") or "09:00"), every, hours)


def _read_hours(row: Mapping[str, Any]) -> Hours:
    days = Calendar.from_row({"days": row.get("days") or "Mon-Sun"}, "UTC").days
    return Hours(days, _hour(row.get("opens") or "00:00"), _hour(row.get("closes") or "00:00"))


def _hour(value: object) -> time:
    try:
        read = value if isinstance(value, time) else time(0) if value == "24:00" else time.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f"“{value}” is no hour; write it as 09:00.") from None
    return read.replace(tzinfo=None)


def turns(layers: Sequence[Layer], start: datetime, end: datetime) -> list[Turn]:
    """The shifts that touch this time, whole, in order and without overlap: an earlier layer stands above a later one."""
    margin = DAY * (max((layer.every for layer in layers), default=1) + 2)
    over: list[Turn] = []
    for number, layer in enumerate(layers):
        under = list(_turns_of(layer, number, start - margin, end + margin))
        over = sorted([*over, *_beside(under, over)], key=lambda turn: turn.starts_at)
    return [turn for turn in over if turn.starts_at < end and turn.ends_at > start]


def _turns_of(layer: Layer, number: int, start: datetime, end: datetime) -> Iterator[Turn]:
    """A change of shift is a moment on the wall clock, so the shift over a change of clocks has 23 or 25 hours."""
    first = (start.date() - layer.starts_on).days // layer.every - 1
    for n in count(max(first, 0)):
        begins, ends = _change(layer, n), _change(layer, n + 1)
        if begins >= end:
            return
        if ends > start:
            who = layer.people[n % len(layer.people)]
            for part, (opens, closes) in enumerate(_open(layer, begins, ends)):
                yield Turn(opens, closes, who, f"{number}.{n}.{part}")


def _change(layer: Layer, n: int) -> datetime:
    return local_instant(datetime.combine(layer.starts_on + DAY * layer.every * n, layer.handover), layer.zone)


def _open(layer: Layer, begins: datetime, ends: datetime) -> list[Span]:
    """Those parts of a turn that lie in the layer's hours."""
    if not layer.hours:
        return [(begins, ends)]
    windows = sorted(
        (_at(day, hours.opens, layer), _at(day + DAY * (hours.closes <= hours.opens), hours.closes, layer))
        for day in _days(begins, ends)
        for hours in layer.hours
        if day.weekday() in hours.days
    )
    return [(max(a, begins), min(b, ends)) for a, b in joined(windows) if max(a, begins) < min(b, ends)]


def _days(begins: datetime, ends: datetime) -> Iterator[date]:
    """All dates that this time touches in any zone, and the evening before."""
    day = begins.date() - DAY * 2
    while day <= ends.date() + DAY:
        yield day
        day += DAY


def _at(day: date, hour: time, layer: Layer) -> datetime:
    return local_instant(datetime.combine(day, hour), layer.zone)


def joined(spans: Sequence[Span]) -> list[Span]:
    """Spans in order as the fewest that cover the same time."""
    found: list[Span] = []
    for begins, ends in spans:
        if found and begins <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], ends))
        elif begins < ends:
            found.append((begins, ends))
    return found


def _beside(under: Sequence[Turn], over: Sequence[Turn]) -> Iterator[Turn]:
    """What of these shifts is not taken already."""
    for turn in under:
        at, part = turn.starts_at, 0
        for above in over:
            if above.ends_at <= at or above.starts_at >= turn.ends_at:
                continue
            if above.starts_at > at:
                yield Turn(at, above.starts_at, turn.who, f"{turn.key}.{part}")
            at, part = above.ends_at, part + 1
        if at < turn.ends_at:
            yield Turn(at, turn.ends_at, turn.who, f"{turn.key}.{part}" if part else turn.key)
