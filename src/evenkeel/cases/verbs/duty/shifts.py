"""Put on duty, covered, away: by the person themself or a lead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from evenkeel.cases.verbs.duty import words
from evenkeel.cases.verbs.duty.guarding import (
    held,
    holds_some,
    known_kind,
    must_be_able,
    must_be_to_come,
    note,
    tiles_of,
)
from evenkeel.cases.verbs.duty.watching import AHEAD, NEAR, Lack, keep_watch, lacks, tell_gaps
from evenkeel.notifications.verbs import owe
from evenkeel.people.models import Absence, Duty, Membership, Team, User
from evenkeel.people.reads import is_lead
from evenkeel.people.rosters import Shift, teams_of
from evenkeel.refusal import NotAllowed, Refused, Stale


@dataclass(frozen=True, slots=True)
class Rostered:
    """What was made, and the gaps that it leaves."""

    row: Any
    lacks: list[Lack]

    @property
    def warning(self) -> str:
        if not self.lacks:
            return ""
        more = f" and {len(self.lacks) - 3} more" if len(self.lacks) > 3 else ""
        return f"It leaves nobody on duty: {'; '.join(one.sentence() for one in self.lacks[:3])}{more}."


def changed(team: Team, now: datetime) -> None:
    """After every change: what comes next is armed, and a gap within the day is told at once."""
    keep_watch(team, now)
    tell_gaps(team, now, NEAR)


def put_on_duty(
    team: Team, kind: str, *, user: User, start: datetime, end: datetime, by: User, now: datetime, because: str = ""
) -> Rostered:
    """Whoever it would have been. A lead may; anybody may fill a gap with themself."""
    start, end = must_be_to_come(start, end, now)
    must_be_able([user])
    with transaction.atomic():
        team = held(team)
        if not is_lead(by):
            taken = any(isinstance(tile, Shift) for tile in tiles_of(team, known_kind(kind), start, end))
            if by.pk != user.pk or taken or not _is_member(by, team):
                raise NotAllowed("A lead puts somebody on duty. You may take a time yourself that nobody has.")
        row = _lay(team, known_kind(kind), user, Duty.Source.OVERRIDE, None, start, end, by, now, because)
        return _done(row, f"{by} put {user} on duty ({kind})", by, now)


def cover(
    team: Team,
    kind: str,
    *,
    user: User,
    instead_of: User,
    start: datetime,
    end: datetime,
    by: User,
    now: datetime,
    because: str = "",
) -> Rostered:
    """One stands in for another for a time; it counts only where the other would have been."""
    start, end = must_be_to_come(start, end, now)
    if by.pk not in {user.pk, instead_of.pk} and not is_lead(by):
        raise NotAllowed(f"Only {instead_of}, {user} or a lead arranges this cover.")
    if user.pk == instead_of.pk:
        raise Refused(f"{user} cannot cover themself: choose somebody else.")
    must_be_able([user])
    with transaction.atomic():
        team = held(team)
        if by.pk == user.pk and not _is_member(by, team) and not is_lead(by):
            raise NotAllowed(f"You are not in {team}: ask a lead.")
        if not holds_some(instead_of, tiles_of(team, known_kind(kind), start, end)):
            raise Refused(f"{instead_of} is not on duty ({words.kind_words(kind)}) then: there is nothing to cover.")
        row = _lay(team, kind, user, Duty.Source.COVER, instead_of, start, end, by, now, because)
        return _done(row, f"{user} covers {instead_of} ({kind})", by, now)


def take_back(duty: Duty, *, by: User, now: datetime) -> Rostered:
    """An override, a cover or a swap ends; what had begun stays as it was until now."""
    with transaction.atomic():
        team = held(duty.team)
        duty = Duty.objects.select_related("team", "user", "instead_of").get(pk=duty.pk)
        if duty.source not in Duty.ABOVE:
            raise Refused("This is a shift of the roster: cover it, or change the rotation.")
        if duty.voided_at is not None or duty.ends_at <= now:
            raise Stale("This is over, or was taken back already.")
        # A swap was agreed by two: one of them alone does not undo it.
        involved = set() if duty.source == Duty.Source.SWAP else {duty.user_id, duty.instead_of_id, duty.made_by_id}
        if by.pk not in involved and not is_lead(by):
            raise NotAllowed(f"Only a lead{'' if not involved else ' or who is part of it'} takes this back.")
        if duty.starts_at >= now:
            Duty.objects.filter(pk=duty.pk).update(voided_at=now)
        else:
            Duty.objects.filter(pk=duty.pk).update(ends_at=now)
        for user in {u.pk: u for u in (duty.user, duty.instead_of) if u and u.pk != by.pk}.values():
            word = words.rostered(team, duty.kind, f"{by} took back: {duty.user}", duty.starts_at, duty.ends_at, user)
            owe(word, key=f"duty:{duty.pk}/back/user:{user.pk}", kind="duty", to=user, now=now)
        return _done(duty, f"{by} took back {duty.user}'s duty ({duty.kind})", by, now)


def go_away(
    user: User, *, start: datetime, end: datetime, by: User, now: datetime, backup: User | None = None
) -> Rostered:
    """Somebody is away. Their shifts go to who stands in, or are gaps that the answer names."""
    start, end = must_be_to_come(start, end, now)
    if by.pk != user.pk and not is_lead(by):
        raise NotAllowed(f"Only {user} or a lead says when {user} is away.")
    if backup is not None:
        if backup.pk == user.pk:
            raise Refused(f"{user} cannot stand in for themself: choose somebody else, or nobody.")
        must_be_able([backup])
    with transaction.atomic():
        teams = [held(team) for team in sorted(teams_of(user, now), key=lambda team: team.pk)]
        until = min(end, now + AHEAD)
        before = {lack for team in teams for lack in lacks(team, start, until)} if start < until else set()
        row = Absence.objects.create(user=user, backup=backup, starts_at=start, ends_at=end, made_by=by, made_at=now)
        after = [lack for team in teams for lack in lacks(team, start, until)] if start < until else []
        for team in teams:
            note(team, f"{user} is away" + (f", {backup} stands in" if backup else ""), by, now)
            changed(team, now)
        if backup is not None and backup.pk != by.pk and teams:
            said = f"you stand in for {user}, who is away"
            word = words.rostered(teams[0], Duty.Kind.FIRST, said, start, end, backup)
            owe(word, key=f"absence:{row.pk}/backup", kind="duty", to=backup, now=now)
        return Rostered(row, [lack for lack in after if lack not in before])


def come_back(absence: Absence, *, by: User, now: datetime) -> Absence:
    """Here again, sooner than was said."""
    if by.pk != absence.user_id and not is_lead(by):
        raise NotAllowed(f"Only {absence.user} or a lead changes this.")
    with transaction.atomic():
        teams = [held(team) for team in sorted(teams_of(absence.user, now), key=lambda team: team.pk)]
        absence.refresh_from_db()
        if absence.voided_at is not None or absence.ends_at <= now:
            raise Stale("This absence is over already.")
        if absence.starts_at >= now:
            absence.voided_at = now
        else:
            absence.ends_at = now
        absence.save(update_fields=["voided_at", "ends_at"])
        for team in teams:
            note(team, f"{absence.user} is here again", by, now)
            changed(team, now)
        return absence


def _is_member(user: User, team: Team) -> bool:
    return Membership.objects.filter(user=user, team=team).exists()


def _lay(
    team: Team,
    kind: str,
    user: User,
    source: str,
    instead_of: User | None,
    start: datetime,
    end: datetime,
    by: User,
    now: datetime,
    because: str,
) -> Duty:
    row = Duty.objects.create(
        team=team,
        kind=kind,
        user=user,
        source=source,
        instead_of=instead_of,
        starts_at=start,
        ends_at=end,
        because=because.strip()[:200],
        made_by=by,
        made_at=now,
    )
    said = f"you cover {instead_of}" if instead_of else "you are put on duty"
    if user.pk != by.pk:
        owe(
            words.rostered(team, kind, said, start, end, user),
            key=f"duty:{row.pk}/user:{user.pk}",
            kind="duty",
            to=user,
            now=now,
        )
    if instead_of is not None and instead_of.pk != by.pk:
        word = words.rostered(team, kind, f"{user} covers you", start, end, instead_of)
        owe(word, key=f"duty:{row.pk}/user:{instead_of.pk}", kind="duty", to=instead_of, now=now)
    return row


def _done(row: Duty, said: str, by: User, now: datetime) -> Rostered:
    note(row.team, said, by, now)
    changed(row.team, now)
    start = max(row.starts_at, now)
    around = timedelta(days=1)
    found = lacks(row.team, start, max(row.ends_at, start) + around, (row.kind,))
    return Rostered(row, [lack for lack in found if lack.starts_at < max(row.ends_at, start)])
