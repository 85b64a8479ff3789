"""Secret addresses of calendars: made, found, taken back. The secret is shown once; only its digest is kept."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from evenkeel.people.models import DutyFeed, Team, User
from evenkeel.people.reads import is_lead
from evenkeel.refusal import NotAllowed, Refused


def make_feed(*, by: User, now: datetime, team: Team | None = None) -> str:
    """The secret of a calendar: of a team for its people and leads, else of one's own shifts."""
    if team is not None and not is_lead(by) and not team.memberships.filter(user=by).exists():
        raise NotAllowed(f"The calendar of {team} is for its own people.")
    secret = secrets.token_urlsafe(32)
    DutyFeed.objects.create(digest=_digest(secret), team=team, user=None if team else by, made_by=by, made_at=now)
    return secret


def find_feed(secret: str) -> DutyFeed | None:
    """In force, of somebody who still works here."""
    return (
        DutyFeed.objects.select_related("team", "user")
        .filter(digest=_digest(secret), revoked_at=None, made_by__is_active=True)
        .first()
    )


def revoke_feeds(*, by: User, now: datetime) -> int:
    """All addresses that this person made; the calendars that follow them hear no more."""
    gone = DutyFeed.objects.filter(made_by=by, revoked_at=None).update(revoked_at=now)
    if not gone:
        raise Refused("You have no calendar address in force.", code="unknown")
    return gone


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
