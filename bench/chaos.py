"""`make chaos`: real engines on a real database, everything done to them, and the question whether anything was lost.

Ends with 1 when anything is not as it must be; the words say what.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from ground import fresh_desk, main


def measure(chosen: argparse.Namespace) -> dict[str, Any]:
    seconds = chosen.seconds / (1 if chosen.alone else 2)
    with fresh_desk(chosen.database, fsync="off", full_page_writes="on") as ground:
        from harness.chaos.storm import Storm

        found = Storm(chosen.database, ground.house, ground.cluster, seconds, chosen.seed).rage()
        for name, value in found.items():
            if name not in {"violations", "database"}:
                ground.note(name, value)
        wrong = found["violations"]
        ground.note("violations", len(wrong))
        print("\n".join(f"    - {sentence}" for sentence in wrong[:40]), flush=True)
    if wrong:
        if chosen.json:
            chosen.json.write_text(json.dumps({chosen.database: found}, indent=1) + "\n")
        sys.exit(1)
    return found


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=600.0, help="of storm, shared by the databases")
    parser.add_argument("--alone", action="store_true", help="all of the seconds are for the one database named")
    parser.add_argument("--seed", type=int, default=1)


if __name__ == "__main__":
    main(measure, "a storm", _options)
