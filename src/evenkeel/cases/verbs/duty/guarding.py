"""What every change of a roster asks first: may they, is it still to come, and does a message reach who is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from evenkeel.notifications.reads import is_reachable
from evenkeel.people.models import Duty, Team, User
from evenkeel.people.rosters import Shift, roster
from evenkeel.refusal import Refused
from evenkeel.timeline.happenings import Actor, Happening
from evenkeel.timeline.verbs import record

LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DutyChanged(Happening):
    """The roster of a team was changed by somebody."""

    kind: ClassVar[str] = "duty_changed"
    team: str
    what: str

    def sentence(self) -> str:
        return f"{self.team}: {self.what}"


def note(team: Team, what: str, by: User, now: datetime) -> None:
    record(DutyChanged(str(team), what[:300]), case=None, actor=Actor("user", by.pk, str(by)), now=now)


def held(team: Team) -> Team:
    """We hold the team until the transaction ends: two changes of one roster come one after the other."""
    return Team.objects.select_for_update(of=("self",)).select_related("last_resort").get(pk=team.pk)


def known_kind(kind: str) -> str:
    if kind not in Duty.Kind.values:
        raise Refused(f"“{kind}” is no duty; use one of {', '.join(Duty.Kind.values)}.")
    return kind


def must_be_to_come(start: datetime, end: datetime, now: datetime) -> tuple[datetime, datetime]:
    """What has begun counts from now: who was on duty before is not rewritten."""
    if end <= start:
        raise Refused("The end must come after the start.", code="past")
    if end <= now:
        raise Refused("This time is over already: say one that is still to come.", code="past")
    if end - start > LONGEST:
        raise Refused("At most a year at once.")
    return max(start, now), end


def must_be_able(users: Iterable[User]) -> None:
    """Whoever is put on duty works here and can be reached, or a page would go into the dark."""
    for user in users:
        if not user.is_active:
            raise Refused(f"{user} no longer works here: name somebody else.")
        if not is_reachable(user):
            raise Refused(
                f"No message reaches {user}: give them a mail address or a working channel before they go on duty.",
                code="unreachable",
            )


def tiles_of(team: Team, kind: str, start: datetime, end: datetime) -> list[Any]:
    return roster(team, start, end, (kind,))[kind]


def holds_all(user: User, tiles: Iterable[Any]) -> bool:
    return all(isinstance(tile, Shift) and tile.user.pk == user.pk for tile in tiles)


def holds_some(user: User, tiles: Iterable[Any]) -> bool:
    return any(isinstance(tile, Shift) and tile.user.pk == user.pk for tile in tiles)
