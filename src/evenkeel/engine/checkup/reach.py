"""Can we reach our own people, and do the customers' addresses lead to somebody?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q

from evenkeel.engine.checkup.finding import Finding, danger, ok, some, warning
from evenkeel.intake.models import Mailbox
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.circuits import in_trouble
from evenkeel.notifications.models import Endpoint, Occasion
from evenkeel.notifications.reads import has_endpoint, is_reachable
from evenkeel.notifications.routing import usable
from evenkeel.people.models import Team, User
from evenkeel.people.reads import leads

PLACEHOLDERS = (".example", ".invalid", ".test")


def people(_now: datetime) -> Iterator[Finding]:
    active = list(User.objects.filter(is_active=True))
    if not active:
        yield danger(
            "people", "There is nobody on this desk.", "Run `evenkeel up` once, or add a person in the admin pages."
        )
        return
    lost = [str(user) for user in active if not is_reachable(user)]
    if lost:
        yield danger(
            "people", f"No message reaches {some(lost)}: no mail address and no working channel.", "Give them one."
        )
    unreal = [str(user) for user in active if user.email.lower().endswith(PLACEHOLDERS) and not has_endpoint(user)]
    if unreal:
        yield warning(
            "people",
            f"Mail to {some(unreal)} goes nowhere: the address is a placeholder.",
            "Enter their real addresses.",
        )
    if not lost and not unreal:
        yield ok("people", f"All {len(active)} people can be reached.")


def endpoints(_now: datetime) -> Iterator[Finding]:
    for endpoint in (
        Endpoint.objects.exclude(broken_at=None)
        .filter(Q(user__is_active=True) | Q(user=None))
        .select_related("user", "team")
    ):
        yield warning(
            "channels",
            f"{endpoint} is broken: {endpoint.broken_because or 'nobody said why'}.",
            "Correct the address, then clear the mark.",
        )
    for endpoint in Endpoint.objects.exclude(channel__in=CHANNELS).select_related("user", "team"):
        yield danger(
            "channels", f"{endpoint}: there is no channel of that name.", f"Choose one of {', '.join(CHANNELS)}."
        )


def reach_rules(_now: datetime) -> Iterator[Finding]:
    """Rules that reach nobody count as none; their person should know."""
    for user in User.objects.filter(is_active=True, reach_rules__isnull=False).distinct():
        working = {place.pk for place in usable(user)}
        for occasion in Occasion:
            named = set(user.reach_rules.filter(occasion=occasion).values_list("endpoint", flat=True))
            if named and not named & working:
                yield warning(
                    "people",
                    f"The {occasion} rules of {user} name only places that do not work; all that works is used instead.",
                    "They mend a place or change the rules at /me/.",
                )


def carriers(_now: datetime) -> Iterator[Finding]:
    for circuit in in_trouble():
        yield warning(
            "channels",
            f"{circuit.provider} is in trouble since {circuit.since:%d %b %H:%M} UTC: {circuit.because}.",
            "Words wait or go another way; see what it says.",
        )


def mailboxes(_now: datetime) -> Iterator[Finding]:
    boxes = list(Mailbox.objects.filter(closed_at=None).select_related("team"))
    if not boxes:
        yield warning(
            "mailboxes", "There is no mailbox, so all mail is refused at the door.", "Add one in the admin pages."
        )
    leaderless = {team.pk for team in Team.objects.all() if not leads(team)}
    for box in boxes:
        if box.team_id in leaderless:
            yield warning(
                "mailboxes",
                f"{box} belongs to {box.team}, which has no lead.",
                "Make somebody its lead: broken promises are told to them.",
            )
