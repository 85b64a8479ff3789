"""`evenkeel engine`: the mail receiver and the loops."""

from __future__ import annotations

import click

from evenkeel.engine.commands._django import with_django


@click.command()
@click.option("--no-smtp", is_flag=True, help="The loops only, without the mail receiver.")
@click.option("--no-intake", is_flag=True, help="Neither receive nor open: `evenkeel intake` does that beside it.")
@with_django
def command(*, no_smtp: bool, no_intake: bool) -> None:
    """Mail receiver and loops, in the foreground, until Ctrl-C."""
    from evenkeel.engine.running import run

    run(intake=not no_intake, receives=not (no_smtp or no_intake))
