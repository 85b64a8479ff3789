"""`evenkeel doctor`: says what is missing or unsafe, and what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from evenkeel.engine.commands._django import set_up

if TYPE_CHECKING:
    from evenkeel.engine.checkup.finding import Finding

COLOURS = {"ok": "green", "warning": "yellow", "danger": "red"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def command(*, as_json: bool) -> None:
    """What is missing or unsafe in this installation, each with what to do. The exit status is 1 when something is a danger."""
    from evenkeel.engine.checkup.finding import danger

    try:
        set_up()
    except Exception as error:  # noqa: BLE001 - whatever a setting breaks is what was asked for
        said = (
            error.message
            if isinstance(error, click.ClickException)
            else f"The configuration cannot be used: {str(error) or type(error).__name__}"
        )
        findings: Sequence[Finding] = [
            danger("configuration", said, "Correct the setting; docs/settings.md lists them all.")
        ]
    else:
        from evenkeel.engine.checkup.round import make_round

        findings = list(make_round())
    (_as_json if as_json else _as_words)(findings)
    sys.exit(any(finding.mark == "danger" for finding in findings))


def _as_json(findings: Sequence[Finding]) -> None:
    click.echo(
        json.dumps({"findings": [asdict(f) for f in findings], **_counts(findings)}, ensure_ascii=False, indent=2)
    )


def _as_words(findings: Sequence[Finding]) -> None:
    from evenkeel.engine.checkup.finding import SYMBOLS

    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr]
    for finding in findings:
        mark = click.style(f"{SYMBOLS[finding.mark]} {finding.mark:<8}", fg=COLOURS[finding.mark])
        click.echo(f"{mark}{finding.about:<15}{finding.says}")
        if finding.do:
            click.echo(f"{'':<25}→ {finding.do}")
    counts = _counts(findings)
    click.echo(
        f"\n{_many(counts['dangers'], 'danger')}, {_many(counts['warnings'], 'warning')}, {counts['fine']} in order."
    )


def _counts(findings: Sequence[Finding]) -> dict[str, int]:
    marks = [finding.mark for finding in findings]
    return {"dangers": marks.count("danger"), "warnings": marks.count("warning"), "fine": marks.count("ok")}


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
