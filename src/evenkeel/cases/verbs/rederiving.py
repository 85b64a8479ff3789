"""What was reckoned from a calendar or a clock follows when that changes: visibly, and never out of a breach."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import OperationalError, transaction
from django.db.models import F, Q, QuerySet

from evenkeel.cases.verbs.holding import locked, tell_timeline
from evenkeel.cases.waits import is_span, reckon
from evenkeel.clock.happenings import DeadlineMoved
from evenkeel.clock.models import Timer
from evenkeel.clock.moving import move as move_timer
from evenkeel.judgement.times.calendars import local_instant
from evenkeel.people.calendars import difference
from evenkeel.people.models import Account, Calendar, CalendarVersion
from evenkeel.people.working_hours import (
    Hours,
    account_hours,
    find_version,
    hours_of_row,
    in_force,
    named_hours,
    tzdata_edition,
)
from evenkeel.promises import holding, rederiving, rereading
from evenkeel.promises.models import Promise
from evenkeel.timeline.happenings import SYSTEM
from evenkeel.timeline.models import Event

log = logging.getLogger("evenkeel.cases")

_OF_PROMISES = ("promise_due", "promise_lapse")
_SAID = {
    "escalation_step": "the next people are paged",
    "acknowledgement_expiry": "the acknowledgement ends",
}


@dataclass(frozen=True, slots=True)
class _Anew:
    due_at: datetime
    rule: dict[str, Any]
    zone: str


def calendar_was_changed(event: Event, now: datetime) -> None:
    """At once, in the transaction of the change. What fails here is left to the loop, which comes back to it."""
    version = find_version(event.data["calendar_id"], event.data["version"])
    if version is not None and version.applied_at is None:
        _apply(version, now)


def apply_changes(now: datetime) -> int:
    """Versions that were not applied yet, clocks of contacts and hours of accounts that changed. Again is no harm."""
    waiting = CalendarVersion.objects.filter(applied_at=None).select_related("calendar").order_by("id")
    moved = sum(_apply(version, now) for version in waiting)
    return moved + _look(_of_moved_contacts(now), now) + _look(_of_changed_accounts(now), now)


def rederive_all(now: datetime) -> int:
    """Everything that hangs on a clock or a calendar: after the zone tables changed."""
    return _look([timer for timer in _armed(now).order_by("case_id", "id") if not _surely_stands(timer)], now)


def _apply(version: CalendarVersion, now: datetime) -> int:
    armed = _armed(now).filter(rule__calendar=version.calendar_id, rule__version__lt=version.number)
    before = in_force_before(version)
    if before is not None and before.tzdata != version.tzdata:
        armed = _armed(now)
    try:
        moved = _look(armed, now, strictly=True)
    except Exception:
        log.exception("a calendar's change waits calendar=%s version=%s", version.calendar_id, version.number)
        return 0
    CalendarVersion.objects.filter(pk=version.pk, applied_at=None).update(applied_at=now)
    return moved


def in_force_before(version: CalendarVersion) -> CalendarVersion | None:
    return find_version(version.calendar_id, version.number - 1)


def _armed(now: datetime) -> QuerySet[Timer]:
    """Only what still lies ahead: an instant that has come is history, whatever changes after it."""
    return Timer.objects.filter(state=Timer.State.ARMED, due_at__gt=now, rule__isnull=False)


def _of_moved_contacts(now: datetime) -> Iterable[Timer]:
    """Open promises whose contact, or the account of a contact without a clock of their own, keeps another clock now."""
    elsewhere = Promise.objects.filter(state__in=Promise.OPEN, due_at__gt=now, contact__isnull=False).exclude(
        Q(contact__time_zone=F("due_zone")) | Q(contact__time_zone="", contact__account__time_zone=F("due_zone"))
    )
    subjects = list(elsewhere.values_list("pk", flat=True))
    return _armed(now).filter(kind__in=_OF_PROMISES, subject_id__in=subjects) if subjects else ()


def _of_changed_accounts(now: datetime) -> Iterable[Timer]:
    """Timers reckoned from the plain hours of an account's row that are others now."""
    plain = _armed(now).filter(rule__plain__zone__isnull=False)
    found = list(plain.order_by().values_list("case__account", "rule__plain").distinct())
    accounts = Account.objects.in_bulk({pk for pk, _ in found if pk})
    changed = {pk for pk, then in found if pk in accounts and hours_of_row(accounts[pk]) != then}
    return plain.filter(case__account__in=changed) if changed else ()


def _surely_stands(timer: Timer) -> bool:
    """Told without a lock and without a question: elapsed time hangs on nothing, and most walls show what they showed."""
    rule: dict[str, Any] = timer.rule or {}
    if "wall" in rule:
        return local_instant(datetime.fromisoformat(rule["wall"]), rule["zone"]) == timer.due_at
    return is_span(rule) and rule["counts"] == "clock" and rule["span"].endswith("m")


def _look(timers: Iterable[Timer], now: datetime, *, strictly: bool = False) -> int:
    """By case, so that whoever does the same meanwhile waits for us in the same order."""
    rows = timers.order_by("case_id", "id") if isinstance(timers, QuerySet) else timers
    moved = 0
    for timer in rows:
        try:
            with transaction.atomic():
                moved += _look_again(timer, now)
        except OperationalError:  # The database is away: the loop comes back to all of it, not to the rest.
            raise
        except Exception:
            if strictly:
                raise
            log.exception("reckoning anew failed timer=%s", timer.pk)
    return moved


def _look_again(timer: Timer, now: datetime) -> bool:
    if timer.case_id is not None:
        locked(timer.case)
    fresh = _armed(now).filter(pk=timer.pk).select_related("case__account", "case__team", "case__contact").first()
    if fresh is None or fresh.rule is None:
        return False
    promise = _promise(fresh)
    anew = _reckoned_anew(fresh, promise)
    # Never into the past either: that would break it without a word of warning.
    if anew is None or anew.due_at == fresh.due_at or anew.due_at <= now:
        return False
    because = _why(fresh.rule, anew.rule, promise)
    if promise is not None:
        rederiving.move(promise, anew.due_at, zone=anew.zone, rule=anew.rule, because=because, now=now)
    else:
        _move_wait(fresh, anew, because, now)
    log.info("reckoned anew kind=%s timer=%s", fresh.kind, fresh.pk)
    return True


def _promise(timer: Timer) -> Promise | None:
    if timer.kind not in _OF_PROMISES:
        return None
    found = Promise.objects.filter(pk=timer.subject, state__in=Promise.OPEN, generation=timer.generation).first()
    return holding.locked(found) if found else None


def _reckoned_anew(timer: Timer, promise: Promise | None) -> _Anew | None:
    rule: dict[str, Any] = timer.rule or {}
    if is_span(rule):
        hours = _hours_now(rule, timer.case.account if timer.case else None)
        if hours is None:
            return None
        wait = reckon(datetime.fromisoformat(rule["from"]), rule["span"], rule["counts"], hours)
        return _Anew(wait.due_at, wait.rule, promise.due_zone if promise else wait.zone)
    if promise is None:
        return None
    zone = promise.contact.zone if promise.contact else rule["zone"]
    if "wall" in rule:
        return _Anew(local_instant(datetime.fromisoformat(rule["wall"]), zone), rule | {"zone": zone}, zone)
    if promise.contact is None or promise.message is None:
        return None
    hours = account_hours(promise.contact.account, promise.message.sent_at.year)
    due = rereading.reread(promise, zone, hours)
    return _Anew(due, {"read": True, "zone": zone} | rereading.pinned(hours), zone) if due else None


def _hours_now(rule: dict[str, Any], account: Account | None) -> Hours | None:
    """The same calendar as it stands now; what was reckoned from plain hours, by the plain hours of the row."""
    if rule["calendar"] is not None:
        row = Calendar.objects.filter(pk=rule["calendar"]).first()
        return named_hours(row, rule["whose"]) if row else None
    if account is None:
        return None
    return account_hours(account, datetime.fromisoformat(rule["from"]).year, plainly=True)


def _move_wait(timer: Timer, anew: _Anew, because: str, now: datetime) -> None:
    moved = move_timer(timer, anew.due_at, rule=anew.rule, now=now, because=because)
    if moved is None or timer.case is None:
        return
    case = timer.case
    if timer.kind == "acknowledgement_expiry" and case.acknowledgement_expires_at == timer.due_at:
        case.acknowledgement_expires_at = anew.due_at
        case.save(update_fields=["acknowledgement_expires_at"])
    what = _SAID.get(timer.kind, timer.kind.replace("_", " "))
    told = DeadlineMoved(what, _spoken(timer.due_at, anew.zone), _spoken(anew.due_at, anew.zone), because)
    tell_timeline(case, told, SYSTEM, now)


def _why(then: dict[str, Any], now: dict[str, Any], promise: Promise | None) -> str:
    if then.get("zone") != now.get("zone") and promise is not None and promise.contact is not None:
        return f"the clock of {promise.contact} is that of {now['zone']} now"
    if now.get("calendar") is not None and then.get("version") != now.get("version"):
        return _what_changed(then, now)
    if then.get("plain") != now.get("plain"):
        return f"{now['whose']} changed"
    return f"the zone tables changed (they are of {tzdata_edition()})"


def _what_changed(then: dict[str, Any], now: dict[str, Any]) -> str:
    row = Calendar.objects.get(pk=now["calendar"])
    before = find_version(then["calendar"], then["version"]) if then.get("calendar") == row.pk else None
    said = difference(before.data, in_force(row).data) if before else ""
    where = {"added": "to", "removed": "from"}.get(said.rpartition(" ")[2], "in")
    return f"{said or 'something changed'} {where} the calendar “{row}”"


def _spoken(instant: datetime, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M} ({zone})"
