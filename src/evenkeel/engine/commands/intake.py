"""`evenkeel intake`: the mail receiver, and the loop that opens what came in."""

from __future__ import annotations

import click

from evenkeel.engine.commands._django import with_django


@click.command()
@with_django
def command() -> None:
    """What comes in, in a process of its own beside `evenkeel engine --no-intake`, until Ctrl-C."""
    from evenkeel.engine.running import run

    run(rest=False)
