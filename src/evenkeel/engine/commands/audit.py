"""`evenkeel audit`: asks over everything owed whether it is late, lost or waiting, and pings outside when it is not."""

from __future__ import annotations

import signal
import sys
import threading

import click

from evenkeel.engine.commands._django import end_with_the_supervisor, with_django


@click.command()
@click.option(
    "--once", is_flag=True, help="One audit, in plain words; status 1 when something is late, lost or waiting."
)
@with_django
def command(*, once: bool) -> None:
    """Audits again and again until Ctrl-C; `evenkeel up` runs it beside the engine and the pages."""
    from evenkeel.engine.auditing.auditor import run

    if once:
        sys.exit(_once())
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    end_with_the_supervisor()
    run(stop)


def _once() -> int:
    from evenkeel.clock.auditing import findings_of
    from evenkeel.clock.watched import Audit
    from evenkeel.engine.auditing.auditor import audit
    from evenkeel.judgement.watching import judge

    kept = audit()
    findings = findings_of(kept)
    click.echo(judge(findings).sentence)
    for finding in findings:
        click.echo(f"  {finding.says}\n    {finding.do}")
    return int(kept.result != Audit.Result.CLEAN)
