"""Customers and our people: accounts, contacts, users, teams, duty, keys."""

from evenkeel.people.models.calendars import Calendar, CalendarDay, CalendarVersion
from evenkeel.people.models.customers import Account, Contact, ContactAddress
from evenkeel.people.models.duty import Duty
from evenkeel.people.models.keys import ApiToken, SignInLink
from evenkeel.people.models.staff import Membership, Team, User
from evenkeel.people.models.zones import validate_zone

__all__ = [
    "Account",
    "ApiToken",
    "Calendar",
    "CalendarDay",
    "CalendarVersion",
    "Contact",
    "ContactAddress",
    "Duty",
    "Membership",
    "SignInLink",
    "Team",
    "User",
    "validate_zone",
]
