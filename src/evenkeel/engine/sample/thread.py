"""One customer's thread: how they write to us, and how we act on the case that came of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

from evenkeel.cases import verbs as cases
from evenkeel.cases.models import Case
from evenkeel.conversations.models import Conversation, Message
from evenkeel.engine.sample import replies
from evenkeel.engine.sample.accounts import slots_of
from evenkeel.engine.sample.stage import Stage
from evenkeel.intake.models import InboundItem, Mailbox
from evenkeel.intake.verbs import keep, keep_mail, open_item
from evenkeel.people.models import Contact, User
from evenkeel.people.reads import lead_on_duty, on_duty
from evenkeel.promises import verbs as promises
from evenkeel.promises.keeping import add_evidence
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import unsettled_of_case

ACTIONS = {"call": "call", "report": "send_doc", "visit": "visit", "credit": "refund", "update": "contact"}
PROOFS = {"send_doc": "document", "visit": "visit", "refund": "refund", "attend": "visit", "ship": "document"}


class Thread:
    """`ident` is remembered: every message of it carries it in its external id."""

    def __init__(
        self, stage: Stage, ident: str, contact: Contact, channel: str, mailbox: Mailbox, subject: str
    ) -> None:
        self.stage, self.ident, self.contact, self.channel, self.mailbox = stage, ident, contact, channel, mailbox
        self.slots = slots_of(contact.account)
        self.subject = self.fill(subject)
        self.conversation: Conversation | None = None
        self.count = 0

    # What the customer does.

    def writes(self, text: str) -> InboundItem:
        text = (
            f"{self.fill(text)}\n\n{self.contact.name}\n{self.contact.account.name}" if self._mails else self.fill(text)
        )
        item = (
            self._mail(text)
            if self._mails
            else self._message(text, "in", self.contact.name, self._address(self.channel))
        )
        if item.message is not None:
            self.conversation = item.message.conversation
        case = self.find_case()
        if case is not None:
            self.stage.threads.setdefault(case.pk, self)
        return item

    @property
    def _mails(self) -> bool:
        return self.channel == "email"

    def _address(self, channel: str) -> str:
        return self.contact.addresses.get(channel=channel).address

    def _mail(self, text: str, author: User | None = None) -> InboundItem:
        self.count += 1
        mail = EmailMessage()
        customer = f"{self.contact.name} <{self._address('email')}>".replace("Dr. ", "")
        mail["From"] = f"{author.name} <{author.email}>" if author else customer
        mail["To"] = customer if author else self.mailbox.address
        if author:
            mail["Cc"] = self.mailbox.address
        known = self._known_ids()
        mail["Subject"] = f"Re: {self.subject}" if known else self.subject
        mail["Message-ID"] = f"<sample-{self.ident}-{self.count}@{self.contact.account.mail_domain}>"
        mail["Date"] = self.stage.now
        if known:
            mail["In-Reply-To"], mail["References"] = known[-1], " ".join(known[-8:])
        mail.set_content(text)
        item, _ = keep_mail(mail.as_bytes(), mailbox=self.mailbox, now=self.stage.now)
        return self._opened(item)

    def _message(self, text: str, direction: str, name: str, address: str) -> InboundItem:
        self.count += 1
        body: dict[str, Any] = {
            "source": f"sample-{self.channel}",
            "external_id": f"sample-{self.ident}-{self.count}",
            "conversation": {"external_id": f"sample-{self.ident}"},
            "channel": self.channel,
            "direction": direction,
            "from": {"name": name, "address": address},
            "to": [] if direction == "in" else [self._address(self.channel)],
            "sent_at": self.stage.now.isoformat(),
            "text": text,
        }
        source, external = str(body["source"]), str(body["external_id"])
        item, _ = keep(f"api:{source}", external, "message", json.dumps(body).encode(), self.stage.now)
        return self._opened(item)

    def _opened(self, item: InboundItem) -> InboundItem:
        item = open_item(item, self.stage.now)
        if item.state != InboundItem.State.OPENED:
            raise ValueError(f"{item.external_id} of the sample was not opened: {item.reason or item.state}")
        return item

    def answered_outside(self, text: str, author: User) -> None:
        """Our people answer without the desk: from their own mail program with the desk in copy, or in the chat."""
        if self._mails:
            self._mail(f"{self.fill(text)}\n\n{author.name}", author)
        else:
            self._message(self.fill(text), "out", author.name, author.email)

    def _known_ids(self) -> list[str]:
        if self.conversation is None:
            return []
        return [
            m for m in self.conversation.messages.order_by("sent_at", "id").values_list("message_id", flat=True) if m
        ]

    def fill(self, text: str, **more: str) -> str:
        for name, value in {**self.slots, **more}.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    # What our people do.

    @property
    def case(self) -> Case:
        case = self.find_case()
        if case is None:
            raise LookupError(f"{self.ident} has no case")
        return case

    def find_case(self) -> Case | None:
        if self.conversation is None:
            return None
        return (
            Case.objects.select_related("owner", "team", "contact__account", "acknowledged_by")
            .filter(conversations=self.conversation)
            .first()
        )

    def lead(self) -> User:
        return lead_on_duty(self.case.team, self.stage.now).user

    def colleague(self) -> User:
        """Somebody of the team who is not the owner."""
        case = self.case
        return next(u for u in self.stage.company.members[case.team_id][1:] if u.pk != case.owner_id)

    def pen(self) -> User:
        """Who may write on this case: the owner, unless a hold leaves it to somebody else."""
        case = self.case
        if case.safety_hold_at is not None and case.legal_hold_at is not None:
            return self.stage.company.lead
        if case.legal_hold_at is not None and not case.owner.may_answer_legal:
            return self.stage.company.users["hana"]
        if case.safety_hold_at is not None and case.acknowledged_by_id != case.owner_id:
            return on_duty(case.team, "safety", self.stage.now) or self.stage.company.lead
        return case.owner

    def take_up(self) -> None:
        case = self.case
        if case.acknowledged_at is None:
            cases.acknowledge(case, user=case.owner, now=self.stage.now)

    def reply(self, *parts: str, next_update: datetime | None = None, proposals: bool = True) -> Message:
        pen = self.pen()
        who = self.contact.name.replace("Dr. ", "").replace("Father ", "")
        body = " ".join(self.fill(p, me=pen.name, c=who.split()[0]) for p in parts)
        self.count += 1
        return cases.reply(
            self.case,
            author=pen,
            text=f"Hello {who},\n\n{body}\n\n{pen.name}\nNorrhall Technical Service",
            now=self.stage.now,
            key=f"sample-{self.ident}-out-{self.count}",
            confirmed=None if proposals else {},
            next_update_at=next_update,
        )

    def promised(self, message: Message, kind: str, due: datetime) -> Promise:
        """The promise read in these words; where the reader was not sure, the owner's click; else typed by hand."""
        wanted = Promise.objects.filter(message=message, action=ACTIONS[kind]).order_by("id").last()
        wanted = wanted or Promise.objects.filter(message=message, due_at__isnull=False).order_by("id").last()
        if wanted is not None and wanted.state == Promise.State.DETECTED:
            return promises.make(wanted, by=message.author, now=self.stage.now, due_at=due)
        if wanted is not None and wanted.state == Promise.State.MADE:
            return wanted
        wording = promises.Wording(
            what=f"{kind} to the customer", action=ACTIONS[kind], due_at=due, quote=message.text[:200]
        )
        case = self.case
        return promises.promise_by_hand(
            wording,
            case=case,
            owner=case.owner,
            contact=case.contact,
            by=case.owner,
            now=self.stage.now,
            message=message,
        )

    def keep(self, promise: Promise) -> None:
        """The act that the promise names, on record."""
        now, case = self.stage.now, self.case
        promise.refresh_from_db()
        if promise.state not in (*Promise.OPEN, Promise.State.BROKEN):
            return
        if promise.action == "call":
            seconds = self.stage.rng.randint(95, 900)
            cases.log_call(
                case,
                user=case.owner,
                outcome="reached",
                seconds=seconds,
                now=now,
                note_text="Went through it together.",
            )
            return
        kind = PROOFS.get(promise.action, "note")
        add_evidence(
            promise,
            kind=kind,
            at=now,
            now=now,
            by=case.owner,
            note="Done; see the file." if kind == "note" else "",
            reference="NTS-" + str(promise.pk),
        )

    def settle_all(self, *, make_good: bool) -> list[int]:
        """Before closing: what is open is kept, what was only read is put down, and what broke may stay broken."""
        carried: list[int] = []
        for promise in unsettled_of_case(self.case):
            promise.refresh_from_db()
            if promise.state == Promise.State.DETECTED:
                promises.dismiss(
                    promise, by=self.case.owner, because="a way of speaking, no promise", now=self.stage.now
                )
            elif promise.state == Promise.State.WAITING:
                promises.release(
                    promise,
                    because="The customer: “no longer needed, it runs.”",
                    by=self.case.owner,
                    now=self.stage.now,
                )
            elif promise.state == Promise.State.BROKEN and not make_good:
                carried.append(promise.pk)
            else:
                self.keep(promise)
        return carried

    def lower(self, level: int) -> None:
        """A lead lowers it, with a reason, once the holds are lifted by those who may."""
        case, chief, now = self.case, self.stage.company.lead, self.stage.now
        for hold in ("safety", "legal"):
            if getattr(case, f"{hold}_hold_at") is not None:
                cases.lift_hold(
                    case, hold, because="looked at by those who answer for it; nothing left to hold", by=chief, now=now
                )
        if self.case.level > level:
            cases.set_level(self.case, level, because=self.stage.rng.choice(replies.LOWERED), by=self.lead(), now=now)

    def stable(self) -> None:
        if self.case.stable_at is None:
            cases.mark_stable(
                self.case, because=self.stage.rng.choice(replies.STABLE), by=self.case.owner, now=self.stage.now
            )

    def said(self, due: datetime) -> str:
        """A moment as the customer's clock shows it, in words."""
        zone = ZoneInfo(self.contact.zone)
        there, today = due.astimezone(zone), self.stage.now.astimezone(zone).date()
        ahead = (there.date() - today).days
        if ahead == 0:
            return f"by {there:%H:%M} your time today"
        return f"{'tomorrow' if ahead == 1 else f'on {there:%A}'} by {there:%H:%M} your time"


def rounded(at: datetime) -> datetime:
    """People promise to the quarter of an hour."""
    at = at.replace(second=0, microsecond=0)
    return at + timedelta(minutes=-at.minute % 15)
