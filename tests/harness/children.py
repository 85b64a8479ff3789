"""Many at once: threads that begin together, and child processes on the test's own database that can be frozen and killed."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from typing import Any

from harness import ROOT
from harness.processes import NO_NETWORK, url_of_this_tests_database


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """All of them, begun at the same moment in threads of their own; what each returned, or the Refused it met."""
    from django.db import connection, connections

    from evenkeel.refusal import Refused

    answers: list[Any] = [None] * len(works)
    start = threading.Barrier(len(works))

    def run(n: int, work: Callable[[], Any]) -> None:
        try:
            connection.ensure_connection()
            start.wait(20)
            answers[n] = work()
        except Exception as error:  # noqa: BLE001 - looked at by the caller
            answers[n] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    bugs = [a for a in answers if isinstance(a, Exception) and not isinstance(a, Refused)]
    assert not bugs, bugs
    return answers


def process(code: str, **settings: str) -> subprocess.Popen[str]:
    """A Python of its own on the rows of this test, which must be transactional; it is spoken to by lines."""
    kept = {n: v for n, v in os.environ.items() if not n.startswith(("EVENKEEL_", "COV_"))}
    own = {
        "EVENKEEL_DATA": os.environ["EVENKEEL_DATA"],
        "EVENKEEL_DATABASE_URL": url_of_this_tests_database(),
        "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings",
        "PYTHONPATH": os.pathsep.join((NO_NETWORK, str(ROOT / "tests"), str(ROOT / "src"))),
    }
    return subprocess.Popen(
        [sys.executable, "-c", code],
        env=kept | own | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def told(child: subprocess.Popen[str], words: str = "\n") -> None:
    assert child.stdin
    child.stdin.write(words)
    child.stdin.flush()
