"""Runs the whole suite on each database and says at the end how many tests ran on each.

A run without tests is a failure: an empty suite proves nothing.
"""

import argparse
import os
import subprocess
import sys
import time
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# CI ends by itself, loudly, before somebody else ends it: 40 minutes are for both databases, lint and set-up.
LIMIT = 19 * 60 if os.environ.get("CI") else None
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


@dataclass(frozen=True)
class Outcome:
    name: str
    passed: int
    failed: int
    skipped: int
    exit_code: int
    seconds: float

    @property
    def good(self) -> bool:
        return self.exit_code == 0 and self.failed == 0 and self.passed > 0

    def __str__(self) -> str:
        parts = [f"{self.passed} passed"]
        parts += [f"{self.failed} failed"] if self.failed else []
        parts += [f"{self.skipped} skipped"] if self.skipped else []
        why = (
            "" if self.good else f"  FAILED (pytest exit {self.exit_code}{', no test ran' if not self.passed else ''})"
        )
        return f"{self.name}: {', '.join(parts)} in {self.seconds:.0f} s{why}"


def run_on(database: str, arguments: list[str]) -> Outcome:
    report = ROOT / "build" / f"tests-{database}.xml"
    report.unlink(missing_ok=True)
    began = time.monotonic()
    print(f"\n== {NAMES[database]} ==", flush=True)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-n",
        "2",
        "--dist",
        "loadfile",
        f"--database={database}",
        f"--junitxml={report}",
    ]
    try:
        exit_code = subprocess.run([*command, *arguments], cwd=ROOT, check=False, timeout=LIMIT).returncode
    except subprocess.TimeoutExpired:
        print(f"Stopped: the suite took more than {LIMIT} s.", flush=True)
        exit_code = 124
    counts = _counts(report)
    failed = counts["failures"] + counts["errors"]
    passed = counts["tests"] - failed - counts["skipped"]
    return Outcome(NAMES[database], passed, failed, counts["skipped"], exit_code, time.monotonic() - began)


def _counts(report: Path) -> dict[str, int]:
    keys = ("tests", "failures", "errors", "skipped")
    if not report.exists():
        return dict.fromkeys(keys, 0)
    suites = list(ET.parse(report).getroot().iter("testsuite"))
    return {key: sum(int(suite.get(key, "0")) for suite in suites) for key in keys}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--databases", default="sqlite postgresql")
    parser.add_argument("pytest_arguments", nargs="*")
    options = parser.parse_args()
    outcomes = [run_on(database, options.pytest_arguments) for database in options.databases.split()]
    print("\n" + "\n".join(str(outcome) for outcome in outcomes), flush=True)
    return 0 if outcomes and all(outcome.good for outcome in outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
