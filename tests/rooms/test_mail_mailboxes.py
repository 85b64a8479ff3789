"""Mails brought in files."""

import os
from pathlib import Path

from evenkeel.intake.mail.mailboxes import Unreadable, walk

ADA = b"From: ada@example.com\nSubject: Broken\n\nIt is broken.\n"
BEN = b"From: ben@example.com\nSubject: Re: Broken\n\nSorry.\n"


def test_an_eml_file_is_one_mail(tmp_path: Path) -> None:
    (tmp_path / "one.eml").write_bytes(ADA)
    assert list(walk([tmp_path / "one.eml"])) == [(str(tmp_path / "one.eml"), ADA)]


def test_an_mbox_gives_its_mails_one_by_one(tmp_path: Path) -> None:
    box = tmp_path / "archive.mbox"
    quoted = ADA + b">From here on it got worse.\n"
    box.write_bytes(b"From ada Mon\n" + quoted + b"\nFrom ben Mon\n" + BEN)
    (first, ada), (second, ben) = walk([box])
    assert (first, second) == (f"{box}#1", f"{box}#2")
    assert ada == ADA + b"From here on it got worse.\n\n"
    assert ben == BEN


def test_folders_and_maildirs_are_walked_in_order_and_the_rest_is_left(tmp_path: Path) -> None:
    for folder in ("maildir/cur", "maildir/new", "maildir/tmp", "mails"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "maildir/cur/1:2,S").write_bytes(ADA)
    (tmp_path / "maildir/new/2").write_bytes(BEN)
    (tmp_path / "maildir/tmp/3").write_bytes(b"half a mail")
    (tmp_path / "mails/b.eml").write_bytes(BEN)
    (tmp_path / "mails/notes.txt").write_bytes(b"not a mail")
    assert [raw for _, raw in walk([tmp_path])] == [ADA, BEN, BEN]


def test_what_cannot_be_read_is_named_and_the_walk_goes_on(tmp_path: Path) -> None:
    (tmp_path / "outlook.msg").write_bytes(b"\xd0\xcf\x11\xe0")
    os.mkfifo(tmp_path / "pipe.eml")
    (tmp_path / "huge.eml").write_bytes(b"x" * 25_000_001)
    (tmp_path / "z.eml").write_bytes(ADA)
    found = list(walk([tmp_path / "missing.eml", tmp_path]))
    reasons = [raw.reason for _, raw in found if isinstance(raw, Unreadable)]
    assert len(reasons) == 4
    assert found[-1][1] == ADA
