"""Bears the storm's processes: Django is loaded once, and each `evenkeel engine` and each writer is a fork of it.

A start is then a matter of milliseconds, so that an engine that is killed every second still gets to work. Orders come on
standard input, one a line (`engine FILE`, `writer FILE NUMBER`); the pid is the answer.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from harness.chaos.clocks import follow_the_host_clock


def main() -> None:
    import django

    django.setup()
    # Everything heavy.
    import time_machine  # noqa: F401

    import evenkeel.api.door
    import evenkeel.cases.verbs
    import evenkeel.engine.running
    import evenkeel.notifications.channels.mail
    import evenkeel.notifications.channels.webhook  # noqa: F401
    from harness.chaos import writers

    writers.warm_up()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    print("ready", flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _live(line.split())
        print(pid, flush=True)


def _live(order: list[str]) -> None:
    """In the child: a session and an output of its own, until it is killed or told to end."""
    code = 1
    try:
        os.setsid()
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        out = os.open(order[1], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for here, there in ((nothing, 0), (out, 1), (out, 2)):
            os.dup2(here, there)
        follow_the_host_clock()
        if order[0] == "engine":
            from evenkeel.engine.commands.engine import command

            command.main(["--no-smtp"], standalone_mode=False)
        else:
            from harness.chaos import writers

            writers.work(int(order[2]), Path(order[1]))
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it was stands in its output
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    main()
