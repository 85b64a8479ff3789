"""A hundred thousand timers armed for the future: what a turn of the clock costs when nothing is due, and when little is.

`fire_due` itself is called, in this process; the statement it claims by is shown with the plan the database makes for it.
The baseline in the same run is the same turn on a desk without a single armed timer.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from ground import fresh_desk, in_ms, main

BELL = "bench_bell"
KINDS = ("escalation_step", "promise_due", "promise_remind", "acknowledgement_expiry")


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    with fresh_desk(chosen.database) as ground:
        from django.db import connection

        from evenkeel.clock.models import Timer
        from evenkeel.clock.reads import database_now
        from evenkeel.clock.verbs import Fired, fire_due, when

        when(BELL, lambda _timer, _now: Fired("rang"))
        now = database_now()
        ground.note("baseline: a turn, nothing armed", _turns(chosen.turns, fire_due, database_now))
        _arm_far_ahead(chosen.armed, now)
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        ground.note("armed for the future", Timer.objects.filter(state="armed").count())
        ground.note("a turn, nothing due", _turns(chosen.turns, fire_due, database_now))
        few: list[float] = []
        for turn in range(chosen.turns // 3):
            _bells(turn, chosen.few, database_now() - timedelta(seconds=1))
            began = time.perf_counter()
            fired = fire_due(database_now())
            few.append(time.perf_counter() - began)
            if fired != chosen.few:
                raise AssertionError(f"{fired} of {chosen.few} fired")
        ground.note(f"a turn, {chosen.few} due (fired)", in_ms(few))
        with _claims() as seen:
            fire_due(database_now())
        for sql, params in seen:
            ground.note("the claim", _plan(sql, params))
        return ground.figures


def _turns(count: int, fire_due: Any, clock: Any) -> dict[str, float]:
    took = []
    for n in range(count + 20):
        now = clock()
        began = time.perf_counter()
        fire_due(now)
        if n >= 20:
            took.append(time.perf_counter() - began)
    return in_ms(took)


def _arm_far_ahead(count: int, now: datetime) -> None:
    from evenkeel.clock.models import Timer

    Timer.objects.bulk_create(
        (
            Timer(
                key=f"far:{n}",
                kind=KINDS[n % len(KINDS)],
                subject_id=n,
                due_at=(at := now + timedelta(days=1, seconds=n)),
                run_at=at,
                priority=n % 5,
                armed_at=now,
            )
            for n in range(count)
        ),
        batch_size=5000,
    )


def _bells(turn: int, count: int, due: datetime) -> None:
    from evenkeel.clock.models import Timer

    Timer.objects.bulk_create(
        Timer(key=f"bell:{turn}:{n}", kind=BELL, due_at=due, run_at=due, armed_at=due) for n in range(count)
    )


@contextmanager
def _claims() -> Iterator[list[tuple[str, Any]]]:
    """The reading statements that a turn sends about timers."""
    from django.db import connection

    seen: list[tuple[str, Any]] = []

    def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "clock_timer" in sql and sql.lstrip().upper().startswith(("SELECT", "WITH")):
            seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield seen


def _plan(sql: str, params: Any) -> dict[str, Any]:
    from django.db import connection

    words = "EXPLAIN (ANALYZE, FORMAT JSON)" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
    with connection.cursor() as cursor:
        cursor.execute(f"{words} {sql}", params)
        rows = cursor.fetchall()
    if connection.vendor == "postgresql":
        plan = rows[0][0] if not isinstance(rows[0][0], str) else json.loads(rows[0][0])
        text = json.dumps(plan)
        return {
            "index": _index_in(text),
            "seq_scan_of_timers": '"Seq Scan", "Parallel' in text and "clock_timer" in text,
        }
    text = "; ".join(row[3] for row in rows)
    return {"index": _index_in(text), "plan": text}


def _index_in(plan: str) -> str:
    import re

    return ", ".join(dict.fromkeys(re.findall(r"\b(?:timer_\w+|clock_timer_\w+)\b", plan))) or "none"


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--armed", type=int, default=100_000)
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--few", type=int, default=5)


if __name__ == "__main__":
    main(measure, "a hundred thousand timers armed for the future", _options)
