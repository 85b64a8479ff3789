"""The cast of the stories: one desk, a few people with wants and faults, one furious customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from typing import Any

# A Monday, 10:00 in Chicago, 16:00 in London.
NOW = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)
HELP = "help@desk.example"
FURIOUS = "Third failure this month, line 2 is down, my customer's truck is waiting, I want your manager."


@dataclass
class Desk:
    """Ben answers first, Dana backs him, Chidi leads, Lena may answer legal matters, Sam takes safety, Rosa is the last resort."""

    team: Any
    ben: Any
    dana: Any
    chidi: Any
    lena: Any
    sam: Any
    rosa: Any
    mailbox: Any
    halden: Any
    ada: Any


def open_desk(now: datetime = NOW) -> Desk:
    from evenkeel.intake.models import Mailbox
    from evenkeel.people.models import Account, Contact, ContactAddress, Duty, Membership, Team, User

    def person(name: str, zone: str = "Europe/London", **more: Any) -> User:
        email = f"{name.partition(' ')[0].lower()}@desk.example"
        return User.objects.create(username=email, email=email, name=name, time_zone=zone, **more)

    ben, dana, chidi = person("Ben Okafor"), person("Dana Wolff", "Europe/Berlin"), person("Chidi Eze")
    lena, sam, rosa = person("Lena Falk", may_answer_legal=True), person("Sam Reyes"), person("Rosa Lind")
    team = Team.objects.create(name="Field service", last_resort=rosa)
    for user in (ben, dana, lena, sam, rosa):
        Membership.objects.create(team=team, user=user)
    Membership.objects.create(team=team, user=chidi, position="lead")
    span = {"team": team, "starts_at": now - timedelta(days=2), "ends_at": now + timedelta(days=30)}
    for user, kind in ((ben, "first"), (dana, "second"), (chidi, "lead"), (sam, "safety"), (lena, "legal")):
        Duty.objects.create(user=user, kind=kind, **span)
    mailbox = Mailbox.objects.create(address=HELP, name="Help", team=team)
    halden = Account.objects.create(
        name="Halden Presses",
        tier="key",
        time_zone="America/Chicago",
        team=team,
        mail_domain="halden.example",
        industry="manufacturing",
        created_at=now,
    )
    ada = Contact.objects.create(account=halden, name="Ada Novak", created_at=now)
    ContactAddress.objects.create(contact=ada, channel="email", address="ada@halden.example")
    return Desk(team, ben, dana, chidi, lena, sam, rosa, mailbox, halden, ada)


def mail(
    text: str,
    *,
    sender: str = "Ada Novak <ada@halden.example>",
    to: str = HELP,
    subject: str = "Line 2 again",
    message_id: str = "<first@halden.example>",
    sent_at: datetime = NOW,
    **headers: str,
) -> bytes:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"], message["Message-ID"] = sender, to, subject, message_id
    message["Date"] = sent_at
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    return message.as_bytes()


def mail_arrives(desk: Desk, text: str = FURIOUS, *, now: datetime = NOW, **more: Any) -> Any:
    """By the door that the receiver uses; returns the opened item."""
    from evenkeel.intake.verbs import keep_mail, open_item

    item, fresh = keep_mail(mail(text, sent_at=now, **more), mailbox=desk.mailbox, now=now)
    return open_item(item, now) if fresh else item


def furious_case(desk: Desk, *, now: datetime = NOW, text: str = FURIOUS) -> Any:
    item = mail_arrives(desk, text, now=now)
    assert item.state == "opened", item.reason
    case = item.message.conversation.case
    assert case is not None, "the mail opened no case"
    return case


def time_passes(until: datetime) -> int:
    """The clock goes round, second by second where something is due, until then. Returns how many timers it visited."""
    from evenkeel.clock.models import Timer
    from evenkeel.clock.verbs import fire_due

    visited = 0
    for _ in range(10_000):
        due = (
            Timer.objects.filter(state="armed", run_at__lte=until)
            .order_by("run_at")
            .values_list("run_at", flat=True)
            .first()
        )
        if due is None:
            return visited
        visited += fire_due(due)
    raise AssertionError("the clock never came to rest")


def post_goes_out(now: datetime) -> int:
    """The delivery loop goes round until nothing is pending at this moment. Needs a place to deliver to."""
    from evenkeel.notifications.delivering import deliver_due

    taken = 0
    while done := deliver_due(lambda: now, "test"):
        taken += done
    return taken
