"""What was owed to whom, and what became of it; and who there is."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Query, Router, Schema
from pydantic import Field

from evenkeel.api.door import Asked
from evenkeel.api.paging import Page, page_of
from evenkeel.api.v1.shapes import PersonOut
from evenkeel.notifications.channels import shown
from evenkeel.notifications.models import Notification
from evenkeel.people.models import Team, User

router = Router(tags=["notifications and people"])


class NotificationFilter(Page):
    case: int | None = Field(None, description="Only what was owed on this case.")


class DeliveryOut(Schema):
    """`state`: pending, held, sending, sent, delivered, read, failed, unknown or cancelled. `held_because`: rule, quiet or
    throttle.
    """

    id: int
    channel: str
    address: str
    state: str
    attempts: int
    last_error: str
    not_before: datetime
    sent_at: datetime | None
    held_because: str
    carried_by_id: int | None = Field(description="The delivery in whose word this one went along.")

    @staticmethod
    def resolve_address(delivery: Any) -> str:
        """In part only where the address is a secret by itself."""
        return shown(delivery.channel, delivery.address)


class NotificationOut(Schema):
    id: int
    key: str
    case_id: int | None
    kind: str
    audience: str
    user: PersonOut | None
    contact_id: int | None
    message_id: int | None
    subject: str
    urgency: int
    created_at: datetime
    seen_at: datetime | None
    voided_at: datetime | None
    voided_because: str
    passed_on_to_id: int | None = Field(description="Who got it in this person's quiet hours.")
    deliveries: list[DeliveryOut]


class NotificationPage(Schema):
    items: list[NotificationOut]
    next_cursor: str | None


class MemberOut(Schema):
    user_id: int
    position: str


class TeamOut(Schema):
    id: int
    name: str
    time_zone: str
    last_resort: PersonOut
    members: list[MemberOut]

    @staticmethod
    def resolve_members(team: Any) -> list[Any]:
        return list(team.memberships.all())


class UserOut(PersonOut):
    time_zone: str
    is_active: bool


class UserPage(Schema):
    items: list[UserOut]
    next_cursor: str | None


class TeamPage(Schema):
    items: list[TeamOut]
    next_cursor: str | None


@router.get("/notifications", response=NotificationPage)
def list_notifications(request: Asked, wanted: Query[NotificationFilter]) -> dict[str, Any]:
    """What was owed, oldest first, with each delivery's state, attempts and last error."""
    owed = Notification.objects.select_related("user").prefetch_related("deliveries")
    if wanted.case is not None:
        owed = owed.filter(case=wanted.case)
    return page_of(owed, ("created_at", "id"), wanted)


@router.get("/users", response=UserPage)
def list_users(request: Asked, page: Query[Page]) -> dict[str, Any]:
    """Our people."""
    return page_of(User.objects.all(), ("id",), page)


@router.get("/teams", response=TeamPage)
def list_teams(request: Asked, page: Query[Page]) -> dict[str, Any]:
    """Their teams."""
    return page_of(Team.objects.select_related("last_resort").prefetch_related("memberships"), ("id",), page)
