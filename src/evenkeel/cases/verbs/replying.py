"""Words to the customer, notes among ourselves, calls: what was said, what it promised, what it kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import transaction

from evenkeel.cases import words
from evenkeel.cases.happenings import CallLogged, NoteWritten, WeWrote
from evenkeel.cases.models import Case
from evenkeel.cases.reads import next_step
from evenkeel.cases.verbs.customers_page import link_for
from evenkeel.cases.verbs.guarding import may_send
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_timeline
from evenkeel.cases.verbs.updates import owe_update
from evenkeel.conversations import reads as conversations
from evenkeel.conversations import verbs as conversation_verbs
from evenkeel.conversations.models import Conversation, Message, Recording
from evenkeel.conversations.reply_address import reply_address
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import ContactAddress, User
from evenkeel.people.reads import calendar_of
from evenkeel.promises.keeping import call_was_made, words_reached_customer
from evenkeel.promises.models import Promise
from evenkeel.promises.reading import read_in
from evenkeel.promises.reads import next_update
from evenkeel.promises.verbs import dismiss, make
from evenkeel.refusal import Refused


def reply(
    case: Case,
    *,
    author: User,
    text: str,
    now: datetime,
    key: str,
    confirmed: Mapping[int, datetime | None] | None = None,
    next_update_at: datetime | None = None,
) -> Message:
    """Write to the customer. `confirmed` maps where a proposed promise starts in the text to its due time (None: as
    read); what was proposed and not confirmed is dismissed. Without it, only plain and sure promises are taken on.
    The same key again (a double click, a reload) is the same message.
    """
    with transaction.atomic():
        case = locked(case)
        key = f"{case.pk}/{key}"
        said = Message.objects.filter(source="desk", external_id=key).first()
        if said is not None:
            return said
        must_be_live(case)
        may_send(case, author, text, now)
        if next_update_at is not None and next_update_at <= now:
            raise Refused("The time of the next update has passed already: say a later one.", code="past")
        conversation = conversations.main_conversation(case)
        message = _write(case, conversation, author, text, now, key)
        tell_timeline(case, WeWrote(message.pk, message.channel), actor_by(author), now)
        proposed = _read_promises(case, message, author, now)
        if confirmed is not None:
            _settle_proposals(proposed, confirmed, author, now)
        if next_update_at is not None:
            owe_update(case, now, by_then=next_update_at)
        _send(case, conversation, message, author, now)
        return message


def _write(case: Case, conversation: Conversation, author: User, text: str, now: datetime, key: str) -> Message:
    in_reply_to, references = conversations.thread_headers(conversation)
    host = settings.MAIL_FROM.rpartition("@")[2]
    message, _ = conversation_verbs.write(
        conversation,
        author=author,
        text=text.strip(),
        direction=Message.Direction.OUT,
        now=now,
        key=key,
        to=(address_of(case),),
        subject=_subject(conversation, case),
        message_id=f"<{uuid5(NAMESPACE_URL, f'evenkeel:{case.pk}:{key}')}@{host}>",
        references=tuple(dict.fromkeys([*references, *([in_reply_to] if in_reply_to else [])])),
    )
    return message


def address_of(case: Case) -> str:
    """Where mail reaches the customer; a contact without an address is refused with what to do."""
    address = ContactAddress.objects.filter(contact=case.contact, channel="email").order_by("id").first()
    if address is None or "@" not in address.address:
        raise Refused(f"There is no mail address of {case.contact}: add one to the contact, or log a call instead.")
    return address.address


def _subject(conversation: Conversation, case: Case) -> str:
    subject = conversation.subject or case.title
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _told(owed: Promise | None) -> Promise | None:
    """A time goes into a mail only when somebody said it to the customer; what a level owes is ours to know."""
    return owed if owed is not None and owed.told_at is not None else None


def _send(case: Case, conversation: Conversation, message: Message, author: User, now: datetime) -> None:
    from_address = conversation.mailbox or settings.MAIL_FROM
    references = [r for r in message.references if r]
    step = next_step(case, for_customer=True)
    card = words.ownership_card(case, _told(next_update(case)), step.action if step else "", link_for(case, now))
    data = {
        "from_name": str(author),
        "from_address": from_address,
        "reply_to": _reply_address(conversation, from_address),
        "in_reply_to": references[-1] if references else "",
        "references": references,
    }
    owe(
        Word(message.subject, f"{message.text}\n\n{card}\n", data),
        key=f"reply/message:{message.pk}",
        kind="reply",
        to=case.contact,
        now=now,
        case=case,
        message=message,
        urgency=Notification.Urgency.CUSTOMER,
        address=address_of(case),
    )


def _reply_address(conversation: Conversation, address: str) -> str:
    """Carries our signed token, so that an answer finds its conversation whatever the mail program does."""
    return reply_address(conversation.pk, address)


def _read_promises(case: Case, message: Message, author: User, now: datetime) -> list[Promise]:
    last = message.conversation.messages.filter(direction=Message.Direction.IN).order_by("-sent_at", "-id").first()
    return read_in(
        message,
        owner=author,
        contact=case.contact,
        calendar=calendar_of(case.account, now.year, now.year + 1),
        now=now,
        previous=last.visible_text if last else "",
    )


def _settle_proposals(
    proposed: Sequence[Promise], confirmed: Mapping[int, datetime | None], author: User, now: datetime
) -> None:
    for promise in proposed:
        promise.refresh_from_db()
        if promise.start in confirmed and promise.state == Promise.State.DETECTED:
            make(promise, by=author, now=now, due_at=confirmed[promise.start or 0])
        elif promise.start not in confirmed:
            dismiss(promise, by=author, because="not confirmed on sending", now=now)


def words_of_ours(message: Message, now: datetime) -> Case | None:
    """Our own words that left by another door (the helpdesk in use, a mail with the desk in copy): they reached the
    customer already, so they keep and make promises at once.
    """
    case = message.conversation.case
    if case is None:
        return None
    case = locked(case)
    if (
        tell_timeline(
            case, WeWrote(message.pk, message.channel), actor_by(message.author), now, key=f"out/{message.pk}"
        )
        is None
    ):
        return case
    _read_promises(case, message, message.author or case.owner, now)
    words_arrived(message, now)
    return case


def words_arrived(message: Message, now: datetime) -> None:
    """A word of ours reached the customer: it keeps what it can keep, and the next one is owed."""
    case = locked(message.conversation.case)
    words_reached_customer(message, now)
    if not case.is_live:
        return
    if case.owner_told_at is None and message.source == "desk":
        case.owner_told_at = now
        case.save(update_fields=["owner_told_at"])
    if next_update(case) is None and not case.quiet and case.state != Case.State.RESOLVED:
        owe_update(case, now)


def note(case: Case, *, author: User, text: str, now: datetime, key: str) -> Message:
    """Among ourselves. There is no way from a note to a delivery."""
    with transaction.atomic():
        case = locked(case)
        conversation = conversations.main_conversation(case)
        message, fresh = conversation_verbs.write(
            conversation, author=author, text=text, direction=Message.Direction.NOTE, now=now, key=f"{case.pk}/{key}"
        )
        if fresh:
            tell_timeline(case, NoteWritten(message.pk), actor_by(author), now)
        return message


def log_call(
    case: Case,
    *,
    user: User,
    outcome: str,
    seconds: int,
    now: datetime,
    started_at: datetime | None = None,
    note_text: str = "",
    direction: str = "out",
    key: str = "",
) -> Recording:
    """A call on record: evidence for every promise to call, whether it keeps it or not. The same key again (a double
    click, a reload) is the same call.
    """
    with transaction.atomic():
        case = locked(case)
        known = f"{case.pk}/{key}" if key else None
        said = Recording.objects.filter(key=known).first() if known else None
        if said is not None:
            return said
        recording = conversation_verbs.log_call(
            conversations.main_conversation(case),
            user=user,
            direction=direction,
            outcome=outcome,
            seconds=seconds,
            now=now,
            started_at=started_at,
            note=note_text,
            key=known,
        )
        tell_timeline(case, CallLogged(recording.pk, recording.outcome, recording.seconds), actor_by(user), now)
        call_was_made(recording, now)
        if recording.outcome == Recording.Outcome.REACHED and case.is_live and next_update(case) is None:
            owe_update(case, now)
        return recording
