"""One turn of the clock: what is due is fired, each timer once, a customer with much on not before one with little.

Firing is database work only, so its transaction is the exactly-once. On PostgreSQL timer and case are locked, so nobody is
paged after an acknowledgement that came first; a case that somebody is changing right now is taken at the next turn. On
SQLite the transaction is the only writer.
"""

from __future__ import annotations

import logging
from collections import defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from evenkeel.clock.handlers import Result, Superseded, handler_of, together_of
from evenkeel.clock.happenings import TimerParked
from evenkeel.clock.models import Timer
from evenkeel.timeline.happenings import CLOCK
from evenkeel.timeline.verbs import record

log = logging.getLogger("evenkeel.clock")

# One wave is looked up at once and shared out between the accounts; one batch is one transaction, short enough that a
# person who clicks meanwhile does not wait for it.
WAVE = 2000
BATCH = 500
PARK_AFTER = 8
FIRST_BACKOFF = timedelta(seconds=5)


def fire_due(now: datetime, limit: int = WAVE) -> int:
    """Fire what is due, in batches; returns how many were visited."""
    wave = _shared_out(now, limit)
    return sum(_fire_batch(wave[n : n + BATCH], now) for n in range(0, len(wave), BATCH))


def _shared_out(now: datetime, limit: int) -> Sequence[int]:
    """The ids of what is due: the oldest of each account first, then the second of each. Of one account, in its order."""
    due = Timer.objects.filter(state=Timer.State.ARMED, run_at__lte=now).order_by("run_at", "priority", "id")
    lines: dict[int | None, deque[int]] = defaultdict(deque)
    for pk, account in due.values_list("pk", "case__account_id")[:limit]:
        lines[account].append(pk)
    shared: list[int] = []
    while lines:
        shared += [line.popleft() for line in lines.values()]
        lines = {of: line for of, line in lines.items() if line}
    return shared


def _fire_batch(pks: Sequence[int], now: datetime) -> int:
    with transaction.atomic():
        timers = _taken(pks)
        late = _overtaken(timers, now)
        for group in _groups(timers):
            _fire_group([t for t in group if t.pk not in late], now)
            for timer in group:
                if timer.pk in late:
                    _claim([timer], now)
                    _write([timer.pk], state=Timer.State.SUPERSEDED, outcome=late[timer.pk])
    return len(timers)


def _taken(pks: Sequence[int]) -> Sequence[Timer]:
    """Those still armed and, on PostgreSQL, ours with their cases until the transaction ends."""
    found = Timer.objects.filter(pk__among=pks, state=Timer.State.ARMED)
    if connection.vendor != "postgresql":
        timers = list(found)
    else:
        timers = list(found.order_by("pk").select_for_update(skip_locked=True))
        cases = Timer._meta.get_field("case").related_model._default_manager
        wanted = {t.case_id for t in timers if t.case_id}
        rows = cases.filter(pk__among=wanted).order_by("pk").select_for_update(skip_locked=True)
        ours = set(rows.values_list("pk", flat=True))
        timers = [t for t in timers if t.case_id is None or t.case_id in ours]
    place = {pk: n for n, pk in enumerate(pks)}
    return sorted(timers, key=lambda t: place[t.pk])


def _overtaken(timers: Sequence[Timer], now: datetime) -> Mapping[int, str]:
    """After a sleep only the newest of a family fires, where its late policy says so: one reminder, not three."""
    once = [t for t in timers if t.late in Timer.ONLY_THE_NEWEST]
    if not once:
        return {}
    family = Timer.objects.filter(
        state=Timer.State.ARMED,
        due_at__lte=now,
        kind__in={t.kind for t in once},
        subject_id__among={t.subject_id for t in once},
    )
    newest = {
        (kind, subject, generation): at
        for kind, subject, generation, at in family.order_by()
        .values_list("kind", "subject_id", "generation")
        .annotate(at=Max("due_at"))
    }
    return {
        t.pk: "a later one was due as well: after a sleep one is enough"
        for t in once
        if t.due_at < newest.get((t.kind, t.subject_id, t.generation), t.due_at)
    }


def _groups(timers: Sequence[Timer]) -> Iterator[Sequence[Timer]]:
    """What may be done together: of one kind, no two of one case; of one case everything in its order."""
    lines: dict[Hashable, deque[Timer]] = defaultdict(deque)
    for timer in timers:
        lines[timer.case_id or ("alone", timer.pk)].append(timer)
    while lines:
        heads = [lines[line].popleft() for line in list(lines)]
        lines = defaultdict(deque, {line: rest for line, rest in lines.items() if rest})
        by_kind: dict[str, list[Timer]] = defaultdict(list)
        for timer in heads:
            by_kind[timer.kind].append(timer)
        for kind, group in by_kind.items():
            if together_of(kind) is None:
                yield from ([timer] for timer in group)
            else:
                yield group


def _fire_group(timers: Sequence[Timer], now: datetime) -> None:
    together = together_of(timers[0].kind) if len(timers) > 1 else None
    if together is None:
        for timer in timers:
            _fire_one(timer, now)
        return
    try:
        with transaction.atomic():
            ours = _claim(timers, now)
            _note(ours, together(ours, now) if ours else {}, now)
    except Exception:  # One of them is poison: each by itself, so that only that one is put back.
        log.warning("fired one by one kind=%s timers=%s", timers[0].kind, len(timers), exc_info=True)
        for timer in timers:
            _fire_one(timer, now)


def _fire_one(timer: Timer, now: datetime) -> None:
    try:
        with transaction.atomic():
            if _claim([timer], now):
                _note([timer], {timer.pk: handler_of(timer.kind)(timer, now)}, now)
    except Exception as error:  # noqa: BLE001  # A poison timer is put back alone; its neighbours go on.
        _put_back(timer, now, error)


def _claim(timers: Sequence[Timer], now: datetime) -> Sequence[Timer]:
    """The conditional update is the claim: on either database only one firing passes. Those that were disarmed by what
    fired before them in this very turn are left out.
    """
    pks = [t.pk for t in timers]
    armed = Timer.objects.filter(pk__among=pks, state=Timer.State.ARMED)
    if len(timers) > 1:
        still = set(armed.values_list("pk", flat=True))
        timers = [t for t in timers if t.pk in still]
    won = armed.update(state=Timer.State.DONE, fired_at=now)
    if won != len(timers) and len(timers) > 1:
        raise RuntimeError("a timer was taken between our look and our claim")
    return timers if won else []


def _note(timers: Sequence[Timer], results: Mapping[int, Result], now: datetime) -> None:
    """What became of each, on its row."""
    same: dict[tuple[str, str], list[int]] = defaultdict(list)
    for timer in timers:
        result = results[timer.pk]
        if isinstance(result, Superseded):
            same[Timer.State.SUPERSEDED, result.because[:200]].append(timer.pk)
        elif result.outcome:
            same[Timer.State.DONE, result.outcome[:200]].append(timer.pk)
    for (state, outcome), pks in same.items():
        _write(pks, state=state, outcome=outcome)
    if timers:
        late = max((now - t.due_at).total_seconds() for t in timers)
        log.info("fired kind=%s timers=%s late_s=%.1f", timers[0].kind, len(timers), late)


def _put_back(timer: Timer, now: datetime, error: Exception) -> None:
    attempts = timer.attempts + 1
    parked = attempts >= PARK_AFTER
    because = f"{type(error).__name__}: {error}"[:300]
    _write(
        [timer.pk],
        attempts=attempts,
        last_error=because,
        run_at=now + FIRST_BACKOFF * 2 ** min(attempts - 1, 9),
        state=Timer.State.PARKED if parked else Timer.State.ARMED,
    )
    log.error("timer failed kind=%s timer=%s attempts=%s parked=%s", timer.kind, timer.pk, attempts, parked)
    if parked:
        happening = TimerParked(timer.pk, timer.kind, attempts)
        record(happening, case=timer.case, actor=CLOCK, now=now, key=f"parked/timer:{timer.pk}/{attempts}")


def _write(pks: Sequence[int], **fields: Any) -> None:
    Timer.objects.filter(pk__among=pks).update(**fields)
