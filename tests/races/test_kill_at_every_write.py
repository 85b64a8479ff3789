"""kill -9 at every write of the furious mail's story: nothing is lost, nothing is doubled, and the desk goes on.

The processes are real, the kill is SIGKILL, the mail server is one on loopback that lives through it all. What the story
leaves behind after a kill and a fresh start is compared, line by line, with what it leaves behind undisturbed.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from harness import ROOT
from harness.killing import STAGES
from harness.processes import NO_NETWORK, _in_cluster
from harness.smtp import SmtpSink

pytestmark = pytest.mark.timeout(400)

CLUSTER = "EVENKEEL_TEST_CLUSTER_URL"
WORKERS = 2
# What is on disk changes at a COMMIT, and those are all taken, before and after, with every write that commits by itself.
# Inside a transaction every second write is taken on SQLite just before it; just after it, every eighth: the disk is the
# same as just before the next. On PostgreSQL, where a copy of the database takes longer, every twelfth.
EVERY = {"sqlite": {"before": 2, "after": 8}, "postgresql": {"before": 12, "after": 24}}
# After this many of a stage's kills one story is played on to its very end; the others to the stage's end, where the
# world is the undisturbed one to the letter, so that what follows is the same.
TO_THE_END_EVERY = 12


@dataclass
class Actor:
    """A process that plays stages in children of its own, and the mail server of its world."""

    folder: Path
    process: subprocess.Popen[str] | None = field(default=None, repr=False)
    sink: SmtpSink = field(default_factory=SmtpSink)

    def start(self) -> Actor:
        self.folder.mkdir()
        self.seen.touch()
        sink, seen = self.sink.start(), self.seen
        take = sink.handle_DATA

        async def and_remember(server: Any, session: Any, envelope: Any) -> str:
            answer = await take(server, session, envelope)
            with seen.open("a") as ids:
                ids.write(f"{sink.messages[-1].parsed['Message-ID']}\n")
            return answer

        sink.handle_DATA = and_remember  # type: ignore[method-assign]
        kept = {n: v for n, v in os.environ.items() if not n.startswith(("EVENKEEL_", "COV_"))}
        own = {
            "EVENKEEL_DATA": str(self.folder),
            "EVENKEEL_LOG_LEVEL": "CRITICAL",
            "EVENKEEL_DATABASE_URL": os.environ.get(CLUSTER) or f"sqlite:///{self.folder}/unused.sqlite3",
            "DJANGO_SETTINGS_MODULE": "evenkeel.site.settings",
            "PYTHONPATH": f"{NO_NETWORK}{os.pathsep}{ROOT / 'tests'}",
        }
        self.process = subprocess.Popen(
            [sys.executable, str(ROOT / "tests" / "harness" / "killing.py")],
            env=kept | own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    @property
    def seen(self) -> Path:
        return self.folder / "seen"

    def play(self, database: str, first: int, last: int, **more: Any) -> dict[str, Any]:
        order = {
            "database": database,
            "data": str(self.folder),
            "smtp": [self.sink.host, self.sink.port],
            "seen": str(self.seen),
            "from": first,
            "until": last,
            **more,
        }
        assert self.process
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer

    def stop(self) -> None:
        if self.process and self.process.stdin:
            self.process.stdin.close()
            self.process.wait(10)
        self.sink.stop()


class Databases:
    """Copies: of a file, or of a database by its template."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.cluster, self.made = folder, os.environ.get(CLUSTER, ""), set[str]()

    def fresh(self, name: str) -> str:
        if not self.cluster:
            return str(self.folder / f"{name}.sqlite3")
        return self._create(name, "")

    def copy(self, source: str, name: str) -> str:
        if self.cluster:
            return self._create(name, f' TEMPLATE "{source}"')
        target = self.folder / f"{name}.sqlite3"
        for ending in ("-wal", "-shm"):
            Path(f"{target}{ending}").unlink(missing_ok=True)
        shutil.copyfile(source, target)
        return str(target)

    def _create(self, name: str, like: str) -> str:
        _in_cluster(self.cluster, f'DROP DATABASE IF EXISTS "kill_{name}" WITH (FORCE)')
        _in_cluster(self.cluster, f'CREATE DATABASE "kill_{name}"{like}')
        self.made.add(f"kill_{name}")
        return f"kill_{name}"

    def drop_all(self) -> None:
        for name in self.made:
            _in_cluster(self.cluster, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@dataclass
class Scene:
    """A stage as it goes undisturbed: the desk before it, its moments, and the mails and the world after it."""

    before: str
    mails_before: tuple[Any, ...]
    moments: list[str]
    mails_after: tuple[Any, ...] = ()
    world_after: dict[str, Any] = field(default_factory=dict)


@dataclass
class Theatre:
    databases: Databases
    actors: list[Actor]
    scenes: list[Scene] = field(default_factory=list)

    def rehearse(self) -> None:
        """The story once, undisturbed, with a copy of the desk before each stage."""
        actor = self.actors[0]
        now = self.databases.fresh("opened")
        actor.play(now, 0, -1, open=True)
        for n in range(len(STAGES)):
            before = now
            now = self.databases.copy(before, f"after-{n}")
            mails = tuple(actor.sink.messages)
            answer = actor.play(now, n, n, judge=True)
            self.scenes.append(Scene(before, mails, answer["moments"], tuple(actor.sink.messages), answer["world"]))

    def kill(self, actor: Actor, stage: int, moment: int, *, to_the_end: bool) -> list[str]:
        """Killed at that moment, started afresh, played on: what is not as it would have been."""
        scene = self.scenes[stage]
        last = len(STAGES) - 1 if to_the_end else stage
        database = self.databases.copy(scene.before, f"work-{actor.folder.name}")
        actor.sink.messages[:] = scene.mails_before
        actor.seen.write_text("".join(f"{m.parsed['Message-ID']}\n" for m in scene.mails_before))
        answer = actor.play(database, stage, stage, kill_at=moment)
        assert answer == {"killed": 9}, answer
        after = actor.play(database, stage, last, judge=True)
        expected = self.scenes[last]
        return [
            *_differences(expected.world_after, after["world"]),
            *_mail_trouble(actor.sink.messages, expected.mails_after),
        ]


def _differences(expected: dict[str, Any], found: dict[str, Any]) -> list[str]:
    wrong = []
    for name, lines in expected.items():
        if name == "uncertain":
            continue
        if not isinstance(lines, list):
            wrong += [f"{name}: {found[name]}, not {lines}"] * (lines != found[name])
            continue
        wrong += [f"{name}: lost: {line} ({n} times)" for line, n in (Counter(lines) - Counter(found[name])).items()]
        wrong += [f"{name}: doubled: {line} ({n} times)" for line, n in (Counter(found[name]) - Counter(lines)).items()]
    return wrong


def _mail_trouble(found: list[Any], expected: tuple[Any, ...]) -> list[str]:
    """A page may come twice when it says so; what a customer gets comes once."""
    wrong, counts = [], Counter(str(m.parsed["Message-ID"]) for m in found)
    for mail in expected:
        name, copies = f"“{mail.subject}” to {mail.recipients[0]}", counts[str(mail.parsed["Message-ID"])]
        if copies < 1 and not _as_said(mail, found):
            wrong.append(f"lost: {name}")
        if copies > 1 and mail.recipients[0].endswith("@halden.example"):
            wrong.append(f"the customer got {copies} copies of {name}")
        if copies > 2:
            wrong.append(f"{copies} copies of {name}")
    seen = set()
    for mail in found:
        name = str(mail.parsed["Message-ID"])
        if name in seen and "may be a repeat" not in mail.subject:
            wrong.append(f"a repeat does not say so: “{mail.subject}”")
        seen.add(name)
    return wrong


def _as_said(mail: Any, found: list[Any]) -> bool:
    """Rows made after the kill have keys of their own: the same word to the same person is the same mail."""
    arrived = {name for m in found if m.recipients == mail.recipients for name in _named(m)}
    return _named(mail) <= arrived


def _named(mail: Any) -> set[str]:
    """What a mail tells of: its subject, or all that went together in it."""
    if not re.match(r"\d+ words: ", _bare(mail.subject)):
        return {_bare(mail.subject)}
    listed = mail.text.partition("-----")[0]
    return {_bare(name) for name in re.findall(r"^\d+\. (.*?)(?: \(\d+ times\))?\s*$", listed, re.MULTILINE)}


def _bare(subject: str) -> str:
    """Without its mark, and without times, which a minute's delay moves."""
    return re.sub(r"\d\d:\d\d", "", subject.removeprefix("(may be a repeat) "))


@pytest.fixture(scope="module")
def theatre(tmp_path_factory):
    folder = tmp_path_factory.mktemp("killing")
    with contextlib.ExitStack() as stack:
        databases = Databases(folder)
        stack.callback(databases.drop_all)
        actors = [Actor(folder / f"actor{n}") for n in range(WORKERS)]
        for actor in actors:
            stack.callback(actor.stop)
            actor.start()
        theatre = Theatre(databases, actors)
        theatre.rehearse()
        yield theatre


def test_undisturbed_the_story_ends_with_the_customers_word_and_a_promise_kept_late(theatre):
    world = theatre.scenes[-1].world_after
    assert world["cases"] == ["Line 2 again confirmed level 4 Ben Okafor"]
    assert any("text" in p and "kept_late 23 16:30" in p for p in world["promises"]), world["promises"]
    assert world["uncertain"] == 0
    to_customer = [m for m in theatre.scenes[-1].mails_after if m.recipients == ("ada@halden.example",)]
    assert len(to_customer) == 2


@pytest.mark.parametrize("stage", range(len(STAGES)), ids=[stage.__name__ for stage in STAGES])
def test_r04_killed_at_any_write_nothing_is_lost_and_nothing_doubled_while(theatre, stage, record_property):
    moments = theatre.scenes[stage].moments
    chosen = _chosen(moments)
    record_property("moments", len(moments))
    record_property("killed_at", len(chosen))
    print(f"{STAGES[stage].__name__}: killed at {len(chosen)} of {len(moments)} moments")  # noqa: T201 - for `pytest -rP`

    def watch(share: int) -> list[str]:
        return [
            f"killed {moments[m - 1]} (moment {m}): {trouble}"
            for i, m in enumerate(chosen)
            if i % WORKERS == share
            for trouble in theatre.kill(theatre.actors[share], stage, m, to_the_end=i % TO_THE_END_EVERY == 0)
        ]

    with ThreadPoolExecutor(WORKERS) as pool:
        wrong = [trouble for troubles in pool.map(watch, range(WORKERS)) for trouble in troubles]
    assert not wrong, "\n".join(wrong[:30])


def _chosen(moments: list[str]) -> list[int]:
    every = EVERY["postgresql" if os.environ.get(CLUSTER) else "sqlite"]
    return [
        n
        for n, name in enumerate(moments, 1)
        if "COMMIT" in name or "on disk" in name or (n // 2) % every[name.partition(" ")[0]] == 0
    ]
