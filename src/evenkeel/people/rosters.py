"""The roster as it stands: rotations below, rows by hand over them, covers over those, and nobody who is away.

`judgement.roster` holds the rule; here are its rows. `on_duty` is asked on every rung of the ladder, so it reads what it
needs and no more: one query where somebody was entered by hand, three for a rotation, one more where somebody is away.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from evenkeel.judgement.roster import Away, Held, Holder, holder, lane, stand_in_by
from evenkeel.judgement.rotations import read_layers, turns
from evenkeel.people.models import Absence, Duty, Rotation, Team, User

log = logging.getLogger("evenkeel.people")

# Seams shorter than this are nobody's gap.
SHORT = timedelta(minutes=1)
# How far beyond the asked time a shift is followed to its ends.
WHOLE = timedelta(days=35)
LATELY = timedelta(days=14)
Gap = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Shift:
    """Somebody's part of the roster, as it stands now. `instead_of` is whom they stand in for."""

    team: Team
    kind: str
    starts_at: datetime
    ends_at: datetime
    user: User
    source: str
    key: str
    instead_of: User | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One goes, another comes; nobody, where there is a gap."""

    at: datetime
    before: User | None
    then: User | None


def standing(team: Team, kind: str, now: datetime) -> User | None:
    """Who has the duty at this moment: by a cover, by hand, or by a rotation, in this order. Nobody who is not here."""
    rows = list(_duties(team, (kind,), now, now).select_related("user").annotate(gone=_gone("user", now)))
    users: dict[int, tuple[User, bool]] = {row.user_id: (row.user, row.gone) for row in rows}

    def known(who: int) -> tuple[User | None, bool]:
        if who not in users:
            user = User.objects.filter(pk=who).annotate(gone=_gone("pk", now)).first()
            if user is None:
                return None, False
            users[who] = (user, user.gone)
        return users[who]

    def works(who: int) -> bool:
        user, _ = known(who)
        return user is not None and user.is_active

    @cache
    def away() -> dict[int, Away]:
        return {a.user_id: _away(a) for a in _absences(now, now)}

    def present(who: int) -> int | None:
        if not works(who):
            return None
        return stand_in_by(away(), works)(who) if known(who)[1] else who

    found = holder(_below(team, kind, rows, now), _above(rows), present)
    return known(found.who)[0] if found else None


def _below(team: Team, kind: str, rows: Sequence[Duty], now: datetime) -> Iterator[Held]:
    """Rows by hand first; the rotations are read only where these leave nobody."""
    yield from _by_hand(rows)
    for rotation in _rotations(team, (kind,), now, now):
        yield from (held for held in _turns(rotation, now, now + SHORT) if held.at(now))


def shifts(team: Team, kind: str, start: datetime, end: datetime, *, whole: bool = False) -> list[Shift]:
    """Who has it between two instants, in order; cut at both ends, or `whole` as they really begin and end."""
    if whole:
        around = roster(team, start - WHOLE, end + WHOLE, (kind,))[kind]
        return [s for s in around if isinstance(s, Shift) and s.starts_at < end and s.ends_at > start]
    return [s for s in roster(team, start, end, (kind,))[kind] if isinstance(s, Shift)]


def gaps(team: Team, kind: str, start: datetime, end: datetime) -> list[Gap]:
    """Where nobody who is here has it."""
    return gaps_of(roster(team, start, end, (kind,))[kind])


def gaps_of(tiles: Sequence[Shift | Gap]) -> list[Gap]:
    return [tile for tile in tiles if not isinstance(tile, Shift) and tile[1] - tile[0] > SHORT]


def roster(
    team: Team, start: datetime, end: datetime, kinds: Sequence[str] = tuple(Duty.Kind.values)
) -> dict[str, list[Shift | Gap]]:
    """By kind: the time tiled by shifts and gaps. Four queries, however many kinds and shifts there are."""
    rows = list(_duties(team, kinds, start, end))
    away = [_away(absence) for absence in _absences(start, end)]
    below: dict[str, list[Held]] = defaultdict(list)
    above: dict[str, list[Held]] = defaultdict(list)
    for kind in kinds:
        of_kind = [row for row in rows if row.kind == kind]
        below[kind] += _by_hand(of_kind)
        above[kind] += _above(of_kind)
    for rotation in _rotations(team, kinds, start, end):
        below[rotation.kind] += _turns(rotation, start, end)
    held = [h for kind in kinds for h in (*below[kind], *above[kind])]
    users = User.objects.in_bulk(
        {h.who for h in held} | {h.instead_of for h in held} | {a.backup for a in away} - {None}
    )
    found = {}
    for kind in kinds:
        tiles = lane(below[kind], above[kind], away, lambda who: who in users and users[who].is_active, start, end)
        found[kind] = [_tile(team, kind, users, *tile) for tile in tiles]
    return found


def _tile(
    team: Team, kind: str, users: dict[int, User], starts: datetime, ends: datetime, by: Holder | None
) -> Shift | Gap:
    if by is None:
        return (starts, ends)
    instead = users.get(by.instead_of) if by.instead_of else None
    return Shift(team, kind, starts, ends, users[by.who], by.by.source, by.by.key, instead)


def changes(team: Team, kind: str, after: datetime, until: datetime) -> list[Change]:
    """The instants between these two at which somebody else has it, in order."""
    tiles = roster(team, after, until, (kind,))[kind]
    held = [(t.starts_at, t.user) if isinstance(t, Shift) else (t[0], None) for t in tiles]
    return [Change(at, before, then) for (_, before), (at, then) in pairwise(held) if before != then]


def rotations_in_force(team: Team, now: datetime) -> Sequence[Rotation]:
    """Those that hold now or will: the open version of each."""
    return list(
        Rotation.objects.filter(team=team).filter(Q(until=None) | Q(until__gt=now)).order_by("kind", "rank", "id")
    )


def teams_of(user: User, now: datetime) -> list[Team]:
    """Where this person works, or is rostered without being a member."""
    rotating = [r.team_id for r in Rotation.objects.filter(_in_force(now, now + WHOLE)) if user.pk in people_of(r)]
    rostered = Duty.objects.filter(user=user, voided_at=None, ends_at__gt=now).values("team")
    wanted = Q(memberships__user=user) | Q(pk__in=rotating) | Q(pk__in=rostered)
    return list(Team.objects.filter(wanted).select_related("last_resort").distinct().order_by("name"))


def people_of(rotation: Rotation) -> set[int]:
    return {int(who) for layer in rotation.layers for who in layer.get("people", ())}


def kinds_watched(team: Team, start: datetime, end: datetime) -> dict[str, str]:
    """The duties that somebody rosters, or did until lately, and when each is expected to be held."""
    by_hand = _duties(team, Duty.Kind.values, start - LATELY, end).values_list("kind", flat=True)
    found = dict.fromkeys(by_hand, "always")
    lately = list(_rotations(team, Duty.Kind.values, start - LATELY, end))
    for kind in {rotation.kind for rotation in lately}:
        of_kind = [rotation for rotation in lately if rotation.kind == kind]
        still = [rotation for rotation in of_kind if rotation.until is None or rotation.until > start] or of_kind[-1:]
        found[kind] = "always" if any(rotation.expected == "always" for rotation in still) else "working"
    return found


def has_duty(user: User, kind: str, now: datetime) -> bool:
    """On duty for it now, for whichever team. By hand two may hold it at once; who is covered or away does not."""
    rows = Duty.objects.filter(kind=kind, voided_at=None, starts_at__lte=now, ends_at__gt=now)
    covered = rows.filter(team=OuterRef("team"), instead_of=user).exclude(user=user)
    own = rows.filter(user=user, source__in=(Duty.Source.SHIFT, Duty.Source.IMPORTED)).annotate(covered=Exists(covered))
    if own.filter(covered=False).exclude(_gone("user", now)).exists():
        return user.is_active
    return any(standing(team, kind, now) == user for team in Team.objects.filter(_rostered(kind, now)).distinct())


def _rostered(kind: str, now: datetime) -> Q:
    rotating = Rotation.objects.filter(_in_force(now, now), kind=kind)
    above = Duty.objects.filter(kind=kind, voided_at=None, starts_at__lte=now, ends_at__gt=now)
    away = Absence.objects.filter(voided_at=None, starts_at__lte=now, ends_at__gt=now)
    standing_in = above.filter(user__in=away.values("user"))
    return (
        Q(pk__in=rotating.values("team"))
        | Q(pk__in=above.filter(source__in=Duty.ABOVE).values("team"))
        | Q(pk__in=standing_in.values("team"))
    )


def _duties(team: Team, kinds: Sequence[str], start: datetime, end: datetime) -> QuerySet[Duty]:
    touching = {"starts_at__lte": end} if start == end else {"starts_at__lt": end}
    return Duty.objects.filter(team=team, kind__in=kinds, voided_at=None, ends_at__gt=start, **touching)


def _rotations(team: Team, kinds: Sequence[str], start: datetime, end: datetime) -> QuerySet[Rotation]:
    return Rotation.objects.filter(_in_force(start, end), team=team, kind__in=kinds).order_by("rank", "id")


def _in_force(start: datetime, end: datetime) -> Q:
    """A version that was superseded before it began never held."""
    return Q(since__lte=end) & (Q(until=None) | Q(until__gt=start) & Q(until__gt=F("since")))


def _absences(start: datetime, end: datetime) -> QuerySet[Absence]:
    return Absence.objects.filter(voided_at=None, starts_at__lte=end, ends_at__gt=start).order_by("id")


def _gone(of: str, now: datetime) -> Exists:
    return Exists(Absence.objects.filter(user=OuterRef(of), voided_at=None, starts_at__lte=now, ends_at__gt=now))


def _by_hand(rows: Sequence[Duty]) -> list[Held]:
    """Of two rows at once, who came on duty last."""
    below = sorted(
        (row for row in rows if row.source not in Duty.ABOVE), key=lambda row: (-row.starts_at.timestamp(), row.pk)
    )
    return [_held(row) for row in below]


def _above(rows: Sequence[Duty]) -> list[Held]:
    return [_held(row) for row in sorted(rows, key=lambda row: row.pk) if row.source in Duty.ABOVE]


def _held(row: Duty) -> Held:
    return Held(row.starts_at, row.ends_at, row.user_id, row.source, f"duty:{row.pk}", row.instead_of_id)


def _turns(rotation: Rotation, start: datetime, end: datetime) -> list[Held]:
    """The turns of one version, cut where it began and ended."""
    begins, ends = rotation.since, rotation.until or end + WHOLE
    try:
        found = turns(read_layers(rotation.layers), max(start, begins), min(end, ends))
    except ValueError:  # Checked when it was saved; a row that was spoilt since must not stop the ladder.
        log.exception("a rotation cannot be read rotation=%s", rotation.pk)
        return []
    return [
        Held(
            max(t.starts_at, begins),
            min(t.ends_at, rotation.until or t.ends_at),
            t.who,
            "rotation",
            f"rotation:{rotation.pk}:{t.key}",
        )
        for t in found
    ]


def _away(absence: Absence) -> Away:
    return Away(absence.starts_at, absence.ends_at, absence.user_id, absence.backup_id)
