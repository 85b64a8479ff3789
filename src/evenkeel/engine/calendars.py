"""Calendars are kept: once a day read anew, and what changed is applied to what hangs on it."""

from __future__ import annotations

from datetime import date

from evenkeel.cases.verbs.rederiving import apply_changes, rederive_all
from evenkeel.clock.reads import database_now
from evenkeel.people.calendars import refresh


class Calendars:
    """One turn of the loop. The first of a process, and of a day, reads holidays and zone tables anew: a newer library
    comes with a restart. Two processes doing the same change nothing twice.
    """

    def __init__(self) -> None:
        self.read_on: date | None = None

    def turn(self) -> int:
        now = database_now()
        if self.read_on != now.date():
            refresh(now)
            rederive_all(now)
            self.read_on = now.date()
        apply_changes(now)
        return 0
