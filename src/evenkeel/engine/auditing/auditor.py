"""One audit: every question within a time, what was found kept and told, the ping outside. Too slow is a finding too."""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import DatabaseError, close_old_connections, connection

from evenkeel.clock import auditing
from evenkeel.clock.reads import database_now
from evenkeel.clock.retention import thin
from evenkeel.clock.watched import Audit
from evenkeel.engine import schema
from evenkeel.engine.auditing import deadman
from evenkeel.engine.auditing.questions import QUESTIONS, Question, loops
from evenkeel.judgement.watching import Finding, Weight
from evenkeel.notifications.troubles import keep_and_tell

log = logging.getLogger("evenkeel.audit")

WITHIN = timedelta(seconds=20)
STUCK = timedelta(seconds=20)  # more than WITHIN, and then the process itself is given up
NIGHT = range(1, 5)  # UTC
TIDY_FOR = 3.0
FIRST_AFTER = 10
PROCESS = f"{socket.gethostname()}:{os.getpid()}"


class OutOfTime(Exception):
    """The audit's time is up."""


def audit(*, within: timedelta = WITHIN, ping: bool = True, questions: Sequence[Question] | None = None) -> Audit:
    """Raises DatabaseError when not even what was found can be kept: then nothing is pinged, and that is heard outside."""
    began = time.monotonic()
    now = database_now()
    findings = list(_ask_all(now, began + within.total_seconds(), questions or QUESTIONS))
    kept = keep_and_tell(findings, took=time.monotonic() - began, process=PROCESS, now=now)
    if ping:
        _ping(kept)
    return kept


def stale_after() -> timedelta:
    """Silence of a loop shows within one period of the ping, so that the watcher outside hears of it within two."""
    return timedelta(seconds=min(45.0, max(12.0, settings.DEADMAN_EVERY * 0.75)))


def run(stop: threading.Event) -> None:
    """Audits until told to stop. What cannot be kept is said in the log; the next turn tries again."""
    # Beside a desk that is just being started: its loops are given a moment before it is said that they stand still.
    stop.wait(min(settings.AUDIT_EVERY, FIRST_AFTER))
    while not stop.is_set():
        guard = _give_up_when_stuck()
        try:
            close_old_connections()
            if schema.fits():
                turn()
                tidy(database_now())
        except Exception:
            log.exception("the audit failed: nothing was pinged outside")
            connection.close()
        finally:
            guard.cancel()
        stop.wait(settings.AUDIT_EVERY)
    connection.close()


def turn() -> Audit:
    kept = audit()
    if kept.result != Audit.Result.CLEAN:
        codes = ",".join(f"{row['code']}={row['count']}" for row in kept.findings)
        log.error("audit result=%s took_s=%.2f found=%s", kept.result, kept.took, codes)
    return kept


def tidy(now: datetime) -> int:
    """A little each turn, and at night as much as a few seconds allow: nobody waits for it."""
    keep, until, moved = timedelta(days=settings.KEEP_TIMERS_DAYS), time.monotonic() + TIDY_FOR, 0
    while some := thin(now, keep):
        moved += some
        if now.hour not in NIGHT or time.monotonic() >= until:
            break
    return moved


def _ask_all(now: datetime, until: float, questions: Sequence[Question]) -> Iterator[Finding]:
    for question in questions:
        left = until - time.monotonic()
        ours: Callable[[datetime], Iterator[Finding]] = (
            partial(loops, stale=stale_after()) if question is loops else question
        )
        try:
            if left <= 0:
                raise OutOfTime
            with _bounded(left):
                yield from list(ours(now))
        except (OutOfTime, DatabaseError) as error:
            connection.close_if_unusable_or_obsolete()
            if isinstance(error, OutOfTime) or time.monotonic() >= until:
                yield _too_slow(question)
                return
            log.exception("a question of the audit could not be asked question=%s", question.__name__)
            yield _unasked(question)


@contextmanager
def _bounded(seconds: float) -> Iterator[None]:
    """The database itself cuts off what takes too long."""
    connection.ensure_connection()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET statement_timeout = {max(1, int(seconds * 1000))}")
            try:
                yield
            finally:
                if connection.is_usable():
                    cursor.execute("SET statement_timeout = 0")
        return
    until = time.monotonic() + seconds
    raw = connection.connection
    raw.set_progress_handler(lambda: time.monotonic() > until, 10_000)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def _too_slow(question: Question) -> Finding:
    return Finding(
        auditing.SLOW,
        Weight.STOP,
        f"The audit was not finished in time: it stopped at {question.__name__.replace('_', ' ')}.",
        "Nobody knows what it would have found. Look at the machine's load and the database.",
    )


def _unasked(question: Question) -> Finding:
    return Finding(
        f"audit_unasked_{question.__name__}"[:60],
        Weight.STOP,
        f"The database did not answer a question of the audit: {question.__name__.replace('_', ' ')}.",
        "Run `evenkeel doctor`; the log of `evenkeel audit` says what it answered.",
    )


def _ping(kept: Audit) -> None:
    now = database_now()
    last = Audit.objects.exclude(ping="").exclude(pk=kept.pk).order_by("-pk").first()
    clean = kept.result == Audit.Result.CLEAN
    every = timedelta(seconds=settings.DEADMAN_EVERY - 0.5)
    # Not merely "later than": after a jump back the last ping lies ahead, and would silence us for as long.
    recently = last is not None and abs(now - last.at) < every
    if recently and last is not None and clean == (last.result == Audit.Result.CLEAN):
        return
    pinged = deadman.ping(clean=clean)
    if pinged.said:
        auditing.pinged(kept, pinged.said, database_now(), heard=pinged.heard)


def _give_up_when_stuck() -> threading.Timer:
    """Whatever the audit hangs on, the process ends and is started again; the pings stop meanwhile."""

    def end() -> None:
        log.critical("the audit hangs: ending this process, to be started again")
        os._exit(1)

    guard = threading.Timer((WITHIN + STUCK).total_seconds(), end)
    guard.daemon = True
    guard.start()
    return guard
