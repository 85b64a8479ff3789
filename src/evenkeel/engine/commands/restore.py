"""`evenkeel restore`: a backup into an empty installation, and a list of what to look at."""

from __future__ import annotations

from pathlib import Path

import click

from evenkeel.engine.commands._django import with_django


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_django
def command(file: Path) -> None:
    """A backup into an empty installation. Nothing old is sent again; what fell due meanwhile is listed.

    Its sums are checked first, and nothing is changed unless all of it can be used.
    """
    import os

    from evenkeel.engine.archive.unpacking import unpack

    manifest = unpack(file)
    click.echo(
        f"Restored: the desk as it was at {manifest.made_at} (Evenkeel {manifest.version}, {len(manifest.sums) - 2} files)."
    )
    if os.environ.get("EVENKEEL_SECRET_KEY") or os.environ.get("EVENKEEL_SECRET_KEY_FILE"):
        click.echo(
            "EVENKEEL_SECRET_KEY is set here: links and reply addresses mailed before work only if it is the key of the old desk."
        )
    _say_what_waits(manifest.made_at)


def _say_what_waits(made_at: str) -> None:
    from django.db import DatabaseError

    from evenkeel.clock.models import Timer
    from evenkeel.clock.reads import database_now
    from evenkeel.clock.set_aside import note_restored
    from evenkeel.engine.archive import held

    try:
        waits = Timer.objects.filter(state=Timer.State.HELD).count() + len(held.held_words())
        note_restored(made_at, waits, database_now())
        pages, words, late = held.cancelled_pages(), held.held_words(), held.overdue(database_now())
    except DatabaseError:
        click.echo(
            "The backup is of an older Evenkeel: what waits for a person is seen on the desk once `evenkeel up` has migrated it."
        )
        return
    click.echo(f"Old pages to our people that were cancelled: {pages}. None is sent again.")
    _list(words, "held back of what was to go to customers; decide on each case whether to send it again", held.LISTED)
    _list(late, "fell due meanwhile; none of it is acted on until a lead says go", held.LISTED)
    if late:
        click.echo("Start the desk, note what was done since the backup, then say go on its page of trust (/trust/).")


def _list(lines: list[str], title: str, limit: int) -> None:
    click.echo(f"{len(lines)} {title}{':' if lines else '.'}")
    for line in lines[:limit]:
        click.echo(f"  {line}")
    if len(lines) > limit:
        click.echo(f"  … and {len(lines) - limit} more")
