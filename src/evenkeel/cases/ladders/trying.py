"""“What would happen on Sunday at 02:00?”: a ladder tried on a case that is only imagined. Nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from evenkeel.cases.ladders.known import names_in
from evenkeel.cases.ladders.pace import next_at
from evenkeel.cases.ladders.reaching import About, TakeTurn, Told, facts_at, next_in_turn, whom
from evenkeel.cases.models import Turn
from evenkeel.cases.policies import in_force, rules
from evenkeel.judgement.climbing import Ladder, Stand, Target
from evenkeel.judgement.climbing.simulating import Moment, World, simulate
from evenkeel.judgement.climbing.wording import Names, listed, say_all
from evenkeel.notifications.ways import ways_to
from evenkeel.people.models import Account, Team, User
from evenkeel.people.reads import answerable
from evenkeel.refusal import Refused


@dataclass(frozen=True, slots=True)
class Person:
    user: User
    ways: Sequence[str]
    asked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would happen, so long after the beginning."""

    at: datetime
    after: timedelta
    what: str  # told, passed, held, last_resort
    step: int  # 0 is the last resort, after the ladder
    people: Sequence[Person]
    because: str
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    start: datetime
    level: int
    tier: str
    owner: User
    owner_because: str
    lines: Sequence[Line]
    whole: bool  # False: cut before the last resort was told


def try_ladder(
    team: Team, ladder: Ladder, *, at: datetime, level: int, tier: str, now: datetime, account: Account | None = None
) -> Trial:
    """Duty and calendars are asked at each of those instants; the owner is who would have it. Nobody acknowledges.

    A level that waits in working time waits in the hours of the `account`; without one, in the team's.
    """
    if level not in (1, 2, 3, 4):
        raise Refused("A level is 1, 2, 3 or 4.")
    if tier not in Account.Tier.values:
        raise Refused(f"A tier is one of {', '.join(Account.Tier.values)}.")
    answers = answerable(team, "first", at)
    about, level_rules, take = About(team, answers.user, level, tier), rules(in_force(now)).levels[level], _imagined()
    reached: dict[tuple[int, datetime], tuple[list[Told], list[User]]] = {}

    def reach(stand: Stand, instant: datetime) -> Sequence[Told]:
        reached[stand.no, instant] = whom(stand, about, instant, take)
        return reached[stand.no, instant][0]

    world: World[Told] = World(
        lambda instant: facts_at(about, ladder, instant),
        reach,
        lambda stand, instant, first: (
            next_at(ladder, stand, level_rules, instant, first=first, team=team, account=account).due_at
        ),
    )
    moments, whole = simulate(ladder, at, world)
    names = names_in([target for step in ladder.steps for target in step.notify])
    ways = ways_to(list({told.user.pk: told.user for m in moments for told in m.people}.values()))
    lines = [
        Line(
            m.at,
            m.at - at,
            m.what,
            m.stand.step.no if m.stand.step else 0,
            [Person(told.user, ways[told.user.pk], told.asked) for told in m.people],
            _because(m, names, reached.get((m.stand.no, m.at), ([], []))[1]),
            m.until,
        )
        for m in moments
    ]
    return Trial(at, level, tier, answers.user, answers.because, lines, whole)


def _because(moment: Moment[Told], names: Names, skipped: Sequence[User]) -> str:
    if moment.what == "held":
        return f"{say_all(moment.stand.targets, names)}: waits for the next working time"
    if moment.because:
        return f"passed over: {moment.because}"
    who = say_all(moment.stand.targets, names)
    if moment.what == "passed" or not moment.people:
        gone = f" ({listed([str(user) for user in skipped])} cannot be reached)" if skipped else ""
        return f"nobody: {who}, and there is none then{gone}"
    return who


def _imagined() -> TakeTurn:
    """Turns go on from where they really are, and are not written down."""
    last: dict[int, int | None] = {}
    chosen: dict[tuple[int, int, int], int] = {}

    def take(stand: Stand, target: Target, able: Sequence[User]) -> User:
        key = (stand.round, stand.step.no if stand.step else 0, target.id)
        again = next((user for user in able if user.pk == chosen.get(key)), None)
        if again is not None:
            return again
        if target.id not in last:
            last[target.id] = Turn.objects.filter(team=target.id).values_list("user", flat=True).first()
        user = next_in_turn(last[target.id], able)
        last[target.id] = chosen[key] = user.pk
        return user

    return take


def peek_turn(chosen: dict[str, int]) -> TakeTurn:
    """Who would be next for a climb that runs: to say it on its page, without taking the turn."""

    def take(stand: Stand, target: Target, able: Sequence[User]) -> User:
        key = f"{stand.round}/{stand.step.no if stand.step else 0}/{target.id}"
        again = next((user for user in able if user.pk == chosen.get(key)), None)
        if again is not None:
            return again
        return next_in_turn(Turn.objects.filter(team=target.id).values_list("user", flat=True).first(), able)

    return take
