"""What a first start does, and what every start finds as it was."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models import Count, Q

from evenkeel.cases.models import Case
from evenkeel.clock.reads import database_now
from evenkeel.intake.models import Mailbox
from evenkeel.people.models import Membership, SignInLink, Team, User
from evenkeel.people.verbs import make_sign_in_link

OWNER_ADDRESS = "owner@desk.example"


def prepare(say: Callable[[str], object]) -> Callable[[], str]:
    """Migrate; on an empty desk load the sample or the barest desk there can be. Returns what to say once it answers."""
    with connection.cursor():  # A database that is away is said here, before anything is started.
        pass
    call_command("migrate", interactive=False, verbosity=0)
    if not User.objects.exists():
        _fill(say)
    user = _who_signs_in()
    SignInLink.objects.filter(expires_at__lt=database_now() - timedelta(days=7)).delete()

    def welcome() -> str:
        """The link is made at the last moment, so that its hour begins when it is printed."""
        lines = ["", f"Evenkeel is at {settings.PUBLIC_URL}/"]
        if user is not None:
            lines.append(
                f"Sign in once as {user}: {settings.PUBLIC_URL}/sign-in/link/{make_sign_in_link(user, database_now())}/"
            )
        boxes = list(Mailbox.objects.filter(closed_at=None).values_list("address", flat=True)[:3])
        lines.append(f"Mail for {', '.join(boxes) or 'no mailbox yet'} is taken on port {settings.SMTP_PORT}.")
        if not settings.EMAIL_HOST:
            lines.append("Outgoing mail waits: set EVENKEEL_EMAIL_URL, for example smtp://localhost:25.")
        return "\n".join([*lines, "Ctrl-C ends it.", ""])

    return welcome


def _who_signs_in() -> User | None:
    """Of those who may administer the desk, the one with most to do: their day shows what the desk is."""
    operators = User.objects.filter(is_active=True, is_superuser=True)
    busy = Count("owned_cases", filter=Q(owned_cases__state__in=Case.LIVE))
    return operators.annotate(busy=busy).order_by("-busy", "pk").first()


def _fill(say: Callable[[str], object]) -> None:
    if settings.SAMPLE:
        from evenkeel.engine.sample import load

        say("First start: loading the sample desk …")
        logging.getLogger("evenkeel").setLevel(logging.WARNING)  # Eight weeks of turns would bury the sign-in link.
        load(database_now(), say)
    else:
        _barest_desk()


def _barest_desk() -> None:
    """One person, one team, one mailbox: enough for the first case to have an owner."""
    user = User(name="Owner", email=OWNER_ADDRESS, is_superuser=True, is_staff=True, may_answer_legal=True)
    user.set_unusable_password()
    user.save()
    team = Team.objects.create(name="Support", last_resort=user)
    Membership.objects.create(team=team, user=user, position=Membership.Position.LEAD)
    Mailbox.objects.create(address="help@desk.example", name="Help", team=team)
