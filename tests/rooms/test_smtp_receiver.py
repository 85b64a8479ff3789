"""The desk's own door for mail, over a real line: refused at RCPT, kept before the OK, known when it comes again."""

from __future__ import annotations

import smtplib
import time
from datetime import UTC, datetime

import pytest

from evenkeel.cases.models import Case
from evenkeel.intake.mail.bounds import MAIL_BYTES
from evenkeel.intake.models import InboundItem, Mailbox
from evenkeel.intake.receivers import smtp
from evenkeel.intake.verbs import open_due
from harness.cast import FURIOUS, HELP, mail, open_desk
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db(transaction=True)

ADA = "ada@halden.example"


class Woken:
    def __init__(self):
        self.times = 0
        self.kept_by_then = []

    def __call__(self):
        self.times += 1


@pytest.fixture
def desk():
    return open_desk(datetime.now(UTC))


@pytest.fixture
def woken():
    return Woken()


@pytest.fixture
def door(desk, free_port, woken):
    receiver = smtp.start("127.0.0.1", free_port, lambda: datetime.now(UTC), woken)
    yield free_port
    receiver.stop()


@pytest.fixture
def line(door):
    with smtplib.SMTP("127.0.0.1", door, timeout=30) as line:
        line.ehlo("halden.example")
        yield line


def furious(**more) -> bytes:
    return mail(FURIOUS, sent_at=datetime.now(UTC), **more)


def items():
    return list(InboundItem.objects.order_by("id"))


def test_a_mail_for_one_of_our_mailboxes_is_kept_before_the_ok_and_the_loop_is_woken(line, woken):
    line.mail(ADA)
    assert line.rcpt(HELP)[0] == 250
    code, words = line.data(furious())
    assert (code, words) == (250, b"OK: kept")
    [item] = items()
    assert (item.state, item.source, item.envelope["from"]) == ("received", f"mail:{HELP}", ADA)
    assert FURIOUS[:40].encode() in bytes(item.raw)
    assert woken.times == 1
    open_due(datetime.now(UTC))
    assert Case.objects.get().contact.name == "Ada Novak"
    check_invariants()


def test_a_mail_for_nobody_here_is_refused_while_its_sender_still_listens(line):
    line.mail(ADA)
    code, words = line.rcpt("nobody@desk.example")
    assert code == 550
    assert b"no such mailbox" in words
    assert items() == []


def test_a_refused_address_does_not_spoil_the_good_one_beside_it(line):
    refused = line.sendmail(ADA, ["nobody@desk.example", HELP], furious())
    assert set(refused) == {"nobody@desk.example"}
    assert len(items()) == 1


def test_a_closed_mailbox_takes_nothing_more(line, desk):
    Mailbox.objects.filter(pk=desk.mailbox.pk).update(closed_at=datetime.now(UTC))
    line.mail(ADA)
    assert line.rcpt(HELP)[0] == 550


@pytest.mark.parametrize("address", ["help+k-abcdefgh@desk.example", "HELP@Desk.Example", "Help+anything@DESK.example"])
def test_a_plus_address_and_any_spelling_belong_to_their_mailbox(line, desk, address):
    line.sendmail(ADA, [address], furious())
    [item] = items()
    assert item.mailbox_id == desk.mailbox.pk


def test_the_same_mail_twice_is_one_item(line):
    letter = furious()
    for _ in range(2):
        line.sendmail(ADA, [HELP], letter)
    assert len(items()) == 1
    open_due(datetime.now(UTC))
    assert Case.objects.count() == 1


def test_one_mail_to_two_mailboxes_is_two_items_and_one_case(line, desk):
    Mailbox.objects.create(address="sales@desk.example", name="Sales", team=desk.team)
    line.sendmail(ADA, [HELP, "sales@desk.example"], furious())
    assert {i.mailbox.address for i in items()} == {HELP, "sales@desk.example"}
    open_due(datetime.now(UTC))
    assert [i.state for i in items()] == ["opened", "opened"]
    assert Case.objects.count() == 1
    check_invariants()


def test_two_addresses_of_one_mailbox_are_one_item(line):
    line.sendmail(ADA, [HELP, "help+urgent@desk.example"], furious())
    assert len(items()) == 1


def test_a_mailbox_with_a_very_long_address_works_like_any_other(line, desk):
    long = f"{'a' * 60}@{'b' * 60}.{'c' * 60}.example"
    Mailbox.objects.create(address=long, name="Long", team=desk.team)
    line.sendmail(ADA, [long], furious(to=long))
    open_due(datetime.now(UTC))
    assert [i.state for i in items()] == ["opened"]


def test_while_the_database_is_away_the_sender_keeps_the_mail_and_comes_back(line, away):
    line.mail(ADA)
    line.rcpt(HELP)
    away.goes()
    code, words = line.data(furious())
    assert code == 451
    assert b"try again later" in words
    line.rset()
    line.mail(ADA)
    assert line.rcpt(HELP)[0] == 451
    away.comes_back()
    line.rset()
    line.sendmail(ADA, [HELP], furious())
    assert len(items()) == 1


class Away:
    """The database goes away for new statements: its table is gone by another name, as in an outage half way."""

    def __init__(self):
        self.gone = False

    def rename(self, old, new):
        from django.db import connection

        with connection.cursor() as cursor:
            for table in ("intake_mailbox", "intake_inbounditem"):
                cursor.execute(f'ALTER TABLE "{old}{table}" RENAME TO "{new}{table}"')

    def goes(self):
        self.rename("", "away_")
        self.gone = True

    def comes_back(self):
        if self.gone:
            self.rename("away_", "")
            self.gone = False


@pytest.fixture
def away(desk):
    away = Away()
    yield away
    away.comes_back()


def test_a_mail_over_the_bound_is_refused_with_552(line):
    line.mail(ADA)
    line.rcpt(HELP)
    code, _ = line.data(b"Subject: big\r\n\r\n" + b"x" * 70 * 10 + (b"y" * 998 + b"\r\n") * (MAIL_BYTES // 1000 + 10))
    assert code == 552
    assert items() == []


def test_a_mail_that_says_beforehand_that_it_is_too_big_is_refused_before_it_is_sent(line):
    assert line.mail(ADA, [f"SIZE={MAIL_BYTES + 1}"])[0] == 552


def test_ten_megabytes_are_taken(line):
    body = (b"z" * 76 + b"\r\n") * (10_000_000 // 78)
    assert line.sendmail(ADA, [HELP], furious().replace(b"\n", b"\r\n") + body) == {}
    began = time.monotonic()
    open_due(datetime.now(UTC))
    assert [i.state for i in items()] == ["opened"]
    assert time.monotonic() - began < 20


def test_a_line_of_a_hundred_thousand_characters_is_taken_and_quickly_opened(line):
    letter = mail("x").replace(b"\nx\n", b"\n" + FURIOUS.encode() + b" " + b"a" * 100_000 + b"\n")
    assert line.sendmail(ADA, [HELP], letter) == {}
    began = time.monotonic()
    open_due(datetime.now(UTC))
    took = time.monotonic() - began
    [item] = items()
    assert item.state == "opened", item.reason
    assert len(item.message.text) > 100_000
    assert took < 5, f"it took {took:.1f} s to open"
    assert Case.objects.count() == 1


def test_a_bounce_with_an_empty_sender_is_taken(line):
    line.mail("")
    assert line.rcpt(HELP)[0] == 250
    assert line.data(furious(subject="Undelivered Mail Returned to Sender"))[0] == 250
    [item] = items()
    assert item.envelope["from"] == ""
    assert bytes(item.raw).startswith(b"Return-Path: <>\r\n")


def test_an_address_with_a_null_byte_is_refused_and_the_line_lives_on(line):
    line.mail(ADA)
    code, _ = line.docmd("RCPT", "TO:<he\0lp@desk.example>")
    assert 500 <= code < 600, code
    line.rset()
    line.sendmail(ADA, [HELP], furious())
    assert len(items()) == 1


def test_a_message_id_with_a_null_byte_is_kept(line):
    letter = furious().replace(b"<first@halden.example>", b"<fi\0rst@halden.example>")
    assert line.sendmail(ADA, [HELP], letter) == {}
    open_due(datetime.now(UTC))
    assert [i.state for i in items()] == ["opened"]


def test_two_mails_with_one_message_id_and_other_words_are_two(line):
    line.sendmail(ADA, [HELP], furious())
    line.sendmail(ADA, [HELP], mail("Something else entirely: thanks for the tour."))
    assert len(items()) == 2
    open_due(datetime.now(UTC))
    assert [i.state for i in items()] == ["opened", "opened"]


def test_a_sender_that_hangs_up_in_the_middle_leaves_nothing(door):
    line = smtplib.SMTP("127.0.0.1", door, timeout=10)
    line.ehlo()
    line.mail(ADA)
    line.rcpt(HELP)
    line.docmd("DATA")
    line.send(b"Subject: half\r\n\r\nOnly half of")
    line.sock.close()
    with smtplib.SMTP("127.0.0.1", door, timeout=10) as again:
        again.sendmail(ADA, [HELP], furious())
    assert len(items()) == 1
