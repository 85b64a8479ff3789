"""The signed word that rides in a button, a reply or a link: this page, this person, for a while.

A page is a notification, and it knows its case, its climb and whom it was for. So the word names the page and nothing
else, and whatever is pressed later is judged by the page as it was.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core.signing import BadSignature, Signer

from evenkeel.notifications.models import Notification

# A page older than this is over one way or another; the case's own page is there for it.
LASTS = timedelta(hours=48)
ACKNOWLEDGED_BY = ("page", "safety_page")


def acknowledgeable(notification: Notification) -> bool:
    """A word to one of our people that wants somebody to say “I have it”."""
    return (
        notification.kind in ACKNOWLEDGED_BY and notification.user_id is not None and notification.case_id is not None
    )


def token_for(notification: Notification) -> str:
    return _signer().sign(f"{notification.pk}.{notification.user_id}")


def link(token: str) -> str:
    return f"{settings.PUBLIC_URL}/a/{token}/"


def find_page(token: str, now: datetime) -> Notification | None:
    """None for anything that we did not sign, not for this person, or too long ago."""
    try:
        page, _, user = _signer().unsign(token).partition(".")
    except BadSignature:
        return None
    wanted = Notification.objects.filter(pk=int(page), user=int(user), created_at__gte=now - LASTS)
    found = wanted.select_related("case__owner", "case__acknowledged_by", "user").first()
    return found if found is not None and acknowledgeable(found) else None


def _signer() -> Signer:
    # A tilde parts what the signer joins: colons are escaped in some programs' links.
    return Signer(salt="evenkeel page 1", sep="~")
