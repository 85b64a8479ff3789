"""Browsers that want to be pushed to: each is an endpoint of the person who pressed the button in it."""

from __future__ import annotations

from django.db import transaction

from evenkeel.notifications.channels import web_push
from evenkeel.notifications.models import Endpoint
from evenkeel.people.models import User
from evenkeel.refusal import Refused

MOST = 10


def subscribe(user: User, *, address: str, point: str, auth: str) -> Endpoint:
    """A browser is one person's: whoever subscribed it last. The same one again makes an endpoint that broke whole again."""
    secret = f"{point}.{auth}"
    if len(address) > 500 or len(secret) > 200 or web_push.check_address(address, secret):
        raise Refused("This browser gave no subscription that we can use. Try again, or use another browser.")
    with transaction.atomic():
        Endpoint.objects.filter(channel="web_push", address=address).exclude(user=user).delete()
        mine = Endpoint.objects.filter(channel="web_push", user=user)
        if mine.exclude(address=address).count() >= MOST:
            raise Refused(f"{MOST} browsers are pushed to already. Switch one of them off first.")
        endpoint, _ = Endpoint.objects.update_or_create(
            channel="web_push",
            user=user,
            address=address,
            defaults={"secret": secret, "broken_at": None, "broken_because": ""},
        )
    return endpoint


def unsubscribe(user: User, *, address: str) -> None:
    Endpoint.objects.filter(channel="web_push", user=user, address=address).delete()
