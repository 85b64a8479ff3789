"""Backups, tried by restoring: whole, checked, into an empty place only, and nothing old is sent again (R54)."""

from __future__ import annotations

import hashlib
import io
import json
import os
import resource
import stat
import subprocess
import tarfile
from datetime import timedelta
from pathlib import Path

import pytest

from evenkeel.engine.archive.manifest import belongs
from harness.cast import NOW, open_desk
from harness.processes import EVENKEEL, Installation, url_of_this_tests_database

LATE = NOW - timedelta(days=300)


@pytest.fixture
def desk(transactional_db, tmp_path):
    """A desk with something unsent, something overdue and a file; its command line sees this test's own rows."""
    from evenkeel.clock.models import Timer
    from evenkeel.notifications.models import Delivery, Notification

    cast = open_desk()
    for n, (state, to) in enumerate(
        [("pending", "staff"), ("sending", "customer"), ("pending", "customer"), ("sent", "staff")]
    ):
        who = {"user": cast.ben} if to == "staff" else {"contact": cast.ada}
        owed = Notification.objects.create(
            key=f"k{n}", kind="page", audience=to, subject="s", body="b", created_at=LATE, **who
        )
        Delivery.objects.create(notification=owed, channel="mail", address="x@y.example", state=state, not_before=LATE)
    Timer.objects.create(key="t", kind="promise_due", due_at=LATE, run_at=LATE, armed_at=LATE)
    with Installation(tmp_path / "old", database_url=url_of_this_tests_database()) as house:
        kept = house.folder / "data" / "files" / "ab" / "abcd"
        kept.parent.mkdir(parents=True)
        kept.write_bytes(b"a picture of line 2")
        yield house


@pytest.fixture
def made(desk, tmp_path) -> Path:
    desk.run("backup", str(tmp_path / "desk.tar.gz"))
    return tmp_path / "desk.tar.gz"


@pytest.fixture
def empty(tmp_path):
    with Installation(tmp_path / "new") as house:
        yield house


def remade(source: Path, target: Path, change) -> Path:
    """The archive again, member by member, as `change(name, data)` would have it; None leaves one out."""
    with tarfile.open(source) as old, tarfile.open(target, "w:gz") as new:
        for member in old:
            data = change(member.name, old.extractfile(member).read())
            if data is not None:
                add(new, member.name, data)
    return target


def add(tar: tarfile.TarFile, name: str, data: bytes) -> None:
    member = tarfile.TarInfo(name)
    member.size = len(data)
    tar.addfile(member, io.BytesIO(data))


def refusal(house: Installation, *arguments: str) -> str:
    done = subprocess.run(
        [EVENKEEL, *arguments], env=house.environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 1, done.stdout
    assert "Traceback" not in done.stderr
    return done.stderr


def contents(house: Installation) -> list[str]:
    return sorted(
        path.name
        for path in (house.folder / "data").iterdir()
        if path.name not in ("engine.lock", "intake.lock", "secret_key")
    )


ASK = """
import django; django.setup()
import json
from evenkeel.notifications.models import Delivery
from evenkeel.people.models import User
from evenkeel.clock.models import Timer
print(json.dumps({"people": User.objects.count(), "held": Timer.objects.filter(state="held").count(),
    "deliveries": sorted(f"{d.notification.audience} {d.state}" for d in Delivery.objects.select_related("notification"))}))
"""


def rows(house: Installation) -> dict:
    environment = house.environment | {"DJANGO_SETTINGS_MODULE": "evenkeel.site.settings"}
    python = str(Path(EVENKEEL).parent / "python")
    return json.loads(
        subprocess.run([python, "-c", ASK], env=environment, capture_output=True, text=True, check=True).stdout
    )


def test_a_backup_restores_and_nothing_old_is_sent_again(made, desk, empty):
    said = empty.run("restore", str(made))
    assert rows(empty) == {
        "people": 6,
        "held": 1,
        "deliveries": ["customer unknown", "customer unknown", "staff cancelled", "staff sent"],
    }
    assert "cancelled: 1." in said
    assert "2 held back of what was to go to customers" in said
    assert "promise due on no case was due" in said
    assert (empty.folder / "data/files/ab/abcd").read_bytes() == b"a picture of line 2"
    assert (empty.folder / "data/secret_key").read_text() == (desk.folder / "data/secret_key").read_text()
    assert stat.S_IMODE((empty.folder / "data/secret_key").stat().st_mode) == 0o600
    assert not [name for name in contents(empty) if name.startswith(".")]


def test_the_old_desk_is_not_touched_by_a_backup(made, desk):
    assert "customer sending" in rows(desk)["deliveries"]
    assert not [name for name in contents(desk) if name.startswith(".")]


def test_a_backup_is_closed_to_others_and_says_what_it_holds(made):
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    with tarfile.open(made) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
        names = set(tar.getnames()) - {"manifest.json"}
        sums = {name: hashlib.sha256(tar.extractfile(name).read()).hexdigest() for name in names}
    assert manifest["sums"] == sums
    assert manifest["version"]


def test_nothing_is_overwritten(made, desk, empty, tmp_path):
    before = made.read_bytes()
    assert "overwrites nothing" in refusal(desk, "backup", str(made))
    assert made.read_bytes() == before
    desk.run("backup", str(tmp_path))
    assert len(list(tmp_path.glob("evenkeel-2*.tar.gz"))) == 1
    empty.run("restore", str(made))
    assert "not empty" in refusal(empty, "restore", str(made))


@pytest.mark.parametrize(
    "change,words",
    [
        (lambda name, data: data + b"!" if name == "secret_key" else data, "does not match its manifest"),
        (lambda name, data: data[:-1] + b"?" if name.startswith("files/") else data, "does not match its manifest"),
        (lambda name, data: None if name.startswith("files/") else data, "does not match its manifest"),
        (lambda name, data: None if name == "manifest.json" else data, "ends before its manifest"),
        (lambda name, data: b"{}" if name == "manifest.json" else data, "manifest cannot be read"),
        (
            lambda name, data: data.replace(b'"format": 1', b'"format": 9') if name == "manifest.json" else data,
            "format 9",
        ),
        (
            lambda name, data: data.replace(b"clock.0001", b"clock.9001") if name == "manifest.json" else data,
            "newer Evenkeel",
        ),
    ],
)
def test_a_changed_backup_is_refused_and_nothing_is_changed(made, empty, tmp_path, change, words):
    changed = remade(made, tmp_path / "changed.tar.gz", change)
    assert words in refusal(empty, "restore", str(changed))
    assert [name for name in contents(empty) if name != "evenkeel.sqlite3"] == []


@pytest.mark.parametrize("share", [0.02, 0.9])
def test_a_truncated_backup_is_refused(made, empty, tmp_path, share):
    cut = tmp_path / "cut.tar.gz"
    cut.write_bytes(made.read_bytes()[: int(made.stat().st_size * share)])
    words = refusal(empty, "restore", str(cut))
    assert "not whole" in words
    assert "files" not in contents(empty)


@pytest.mark.parametrize(
    "name",
    "../outside /etc/outside files/../../outside files/a/../../../outside .bashrc files/.x files/ files x.py".split(),
)
def test_only_names_of_ours_belong_in_a_backup(name):
    assert not belongs(name)


@pytest.mark.parametrize("name", ["../outside", "files/../../outside"])
def test_names_that_lead_outside_are_refused(made, empty, tmp_path, name):
    changed = remade(made, tmp_path / "changed.tar.gz", lambda _, data: data)
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar, tarfile.open(changed) as old:
        add(tar, name, b"evil")
        for member in old:
            tar.addfile(member, old.extractfile(member))
    assert "no backup of Evenkeel" in refusal(empty, "restore", str(tmp_path / "evil.tar.gz"))
    assert not list(tmp_path.rglob("outside"))


def test_a_link_in_the_archive_is_refused(made, empty, tmp_path):
    link = tarfile.TarInfo("files/ab")
    link.type, link.linkname = tarfile.SYMTYPE, "/etc"
    with tarfile.open(tmp_path / "evil.tar.gz", "w:gz") as tar:
        tar.addfile(link)
    assert "no backup of Evenkeel" in refusal(empty, "restore", str(tmp_path / "evil.tar.gz"))


def test_what_is_no_archive_is_refused(empty, tmp_path):
    (tmp_path / "x.tar.gz").write_bytes(b"hello")
    assert "damaged" in refusal(empty, "restore", str(tmp_path / "x.tar.gz"))


def test_a_full_disk_leaves_nothing_behind(desk, tmp_path):
    """A limit on the size of files fails the write as a full disk does, in the middle of it."""
    (desk.folder / "data/files/ab/large").write_bytes(os.urandom(3_000_000))
    target = tmp_path / "there"
    target.mkdir()
    done = subprocess.run(
        [EVENKEEL, "backup", str(target / "x.tar.gz")],
        env=desk.environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (2_500_000, 2_500_000)),
    )
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(target.iterdir()) == []
    assert not [name for name in contents(desk) if name.startswith(".")]


def test_a_missing_folder_is_said(desk, tmp_path):
    assert "There is no folder" in refusal(desk, "backup", str(tmp_path / "no" / "x.tar.gz"))


def test_nothing_is_restored_under_a_running_engine(made, empty):
    import fcntl

    with (empty.folder / "data" / "engine.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert "Another engine works" in refusal(empty, "restore", str(made))
