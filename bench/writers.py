"""Several processes write to one SQLite file: how long each waits for its turn, with Django's own backend and with the gate.

    .venv/bin/python bench/writers.py            # about 25 seconds; --seconds 5 --writers 4 --json

One of the writers writes twenty times as much in a transaction as the others, as the clock does beside people who click.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from typing import Any

PLAIN, GATED = "django.db.backends.sqlite3", "evenkeel.site.sqlite3"
SMALL, BIG = 3, 60


def environment(folder: str) -> dict[str, str]:
    return {"EVENKEEL_DATA": folder, "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings", "EVENKEEL_LOG_LEVEL": "ERROR"}


def write(folder: str, engine: str, seconds: float, rows: int, answers: Any) -> None:
    os.environ.update(environment(folder))
    from django.conf import settings

    settings.DATABASES["default"]["ENGINE"] = engine
    import django

    django.setup()
    from django.db import transaction
    from django.utils import timezone

    from evenkeel.clock.models import Pulse

    waits, name, until = [], f"writer {os.getpid()}", time.monotonic() + seconds
    while time.monotonic() < until:
        began = time.perf_counter()
        with transaction.atomic():
            for _ in range(rows):
                Pulse.objects.update_or_create(loop=name, defaults={"at": timezone.now()})
        waits.append(time.perf_counter() - began)
    answers.put((rows, waits))


def measure(engine: str, seconds: float, writers: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        migrate = [sys.executable, "-m", "django", "migrate", "-v0"]
        subprocess.run(migrate, env={**os.environ, **environment(folder)}, check=True)
        spawn = multiprocessing.get_context("spawn")
        answers = spawn.Queue()
        processes = [
            spawn.Process(target=write, args=(folder, engine, seconds, BIG if n == 0 else SMALL, answers))
            for n in range(writers + 1)
        ]
        for process in processes:
            process.start()
        found = [answers.get() for _ in processes]
        for process in processes:
            process.join()
    small = sorted(wait * 1000 for rows, waits in found if rows == SMALL for wait in waits)
    done = sorted(len(waits) for rows, waits in found if rows == SMALL)
    return {
        "transactions": len(small),
        "p50_ms": small[len(small) // 2],
        "p99_ms": small[int(len(small) * 0.99)],
        "max_ms": small[-1],
        "least_served": done[0] / max(done[-1], 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=8)
    parser.add_argument("--writers", type=int, default=4)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = {engine: measure(engine, chosen.seconds, chosen.writers) for engine in (PLAIN, GATED)}
    if chosen.json:
        sys.stdout.write(json.dumps(found) + "\n")
        return
    for engine, figures in found.items():
        said = "".join(f"  {name} {value:.2f}" for name, value in figures.items())
        sys.stdout.write(f"{engine:32}{said}\n")
    ratio = found[GATED]["p99_ms"] / found[PLAIN]["p99_ms"]
    sys.stdout.write(f"p99 with the gate: {ratio:.2f} of that without\n")


if __name__ == "__main__":
    main()
