"""Whom a stand of a ladder reaches at an instant: for a case that climbs, and for one that is only imagined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evenkeel.cases.ladders.grounds import OnDuty
from evenkeel.cases.models import Case, Climb, Turn
from evenkeel.judgement.climbing import Facts, Ladder, Stand, Target
from evenkeel.notifications.reads import is_reachable
from evenkeel.people.models import Membership, Team, User
from evenkeel.people.reads import team_calendar

Members = dict[int, list[User]]  # by team, in the order of their turns
TakeTurn = Callable[[Stand, Target, Sequence[User]], User]


@dataclass(frozen=True, slots=True)
class About:
    """The case as a ladder looks at it; the simulation makes one up."""

    team: Team
    owner: User
    level: int
    tier: str
    case: Case | None = None
    duty: OnDuty = field(default_factory=OnDuty)

    @classmethod
    def of(cls, case: Case, duty: OnDuty | None = None) -> About:
        return cls(case.team, case.owner, case.level, case.account.tier, case, duty or OnDuty())


@dataclass(frozen=True, slots=True)
class Told:
    """One person a stand reaches; volunteers are asked, the others paged."""

    user: User
    asked: bool = False


def facts_at(about: About, ladder: Ladder, at: datetime) -> Facts:
    """The calendar is looked at only where a step wants to know."""
    if not ladder.looks_at_hours:
        return Facts(about.level, about.tier)
    calendar = team_calendar(about.team)
    if calendar.is_open(at):
        return Facts(about.level, about.tier)
    try:
        opens = calendar.next_open(at)
    except ValueError:  # It never opens: then nobody waits for it.
        opens = None
    return Facts(about.level, about.tier, inside=False, opens_at=opens)


def whom(stand: Stand, about: About, now: datetime, take_turn: TakeTurn) -> tuple[list[Told], list[User]]:
    """Who is told, and who is named but cannot be. At the end of the ladder a word is tried even so."""
    targets = stand.targets
    users, teams = _named(targets), _teams(targets)
    members = _members(targets)
    told: dict[int, Told] = {}
    skipped: dict[int, User] = {}
    for target in targets:
        for user in _people(target, stand, about, now, users, teams, members, take_turn):
            if not (user.is_active and (stand.is_end or _is_reachable(user))):
                skipped[user.pk] = user
            elif user.pk not in told or told[user.pk].asked:
                told[user.pk] = Told(user, target.asks)
    return list(told.values()), list(skipped.values())


def _people(
    target: Target,
    stand: Stand,
    about: About,
    now: datetime,
    users: dict[int, User],
    teams: dict[int, Team],
    members: Members,
    take_turn: TakeTurn,
) -> Iterable[User]:
    match target.kind:
        case "owner":
            return [about.owner]
        case "lead":
            return [about.duty.lead(about.team, now)]
        case "last_resort":
            return [about.team.last_resort]
        case "duty":
            team = teams.get(target.id) if target.id else about.team
            found = about.duty.on(team, target.name, now) if team is not None else None
            return [found] if found is not None else []
        case "role":
            return _in_role(about.case, target.name)
        case "user":
            return [users[target.id]] if target.id in users else []
        case "round_robin":
            able = [u for u in members.get(target.id, []) if _is_reachable(u)]
            return [take_turn(stand, target, able)] if able else []
        case _:  # team, volunteers
            return members.get(target.id, [])


def _is_reachable(user: User) -> bool:
    # Nearly everybody has a mail address: no query for them.
    return "@" in user.email or is_reachable(user)


def _in_role(case: Case | None, kind: str) -> list[User]:
    if case is None:
        return []
    return [r.user for r in case.roles.filter(kind=kind, until=None).select_related("user").order_by("since", "id")]


def _named(targets: Sequence[Target]) -> dict[int, User]:
    wanted = [t.id for t in targets if t.kind == "user"]
    return User.objects.in_bulk(wanted) if wanted else {}


def _teams(targets: Sequence[Target]) -> dict[int, Team]:
    wanted = [t.id for t in targets if t.kind == "duty" and t.id]
    return Team.objects.select_related("last_resort").in_bulk(wanted) if wanted else {}


def _members(targets: Sequence[Target]) -> Members:
    wanted = [t.id for t in targets if t.kind in {"team", "round_robin", "volunteers"}]
    found: Members = {}
    if wanted:
        rows = Membership.objects.filter(team__in=wanted, user__is_active=True).select_related("user")
        for row in rows.order_by("user_id"):
            found.setdefault(row.team_id, []).append(row.user)
    return found


def next_in_turn(last: int | None, able: Sequence[User]) -> User:
    """By their ids, round and round; who joined or left meanwhile changes nothing for the others."""
    return next((user for user in able if user.pk > (last or 0)), able[0])


def take_turn_of(climb: Climb, now: datetime) -> TakeTurn:
    """The next in turn, written down: a restart or a second worker goes on from there. A repeat tells the same person."""

    def take(stand: Stand, target: Target, able: Sequence[User]) -> User:
        key = f"{stand.round}/{stand.step.no if stand.step else 0}/{target.id}"
        again = next((user for user in able if user.pk == climb.chosen.get(key)), None)
        if again is not None:
            return again
        Turn.objects.get_or_create(team_id=target.id)
        # We hold the turn until the transaction ends: a second climb waits, and goes on after us.
        turn = Turn.objects.select_for_update().get(team_id=target.id)
        user = next_in_turn(turn.user_id, able)
        Turn.objects.filter(pk=turn.pk).update(user=user, at=now)
        climb.chosen[key] = user.pk
        return user

    return take
