"""Who answers when: the gaps nobody sees until a customer falls into one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from evenkeel.cases.verbs.duty import lacks
from evenkeel.engine.checkup.finding import Finding, danger, ok, some, warning
from evenkeel.intake.models import Mailbox
from evenkeel.judgement.times.calendars import Calendar
from evenkeel.notifications.reads import is_reachable
from evenkeel.people.models import Duty, Team, User
from evenkeel.people.reads import gaps, on_duty, team_calendar
from evenkeel.people.rosters import Gap, people_of, rotations_in_force

AHEAD = timedelta(days=7)


def teams(_now: datetime) -> Iterator[Finding]:
    found = list(Team.objects.select_related("last_resort"))
    if not found:
        yield danger("teams", "There is no team, so no case can have an owner.", "Make one in the admin pages.")
    for team in found:
        if not team.last_resort.is_active:
            yield danger(
                "teams", f"{team}: its last resort, {team.last_resort}, no longer works here.", "Name another person."
            )
        elif not is_reachable(team.last_resort):
            yield danger(
                "teams",
                f"{team}: its last resort, {team.last_resort}, cannot be reached.",
                "Give them a mail address or another channel.",
            )


def first_duty(now: datetime) -> Iterator[Finding]:
    for team in Team.objects.select_related("last_resort"):
        missing = [(lack.starts_at, lack.ends_at) for lack in lacks(team, now, now + AHEAD, (Duty.Kind.FIRST,))]
        if not missing:
            yield ok("duty", f"{team}: somebody is first for the next seven days.")
            continue
        if on_duty(team, Duty.Kind.FIRST, now) is None:
            yield warning(
                "duty", f"{team}: nobody is first on duty now; {team.last_resort} is told instead.", "Add a duty."
            )
        named = some([_said(gap, team) for gap in missing], 3)
        yield warning(
            "duty",
            f"{team}: nobody first {named}; {team.last_resort} is told instead.",
            "Fill the roster, or leave it knowingly.",
        )


def rotations(now: datetime) -> Iterator[Finding]:
    """Whoever takes turns must still work here and be reachable; since it was saved that may have changed."""
    for team in Team.objects.all():
        for rotation in rotations_in_force(team, now):
            people = User.objects.filter(pk__in=people_of(rotation))
            gone = [str(user) for user in people if not user.is_active]
            dark = [str(user) for user in people if user.is_active and not is_reachable(user)]
            if gone:
                yield warning(
                    "duty", f"{rotation}: {some(gone)} no longer works here, and is passed over.", "Change it."
                )
            if dark:
                yield danger("duty", f"{rotation}: no message reaches {some(dark)}.", "Give them a working channel.")


def special_duties(now: datetime) -> Iterator[Finding]:
    for kind, what in ((Duty.Kind.SAFETY, "danger to people"), (Duty.Kind.LEGAL, "legal threats")):
        missing = [str(team) for team in Team.objects.all() if on_duty(team, kind, now) is None]
        if missing:
            yield warning(
                "duty",
                f"Nobody is on {kind} duty for {some(missing)}: {what} go to the last resort.",
                f"Add a duty of the kind “{kind.label}”.",
            )


def after_hours(now: datetime) -> Iterator[Finding]:
    """A mailbox takes mail day and night; whoever writes at night must reach somebody (A08)."""
    for mailbox in Mailbox.objects.filter(closed_at=None).select_related("team__last_resort"):
        team = mailbox.team
        closed = _closed(gaps(team, Duty.Kind.FIRST, now, now + AHEAD), team_calendar(team))
        if not closed:
            continue
        dead = not team.last_resort.is_active or not is_reachable(team.last_resort)
        says = f"{mailbox} is a dead end after hours, first {_said(closed[0], team)}: nobody of {team} is on duty then"
        if dead:
            yield danger(
                "after hours",
                f"{says}, and its last resort cannot be reached.",
                "Put somebody on call, or give the last resort a channel.",
            )
        else:
            yield warning(
                "after hours",
                f"{says}, only {team.last_resort} as its last resort.",
                "Put somebody on call, or leave it knowingly.",
            )


def _closed(gaps: Sequence[Gap], calendar: Calendar) -> list[Gap]:
    """Those gaps that reach outside the opening hours."""
    return [gap for gap in gaps if any(not calendar.is_open(at) for at in _hours(gap))]


def _hours(gap: Gap) -> Iterator[datetime]:
    at = gap[0]
    while at < gap[1]:
        yield at
        at += timedelta(hours=1)


def _said(gap: Gap, team: Team) -> str:
    zone = ZoneInfo(team.time_zone)
    return f"from {gap[0].astimezone(zone):%a %H:%M} to {gap[1].astimezone(zone):%a %H:%M}"
