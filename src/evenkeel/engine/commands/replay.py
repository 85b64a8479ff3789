"""`evenkeel replay`: no desk, no database, no network."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

import click

LARGEST = 20_000_000


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The page to write, PAGE.html."
)
@click.option("--id", "wanted", default="", help="Which conversation, where the file holds several.")
def command(file: Path, out: Path, wanted: str) -> None:
    """One conversation as a page of its own: its curve, what was read in it, and where it may have turned.

    FILE is JSON ({"id", "turns": [{"speaker", "text", "at"}]}), JSON lines of such, or a transcript whose turns begin with
    "Customer:", "Agent:" or "Bot:".
    """
    from evenkeel.engine.replaying.given import Unreadable, read_given
    from evenkeel.engine.replaying.page import render

    try:
        if file.stat().st_size > LARGEST:
            raise Unreadable(
                f"{file.name} is larger than {LARGEST // 1_000_000} MB; give one conversation in a file of its own."
            )
        given = read_given(file.read_text(encoding="utf-8", errors="replace"), wanted, file.stem)
        _write(out, render(given))
    except Unreadable as unreadable:
        raise click.ClickException(str(unreadable)) from unreadable
    except OSError as error:
        raise click.ClickException(f"{error.filename or file} cannot be used: {error.strerror or error}.") from error
    if given.note:
        click.echo(given.note, err=True)
    click.echo(f"{out}: {len(given.turns)} turns of {given.name}. Open it in any browser.")


def _write(out: Path, page: str) -> None:
    """Beside it and renamed: a page that is there is whole. The words of a customer are nobody else's to read."""
    fresh = out.with_name(f".{out.name}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(
            os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8", errors="replace"
        ) as file:
            file.write(page)
        fresh.replace(out)
    finally:
        fresh.unlink(missing_ok=True)
