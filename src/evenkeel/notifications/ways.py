"""By which ways a word would reach our people."""

from __future__ import annotations

from collections.abc import Sequence

from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.models import Endpoint
from evenkeel.people.models import User


def ways_to(users: Sequence[User]) -> dict[int, list[str]]:
    """By user id the names of channels, as `owe` would use them; an empty list: nothing reaches them. One query."""
    found: dict[int, list[str]] = {user.pk: [] for user in users}
    rows = Endpoint.objects.filter(user__in=list(found), broken_at=None, channel__in=CHANNELS).order_by("id")
    for pk, channel in rows.values_list("user", "channel"):
        if channel not in found[pk]:
            found[pk].append(channel)
    for user in users:
        if not found[user.pk] and "@" in user.email:
            found[user.pk] = ["mail"]
    return found
