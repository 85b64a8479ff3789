"""Django, set up for the commands that need it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from typing import Any

import click

# Set for the children of `evenkeel up`: their standard input ends when it does.
SUPERVISED = "EVENKEEL_SUPERVISED"


def with_django(command: Callable[..., Any]) -> Callable[..., Any]:
    """Sets Django up before the command, and says a refusal as one sentence instead of a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        set_up()
        with refusals_said():
            return command(*args, **kwargs)

    return run


def set_up() -> None:
    os.umask(0o077)  # What we write is for whoever runs the desk: customers' words stay private.
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenkeel.site.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured

    try:
        django.setup()
    except (ImproperlyConfigured, ValueError, KeyError, OSError) as error:
        raise click.ClickException(f"The configuration cannot be used: {error}") from error


@contextmanager
def refusals_said() -> Iterator[None]:
    from django.db import OperationalError, ProgrammingError

    from evenkeel.refusal import Refused

    try:
        yield
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    except (OperationalError, ProgrammingError) as error:
        first = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        hint = (
            " Run `evenkeel up` once, or `evenkeel doctor`."
            if "no such table" in first or "does not exist" in first
            else ""
        )
        raise click.ClickException(f"The database does not answer as it should: {first}.{hint}") from error


def end_with_the_supervisor() -> None:
    """Under `evenkeel up`: when it is gone, killed or crashed, nobody is left behind holding ports and locks."""
    if os.environ.get(SUPERVISED) != "1":
        return

    def wait() -> None:
        with suppress(OSError):
            while os.read(
                0, 1024
            ):  # Not sys.stdin: a thread that holds its lock breaks the interpreter's own shutdown.
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, name="supervisor-watch", daemon=True).start()
