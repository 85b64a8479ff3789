"""Is the work going on: loops, timers, deliveries, and what waits for a person?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from evenkeel.cases.reads import without_next_moment
from evenkeel.clock import reads as clock
from evenkeel.engine.checkup.finding import Finding, danger, ok, some, warning
from evenkeel.intake.reads import set_aside_count
from evenkeel.notifications.models import Delivery

# The slowest loop looks every 30 s; three looks missed is silence.
SILENT = timedelta(seconds=90)
WAITS_LONG = timedelta(minutes=15)


def loops(now: datetime) -> Iterator[Finding]:
    pulses = clock.pulses()
    if not pulses:
        yield warning(
            "engine",
            "The engine has never run here: nothing is opened, fired or delivered.",
            "Start it with `evenkeel up`.",
        )
        return
    silent = [f"{pulse.loop} (since {pulse.at:%d %b %H:%M} UTC)" for pulse in pulses if pulse.at < now - SILENT]
    if silent:
        yield danger(
            "engine",
            f"These loops do not go round: {some(silent)}. Nobody is paged meanwhile.",
            "Start the engine with `evenkeel up`.",
        )
    else:
        yield ok("engine", f"All {len(pulses)} loops go round.")


def timers(now: datetime) -> Iterator[Finding]:
    overdue, parked, lost = clock.overdue(now), clock.parked(), without_next_moment(now)
    if overdue:
        kinds = sorted({timer.kind for timer in overdue})
        yield danger(
            "timers",
            f"{_many(len(overdue), 'timer is', 'timers are')} overdue ({some(kinds)}).",
            "Start the engine; what is late fires dated when it fell due.",
        )
    if parked:
        yield danger(
            "timers",
            f"{_many(parked, 'timer is', 'timers are')} parked after failing again and again.",
            "Look at its last error in the admin pages.",
        )
    if lost:
        yield danger(
            "timers",
            f"{_many(len(lost), 'case has', 'cases have')} no next moment: {some([str(case) for case in lost])}.",
            "Open them and plan a next step.",
        )
    if not overdue and not parked and not lost:
        yield ok("timers", "Nothing is overdue.")


def deliveries(now: datetime) -> Iterator[Finding]:
    State = Delivery.State  # noqa: N806 - a class
    unknown, failed = (Delivery.objects.filter(state=state).count() for state in (State.UNKNOWN, State.FAILED))
    waiting = Delivery.objects.filter(state__in=Delivery.WAITING, not_before__lt=now - WAITS_LONG).count()
    if unknown:
        yield warning(
            "deliveries",
            f"{_many(unknown, 'delivery', 'deliveries')} may or may not have gone out.",
            "Decide for each on its case: sent, or send again.",
        )
    if failed:
        yield warning(
            "deliveries",
            f"{_many(failed, 'delivery', 'deliveries')} could not be made.",
            "Look at each on its case, and tell the person another way.",
        )
    if waiting:
        yield danger(
            "deliveries",
            f"{_many(waiting, 'delivery waits', 'deliveries wait')} for more than {WAITS_LONG.seconds // 60} minutes.",
            "See outgoing mail and engine above.",
        )


def set_aside(_now: datetime) -> Iterator[Finding]:
    if count := set_aside_count():
        yield warning(
            "set aside",
            f"{_many(count, 'received item was', 'received items were')} set aside.",
            "Open, retry or dismiss them on the desk.",
        )


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
