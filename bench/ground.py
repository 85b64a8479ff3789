"""What the benches stand on: a fresh desk on either database, real processes, and a table with its JSON.

Each bench is a program: `--database` says on which (default: both, one after the other, each in a process of its own).
PostgreSQL is a cluster of its own with the settings of an installation (it waits for the disk); SQLite is as shipped.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests")]

from harness.databases import ROLE, Cluster, start_cluster
from harness.processes import Installation

DATABASES = ("sqlite", "postgresql")
# What the suite switches off for speed is on here: a commit reaches the disk.
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "shared_buffers": "128MB"}


@dataclass
class Ground:
    """A fresh desk: its database, its data folder, and Django set up on it in this process."""

    database: str
    folder: Path
    house: Installation
    cluster: Cluster | None = None
    figures: dict[str, Any] = field(default_factory=dict)

    def note(self, name: str, value: Any) -> None:
        """One figure, said at once, kept for the table and the JSON."""
        self.figures[name] = value
        print(f"  {name:<58} {_spoken(value)}", flush=True)


@contextlib.contextmanager
def fresh_desk(database: str, **settings: str) -> Iterator[Ground]:
    """`settings` go to PostgreSQL. Migrated, empty; the caller fills it."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="evenkeel-bench-")))
        cluster, url = None, f"sqlite:///{folder}/data/evenkeel.sqlite3"
        (folder / "data").mkdir()
        for name in [name for name in os.environ if name.startswith("EVENKEEL_")]:
            del os.environ[name]
        if database == "postgresql":
            cluster = start_cluster(**DURABLE | settings)
            stack.callback(cluster.stop)
            url = f"postgresql://{ROLE}@127.0.0.1:{cluster.port}/postgres"
        os.environ |= {
            "EVENKEEL_DATA": str(folder / "data"),
            "EVENKEEL_DATABASE_URL": url,
            "EVENKEEL_LOG_LEVEL": "CRITICAL",
            "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings",
        }
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", interactive=False, verbosity=0)
        stack.callback(connections.close_all)
        house = stack.enter_context(Installation(folder, database_url=url, settings={"EVENKEEL_LOG_LEVEL": "WARNING"}))
        yield Ground(database, folder, house, cluster)


def main(
    measure: Callable[[argparse.Namespace], dict[str, Any]],
    about: str,
    add_options: Callable[[argparse.ArgumentParser], Any] = lambda _: None,
) -> None:
    """One database here, several in processes of their own; the JSON says all that the tables say."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--database", choices=DATABASES, help="default: both, one after the other")
    parser.add_argument("--json", type=Path, help="write the figures here too")
    add_options(parser)
    chosen = parser.parse_args()
    if chosen.database:
        print(f"{chosen.database}: {about}", flush=True)
        found = {chosen.database: measure(chosen)}
        _write(chosen.json, found)
        return
    found, ended = {}, []
    with tempfile.TemporaryDirectory() as folder:
        for database in DATABASES:
            answer = Path(folder) / f"{database}.json"
            command = [sys.executable, *sys.argv, "--database", database, "--json", str(answer)]
            ended.append(subprocess.run(command, check=False).returncode)
            found |= json.loads(answer.read_text()) if answer.exists() else {}
    _write(chosen.json, found)
    sys.exit(max(ended))  # One that failed does not keep the other from being asked.


def _write(where: Path | None, found: dict[str, Any]) -> None:
    if where is not None:
        where.write_text(json.dumps({"machine": machine(), **found}, indent=1) + "\n")


def machine() -> str:
    from evenkeel.engine.benching import machine as processor

    return f"{processor().removesuffix(', one core')}, {os.cpu_count()} cores"


def share(values: Sequence[float], part: float) -> float:
    """The value that so large a part of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else 0.0


def in_ms(values: Iterable[float]) -> dict[str, float]:
    values = [1000 * v for v in values]
    found = {"n": len(values), "p50_ms": share(values, 0.5), "p99_ms": share(values, 0.99)}
    return found | {"max_ms": max(values, default=0.0)}


def _spoken(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_spoken(one)}" for name, one in value.items())
    return f"{value:,.2f}" if isinstance(value, float) else str(value)
