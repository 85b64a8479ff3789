"""The coming weeks as lanes: a line for each duty, people as bars, gaps hatched. Values in, positions out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from evenkeel.judgement.times.calendars import local_instant
from evenkeel.people.models import Duty, User
from evenkeel.people.rosters import Gap, Shift

LABEL, WIDTH, HEAD, LANE, BAR = 172.0, 1160.0, 26, 38, 30
LETTER, BOLD = 8.2, 9.8  # how wide a letter is, in the units of the drawing
SHADES = 5
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Bar:
    """One shift or gap. `words` is what fits: the name, the initials, or nothing."""

    x: float
    y: float
    width: float
    words: str
    title: str
    look: str


@dataclass(frozen=True, slots=True)
class Week:
    """One drawing: its days, its lanes and where now is."""

    days: list[tuple[float, str]]
    lanes: list[tuple[int, str]]
    bars: list[Bar]
    now_x: float | None
    height: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: the same in words."""

    kind: str
    words: str
    starts_at: datetime
    ends_at: datetime
    gap: bool
    mine: bool


def days_from(now: datetime, zone: str, weeks: int) -> list[datetime]:
    """The midnights of a place, from today on; a day on which the clocks change has 23 or 25 hours."""
    today = now.astimezone(ZoneInfo(zone)).date()
    return [local_instant(datetime.combine(today + timedelta(days=n), time(0)), zone) for n in range(weeks * 7 + 1)]


def draw(
    tiles: Mapping[str, Sequence[Shift | Gap]],
    lacking: Mapping[str, Sequence[Span]],
    me: User,
    now: datetime,
    zone: str,
    weeks: int,
) -> list[Week]:
    midnights = days_from(now, zone, weeks)
    return [_week(tiles, lacking, me, now, zone, midnights[n * 7 : n * 7 + 8]) for n in range(weeks)]


def _week(
    tiles: Mapping[str, Sequence[Shift | Gap]],
    lacking: Mapping[str, Sequence[Span]],
    me: User,
    now: datetime,
    zone: str,
    midnights: Sequence[datetime],
) -> Week:
    start, end = midnights[0], midnights[-1]
    scale = (WIDTH - LABEL) / (end - start).total_seconds()

    def x(at: datetime) -> float:
        return round(LABEL + (at - start).total_seconds() * scale, 1)

    bars = []
    for n, kind in enumerate(tiles):
        y = HEAD + n * LANE + (LANE - BAR) / 2
        for tile in tiles[kind]:
            begins, ends, said, look = _said(tile, lacking[kind], me, zone)
            left, right = x(max(begins, start)), x(min(ends, end))
            if begins < end and ends > start and look:
                bars.append(
                    Bar(
                        left,
                        y,
                        max(right - left - 1, 1),
                        _fitting(said, right - left, BOLD if "mine" in look else LETTER),
                        said,
                        look,
                    )
                )
    local = [at.astimezone(ZoneInfo(zone)) for at in midnights[:-1]]
    days = [
        (x(at), f"{day:%a} {day.day}" + (f" {day:%b}" if n == 0 or day.day == 1 else ""))
        for n, (at, day) in enumerate(zip(midnights[:-1], local, strict=True))
    ]
    lanes = [(HEAD + n * LANE, str(Duty.Kind(kind).label)) for n, kind in enumerate(tiles)]
    return Week(days, lanes, bars, x(now) if start <= now < end else None, HEAD + len(tiles) * LANE + 4)


def joined(lane: Sequence[Shift | Gap]) -> list[Shift | Gap]:
    """Turns of one person without a seam are one bar, also where the rotation counts two."""
    found: list[Shift | Gap] = []
    for tile in lane:
        last = found[-1] if found else None
        if isinstance(tile, Shift) and isinstance(last, Shift) and _continues(last, tile):
            found[-1] = replace(last, ends_at=tile.ends_at)
        else:
            found.append(tile)
    return found


def _continues(last: Shift, tile: Shift) -> bool:
    return (last.user, last.instead_of, last.ends_at) == (tile.user, tile.instead_of, tile.starts_at)


def _said(tile: Shift | Gap, lacking: Sequence[Span], me: User, zone: str) -> tuple[datetime, datetime, str, str]:
    """From, to, words and look. A gap at hours when nobody is expected is drawn as nothing."""
    if isinstance(tile, Shift):
        instead = f", instead of {tile.instead_of}" if tile.instead_of else ""
        mine = " bar-mine" if tile.user.pk == me.pk else ""
        return tile.starts_at, tile.ends_at, f"{tile.user}{instead}", f"bar-{tile.user.pk % SHADES}{mine}"
    expected = any(a < tile[1] and b > tile[0] for a, b in lacking)
    return tile[0], tile[1], "Nobody", "bar-gap" if expected else ""


def _fitting(said: str, width: float, letter: float) -> str:
    name = said.partition(",")[0]
    initials = "".join(part[0] for part in name.split()[:1] + name.split()[-1:]).upper()
    room = (width - 10) / letter
    first = name.split()[0] if name.split() else name
    return next((words for words in (name, first, initials if name != "Nobody" else "") if len(words) <= room), "")


def listed(
    tiles: Mapping[str, Sequence[Shift | Gap]], lacking: Mapping[str, Sequence[Span]], me: User, zone: str
) -> list[Line]:
    """What the drawing shows, as lines in order of time."""
    lines = []
    for kind, lane in tiles.items():
        for tile in lane:
            begins, ends, said, look = _said(tile, lacking[kind], me, zone)
            if look:
                lines.append(Line(str(Duty.Kind(kind).label), said, begins, ends, look == "bar-gap", "mine" in look))
    return sorted(lines, key=lambda line: (line.starts_at, line.kind))
