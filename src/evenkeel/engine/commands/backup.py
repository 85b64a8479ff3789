"""`evenkeel backup`: everything into one file, while the desk runs."""

from __future__ import annotations

from pathlib import Path

import click

from evenkeel.engine.commands._django import with_django


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@with_django
def command(file: Path) -> None:
    """Database, attachments and secret key into FILE (.tar.gz), or into a file named by the moment when FILE is a folder.

    It may run while the desk works, and overwrites nothing. Whoever holds it can read every word: keep it as you keep keys.
    """
    from datetime import UTC, datetime

    from evenkeel.engine.archive.packing import pack

    made = pack(file, datetime.now(UTC))
    click.echo(
        f"{made} holds everything ({made.stat().st_size / 1e6:.1f} MB). Try it now and then: evenkeel restore, into an empty EVENKEEL_DATA."
    )
