"""A roster from a calendar file: who is named becomes who is on duty; the same file again changes nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from evenkeel.cases.verbs.duty import words
from evenkeel.cases.verbs.duty.guarding import held, known_kind, must_be_able, note
from evenkeel.cases.verbs.duty.shifts import changed
from evenkeel.cases.verbs.duty.watching import AHEAD as WATCHED
from evenkeel.cases.verbs.duty.watching import Lack, lacks
from evenkeel.people.ical import Entry, read_entries
from evenkeel.people.models import Duty, Membership, Team, User
from evenkeel.people.reads import find_user, is_lead
from evenkeel.refusal import NotAllowed, Refused

AHEAD = timedelta(days=180)
_WORD = re.compile(r"\w+")
_ADDRESS = re.compile(r"[\w.+-]+@[\w.-]+\w")
Key = tuple[str, datetime, datetime, int]


@dataclass(slots=True)
class Imported:
    """What became of a file: shifts added, known and taken out, and a sentence for each line that was not understood."""

    added: int = 0
    known: int = 0
    removed: int = 0
    problems: list[str] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)


def import_roster(
    team: Team, content: bytes, *, kind: str, by: User, now: datetime, roster: str = "calendar"
) -> Imported:
    """The file says who, from now for half a year. What it said before and says no more is taken out."""
    if not is_lead(by):
        raise NotAllowed("Only a lead brings in a roster.")
    entries, problems = read_entries(content, known_kind(kind) and team.time_zone, now, now + AHEAD)
    with transaction.atomic():
        team = held(team)
        found = Imported(problems=list(problems))
        wanted, doubtful = _people(team, entries, found)
        _bring_in(team, kind, roster[:200], wanted, doubtful, found, by, now)
        if found.added or found.removed:
            note(team, f"{by} brought in the roster “{roster}” ({kind})", by, now)
        changed(team, now)
        found.lacks = lacks(team, now, now + WATCHED, (kind,))
        return found


def _people(team: Team, entries: Sequence[Entry], found: Imported) -> tuple[dict[Key, Entry], set[str]]:
    """Each entry with its person; the ids of those whose person is not known, so that nothing of theirs is lost."""
    members = list(User.objects.filter(memberships__in=Membership.objects.filter(team=team), is_active=True))
    others = list(User.objects.filter(is_active=True))
    wanted: dict[Key, Entry] = {}
    doubtful: set[str] = set()
    for entry in entries:
        try:
            user = _person(entry, members, others)
            must_be_able([user])
        except Refused as refused:
            when = words.span(entry.starts_at, entry.ends_at, team.time_zone)
            found.problems.append(f"{when}: {refused.sentence}")
            doubtful.add(entry.uid)
            continue
        wanted[(entry.uid, entry.starts_at, entry.ends_at, user.pk)] = entry
    return wanted, doubtful


def _person(entry: Entry, members: Sequence[User], others: Sequence[User]) -> User:
    """By address, else by a whole name, else by a name that only one of the team has."""
    for address in (*entry.attendees, *_ADDRESS.findall(entry.summary)):
        user = find_user(address)
        if user is not None:
            return user
    said = f" {' '.join(_WORD.findall(entry.summary.lower()))} "
    for people, whole in ((members, True), (others, True), (members, False)):
        hits = [u for u in people if _name(u, whole=whole) and f" {_name(u, whole=whole)} " in said]
        if len(hits) == 1:
            return hits[0]
    named = entry.summary[:80] or ", ".join(entry.attendees)[:80] or "nobody"
    raise Refused(f"it names “{named}”, and that is nobody of this desk. Name them by their mail address as ATTENDEE.")


def _name(user: User, *, whole: bool) -> str:
    parts = _WORD.findall(user.name.lower())
    return " ".join(parts if whole else parts[:1])


def _bring_in(
    team: Team,
    kind: str,
    roster: str,
    wanted: dict[Key, Entry],
    doubtful: set[str],
    found: Imported,
    by: User,
    now: datetime,
) -> None:
    rows = Duty.objects.filter(
        team=team, kind=kind, source=Duty.Source.IMPORTED, roster=roster, voided_at=None, ends_at__gt=now
    )
    there = {(row.uid, row.starts_at, row.ends_at, row.user_id): row for row in rows}
    found.known = len(there.keys() & wanted.keys())
    for key in there.keys() - wanted.keys():
        row = there[key]
        if row.uid in doubtful:
            continue
        if row.starts_at >= now:
            Duty.objects.filter(pk=row.pk).update(voided_at=now)
        else:
            Duty.objects.filter(pk=row.pk).update(ends_at=now)
        found.removed += 1
    new = sorted(wanted.keys() - there.keys())
    Duty.objects.bulk_create(
        Duty(
            team=team,
            kind=kind,
            user_id=user,
            source=Duty.Source.IMPORTED,
            starts_at=starts,
            ends_at=ends,
            roster=roster,
            uid=uid[:300],
            made_by=by,
            made_at=now,
        )
        for uid, starts, ends, user in new
    )
    found.added = len(new)
