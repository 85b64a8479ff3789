"""The bench measures each reader on rows that it can read; no time is asserted."""

from __future__ import annotations

import json
from importlib import import_module

import pytest
from click.testing import CliRunner

from evenkeel.engine import benching
from evenkeel.engine.commands.bench import command
from evenkeel.judgement.reading.commandline import KINDS, READERS


@pytest.mark.parametrize("kind", KINDS)
def test_the_rows_of_the_bench_are_rows_of_the_command_line(kind):
    module, name = READERS[kind]
    read = getattr(import_module(f"evenkeel.judgement.reading.{module}"), name)
    answers = [read(row) for row in benching.rows_for(kind)]
    assert answers
    assert not [answer for answer in answers if "error" in answer]


def test_it_names_the_machine_the_baseline_and_every_reader():
    said = CliRunner().invoke(command, ["reading", "--seconds", "0.01"]).output
    assert "Python 3." in said
    assert benching.BASELINE in said
    assert [kind for kind in KINDS if f"evenkeel {kind}" not in said] == []


def test_machines_get_json():
    answer = json.loads(CliRunner().invoke(command, ["--seconds", "0.01", "--json"]).output)
    assert len(answer["readers"]) == len(KINDS) + 1
    assert all(row["turns_per_second"] > 0 and row["memory_mb"] > 0 for row in answer["readers"])


def test_it_says_how_long_the_writer_of_a_draft_waits():
    wait = benching.draft_wait(0.01)
    assert wait.words == 200
    assert 0 < wait.p50 <= wait.p99
    assert "a draft of 200 words" in CliRunner().invoke(command, ["reading", "--seconds", "0.01"]).output
    answer = json.loads(CliRunner().invoke(command, ["--seconds", "0.01", "--json"]).output)
    assert answer["draft_check"]["p99_ms"] > 0
