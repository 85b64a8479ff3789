"""`evenkeel bench`: how fast this machine reads."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument("what", type=click.Choice(["reading"]), default="reading")
@click.option("--seconds", default=2.0, show_default=True, type=click.FloatRange(0.01, 600), help="For each reader.")
@click.option("--json", "as_json", is_flag=True, help="For machines: one JSON object.")
def command(what: str, seconds: float, *, as_json: bool) -> None:
    """Turns a second for each reader, on lines of its own, beside a plain keyword scan in the same run."""
    from evenkeel.engine import benching

    if not as_json:
        click.echo(benching.machine())
    measured, wait = list(benching.measure(seconds)), benching.draft_wait(seconds)
    if as_json:
        rows = [
            {"reader": m.reader, "turns_per_second": round(m.per_second, 1), "memory_mb": round(m.memory_mb, 1)}
            for m in measured
        ]
        waited = {"words": wait.words, "p50_ms": round(wait.p50, 1), "p99_ms": round(wait.p99, 1)}
        click.echo(json.dumps({"bench": what, "machine": benching.machine(), "readers": rows, "draft_check": waited}))
        return
    for line in benching.lines(measured):
        click.echo(line)
    click.echo(benching.in_words(wait))
