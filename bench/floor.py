"""What the same rows cost by plain SQL: the named baselines of `due_at_once.py`. No rule is asked, nothing is checked."""

from __future__ import annotations

import json
import time
import uuid
from datetime import UTC, datetime
from typing import Any

from django.db import connection, transaction

BATCH = 200


def batched(count: int) -> float:
    """Five rows a timer (event, notification, delivery, next timer, the timer itself), two hundred timers a transaction."""
    _tables(count)
    began = time.perf_counter()
    for start in range(0, count, BATCH):
        with transaction.atomic():
            _write(range(start, min(start + BATCH, count)))
    return time.perf_counter() - began


def one_by_one(count: int) -> float:
    """As a job queue does: look for the next, do it, commit."""
    _tables(count)
    began = time.perf_counter()
    for _ in range(count):
        with transaction.atomic(), connection.cursor() as cursor:
            locking = " FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
            cursor.execute(f"SELECT id FROM floor_timer WHERE state = 'armed' ORDER BY run_at, id LIMIT 1{locking}")
            _write([cursor.fetchone()[0]])
    return time.perf_counter() - began


def _write(which: Any) -> None:
    now, data = datetime.now(UTC).isoformat(), json.dumps({"rung": 1, "climb": 1, "names": ["Dana"], "because": "b"})
    words = "Third failure this month, line 2 is down. " * 12
    with connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO floor_event (kind, at, data) VALUES (%s, %s, %s)", [("paged", now, data)] * len(which)
        )
        cursor.executemany(
            "INSERT INTO floor_word (key, subject, body, data) VALUES (%s, %s, %s, %s)",
            [(f"page/{n}/{uuid.uuid4()}", "A case", words, data) for n in which],
        )
        cursor.executemany(
            "INSERT INTO floor_delivery (key, address, state, due) VALUES (%s, %s, %s, %s)",
            [(str(uuid.uuid4()), "dana@desk.example", "pending", now) for _ in which],
        )
        cursor.executemany(
            "INSERT INTO floor_timer (id, key, state, run_at) VALUES (%s, %s, %s, %s)",
            [(n + 10_000_000, f"next/{n}", "armed", "2099-01-01") for n in which],
        )
        cursor.executemany("UPDATE floor_timer SET state = 'done' WHERE id = %s", [(n,) for n in which])


def _tables(count: int) -> None:
    pk = "INTEGER PRIMARY KEY" if connection.vendor == "sqlite" else "BIGSERIAL PRIMARY KEY"
    with connection.cursor() as cursor:
        for table, columns in (
            ("floor_event", "kind TEXT, at TEXT, data TEXT"),
            ("floor_word", "key TEXT UNIQUE, subject TEXT, body TEXT, data TEXT"),
            ("floor_delivery", "key TEXT UNIQUE, address TEXT, state TEXT, due TEXT"),
            ("floor_timer", "key TEXT UNIQUE, state TEXT, run_at TEXT"),
        ):
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
            cursor.execute(f"CREATE TABLE {table} (id {pk}, {columns})")
        cursor.execute("CREATE INDEX floor_timer_due ON floor_timer (run_at, id) WHERE state = 'armed'")
        cursor.executemany(
            "INSERT INTO floor_timer (id, key, state, run_at) VALUES (%s, %s, 'armed', '2020-01-01')",
            [(n, f"t{n}") for n in range(count)],
        )
