"""Customers and our people: accounts, contacts, users, teams, duty, keys."""

from evenkeel.people.models.calendars import Calendar, CalendarDay, CalendarVersion
from evenkeel.people.models.customers import Account, Contact, ContactAddress
from evenkeel.people.models.duty import Absence, Duty, SwapOffer
from evenkeel.people.models.keys import ApiToken, SignInLink
from evenkeel.people.models.rotations import DutyFeed, Rotation
from evenkeel.people.models.staff import Membership, Team, User
from evenkeel.people.models.zones import validate_zone

__all__ = [
    "Absence",
    "Account",
    "ApiToken",
    "Calendar",
    "CalendarDay",
    "CalendarVersion",
    "Contact",
    "ContactAddress",
    "Duty",
    "DutyFeed",
    "Membership",
    "Rotation",
    "SignInLink",
    "SwapOffer",
    "Team",
    "User",
    "validate_zone",
]
