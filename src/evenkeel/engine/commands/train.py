"""`evenkeel train`: the reader learns from what this desk decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from evenkeel.engine.commands._django import with_django

if TYPE_CHECKING:
    from evenkeel.judgement.reading.teaching.values import Lesson, Trial


@click.command()
@click.option(
    "--lines",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help='Labelled lines beside the desk\'s own: {"text", "triggers": [..]} a line.',
)
@click.option("--forget", is_flag=True, help="Forget all that was learned; the shipped reader reads alone.")
@click.option("--dry-run", is_flag=True, help="Say what it would be worth, and keep nothing.")
@with_django
def command(file: Path | None, *, forget: bool, dry_run: bool) -> None:
    """Teach the reader of triggers by the signals dismissed on this desk, and those left standing.

    What was learned is kept in the data folder, as numbers without words, and serves from the next message on. It is kept only
    where it reads lines held back better than the shipped reader does; else the status is 1.
    """
    from evenkeel.conversations import taught

    if forget:
        if file or dry_run:
            raise click.UsageError("--forget goes alone.")
        was = taught.forget()
        click.echo("Forgotten: the shipped reader reads alone." if was else "There was nothing to forget.")
        return
    from evenkeel.engine import training

    if trouble := taught.look().trouble:
        click.echo(f"What was learned before is set aside: {trouble}")
    lines, problems = training.lines_of(file)
    for problem in problems:
        click.echo(problem, err=True)
    lesson = training.teach(lines)
    for sentence in _report(lesson):
        click.echo(sentence)
    if lesson.correction is None:
        raise click.ClickException(training.why_nothing(lesson))
    if dry_run:
        click.echo("Nothing was kept: it was a trial.")
        return
    taught.keep(lesson.correction)
    codes = ", ".join(lesson.correction.codes)
    click.echo(f"Kept for {codes}. It serves from the next message on; `evenkeel train --forget` takes it back.")


def _report(lesson: Lesson) -> list[str]:
    said = [
        f"{lesson.lines} marked lines from {lesson.groups} conversations; each tried by a reader that had not seen its own."
    ]
    if lesson.trials:
        said.append(f"{'':<22}{'marks':>6}{'so':>5}   {'right':>12} {'found':>12} {'F1':>12}")
        said += [_row(trial) for trial in lesson.trials]
    if lesson.innocent:
        said.append(
            f"Lines on which nothing was so: {lesson.innocent}; with an alarm {lesson.alarmed_before} before,"
            f" {lesson.alarmed_after} after."
        )
    return said


def _row(trial: Trial) -> str:
    old, new = trial.before, trial.after
    figures = " ".join(
        f"{_share(before)} → {_share(after)}".rjust(12)
        for before, after in ((old.precision, new.precision), (old.recall, new.recall), (old.f1, new.f1))
    )
    return f"{trial.code:<22}{trial.marked:>6}{trial.so:>5}   {figures}   {trial.because or 'better: taken'}"


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
