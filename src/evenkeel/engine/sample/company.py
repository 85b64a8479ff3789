"""Norrhall Technical Service: three teams, twelve people, who is on duty when, and where they are written to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from evenkeel.intake.models import Mailbox
from evenkeel.notifications.models import Endpoint
from evenkeel.people.models import Absence, Account, Contact, Duty, Membership, Rotation, Team, User
from evenkeel.people.reads import shifts

DOMAIN = "desk.example"
BEFORE = timedelta(weeks=8, days=2)
CHANGE_OF_SHIFT = time(6, 0)

# login, name, zone, team, and what else they may or do
PEOPLE = (
    ("marit", "Marit Solvang", "Europe/Oslo", "", "staff"),
    ("kwame", "Kwame Boateng", "Africa/Accra", "field", "lead"),
    ("priya", "Priya Raghunathan", "Asia/Kolkata", "remote", "lead"),
    ("lucia", "Lucía Ferreyra", "America/Argentina/Buenos_Aires", "building", "lead"),
    ("tomasz", "Tomasz Wieczorek", "Europe/Warsaw", "field", ""),
    ("dwayne", "Dwayne Castleberry", "America/Chicago", "field", ""),
    ("tane", "Tāne Rewiti", "Pacific/Auckland", "field", "safety"),
    ("meiling", "Mei-Ling Chua", "Asia/Singapore", "remote", ""),
    ("fatima", "Fatima El Idrissi", "Africa/Casablanca", "remote", ""),
    ("seun", "Oluwaseun Adeyemi", "Africa/Lagos", "remote", "safety"),
    ("hana", "Hana Kovářová", "Europe/Prague", "building", "legal"),
    ("yusuf", "Yusuf Demirtaş", "Europe/Istanbul", "building", "safety"),
)
TEAMS = {
    "field": ("Field Service", "Europe/Berlin", "field"),
    "remote": ("Remote Support", "Asia/Kolkata", "remote"),
    "building": ("Building Systems", "America/Chicago", "buildings"),
}


@dataclass(slots=True)
class Company:
    """The desk as it stands on the first day of the sample."""

    lead: User
    users: dict[str, User]
    teams: dict[str, Team]
    members: dict[int, list[User]]
    mailboxes: dict[str, Mailbox]
    accounts: list[Account] = field(default_factory=list)
    contacts: list[Contact] = field(default_factory=list)


def open_company(now: datetime) -> Company:
    users = {login: _hire(login, name, zone, facts) for login, name, zone, _, facts in PEOPLE}
    marit = users["marit"]
    teams = {
        key: Team.objects.create(name=name, time_zone=zone, last_resort=marit) for key, (name, zone, _) in TEAMS.items()
    }
    members = {team.pk: [users[p[0]] for p in PEOPLE if p[3] == key] for key, team in teams.items()}
    for key, team in teams.items():
        for login, _, _, where, facts in PEOPLE:
            if where == key:
                position = Membership.Position.LEAD if facts == "lead" else Membership.Position.MEMBER
                Membership.objects.create(team=team, user=users[login], position=position)
        Membership.objects.create(team=team, user=marit, position=Membership.Position.LEAD)
    boxes = {"help": Mailbox.objects.create(address=f"help@{DOMAIN}", name="Help", team=teams["field"])}
    for key, (name, _, box) in TEAMS.items():
        boxes[key] = Mailbox.objects.create(address=f"{box}@{DOMAIN}", name=name, team=teams[key])
    _write_rosters(users, teams, members, now)
    return Company(marit, users, teams, members, boxes)


def _hire(login: str, name: str, zone: str, facts: str) -> User:
    """Nobody here has a password: the only way in is the link that a start prints."""
    staff = facts == "staff"
    user = User(
        username=f"{login}@{DOMAIN}",
        email=f"{login}@{DOMAIN}",
        name=name,
        first_name=name.split(maxsplit=1)[0],
        last_name=name.split(maxsplit=1)[1],
        time_zone=zone,
        is_staff=staff,
        is_superuser=staff,
        may_answer_legal=staff or facts == "legal",
    )
    user.set_unusable_password()
    user.save()
    Endpoint.objects.create(user=user, channel="mail", address=user.email)
    return user


def _write_rosters(
    users: dict[str, User], teams: dict[str, Team], members: dict[int, list[User]], now: datetime
) -> None:
    """First and second change every day, the lead every week; safety and legal are held throughout."""
    since = now - BEFORE
    for team in teams.values():
        lead, *crew = members[team.pk]
        _rotate(team, Duty.Kind.FIRST, "Days", crew, 1, since)
        _rotate(team, Duty.Kind.SECOND, "Back-up days", [*crew[1:], crew[0]], 1, since)
        _rotate(team, Duty.Kind.LEAD, "Lead of the week", [users["marit"], lead, lead], 7, since)
        _rotate(team, Duty.Kind.SAFETY, "Safety", [users[login] for login in ("tane", "seun", "yusuf")], 14, since)
        _rotate(team, Duty.Kind.LEGAL, "Legal", [users["hana"]], 14, since)
    _plant_a_gap(teams["field"], users["tane"], now)


def _rotate(team: Team, kind: str, name: str, people: list[User], every: int, since: datetime) -> None:
    layer = {
        "people": [user.pk for user in people],
        "zone": "UTC",  # One hour for all three teams, who sit on three continents.
        "starts_on": since.date().isoformat(),
        "handover": f"{CHANGE_OF_SHIFT:%H:%M}",
        "every": every,
        "hours": [],
    }
    Rotation.objects.create(
        team=team, kind=kind, name=name, layers=[layer], since=since, made_at=since, made_by=people[0]
    )


def _plant_a_gap(team: Team, safe: User, now: datetime) -> None:
    """Somebody is away for one shift of the coming days and nobody stands in: a roster worth looking at."""
    for shift in shifts(team, Duty.Kind.FIRST, now + timedelta(days=2), now + timedelta(days=7), whole=True)[1:]:
        if shift.user != safe:
            Absence.objects.create(
                user=shift.user,
                starts_at=shift.starts_at,
                ends_at=shift.ends_at,
                made_by=shift.user,
                made_at=now - timedelta(days=1),
            )
            return
