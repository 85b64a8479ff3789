"""The ordinary noise between the cases: answered questions, chats, and what cannot be understood at all."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage

from evenkeel.engine.sample import letters_calm
from evenkeel.engine.sample.stage import Stage, Story
from evenkeel.engine.sample.stories import Plot, thread_of
from evenkeel.engine.sample.thread import Thread
from evenkeel.intake.verbs import dismiss, keep_mail, open_item
from evenkeel.people.models import Contact


def calm_mail(stage: Stage, plot: Plot, *, answered: bool) -> Story:
    yield plot.at
    thread = thread_of(stage, plot)
    thread.writes(plot.letter.text)
    if answered and thread.find_case() is None:
        yield stage.later(30, 300)
        team = plot.contact.account.team
        crew = stage.company.members[team.pk] if team else [stage.company.lead]
        thread.answered_outside(stage.rng.choice(letters_calm.ANSWERS_TO_CALM), stage.rng.choice(crew))


def chat(stage: Stage, ident: str, contact: Contact, lines: tuple[str, ...], at: datetime) -> Story:
    yield at
    thread = Thread(stage, ident, contact, "chat", stage.company.mailboxes["help"], "")
    team = contact.account.team
    author = stage.rng.choice(stage.company.members[team.pk] if team else [stage.company.lead])
    for n, line in enumerate(lines):
        if n % 2:
            thread.answered_outside(line, author)
        else:
            thread.writes(line)
        yield stage.later(0.5, 3)


def set_aside(stage: Stage, moments: list[datetime]) -> Story:
    """What no message can be made of: a person opens, retries or dismisses it on its page."""
    box = stage.company.mailboxes["help"]
    for n, at in enumerate(moments):
        yield at
        item, _ = keep_mail(_bounce_of_nothing(n, at), mailbox=box, now=at)
        item = open_item(item, at)
        if n == 0 and item.state == "set_aside":
            yield stage.later(60, 90)
            dismiss(
                item,
                by=stage.company.lead,
                because="an out-of-date newsletter of ours; the address was removed",
                now=stage.now,
            )


def _bounce_of_nothing(n: int, at: datetime) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["To"] = "MAILER-DAEMON <mailer-daemon@relay.example>", "help@desk.example"
    mail["Subject"], mail["Date"] = "Undelivered Mail Returned to Sender", at
    mail["Message-ID"] = f"<sample-aside-{n}@relay.example>"
    mail["Auto-Submitted"] = "auto-replied"
    mail.set_content(
        "I am sorry to have to inform you that your message could not be delivered to one or more recipients."
    )
    raw = mail.as_bytes().replace(
        b"Content-Type: text/plain",
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="=b"\nX-Was: text/plain',
        1,
    )
    parts = (
        "--=b\nContent-Type: text/plain\n\nYour message could not be delivered.\n"
        "--=b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; relay.example\n\n"
        "Final-Recipient: rfc822; gone@oldcustomer.example\nAction: failed\nStatus: 5.1.1\n"
        "--=b\nContent-Type: message/rfc822\n\nMessage-ID: <long-ago@elsewhere.example>\nSubject: Newsletter\n\nHello\n--=b--\n"
    )
    head = raw.partition(b"\n\n")[0]
    return head + b"\n\n" + parts.encode()
