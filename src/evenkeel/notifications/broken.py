"""A place that takes nothing any more: it is marked, its person is told another way, and so is whoever runs the desk."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from evenkeel.notifications.models import Endpoint
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import User
from evenkeel.people.reads import who_runs_the_desk

KIND = "place_broken"


def endpoint_broke(endpoint: Endpoint, because: str, now: datetime) -> bool:
    """Said once for each time it breaks; a place that breaks on this very word is marked and told of no further."""
    marked = Endpoint.objects.filter(pk=endpoint.pk, broken_at=None).update(
        broken_at=now, broken_because=because[:300], code_digest=""
    )
    if not marked:
        return False
    key = f"broken/endpoint:{endpoint.pk}/{int(now.timestamp())}"
    if endpoint.user is not None and endpoint.user.is_active:
        owe(_to_its_person(endpoint, because), key=f"{key}/own", kind=KIND, to=endpoint.user, now=now)
    for admin in who_runs_the_desk(besides=endpoint.user_id):
        owe(_to_who_runs(endpoint), key=f"{key}/user:{admin.pk}", kind=KIND, to=admin, now=now)
    return True


def own_mail(user: User) -> Endpoint:
    """The place that everybody has without entering it, as a row that can be marked."""
    known = Endpoint.objects.filter(user=user, channel="mail", address__iexact=user.email).first()
    return known or Endpoint.objects.create(user=user, channel="mail", address=user.email, label="Own mail")


def _to_its_person(endpoint: Endpoint, because: str) -> Word:
    name = endpoint.label or endpoint.channel
    return Word(
        f"You are no longer reached by {name}",
        f"{name} takes nothing any more: {because}\n\nNothing more is sent there. Correct it, or mark it whole again:\n"
        f"{settings.PUBLIC_URL}/me/",
        {"url": f"{settings.PUBLIC_URL}/me/"},
    )


def _to_who_runs(endpoint: Endpoint) -> Word:
    """Whose, and by which channel; the address is theirs alone."""
    whose = endpoint.user or endpoint.team
    return Word(
        f"{whose} is no longer reached by {endpoint.channel}",
        f"A place of {whose} was marked broken. They were told by another way where there is one; see that they can be "
        "reached.",
        {},
    )
