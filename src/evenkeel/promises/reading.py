"""Our own words are read for promises, and each is put on the ledger: proposed, or made where it is plain and sure."""

from __future__ import annotations

from datetime import datetime

from evenkeel.conversations.models import Message
from evenkeel.judgement.reading.language import guess_language
from evenkeel.judgement.reading.promises import Commitment, read_promises
from evenkeel.judgement.times.calendars import Calendar
from evenkeel.people.models import Contact, User
from evenkeel.promises.happenings import PromiseRead
from evenkeel.promises.holding import spoken_due, tell
from evenkeel.promises.models import Promise
from evenkeel.promises.verbs import make
from evenkeel.timeline.happenings import READER

# Surer than this, plain and dated: the reader takes the promise onto the ledger without waiting for a click.
SURE = 0.85


def read_in(
    message: Message,
    *,
    owner: User,
    contact: Contact | None,
    calendar: Calendar | None,
    now: datetime,
    previous: str = "",
) -> list[Promise]:
    """Read our own words for promises and put each on the ledger: proposed, or made where it is plain and sure."""
    reading = read_promises(
        message.visible_text,
        now=message.sent_at,
        zone=contact.zone if contact else owner.time_zone,
        agent_zone=owner.time_zone,
        calendar=calendar,
        speaker="agent",
        agent_name=str(owner),
        message_channel=message.channel,
        previous_customer_text=previous or None,
        language=guess_language(message.visible_text),
    )
    return [_propose(c, message, owner, contact, now) for c in reading.commitments]


def _propose(c: Commitment, message: Message, owner: User, contact: Contact | None, now: datetime) -> Promise:
    promise, fresh = Promise.objects.get_or_create(
        message=message,
        start=c.start,
        end=c.end,
        defaults={
            "case": message.conversation.case,
            "owner": owner,
            "contact": contact,
            "origin": Promise.Origin.TEXT,
            "state": Promise.State.DETECTED,
            "quote": c.quote,
            "actor": c.actor[:80],
            "action": c.action,
            "what": (c.what or c.quote)[:300],
            "type": c.type,
            "due_kind": c.time.due_kind,
            "due_at": c.time.due,
            "starts_at": c.time.starts,
            "due_local": c.time.due_local or "",
            "due_zone": c.time.zone,
            "approximate": c.time.approx,
            "channel": c.channel or "",
            "condition": (c.condition or "")[:300],
            "asks": [a for a in dict.fromkeys([*c.asks, *c.time.asks]) if not (a == "no_owner" and message.author_id)],
            "confidence": c.confidence,
            "because": (c.time.because or c.because)[:300],
            "told_at": message.sent_at,
            "detected_at": now,
        },
    )
    if fresh and promise.case_id:
        tell(promise, PromiseRead(promise.pk, promise.what, spoken_due(promise), quote=promise.quote), READER, now)
        if plain_and_sure(promise, now):
            make(promise, by=None, now=now)
    return promise


def plain_and_sure(promise: Promise, now: datetime) -> bool:
    return (
        promise.type == "promise"
        and promise.confidence >= SURE
        and not promise.asks
        and promise.due_at is not None
        and promise.due_at > now
    )
