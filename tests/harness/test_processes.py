"""Processes are awaited, stopped and killed as said; a small web server plays `evenkeel` here."""

import sys

import pytest

from harness import processes

PLAYED = f"""#!{sys.executable}
import http.server, os, sys, time
if sys.argv[1] == "broken":
    sys.exit("no such folder")
if sys.argv[1] == "where":
    print(os.environ["EVENKEEL_DATA"], os.environ.get("EVENKEEL_DATABASE_URL", "a file"))
    sys.exit(0)
print("listening", flush=True)
http.server.HTTPServer(("127.0.0.1", int(os.environ["EVENKEEL_PORT"])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""


@pytest.fixture(autouse=True)
def _played(monkeypatch, tmp_path):
    script = tmp_path / "played"
    script.write_text(PLAYED)
    script.chmod(0o755)
    monkeypatch.setattr(processes, "EVENKEEL", str(script))


def test_a_process_is_awaited_killed_and_started_again(installation):
    first = installation.start("up", ready="/")
    first.expect_words("listening")
    first.kill()
    assert not first.is_running()
    second = installation.start("up", ready="/")
    assert second.pid != first.pid
    assert second.stop() != 0


def test_a_process_that_ends_at_once_fails_with_its_own_words(installation):
    with pytest.raises(AssertionError, match="no such folder"):
        installation.start("broken", ready="/")


def test_every_installation_has_data_and_a_database_of_its_own(installation, tmp_path_factory):
    with processes.Installation(tmp_path_factory.mktemp("other")) as other:
        here, there = installation.run("where"), other.run("where")
    assert str(installation.folder) in here
    assert here.split()[0] != there.split()[0]
    assert here.split()[1:] == there.split()[1:] == ["a", "file"] or here.split()[1] != there.split()[1]


def test_an_unexpected_exit_code_fails_with_what_was_said(installation):
    with pytest.raises(AssertionError, match="no such folder"):
        installation.run("broken")
