"""History brought in: every real mail and conversation finds its place, a second time adds nothing, and nobody is paged."""

from __future__ import annotations

import json
import re
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from evenkeel.cases.models import Case
from evenkeel.cases.verbs import acknowledge, set_level
from evenkeel.clock.models import Timer
from evenkeel.conversations.models import Conversation, Message
from evenkeel.engine.commands.importing import command
from evenkeel.intake.importing import import_mail
from evenkeel.intake.models import InboundItem
from evenkeel.intake.verbs import mail_id
from evenkeel.notifications.models import Notification
from harness.cast import FURIOUS, HELP, NOW, mail, open_desk, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def run(*arguments: object, code: int = 0) -> str:
    """The command as it is typed; what it printed."""
    result = CliRunner().invoke(command, [str(a) for a in arguments], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return result.stdout if code == 0 else result.output


def counts() -> tuple[int, ...]:
    return tuple(m.objects.count() for m in (InboundItem, Message, Conversation, Case, Notification))


def real_mails(shared: Path) -> Path:
    folder = shared / "real" / "mail"
    if not folder.is_dir():
        pytest.skip("There are no real mails beside the project.")
    return folder


@pytest.mark.timeout(300)
def test_every_real_mail_is_in_a_conversation_or_set_aside_with_a_reason_and_a_second_time_adds_nothing(desk, shared):
    folder = real_mails(shared)
    files = [p for p in sorted(folder.iterdir()) if p.is_file()]
    *_, summary = import_mail([folder], NOW)
    assert summary.refused == []
    assert summary.taken + summary.known + len(summary.set_aside) >= len(files)
    for item in InboundItem.objects.defer("raw"):
        assert item.state in {"opened", "set_aside"}, f"{item.envelope}: {item.state}"
        assert item.message_id is not None if item.state == "opened" else item.reason, item.envelope
        assert "An error of ours" not in item.reason, item.envelope
    assert not InboundItem.objects.filter(attempts__gt=0).exists(), "one could not be opened at the first try"
    imported = {i.envelope["file"] for i in InboundItem.objects.defer("raw")}
    missing = {p.name for p in files if p.suffix == ".eml"} - imported
    ids = {mail_id(p.read_bytes()) for p in files if p.name in imported}
    twins = {p.name for p in files if mail_id(p.read_bytes()) in ids}
    assert missing <= twins, f"lost: {missing - twins}"
    before = counts()
    *_, again = import_mail([folder], NOW + timedelta(hours=1))
    assert (again.taken, again.set_aside) == (0, [])
    assert again.known == summary.taken + summary.known + len(summary.set_aside)
    assert counts() == before
    assert not Notification.objects.exists(), "an import paged somebody"
    check_invariants()


@pytest.mark.timeout(300)
def test_every_real_conversation_is_taken_by_the_command_and_the_summary_counts_the_cases_by_level(desk, shared):
    folder = shared / "real" / "conversations"
    if not folder.is_dir():
        pytest.skip("There are no real conversations beside the project.")
    for file in sorted(folder.glob("*.jsonl")):
        rows = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
        said = run("conversations", file, "--source", file.stem[:40])
        turns = sum(len(row["turns"]) for row in rows)
        names = {str(row["id"]) for row in rows}
        told = re.match(r"(\d+) turns taken into (\d+) conversations; (\d+) were known", said)
        assert told, said
        assert int(told[1]) + int(told[3]) == turns, said
        assert int(told[2]) == len(names), said
        assert "not taken" not in said
        assert "set aside" not in said
        cases = re.search(r"Cases: (\d+)(?: \((.*)\))?\. Nobody was paged", said)
        assert cases, said
        by_level = {int(level): int(n) for n, level in re.findall(r"(\d+) at level (\d)", cases[2] or "")}
        assert sum(by_level.values()) == int(cases[1]) == Case.objects.count()
        for level, n in by_level.items():
            assert Case.objects.filter(level=level).count() == n
        before = counts()
        again = run("conversations", file, "--source", file.stem[:40])
        assert again.startswith("0 turns taken"), again
        assert counts() == before
    assert not Notification.objects.exists(), "an import paged somebody"
    check_invariants()


def a_file(folder: Path, *rows: object) -> Path:
    file = folder / "history.jsonl"
    file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows))
    return file


def conversation(name: str = "c1", *texts: str) -> dict[str, object]:
    turns = [
        {"speaker": "customer", "text": t, "at": f"2026-10-0{n}T10:00:00+02:00"}
        for n, t in enumerate(texts or (FURIOUS,), 1)
    ]
    return {"id": name, "channel": "chat", "turns": turns}


def test_an_imported_case_pages_nobody_then_and_its_owner_is_asked_to_look_a_day_later(desk, tmp_path):
    run("conversations", a_file(tmp_path, conversation()))
    case = Case.objects.get()
    assert case.quiet
    assert not Notification.objects.exists()
    time_passes(case.opened_at + timedelta(hours=25))
    [word] = Notification.objects.all()
    assert (word.kind, word.user) == ("imported", desk.ben)
    check_invariants()


def test_who_has_an_imported_case_is_asked_anew_when_its_level_rises(desk, tmp_path):
    """No climb ever ran for it; the acknowledgement counts for its level all the same, and not for a higher one."""
    run("conversations", a_file(tmp_path, conversation()))
    case = set_level(Case.objects.get(), 3, because="they have a workaround", by=desk.ben, now=NOW)
    case = acknowledge(case, user=desk.ben, now=NOW)
    assert (case.acknowledged_by, case.climbs.count()) == (desk.ben, 0)
    case = set_level(case, 4, because="the workaround failed", by=desk.ben, now=NOW + timedelta(minutes=1))
    case.refresh_from_db()
    assert (case.acknowledged_at, case.acknowledged_by, case.acknowledgement_expires_at) == (None, None, None)
    assert not Timer.objects.filter(case=case, kind="acknowledgement_expiry", state="armed").exists()
    assert Notification.objects.filter(kind="page", user=desk.ben, voided_at=None).count() == 1
    check_invariants()


def test_a_bad_line_is_named_and_the_others_are_taken(desk, tmp_path):
    said = run(
        "conversations",
        a_file(
            tmp_path,
            conversation("a"),
            "{no json",
            {"id": "x", "turns": []},
            "",
            conversation("b"),
            {"id": "y", "turns": [{"speaker": "ghost", "text": ""}]},
        ),
    )
    assert said.startswith("2 turns taken into 2 conversations")
    for words in ("line 2: it is no JSON", "line 3: it has no turns", "line 6: turn 1 needs a speaker"):
        assert words in said


def test_a_conversation_that_grew_is_taken_on_where_it_ended(desk, tmp_path):
    run("conversations", a_file(tmp_path, conversation("c1", "Hello, where is my order?")))
    said = run(
        "conversations",
        a_file(tmp_path, conversation("c1", "Hello, where is my order?", "Still nothing, and line 2 is down.")),
    )
    assert said.startswith("1 turns taken into 1 conversations; 1 were known")
    assert Conversation.objects.count() == 1


def test_null_bytes_in_a_turn_are_no_obstacle(desk, tmp_path):
    said = run("conversations", a_file(tmp_path, conversation("c\0d", f"{FURIOUS}\0")))
    assert said.startswith("1 turns taken"), said


def test_a_mail_known_from_the_receiver_is_known_to_the_import(desk, tmp_path):
    from evenkeel.intake.verbs import keep_mail, open_item

    raw = mail(FURIOUS)
    open_item(keep_mail(raw, mailbox=desk.mailbox, now=NOW)[0], NOW)
    (tmp_path / "one.eml").write_bytes(raw)
    said = run("mail", tmp_path / "one.eml")
    assert "0 mails taken" in said
    assert "1 were known" in said
    assert Message.objects.count() == 1


def test_a_whole_mbox_and_a_folder_of_mails_are_taken(desk, tmp_path):
    letters = [mail(f"Letter {n}", message_id=f"<{n}@x>") for n in range(3)]
    (tmp_path / "box.mbox").write_bytes(
        b"".join(b"From ada@x Mon Nov 23 16:00:00 2026\n" + letter + b"\n" for letter in letters)
    )
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "four.eml").write_bytes(mail("Letter 4", message_id="<4@x>"))
    said = run("mail", tmp_path, "--mailbox", HELP)
    assert said.startswith("4 mails taken"), said


def test_a_mailbox_that_is_not_ours_is_refused_by_name(desk, tmp_path):
    (tmp_path / "one.eml").write_bytes(mail("x"))
    said = run("mail", tmp_path / "one.eml", "--mailbox", "nobody@desk.example", code=1)
    assert "There is no mailbox nobody@desk.example" in said


def test_an_import_that_stopped_half_way_is_gone_on_with(desk, tmp_path):
    """What was kept and not opened is opened by the loop or by the next import: never left lying."""
    from evenkeel.intake.verbs import keep_mail

    raw = mail(FURIOUS)
    keep_mail(raw, mailbox=desk.mailbox, now=NOW, quiet=True)
    (tmp_path / "one.eml").write_bytes(raw)
    run("mail", tmp_path / "one.eml")
    item = InboundItem.objects.get()
    assert item.state == "opened"
    assert not Notification.objects.exists()


def test_the_files_are_only_read(desk, tmp_path, shared):
    source = next(p for p in sorted(real_mails(shared).iterdir()) if p.suffix == ".eml")
    copy = tmp_path / source.name
    shutil.copyfile(source, copy)
    copy.chmod(0o400)
    run("mail", copy)
    assert copy.read_bytes() == source.read_bytes()
