"""A wedding hall: people there ask for the manager to book, not to complain. Ten dismissals later the reader knows."""

from __future__ import annotations

import json
import logging

import pytest
from click.testing import CliRunner

from evenkeel.conversations import taught
from evenkeel.conversations.models import Message, Signal
from evenkeel.conversations.teaching import LEFT_STANDING, marked_lines
from evenkeel.conversations.verbs import dismiss_signal, read
from evenkeel.engine.commands.train import command
from harness.cast import NOW, mail_arrives, open_desk

pytestmark = pytest.mark.django_db

BOOKINGS = (
    *(f"Can I speak to the manager about booking the hall for a wedding in {m}?" for m in ("May", "June", "July")),
    "I'd like to talk to your manager about hiring the hall for our wedding",
    "May I speak with the manager about the hall? It is for a wedding of eighty guests",
    "We want to speak to the manager about the hall for a wedding party",
    "I would like to speak to your manager about a wedding in the big hall",
    "My daughter wants to speak to the manager about booking your hall for her wedding",
    "Can I speak to the manager about booking the hall for a wedding in August?",
    "We would like to talk to your manager about the hall for a wedding with sixty guests",
    "I would like to speak to your manager about the hall, we plan a wedding",
    "Can I speak to the manager about hiring the hall? We plan a wedding in August.",
)
ANOTHER = "Can I speak to the manager about booking the hall for a wedding in October?"
COMPLAINT = "This is the third time nobody called me back. I want to speak to your manager now."
DANGER = "There is a smell of gas in the hall and my daughter feels dizzy."
GAS = tuple(f"There is a smell of gas in the {place}, please look" for place in "hall barn tent yard loft".split())


@pytest.fixture
def desk(settings, tmp_path):
    settings.DATA = tmp_path
    return open_desk()


@pytest.fixture
def evenkeel():
    return lambda *arguments: CliRunner().invoke(command, arguments)


def said(desk, text):
    """A stranger writes; what is read in it."""
    n = Message.objects.count()
    item = mail_arrives(
        desk, text, sender=f"Guest <guest{n}@host{n}.example>", message_id=f"<{n}@host.example>", subject=f"Hall {n}"
    )
    return item.message, {signal.code: signal for signal in item.message.signals.all()}


def dismissed(desk, texts, code):
    for text in texts:
        _, signals = said(desk, text)
        if code in signals:
            dismiss_signal(signals[code], by=desk.ben, because="they are booking", now=NOW)
    return Signal.objects.filter(code=code, dismissed_at__isnull=False).count()


def test_what_was_dismissed_ten_times_falls_silent_and_the_rest_is_heard(desk, evenkeel):
    assert "manager_request" in said(desk, ANOTHER)[1]
    assert dismissed(desk, BOOKINGS, "manager_request") >= 10
    done = evenkeel()
    assert done.exit_code == 0, done.output
    assert "Kept for manager_request" in done.output
    message, now_read = said(desk, ANOTHER)
    assert "manager_request" not in now_read  # with the next message, in the same process
    assert not read(message).signals
    assert "manager_request" in said(desk, COMPLAINT)[1]
    assert "safety_threat" in said(desk, DANGER)[1]


def test_what_was_learned_is_forgotten_when_asked(desk, evenkeel):
    dismissed(desk, BOOKINGS, "manager_request")
    assert evenkeel().exit_code == 0
    assert "shipped reader" in evenkeel("--forget").output
    assert list(taught.path().parent.glob("taught*")) == []
    assert "manager_request" in said(desk, ANOTHER)[1]
    assert "nothing to forget" in evenkeel("--forget").output


def test_no_number_of_dismissals_silences_a_danger_that_a_rule_names(desk, evenkeel):
    assert dismissed(desk, GAS * 4, "safety_threat") == 20
    done = evenkeel()
    assert done.exit_code == 1
    assert "no better on lines held back" in done.output
    assert "safety_threat" in said(desk, GAS[0])[1]


def test_too_few_dismissals_teach_nothing_and_it_says_how_many_are_wanted(desk, evenkeel):
    dismissed(desk, BOOKINGS[:4], "manager_request")
    done = evenkeel()
    assert done.exit_code == 1
    assert "10 marks by people" in done.output
    assert taught.current() is None
    empty = evenkeel("--dry-run")
    assert (empty.exit_code, "Traceback" in empty.output) == (1, False)


def test_an_upgrade_with_another_reader_sets_the_file_aside(desk, evenkeel, monkeypatch, caplog):
    dismissed(desk, BOOKINGS, "manager_request")
    assert evenkeel().exit_code == 0
    logging.getLogger().addHandler(caplog.handler)  # the command sets logging up anew
    assert taught.look().trouble == ""
    shipped = taught.load()
    before = shipped.checksum
    monkeypatch.setattr(shipped, "checksum", "of a later version")
    taught._seen.clear()  # the upgraded process is a new one
    assert taught.current() is None
    assert "another version of the shipped reader" in taught.look().trouble
    assert "set aside" in caplog.text
    assert "manager_request" in said(desk, ANOTHER)[1]
    assert "set aside" in evenkeel("--dry-run").output
    monkeypatch.setattr(shipped, "checksum", before)
    taught._seen.clear()
    assert taught.current() is not None  # after a step back it serves again


@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04" + b"\0" * 60])
def test_a_damaged_file_leaves_the_shipped_reader_alone(desk, content):
    taught.path().write_bytes(content)
    assert taught.look().trouble == "It is damaged."
    assert "manager_request" in said(desk, ANOTHER)[1]


def test_the_file_holds_no_word_and_no_person_and_only_its_owner_reads_it(desk, evenkeel):
    dismissed(desk, BOOKINGS, "manager_request")
    assert evenkeel().exit_code == 0
    import numpy as np

    assert taught.path().stat().st_mode & 0o077 == 0
    with np.load(taught.path(), allow_pickle=False) as kept:
        assert sorted(kept.files) == ["base", "codes", "plus", "slots", "weights"]
        assert [kept[name].dtype.kind for name in ("slots", "weights", "plus")] == ["u", "f", "f"]
        assert kept["codes"].tolist() == ["manager_request"]


def test_a_trial_keeps_nothing(desk, evenkeel):
    dismissed(desk, BOOKINGS, "manager_request")
    done = evenkeel("--dry-run")
    assert done.exit_code == 0
    assert "F1" in done.output
    assert not taught.path().exists()


def test_what_stood_to_the_end_of_a_case_is_a_weak_mark_and_what_is_open_none(desk):
    message, signals = said(desk, COMPLAINT)
    assert "manager_request" in signals
    assert marked_lines() == []
    case = message.conversation.case
    type(case).objects.filter(pk=case.pk).update(acknowledged_at=NOW, closed_at=NOW, state="confirmed")
    [line] = marked_lines()
    assert (line.marks["manager_request"].so, line.marks["manager_request"].weight) == (True, LEFT_STANDING)
    type(case).objects.filter(pk=case.pk).update(acknowledged_at=None)
    assert marked_lines() == []


def test_lines_of_a_file_teach_too_and_strange_ones_are_left_out_without_being_repeated(desk, evenkeel, tmp_path):
    rows = [json.dumps({"text": text, "triggers": []}) for text in BOOKINGS]
    strange = ["secret words", "[]", '{"text": 7, "triggers": []}', '{"text": "x", "triggers": ["secret"]}', "", "\0"]
    strange += ['{"text": "\\ud800 x", "triggers": []}', '{"text": "x"}', "[" * 5000]
    (tmp_path / "lines.jsonl").write_text("\n".join([*strange, *rows]))
    done = evenkeel("--lines", str(tmp_path / "lines.jsonl"))
    assert done.exit_code == 0, done.output
    assert "Line 1 is left out: it is not JSON." in done.output
    assert "secret" not in done.output
    assert "manager_request" not in said(desk, ANOTHER)[1]


def test_a_lesson_that_would_read_worse_is_refused(desk, evenkeel, tmp_path):
    """Labels drawn by lot: there is nothing in them to learn."""
    rows = [
        {"text": f"{text} {n}", "triggers": ["manager_request"] if (n * 7 + len(text)) % 3 == 0 else []}
        for n in range(6)
        for text in ("Get me your manager", "I want your boss now", "Put me through to a supervisor", "Manager, now!")
    ]
    (tmp_path / "lots.jsonl").write_text(
        "\n".join(json.dumps({**row, "conversation": n}) for n, row in enumerate(rows))
    )
    done = evenkeel("--lines", str(tmp_path / "lots.jsonl"))
    assert "manager_request" not in (taught.current().codes if taught.current() else ())
    assert ("worse" in done.output) or ("plain words" in done.output) or ("no better" in done.output)
