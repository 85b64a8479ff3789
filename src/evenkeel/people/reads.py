"""Who answers for what, and who is who."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evenkeel.people.models import Account, Contact, ContactAddress, Duty, Membership, Team, User
from evenkeel.people.rosters import gaps, has_duty, shifts, standing
from evenkeel.people.working_hours import calendar_of, team_calendar

__all__ = [
    "Answerable",
    "answerable",
    "calendar_of",
    "find_contact",
    "find_user",
    "gaps",
    "has_duty",
    "is_lead",
    "lead_on_duty",
    "leads",
    "normalise",
    "on_duty",
    "shifts",
    "team_calendar",
    "team_of",
    "who_runs_the_desk",
]

TOLD = 5  # people at most: a trouble of the desk is nobody's own, and a crowd would think that another looks


@dataclass(frozen=True, slots=True)
class Answerable:
    """Who answers for something now, and how we came to them."""

    user: User
    because: str
    from_last_resort: bool = False


def on_duty(team: Team, kind: str, now: datetime) -> User | None:
    """By a cover, by hand or by a rotation, in this order; nobody who has left or is away."""
    return standing(team, kind, now)


def answerable(team: Team, kind: str, now: datetime) -> Answerable:
    """The person on duty; else the team's last resort, and it says so. Never nobody."""
    user = on_duty(team, kind, now)
    if user is not None:
        return Answerable(user, f"{user} is on duty ({kind}) for {team}")
    return Answerable(
        team.last_resort, f"nobody is on duty ({kind}) for {team}; {team.last_resort} is its last resort", True
    )


def leads(team: Team) -> Sequence[User]:
    return list(
        User.objects.filter(
            memberships__team=team, memberships__position=Membership.Position.LEAD, is_active=True
        ).order_by("id")
    )


def who_runs_the_desk(besides: int | None = None) -> Sequence[User]:
    """Its operators; on a desk without one the leads, and without those the last resorts. `besides`: a user to leave out."""
    here = User.objects.filter(is_active=True).exclude(pk=besides or 0).order_by("pk")
    for which in (
        here.filter(is_superuser=True),
        here.filter(memberships__position=Membership.Position.LEAD).distinct(),
        here.filter(pk__in=Team.objects.values("last_resort")),
    ):
        if found := list(which[:TOLD]):
            return found
    return []


def lead_on_duty(team: Team, now: datetime) -> Answerable:
    user = on_duty(team, Duty.Kind.LEAD, now)
    if user is not None:
        return Answerable(user, f"{user} is the lead on duty for {team}")
    for lead in leads(team):
        return Answerable(lead, f"{lead} leads {team}; no lead is on duty")
    return Answerable(team.last_resort, f"{team} has no lead on duty; {team.last_resort} is its last resort", True)


def is_lead(user: User) -> bool:
    return user.is_superuser or Membership.objects.filter(user=user, position=Membership.Position.LEAD).exists()


def find_contact(channel: str, address: str) -> Contact | None:
    found = (
        ContactAddress.objects.filter(channel=channel, address=normalise(channel, address))
        .select_related("contact__account__team")
        .first()
    )
    return found.contact if found else None


def find_user(address: str) -> User | None:
    return User.objects.filter(email__iexact=address.strip(), is_active=True).first()


def normalise(channel: str, address: str) -> str:
    address = address.strip()
    return address.lower() if channel in {"email", "chat", "social"} else address


def team_of(account: Account | None) -> Team | None:
    """The account's own team, else the first there is; None only on a desk without teams."""
    if account is not None and account.team is not None:
        return account.team
    return Team.objects.order_by("id").first()
