"""`evenkeel import`: history brought in by a person."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from evenkeel.engine.commands._django import with_django

if TYPE_CHECKING:
    from evenkeel.intake.importing import Summary

LISTED = 20


@click.group(name="import")
def command() -> None:
    """Bring in history. It can be run again: what is known is not taken twice, and nobody is paged."""


@command.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--mailbox", "address", default="", help="The mailbox they were sent to, where the mails do not say.")
@with_django
def mail(paths: tuple[Path, ...], address: str) -> None:
    """Mails from .eml files, mbox files, Maildirs and folders of these."""
    from evenkeel.clock.reads import database_now
    from evenkeel.intake.importing import import_mail
    from evenkeel.intake.reads import find_mailbox

    mailbox = find_mailbox(address) if address else None
    if address and mailbox is None:
        raise click.ClickException(f"There is no mailbox {address} on this desk.")
    _report(import_mail(paths, database_now(), mailbox=mailbox), "mails")


@command.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--source", default="import", show_default=True, help="A name for where they come from.")
@with_django
def conversations(file: Path, source: str) -> None:
    """Whole conversations: a JSON object a line, {"id", "channel", "turns": [{"speaker", "text", "at"}]}."""
    from evenkeel.clock.reads import database_now
    from evenkeel.intake.importing import import_conversations

    with file.open(encoding="utf-8", errors="replace") as lines:
        _report(import_conversations(lines, database_now(), source=source), "turns")


@command.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--team", "name", required=True, help="The team's name.")
@click.option("--kind", default="first", show_default=True, help="first, second, lead, safety or legal.")
@click.option(
    "--roster", default="", help="A name for the file; the next one of this name takes its place. Default: its own."
)
@click.option("--by", "address", default="", help="The lead who brings it in; default the team's first lead.")
@with_django
def duty(file: Path, name: str, kind: str, roster: str, address: str) -> None:
    """A roster from an iCal file: who is named in each entry is on duty then."""
    from evenkeel.cases.verbs.duty import import_roster
    from evenkeel.clock.reads import database_now
    from evenkeel.people.models import Team
    from evenkeel.people.reads import find_user, leads
    from evenkeel.refusal import Refused

    team = Team.objects.filter(name__iexact=name.strip()).first()
    if team is None:
        known = ", ".join(Team.objects.values_list("name", flat=True)) or "none yet"
        raise click.ClickException(f"There is no team “{name}” on this desk; there is: {known}.")
    by = find_user(address) if address else next(iter(leads(team)), None)
    if by is None:
        raise click.ClickException(f"Say with --by which lead brings it in: {address or 'nobody'} is none of {team}.")
    try:
        with file.open("rb") as opened:
            content = opened.read(3_000_000)
        found = import_roster(team, content, kind=kind, by=by, now=database_now(), roster=roster or file.name)
    except Refused as refused:
        raise click.ClickException(refused.sentence) from refused
    click.echo(f"{found.added} shifts added, {found.known} known already, {found.removed} taken out, for {team}.")
    for title, lines in (
        ("not taken", found.problems),
        ("gaps in the next 14 days", [lack.sentence() for lack in found.lacks]),
    ):
        if lines:
            click.echo(f"{len(lines)} {title}:")
            for line in lines[:LISTED]:
                click.echo(f"  {line}")
            if len(lines) > LISTED:
                click.echo(f"  … and {len(lines) - LISTED} more")


def _report(summaries: Iterator[Summary], noun: str) -> None:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    summary: Any = None
    logging.getLogger("evenkeel").setLevel(logging.WARNING)  # The summary says it all; a line for each would bury it.
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("reading …")
        for summary in summaries:
            progress.update(
                task,
                description=f"{summary.taken} {noun} taken, {summary.known} known, {len(summary.set_aside)} set aside",
            )
    if summary is None:
        raise click.ClickException("There was nothing to bring in.")
    _say(summary, noun)
    if not summary.taken and not summary.known and not summary.set_aside:
        sys.exit(1)


def _say(summary: Summary, noun: str) -> None:
    levels = summary.cases_by_level()
    click.echo(
        f"{summary.taken} {noun} taken into {len(summary.conversation_ids)} conversations; {summary.known} were known already."
    )
    said = ", ".join(f"{levels[n]} at level {n}" for n in (4, 3, 2, 1) if levels[n])
    click.echo(f"Cases: {sum(levels.values())}{f' ({said})' if said else ''}. Nobody was paged.")
    for title, rows in (("set aside, to be looked at on the desk", summary.set_aside), ("not taken", summary.refused)):
        if rows:
            click.echo(f"{len(rows)} {title}:")
            for name, reason in rows[:LISTED]:
                click.echo(f"  {name}: {reason}")
            if len(rows) > LISTED:
                click.echo(f"  … and {len(rows) - LISTED} more")
