"""What the linter knows of the world: who is behind each name of a ladder, and whether they can be reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from evenkeel.judgement.climbing import Target, read_target
from evenkeel.judgement.climbing.linting import Finding, Known, Somebody, lint
from evenkeel.notifications.reads import is_reachable
from evenkeel.people.models import Membership, Team, User
from evenkeel.people.reads import on_duty, team_calendar

AHEAD, LOOK_EVERY = timedelta(days=7), timedelta(hours=4)


def findings_of(team: Team, steps: Any, repeats: Any, last_resort_every: Any, now: datetime) -> tuple[Finding, ...]:
    return lint(steps, repeats, last_resort_every, known_of(team, named_in(steps), now))


def named_in(steps: Any) -> list[Target]:
    """Every name in the data that can be understood, also of a ladder that cannot be read as a whole."""
    found: dict[str, Target] = {}
    for step in steps if isinstance(steps, list) else []:
        notify = step.get("notify") if isinstance(step, dict) else None
        for said in notify if isinstance(notify, list) else []:
            target = read_target(said)
            if target is not None:
                found[str(target)] = target
    return list(found.values())


def known_of(team: Team, targets: Sequence[Target], now: datetime) -> Known:
    users = User.objects.in_bulk([t.id for t in targets if t.kind == "user"])
    teams = Team.objects.in_bulk([t.id for t in targets if t.kind != "user" and t.id])
    members: dict[int, list[User]] = {}
    for row in (
        Membership.objects.filter(team__in=teams, user__is_active=True).select_related("user").order_by("user_id")
    ):
        members.setdefault(row.team_id, []).append(row.user)
    people: dict[str, Sequence[Somebody]] = {}
    missing: set[str] = set()
    for target in targets:
        if target.kind == "user" and target.id in users:
            people[str(target)] = [_somebody(users[target.id])]
        elif target.kind in {"team", "round_robin", "volunteers"} and target.id in teams:
            people[str(target)] = [_somebody(user) for user in members.get(target.id, [])]
        elif target.id and target.id not in teams:
            missing.add(str(target))
    inside, outside = _manned(team, teams, [t for t in targets if t.kind == "duty"], now)
    return Known(
        people=people,
        missing=frozenset(missing),
        inside=inside,
        outside=outside,
        duties_known=True,
        last_resort=_somebody(team.last_resort),
        names=names_of(users.values(), teams.values()),
    )


def names_of(users: Iterable[User], teams: Iterable[Team]) -> dict[tuple[str, int], str]:
    return {("user", u.pk): str(u) for u in users} | {("team", t.pk): str(t) for t in teams}


def names_in(targets: Sequence[Target]) -> dict[tuple[str, int], str]:
    """For the words of a ladder: two queries, whatever its length."""
    users = User.objects.in_bulk([t.id for t in targets if t.kind == "user"])
    return names_of(users.values(), Team.objects.in_bulk([t.id for t in targets if t.kind != "user" and t.id]).values())


def _somebody(user: User) -> Somebody:
    return Somebody(str(user), user.is_active, is_reachable(user))


def _manned(
    team: Team, teams: dict[int, Team], duties: Sequence[Target], now: datetime
) -> tuple[frozenset[str], frozenset[str]]:
    """Which duties somebody has within the next days: in working hours, and outside them. Looked at every few hours."""
    calendar = team_calendar(team)
    inside: set[str] = set()
    outside: set[str] = set()
    for target in duties:
        of = teams.get(target.id) if target.id else team
        if of is None:
            continue
        for at in _hours(now):
            side = inside if calendar.is_open(at) else outside
            if str(target) not in side and on_duty(of, target.name, at) is not None:
                side.add(str(target))
    return frozenset(inside), frozenset(outside)


def _hours(now: datetime) -> Iterable[datetime]:
    return [now + n * LOOK_EVERY for n in range(int(AHEAD / LOOK_EVERY))]
