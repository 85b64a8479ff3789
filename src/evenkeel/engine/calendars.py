"""Calendars are kept: once a day read anew, and what changed is applied to what hangs on it."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta

import httpx

from evenkeel.cases.verbs.rederiving import apply_changes, rederive_all
from evenkeel.clock.reads import database_now
from evenkeel.people.calendars import refresh, take_feed
from evenkeel.people.feeds import LONGEST
from evenkeel.people.models import Calendar
from evenkeel.people.working_hours import feed_to_read
from evenkeel.refusal import Refused

log = logging.getLogger("evenkeel.engine")

READ_EVERY, TRY_AGAIN = timedelta(days=1), timedelta(hours=1)
PATIENCE = 8.0  # seconds; the loop's pulse must not look stopped meanwhile


class Calendars:
    """One turn of the loop. The first of a process, and of a day, reads holidays and zone tables anew: a newer library
    comes with a restart. Two processes doing the same change nothing twice.
    """

    def __init__(self) -> None:
        self.read_on: date | None = None
        self.tried: dict[int, datetime] = {}

    def turn(self) -> int:
        now = database_now()
        if self.read_on != now.date():
            refresh(now)
            rederive_all(now)
            self.read_on = now.date()
        apply_changes(now)
        self._read_a_feed(now)
        return 0

    def _read_a_feed(self, now: datetime) -> None:
        """One a turn. A feed that is away, or refused, leaves the days that it gave before."""
        lately = [pk for pk, at in self.tried.items() if now - at < TRY_AGAIN]
        row = feed_to_read(before=now - READ_EVERY, leave_out=lately)
        if row is None:
            return
        self.tried[row.pk] = now
        try:
            take_feed(row, fetch(row), by=None, now=now, url=row.feed_url)
        except (httpx.HTTPError, httpx.InvalidURL, Refused) as error:
            log.warning("a feed was not read calendar=%s because=%s", row.pk, type(error).__name__)


def fetch(row: Calendar) -> str:
    """Outside any transaction, and never more than a calendar of days off can be."""
    got = bytearray()
    with httpx.stream("GET", row.feed_url, timeout=PATIENCE, headers={"Accept": "text/calendar"}) as answer:
        answer.raise_for_status()
        if answer.is_redirect:
            raise Refused("The feed has moved: give its new address.")
        for part in answer.iter_bytes():
            got += part
            if len(got) > LONGEST:
                raise Refused("This feed is too large.")
    return got.decode("utf-8", "replace").replace("\0", "")
