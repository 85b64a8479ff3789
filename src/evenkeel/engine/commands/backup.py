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
    _note()
    click.echo(
        f"{made} holds everything ({made.stat().st_size / 1e6:.1f} MB). Try it now and then: evenkeel restore, into an empty EVENKEEL_DATA."
    )


def _note() -> None:
    """The desk says when its last backup was made; a backup is good also where that cannot be written."""
    from django.db import DatabaseError

    from evenkeel.clock.reads import database_now
    from evenkeel.clock.set_aside import note_backup

    try:
        note_backup(database_now())
    except DatabaseError:
        click.echo("The desk could not note that this backup was made: run `evenkeel up` to migrate it.", err=True)
