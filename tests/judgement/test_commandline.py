"""`evenkeel read KIND` line by line: in order, one answer each, never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.reading.commandline import KINDS, read_lines

SOURCES = Path(__file__).parents[2] / "src"
DRAFT = json.dumps(
    {"id": "a", "draft": "We'll keep you posted.", "stage": "update", "customer_last": "Where is my crate?"}
)


def answers(kind: str, *lines: str) -> tuple[list[dict[str, Any]], int]:
    written: list[str] = []
    refused = read_lines(kind, lines, written.append)
    return [json.loads(line) for line in written], refused


def test_each_line_is_answered_in_order_and_blank_lines_are_skipped() -> None:
    found, refused = answers("drafts", DRAFT, "\n", "  ", DRAFT.replace('"a"', "2"))
    assert [answer["id"] for answer in found] == ["a", 2]
    assert refused == 0
    assert "vague_promise" in found[0]["breaks"]


@pytest.mark.parametrize(
    ("line", "identity", "sentence"),
    [
        ("{not json", None, "not JSON"),
        ("[1, 2]", None, "not an object"),
        ('{"id": "b"}', "b", "draft"),
        ('{"id": "c", "draft": "x", "stage": "dawn"}', "c", "stage"),
        ("[" * 100_000, None, "not JSON"),
    ],
)
def test_a_line_that_cannot_be_read_is_refused_and_the_rest_goes_on(
    line: str, identity: str | None, sentence: str
) -> None:
    found, refused = answers("drafts", line, DRAFT)
    assert refused == 1
    assert found[0]["id"] == identity
    assert sentence in found[0]["error"]
    assert found[1]["id"] == "a"


def test_an_answer_is_written_before_the_next_line_is_read() -> None:
    written: list[str] = []

    def lines() -> Any:
        yield DRAFT
        assert len(written) == 1
        yield DRAFT

    assert read_lines("drafts", lines(), written.append) == 0


def test_an_unknown_kind_names_those_there_are() -> None:
    with pytest.raises(ValueError, match="promises"):
        read_lines("poems", [], print)
    assert KINDS == ("triggers", "promises", "drafts", "conversation")


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=100))
def test_no_line_makes_it_stumble(line: str) -> None:
    found, refused = answers("drafts", line)
    assert len(found) == bool(line.strip())
    assert refused == len(found)


def test_only_the_wanted_reader_is_imported() -> None:
    program = (
        "import sys; from evenkeel.judgement.reading.commandline import read_lines; read_lines('drafts', ['{}'], print);"
        "assert 'evenkeel.judgement.reading.triggers' not in sys.modules and 'django' not in sys.modules"
    )
    subprocess.run(
        [sys.executable, "-c", program], check=True, env=os.environ | {"PYTHONPATH": str(SOURCES)}, capture_output=True
    )
