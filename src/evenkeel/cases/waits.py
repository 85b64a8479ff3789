"""How long a level waits, as an instant: in which hours it counts, whose they are, and how that can be told again."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from evenkeel.cases.models import Case
from evenkeel.cases.policies import rules_of
from evenkeel.judgement.levels import LevelRules
from evenkeel.judgement.times.calendars import Calendar, local_instant
from evenkeel.judgement.times.deadlines import Deadline, deadline, deadline_in_days
from evenkeel.people.models import Account, Team
from evenkeel.people.working_hours import Hours, find_version, hours_that_count, parsed, plain_hours, team_hours

log = logging.getLogger("evenkeel.cases")

_ANY = Calendar.standard("UTC")
_SPAN = re.compile(r"(\d+)([dm])")


@dataclass(frozen=True, slots=True)
class Wait:
    """`rule` is what a timer keeps: with it the same instant can be reckoned again, and told why."""

    due_at: datetime
    rule: dict[str, Any]
    zone: str


def wait(case: Case, name: str, start: datetime) -> Wait | None:
    """The end of one of the level's spans, counted from `start`; None where the level sets none."""
    rules = rules_of(case)
    zone = case.account.time_zone
    return wait_under(rules, name, start, zone, lambda: hours_of(case.account, case.team, start, rules))


def wait_under(rules: LevelRules, name: str, start: datetime, zone: str, hours: Callable[[], Hours]) -> Wait | None:
    """The same under these rules, for a case that may be only imagined; `hours` are those that count there."""
    span: timedelta | None = getattr(rules, name)
    if span is None:
        return None
    written = f"{span.days}d" if name in rules.in_days else f"{int(span.total_seconds()) // 60}m"
    try:
        if _needs_no_hours(rules, written):
            return _by_the_clock(start, written, zone)
        return reckon(start, written, rules.counts, hours())
    except ValueError as error:  # Hours that cannot be read, or never open, hold up nobody's call for help.
        log.warning("hours cannot be used: %s", error)
        return reckon(start, written, "clock", Hours(_ANY, f"round the clock, because: {error}", plain=None))


@lru_cache(maxsize=256)
def _by_the_clock(start: datetime, span: str, zone: str) -> Wait:
    """Many cases wait the same minutes from the same moment."""
    return reckon(start, span, "clock", Hours(Calendar.standard(zone), "the clock", plain=None))


def _needs_no_hours(rules: LevelRules, span: str) -> bool:
    """Minutes by the clock are the same in every zone: nobody's calendar has to be looked up for them."""
    return rules.counts == "clock" and span.endswith("m")


def hours_of(account: Account | None, team: Team, start: datetime, rules: LevelRules) -> Hours:
    """Whose hours count; without a customer, as where a ladder is only tried, the team's."""
    if account is not None:
        return hours_that_count(account, team, start.year, named=rules.calendar)
    return team_hours(team, start.year, named=rules.calendar)


def reckon(start: datetime, span: str, counts: str, hours: Hours) -> Wait:
    """Hours elapse, or are counted while the desk is open; days are days: the same time on a later (working) day."""
    found = _deadline(start, span, counts, hours.calendar)
    rule = {
        "from": start.astimezone(UTC).isoformat(),
        "span": span,
        "counts": counts,
        "whose": hours.said,
        "calendar": hours.id,
        "version": hours.version,
        "plain": hours.plain,
        "zone": hours.calendar.zone,
    }
    return Wait(found.due_at, rule, hours.calendar.zone)


def is_span(rule: dict[str, Any] | None) -> bool:
    return rule is not None and "span" in rule


def hours_then(rule: dict[str, Any]) -> Hours | None:
    """The hours that a rule was reckoned with, as they stood then."""
    if rule.get("calendar") is not None:
        version = find_version(rule["calendar"], rule["version"])
        if version is None:
            return None
        return Hours(parsed(version.data), rule["whose"], rule["calendar"], rule["version"])
    if rule["plain"] is None:
        return Hours(Calendar.standard(rule.get("zone", "UTC")), rule["whose"])
    return plain_hours(rule["plain"], rule["whose"], datetime.fromisoformat(rule["from"]).year)


def retold(rule: dict[str, Any], hours: Hours | None = None) -> Deadline | None:
    """The way to the instant, step by step, with the hours as they stood: history is never reckoned anew."""
    hours = hours or hours_then(rule)
    if hours is None:
        return None
    return _deadline(datetime.fromisoformat(rule["from"]), rule["span"], rule["counts"], hours.calendar)


def _deadline(start: datetime, span: str, counts: str, calendar: Calendar) -> Deadline:
    match = _SPAN.fullmatch(span)
    if match is None:
        raise ValueError(f"{span!r} is no span.")
    n, in_days = int(match[1]), match[2] == "d"
    if counts == "working":
        return deadline_in_days(start, n, calendar) if in_days else deadline(start, timedelta(minutes=n), calendar)
    if not in_days:
        return deadline(start, timedelta(minutes=n), None)
    wall = start.astimezone(ZoneInfo(calendar.zone)).replace(tzinfo=None) + timedelta(days=n)
    return deadline(start, local_instant(wall, calendar.zone) - start, None)
