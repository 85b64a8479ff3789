"""Real `evenkeel` processes on data of their own: started, awaited, stopped, killed without warning.

with Installation(tmp_path) as house:
    desk = house.start("up", ready="/healthz")
    desk.kill()
    house.start("up", ready="/healthz")
"""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any
from uuid import uuid4

from harness import ROOT
from harness.databases import ROLE
from harness.system import find_free_port

EVENKEEL = str(Path(sys.executable).parent / "evenkeel")
NO_NETWORK = str(Path(__file__).resolve().parent / "no_network")
TAIL = 6_000


@dataclass
class Process:
    """One running command and what it says."""

    arguments: tuple[str, ...]
    output: Path
    popen: subprocess.Popen[bytes] = field(repr=False)

    @property
    def pid(self) -> int:
        return self.popen.pid

    @property
    def said(self) -> str:
        return self.output.read_text(errors="replace")[-TAIL:]

    def is_running(self) -> bool:
        return self.popen.poll() is None

    def expect_running(self) -> None:
        assert self.is_running(), f"{self} ended with {self.popen.returncode}:\n{self.said}"

    def expect(self, come_true: Callable[[], Any], within: float = 30.0, *, saying: str = "what was awaited") -> Any:
        """Asks again and again until the answer is true; the process ending or the time running out fails the test."""
        until = time.monotonic() + within
        while True:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if answer := come_true():
                    return answer
            self.expect_running()
            assert time.monotonic() < until, f"{self}: {saying} did not come within {within} s:\n{self.said}"
            time.sleep(0.05)

    def expect_words(self, words: str, within: float = 30.0) -> None:
        self.expect(lambda: words in self.said, within, saying=repr(words))

    def stop(self, within: float = 20.0) -> int:
        """Asks it to end, as a service manager does; not ending in time fails the test."""
        self.popen.send_signal(signal.SIGTERM)
        try:
            return self.popen.wait(within)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self} did not end within {within} s of SIGTERM:\n{self.said}") from None

    def kill(self) -> None:
        """kill -9, for the process and all it started: no warning, no tidying up."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.popen.pid, signal.SIGKILL)
        self.popen.wait(10)

    def __str__(self) -> str:
        return f"`{' '.join(self.arguments)}` (pid {self.pid})"


@dataclass
class Installation:
    """A house of its own: data folder, database (of the kind this run is on), free ports, and the processes in it.

    `database_url` is given when the processes are to share the test's own database (`url_of_this_tests_database`).
    """

    folder: Path
    database_url: str = ""
    settings: Mapping[str, str] = field(default_factory=dict)
    port: int = field(default_factory=find_free_port)
    smtp_port: int = field(default_factory=find_free_port)
    processes: list[Process] = field(default_factory=list)
    _own_database: str = ""

    def __enter__(self) -> Installation:
        (self.folder / "data").mkdir(parents=True, exist_ok=True)
        if not self.database_url and (cluster := os.environ.get("EVENKEEL_TEST_CLUSTER_URL")):
            self._own_database = f"house_{uuid4().hex[:12]}"
            _in_cluster(cluster, f'CREATE DATABASE "{self._own_database}"')
            self.database_url = f"{cluster.rpartition('/')[0]}/{self._own_database}"
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.processes:
            process.kill()
        if self._own_database:
            _in_cluster(os.environ["EVENKEEL_TEST_CLUSTER_URL"], f'DROP DATABASE "{self._own_database}" WITH (FORCE)')
        if error is not None:
            for process in self.processes:
                error.add_note(f"{process} said:\n{process.said}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Ours, less every EVENKEEL_ and Django setting of the test run, plus this house's own."""
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("EVENKEEL_", "DJANGO_", "COV_"))}
        own = {
            "EVENKEEL_DATA": str(self.folder / "data"),
            "EVENKEEL_PORT": str(self.port),
            "EVENKEEL_SMTP_PORT": str(self.smtp_port),
            "EVENKEEL_SAMPLE": "0",
            "PYTHONPATH": os.pathsep.join((NO_NETWORK, str(ROOT / "src"))),
            "PYTHONUNBUFFERED": "1",
        }
        database = {"EVENKEEL_DATABASE_URL": self.database_url} if self.database_url else {}
        return kept | own | database | dict(self.settings)

    def start(
        self, *arguments: str, ready: str = "", within: float = 60.0, settings: Mapping[str, str] | None = None
    ) -> Process:
        """Starts `evenkeel ARGUMENTS`; with `ready`, returns once that path of its pages answers 200."""
        output = self.folder / f"output-{len(self.processes)}.txt"
        with output.open("wb") as said:
            popen = subprocess.Popen(
                [EVENKEEL, *arguments],
                cwd=ROOT,
                env=self.environment | dict(settings or {}),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        process = Process(("evenkeel", *arguments), output, popen)
        self.processes.append(process)
        if ready:
            process.expect(lambda: self.status_of(ready) == http.HTTPStatus.OK, within, saying=f"200 from {ready}")
        return process

    def run(self, *arguments: str, given: str = "", within: float = 120.0, code: int = 0) -> str:
        """Runs a command to its end and returns what it printed; another exit code than `code` fails the test."""
        done = subprocess.run(
            [EVENKEEL, *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            timeout=within,
            check=False,
        )
        said = f"`evenkeel {' '.join(arguments)}` ended with {done.returncode}:\n{done.stdout[-TAIL:]}\n{done.stderr[-TAIL:]}"
        assert done.returncode == code, said
        return done.stdout

    def status_of(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()


def url_of_this_tests_database() -> str:
    """Where the running test's own rows are, for a process that is to see them (the test must be transactional)."""
    from django.db import connection

    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    return f"postgresql://{told.get('USER') or ROLE}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def _in_cluster(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)  # type: ignore[call-overload]
