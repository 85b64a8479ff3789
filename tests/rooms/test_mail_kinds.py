"""People, machines answering, bounces, and our own mails come back."""

import pytest

from evenkeel.intake.mail.parse import parse


def kind(*headers: str, sender: str = "ada@example.com", subject: str = "Broken") -> str:
    head = "".join(f"{header}\n" for header in headers)
    return parse(f"From: {sender}\nSubject: {subject}\n{head}\nHello\n".encode()).kind


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: no", "auto-submitted: No (a person)", "Precedence: list", "X-Auto-Response-Suppress: All", "X-Loop: x",
     "Precedence: first-class", "Precedence: Bulk\nList-Id: <users.example.com>\nList-Post: <mailto:users@example.com>", "X-Autoreply: no"],
)  # fmt: skip
def test_people_are_heard(header: str) -> None:
    assert kind(header) == "human"


@pytest.mark.parametrize(
    "header",
    ["Auto-Submitted: auto-replied", "Auto-Submitted: AUTO-GENERATED; x=y", "X-Autoreply: yes", "X-Autorespond: hi",
     "Precedence: Auto_Reply", "precedence: BULK", "Return-Path: <>"],
)  # fmt: skip
def test_machines_are_known_by_their_headers(header: str) -> None:
    assert kind(header) == "auto_reply"


def test_out_of_office_without_headers_is_known_by_its_subject() -> None:
    assert kind(subject="Automatische Antwort: Export") == "auto_reply"
    assert kind(subject="Re: Automatic reply: Export") == "human"


def test_our_own_mail_come_back_is_ours() -> None:
    assert kind("X-Evenkeel-Loop: desk-1", "Auto-Submitted: auto-replied") == "our_own_loop"


REPORT = """From: MAILER-DAEMON@mx.example.com
Return-Path: <>
Auto-Submitted: auto-replied
Subject: Undelivered Mail
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

It did not arrive.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; ada@Example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} no
--b
Content-Type: text/rfc822-headers

Message-ID: <ours-7@desk.example>
--b--
"""


@pytest.mark.parametrize(
    "action, status, permanent",
    [("failed", "5.1.1", True), ("delayed", "4.4.1", False), ("failed", "4.2.2", False)],
)
def test_a_bounce_names_the_mail_that_did_not_arrive(action: str, status: str, permanent: bool) -> None:
    parsed = parse(REPORT.format(action=action, status=status).encode())
    assert parsed.kind == "bounce"
    assert parsed.bounced is not None
    assert (parsed.bounced.original_message_id, parsed.bounced.recipient) == (
        "<ours-7@desk.example>",
        "ada@example.com",
    )
    assert parsed.bounced.permanent is permanent


def test_a_receipt_of_delivery_is_no_bounce() -> None:
    parsed = parse(REPORT.format(action="delivered", status="2.0.0").encode())
    assert (parsed.kind, parsed.bounced) == ("auto_reply", None)


def test_an_old_server_writes_a_letter() -> None:
    letter = b"From: MAILER-DAEMON@mx.example.com\nSubject: failure notice\n\nSorry.\n<ada@example.com>:\n550 5.1.1 no such user\n"
    parsed = parse(letter)
    assert parsed.kind == "bounce"
    assert parsed.bounced is not None
    assert (parsed.bounced.recipient, parsed.bounced.permanent) == ("ada@example.com", True)


def test_a_newsletter_is_nobody_writing() -> None:
    """Sent in bulk by a list that nobody can post to: it opens no case, whatever it shouts."""
    assert (
        kind("Precedence: bulk", "List-Id: <news.example.com>", "List-Unsubscribe: <https://example.com/u>")
        == "auto_reply"
    )
