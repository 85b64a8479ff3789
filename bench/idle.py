"""What an engine asks the database while there is nothing to do: statements a second, by loop.

The engine's own loops run in this process and every statement they send is counted; on PostgreSQL the server's count of
transactions stands beside it. R25 asks for one query a second at most.
"""

from __future__ import annotations

import argparse
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from ground import fresh_desk, main


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    with fresh_desk(chosen.database) as ground:
        from django.conf import settings
        from django.db import connection
        from django.db.backends.signals import connection_created

        from evenkeel.clock.reads import database_now
        from evenkeel.engine.loops import Engine
        from harness.cast import open_desk

        open_desk(database_now())
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9  # Set up, and never asked: there is no mail.
        seen: Counter[tuple[str, str]] = Counter()

        def watch(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            seen[threading.current_thread().name.rpartition("-")[0], " ".join(sql.split())[:90]] += 1
            return execute(sql, params, many, context)

        def watched(connection: Any, **_: Any) -> None:
            if (
                watch not in connection.execute_wrappers
            ):  # The wrapper outlives the connection, which is often made anew.
                connection.execute_wrappers.append(watch)

        connection_created.connect(watched, weak=False)
        engine = Engine()
        engine.start()
        time.sleep(3)  # The first round is not idling.
        seen.clear()
        before, began = _transactions(connection), time.perf_counter()
        time.sleep(chosen.seconds)
        seconds, after = time.perf_counter() - began, _transactions(connection)
        counted = Counter(seen)
        engine.stop()
        threads = Counter[str]()
        for (thread, _sql), n in counted.items():
            threads[thread] += n
        ground.note("seconds watched", seconds)
        ground.note("statements a second", counted.total() / seconds)
        if after is not None and before is not None:
            ground.note("transactions a second, as the server counts", (after - before) / seconds)
        for thread, n in threads.most_common():
            ground.note(f"loop {thread}", n / seconds)
        if chosen.words:
            for (thread, sql), n in counted.most_common(15):
                ground.note(f"{thread}: {sql}", n / seconds)
        return ground.figures


def _transactions(connection: Any) -> int | None:
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()")
        return int(cursor.fetchone()[0])


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--words", action="store_true", help="which statements, too")


if __name__ == "__main__":
    main(measure, "an idle engine", _options)
