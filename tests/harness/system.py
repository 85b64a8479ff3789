"""What a test may ask of the machine: a free port, a package it lacks, an unprivileged user to run a server as."""

from __future__ import annotations

import fcntl
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path


def find_free_port() -> int:
    """A port nobody listens on now; the next to ask could be given the same one, so use it at once."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def install(package: str) -> str:
    """Fetches a Debian package if we may; "" when it is there, else a sentence saying why not.

    Tried once a run: several workers may find the same thing missing at the same moment, and apt-get takes one at a time.
    """
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return f"install the package {package} (as root: apt-get install {package})"
    run_name = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    marker = Path(tempfile.gettempdir()) / f"evenkeel-tests-{run_name}-{package}"
    with marker.open("a+") as tried:
        fcntl.flock(tried, fcntl.LOCK_EX)
        tried.seek(0)
        if not (answer := tried.read()):
            answer = _apt_get(package) or "installed"
            tried.write(answer)
    return "" if answer == "installed" else answer


def _apt_get(package: str) -> str:
    command = ["apt-get", "-q", "-y", "-o", "DPkg::Lock::Timeout=300"]
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    install_it = [*command, "install", "--no-install-recommends", package]
    last = ""
    for step in (install_it, [*command, "update"], install_it):
        done = subprocess.run(step, env=environment, capture_output=True, text=True, timeout=900, check=False)
        if step is install_it and done.returncode == 0:
            return ""
        last = (done.stderr or done.stdout).strip()[-300:]
    return f"apt-get could not install {package}: {last}"


def find_unprivileged_user() -> pwd.struct_passwd | None:
    """Whom to run a server as that refuses root; None when we are nobody special ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody", "daemon"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    message = "PostgreSQL refuses to run as root, and this machine has no user postgres, nobody or daemon to run it as."
    raise RuntimeError(message)
