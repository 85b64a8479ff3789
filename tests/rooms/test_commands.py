"""The command line as strangers use it: documented, quick to start, clear when it refuses."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import click
import pytest

from evenkeel.engine.commands import COMMANDS, main
from harness import ROOT
from harness.processes import EVENKEEL, NO_NETWORK

PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


def evenkeel(*arguments: str, folder, given: str = "", **more: str) -> subprocess.CompletedProcess:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("EVENKEEL_", "DJANGO_"))}
    environment = kept | {"EVENKEEL_DATA": str(folder / "data"), "PYTHONPATH": NO_NETWORK} | more
    return subprocess.run(
        [EVENKEEL, *arguments],
        input=given,
        capture_output=True,
        text=True,
        env=environment,
        cwd=folder,
        check=False,
        timeout=60,
    )


def leaves(command: click.Command, words: tuple[str, ...]):
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            yield from leaves(command.get_command(context, name), (*words, name))
    else:
        yield words, command


EVERY = list(leaves(main, ("evenkeel",)))


@pytest.mark.parametrize("words,command", EVERY, ids=[" ".join(words[1:]) for words, _ in EVERY])
def test_every_command_and_option_is_on_the_page(words, command):
    _, heading, after = PAGE.partition(f"\n## {' '.join(words)}\n")
    assert heading, f"docs/commands.md has no section for {' '.join(words)}"
    section = after.partition("\n## ")[0]
    options = [name for p in command.params if isinstance(p, click.Option) for name in p.opts if name.startswith("--")]
    assert [name for name in options if f"`{name}" not in section and name not in section] == []
    assert command.help, "the command does not say what it does"


def test_the_page_describes_no_command_that_is_not_there():
    described = {line.removeprefix("## ") for line in PAGE.splitlines() if line.startswith("## ")}
    assert described == {" ".join(words) for words, _ in EVERY}


def test_help_needs_no_database_and_no_folder(tmp_path):
    for words, _ in EVERY:
        done = evenkeel(*words[1:], "--help", folder=tmp_path)
        assert done.returncode == 0, done.stderr
        assert "Usage:" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_the_first_help_lists_them_all(tmp_path):
    said = evenkeel("--help", folder=tmp_path).stdout
    assert [name for name in COMMANDS if name not in said] == []


@pytest.mark.parametrize(
    "arguments",
    [
        ["read", "triggers"],
        ["read", "promises"],
        ["read", "drafts"],
        ["read", "conversation"],
        ["bench", "--seconds", "0.01"],
    ],
)
def test_reading_imports_no_django_and_no_network(arguments):
    program = (
        "import sys; from evenkeel.engine.commands import main\n"
        f"try: main({arguments!r})\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join({m.partition('.')[0] for m in sys.modules} & {'django', 'sqlite3', 'environ', 'httpx', 'sklearn'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], input="", capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr == ""


def test_a_strange_line_is_answered_and_the_others_go_on(tmp_path):
    lines = '{"id": 1, "text": "I want your manager"}\nnot json\n[1]\n{"id": 4}\n{"id": 5, "text": "Thanks"}\n'
    done = evenkeel("read", "triggers", folder=tmp_path, given=lines)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [answer["id"] for answer in answers] == [1, None, None, 4, 5]
    assert [("error" in answer) for answer in answers] == [False, True, True, True, False]
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_an_unknown_kind_and_an_unknown_command_are_said_in_words(tmp_path):
    kind = evenkeel("read", "minds", folder=tmp_path)
    assert kind.returncode != 0
    assert "triggers" in kind.stderr
    assert "Traceback" not in kind.stderr
    assert "No such command" in evenkeel("dance", folder=tmp_path).stderr


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    lines = "".join(json.dumps({"id": n, "text": "Line 2 is down again"}) + "\n" for n in range(3000))
    (tmp_path / "in.jsonl").write_text(lines)
    command = f"{EVENKEEL} read triggers < in.jsonl | head -n 1"
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert json.loads(done.stdout)["id"] == 0
    assert done.stderr == ""
