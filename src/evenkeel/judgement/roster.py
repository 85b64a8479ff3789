"""Who holds a duty: what stands below, what was laid over it, and who is away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody for a time. `instead_of` makes it a cover: it counts only where that person would have been."""

    starts_at: datetime
    ends_at: datetime
    who: int
    source: str
    key: str
    instead_of: int | None = None

    def at(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


@dataclass(frozen=True, slots=True)
class Away:
    """A person away for a time, and who stands in, if anybody."""

    starts_at: datetime
    ends_at: datetime
    who: int
    backup: int | None = None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has it, by which row, and whom they stand in for."""

    who: int
    by: Held
    instead_of: int | None = None


StandIn = Callable[[int], int | None]


def holder(below: Iterable[Held], above: Sequence[Held], stand_in: StandIn) -> Holder | None:
    """The first of those below who is left after all covers, in the order they were made; else an override alone.

    A cover follows the person, not the row: A covered by B, B covered by C is C, and no chain can turn in a circle,
    since each cover is looked at once. Whoever is away passes it to who stands in for them, or is passed over.
    """
    for base in below:
        found = _through(base, above, stand_in)
        if found is not None:
            return found
    return _through(None, above, stand_in)


def _through(base: Held | None, above: Sequence[Held], stand_in: StandIn) -> Holder | None:
    by, who, instead = base, base.who if base else None, None
    for cover in above:
        if cover.instead_of is None:
            if stand_in(cover.who) is not None:
                by, who, instead = cover, cover.who, None
        elif cover.instead_of == who:
            by, who, instead = cover, cover.who, instead or who
    present = stand_in(who) if who is not None else None
    if by is None or present is None:
        return None
    return Holder(present, by, instead if present == who else instead or who)


def stand_in_by(away: Mapping[int, Away], works: Callable[[int], bool]) -> StandIn:
    """Along the backups until somebody is here; nobody where the chain ends or comes back to where it was."""

    def present(who: int) -> int | None:
        seen: set[int] = set()
        at: int | None = who
        while at is not None and at not in seen:
            if not works(at):
                return None
            if at not in away:
                return at
            seen.add(at)
            at = away[at].backup
        return None

    return present


def lane(
    below: Sequence[Held],
    above: Sequence[Held],
    away: Sequence[Away],
    works: Callable[[int], bool],
    start: datetime,
    end: datetime,
) -> list[tuple[datetime, datetime, Holder | None]]:
    """The time between two instants, tiled: who has each part, and None where nobody has."""
    ends_of = [(row.starts_at, row.ends_at) for row in (*below, *above)] + [(a.starts_at, a.ends_at) for a in away]
    cuts = {start, end} | {at for ends in ends_of for at in ends if start < at < end}
    tiles: list[tuple[datetime, datetime, Holder | None]] = []
    edges = sorted(cuts)
    for begins, ends in pairwise(edges):
        gone = {a.who: a for a in away if a.starts_at <= begins < a.ends_at}
        found = holder((h for h in below if h.at(begins)), [h for h in above if h.at(begins)], stand_in_by(gone, works))
        if tiles and tiles[-1][2] == found:
            tiles[-1] = (tiles[-1][0], ends, found)
        else:
            tiles.append((begins, ends, found))
    return tiles
