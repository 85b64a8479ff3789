"""A hundred thousand random interleavings of acknowledge, raise, hand over, step in and fire; and thousands of true races.

Interleavings are orders of whole verbs (each is one transaction that holds the case), played one after the other on a real
database and undone: `tests/harness/interleaving.py`. Races are threads that begin at the same moment on one case:
`tests/harness/racing.py`. Ends with 1 when a page followed an acknowledgement without the line that explains it.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from ground import fresh_desk, main

VACUUM_EVERY = 8  # beginnings


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    if chosen.jobs > 1:
        return _in_jobs(chosen)
    with fresh_desk(chosen.database, fsync="off", synchronous_commit="off") as ground:
        from django.db import connection

        from harness.interleaving import play_many, set_the_scene
        from harness.racing import race_many

        if connection.vendor == "sqlite":
            connection.cursor().execute("PRAGMA synchronous=OFF")

        def tidy(n: int, so_far: Any) -> None:
            if connection.vendor == "postgresql" and n % VACUUM_EVERY == VACUUM_EVERY - 1:
                connection.cursor().execute("VACUUM")  # What was undone lies about until then.
            if n % 20 == 0:
                said = f"  {so_far.count} interleavings from {n} beginnings, {len(so_far.wrong)} violations"
                print(said, file=sys.stderr, flush=True)

        scene = set_the_scene()
        began = time.perf_counter()
        played = play_many(chosen.count, chosen.seed, scene, tidy)
        seconds = time.perf_counter() - began
        wrong = list(played.wrong)
        ground.note("interleavings", played.count)
        ground.note("seconds", seconds)
        ground.note("each took (ms)", 1000 * seconds / max(played.count, 1))
        ground.note("did", dict(sorted(played.counts.items())))
        if chosen.races:
            began = time.perf_counter()
            raced = race_many(chosen.races, chosen.seed, scene)
            ground.note("races", raced.count)
            ground.note("races took (s)", time.perf_counter() - began)
            ground.note("races did", dict(sorted(raced.counts.items())))
            wrong += raced.wrong
        ground.note("violations", len(wrong))
        print("\n".join(wrong[:10]))
        ground.figures["wrong"] = wrong[:10]
        if wrong and not chosen.part_of_more:
            _leave(chosen, ground.figures)
        return ground.figures


def _in_jobs(chosen: argparse.Namespace) -> dict[str, Any]:
    """Each job on a desk of its own, with seeds of its own."""
    each, children = -(-chosen.count // chosen.jobs), []
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        for job in range(chosen.jobs):
            answer = Path(folder) / f"{job}.json"
            command = [sys.executable, __file__, "--database", chosen.database, "--json", str(answer), "--part-of-more"]
            command += ["--seed", str(chosen.seed * 1000 + job), "--count", str(each)]
            command += ["--races", str(chosen.races if job == 0 else 0)]
            children.append((subprocess.Popen(command, stdout=subprocess.DEVNULL), answer))
        if any(child.wait() for child, _ in children):
            raise SystemExit("a job failed; its words are above")
        found = [json.loads(answer.read_text())[chosen.database] for _, answer in children]
    counts: Counter[str] = Counter()
    for one in found:
        counts.update(one["did"])
    figures = {
        "interleavings": sum(one["interleavings"] for one in found),
        "jobs": chosen.jobs,
        "seconds": time.perf_counter() - began,
        "did": dict(sorted(counts.items())),
        **{name: value for name, value in found[0].items() if name.startswith("races")},
        "violations": sum(one["violations"] for one in found),
        "wrong": [wrong for one in found for wrong in one["wrong"]][:10],
    }
    print(json.dumps(figures, indent=1))
    if figures["violations"]:
        _leave(chosen, figures)
    return figures


def _leave(chosen: argparse.Namespace, figures: dict[str, Any]) -> None:
    if chosen.json:
        chosen.json.write_text(json.dumps({chosen.database: figures}, indent=1) + "\n")
    sys.stdout.flush()
    os._exit(1) if chosen.jobs > 1 else sys.exit(1)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--races", type=int, default=0, help="true races, beside the interleavings")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--part-of-more", action="store_true", help=argparse.SUPPRESS)


if __name__ == "__main__":
    main(measure, "random interleavings", _options)
