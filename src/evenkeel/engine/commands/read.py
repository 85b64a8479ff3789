"""`evenkeel read`: judgement over lines of JSON."""

from __future__ import annotations

import sys

import click

from evenkeel.judgement.reading.commandline import KINDS, read_lines


@click.command()
@click.argument("kind", type=click.Choice(list(KINDS)))
def command(kind: str) -> None:
    """Read JSON lines from standard input and answer one line each, with the same id.

    A line that cannot be read is answered with an "error" and counted; the exit status is then 1.
    """

    def write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    sys.stdin.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    try:
        refused = read_lines(kind, sys.stdin, write)
    except BrokenPipeError:
        sys.stderr.close()  # Whoever listened has left; nothing is wrong.
        return
    if refused:
        click.echo(f"{refused} lines could not be read; each says why.", err=True)
        sys.exit(1)
