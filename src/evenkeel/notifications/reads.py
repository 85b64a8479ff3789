"""What was owed and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evenkeel.notifications.channels import usable
from evenkeel.notifications.models import HANDED_OVER, Delivery, Endpoint, Notification
from evenkeel.people.models import Membership, User


def of_case(case: Any) -> Sequence[Notification]:
    """What was owed on a case and what became of it, oldest first."""
    return list(
        Notification.objects.filter(case=case)
        .select_related("user", "contact")
        .prefetch_related("deliveries__history")
        .order_by("created_at", "id")
    )


def in_flight(message_ids: Sequence[int]) -> bool:
    """Is a word to the customer written, but not yet handed over or given up?"""
    return Delivery.objects.filter(
        notification__message__in=message_ids, state__in=(*Delivery.WAITING, Delivery.State.SENDING)
    ).exists()


def anything_for(channel: str) -> bool:
    """Does anything wait to go out by this channel, or is on its way?"""
    alive = (*Delivery.WAITING, Delivery.State.SENDING)
    return Delivery.objects.filter(channel=channel, state__in=alive).exists()


def handed_over(message_id: int) -> bool:
    """Did this word to the customer leave the desk, and not come back?"""
    return Delivery.objects.filter(notification__message=message_id, state__in=HANDED_OVER).exists()


def uncertain(case: Any) -> Sequence[Delivery]:
    return list(
        Delivery.objects.filter(notification__case=case, state=Delivery.State.UNKNOWN).select_related(
            "notification__contact", "notification__message"
        )
    )


def state_of_messages(message_ids: Sequence[int]) -> dict[int, str]:
    """By message id: the delivery state a person should see beside it."""
    rows = Delivery.objects.filter(notification__message__in=message_ids).select_related("notification")
    return {d.notification.message_id: d.state for d in rows if d.notification.message_id is not None}


def has_endpoint(user: User) -> bool:
    """A working place of their own to be reached at, beside the mail address that everybody has."""
    return Endpoint.objects.filter(user=user, broken_at=None, code_digest="", channel__in=usable()).exists()


def is_reachable(user: User) -> bool:
    """As a notification finds its places: working places, and without any the person's own mail, if it takes mail."""
    if has_endpoint(user):
        return True
    own = Endpoint.objects.filter(user=user, channel="mail", address__iexact=user.email)
    return "@" in user.email and not own.exclude(broken_at=None).exists()


def why_unreachable(user: User) -> str:
    """The sentence to show where somebody is given a duty; empty where a page finds them."""
    if not user.is_active:
        return f"{user} no longer works here: no page is read."
    if not is_reachable(user):
        return f"No page reaches {user}: every place of theirs is broken or missing. They add one at /me/."
    return ""


def teammates(user: User) -> Sequence[User]:
    """Whose reachability this person may see: everybody in the teams that they lead. Whether, never where."""
    if user.is_superuser:
        return list(User.objects.filter(is_active=True).order_by("name"))
    led = Membership.objects.filter(user=user, position=Membership.Position.LEAD).values("team")
    return list(User.objects.filter(memberships__team__in=led, is_active=True).distinct().order_by("name"))


def told(case: Any, limit: int = 60) -> Sequence[Notification]:
    """Who of us was told what on a case, newest first, with how each word fared."""
    return list(
        Notification.objects.filter(case=case, audience=Notification.Audience.STAFF)
        .select_related("user", "passed_on_to")
        .prefetch_related("deliveries")
        .order_by("-created_at", "-id")[:limit]
    )


def newest_delivery_of(message_ids: Sequence[int]) -> dict[int, Delivery]:
    """By message: the delivery that a person should see beside it."""
    rows = Delivery.objects.filter(notification__message__in=message_ids).select_related("notification").order_by("id")
    return {d.notification.message_id: d for d in rows if d.notification.message_id is not None}
