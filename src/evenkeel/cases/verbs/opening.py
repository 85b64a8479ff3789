"""A message came in: does it open a case, join one, or change the one it belongs to?"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.db import connection, transaction

from evenkeel.cases import words
from evenkeel.cases.deciding import as_signal, reasons_as_data
from evenkeel.cases.happenings import CaseOpened, ConversationJoined, CustomerWrote, LevelDecided, OwnerNamed
from evenkeel.cases.models import Case, LevelDecision, LevelPolicy, Role
from evenkeel.cases.policies import in_force, rules, rules_of
from evenkeel.cases.verbs.acknowledging import take_up
from evenkeel.cases.verbs.answering import hear_answer
from evenkeel.cases.verbs.climbing import start_climb
from evenkeel.cases.verbs.holding import by, locked, tell_owner, tell_timeline
from evenkeel.cases.verbs.levels import heed_signals, reconsider, want_two_people
from evenkeel.cases.verbs.replying import words_of_ours
from evenkeel.cases.verbs.updates import owe_update
from evenkeel.clock.verbs import arm
from evenkeel.conversations.models import Conversation, Message
from evenkeel.conversations.proposing import want_second_reading
from evenkeel.conversations.verbs import Read, read
from evenkeel.judgement import levels
from evenkeel.judgement.reading.values import TriggerReading
from evenkeel.notifications.models import Notification
from evenkeel.people.models import Contact, Team, User
from evenkeel.people.reads import answerable, team_of
from evenkeel.refusal import Refused
from evenkeel.rows import insert
from evenkeel.timeline.happenings import READER, Actor
from evenkeel.timeline.verbs import Line, record_many

# A message that the policy puts at this level or above opens a case by itself.
OPENS_FROM = 2
LOOK_AT_IMPORTED_WITHIN = timedelta(hours=24)


def consider(message: Message, now: datetime, *, quiet: bool = False) -> Case | None:
    """What a message means for a case, in the caller's transaction. Returns the case it belongs to, if any."""
    conversation = message.conversation
    if message.kind != Message.Kind.HUMAN:
        return conversation.case
    if message.direction == Message.Direction.OUT:
        return words_of_ours(message, now)
    if message.direction == Message.Direction.NOTE:
        return conversation.case
    found = read(message)
    if found.reading.abstained and not quiet:
        want_second_reading(message, now)
    case = conversation.case or join_live_case(conversation, message, now)
    if case is not None:
        return _hear(case, message, found.reading, now, quiet)
    policy = in_force(now)
    decision = decide_alone(message, found, policy)
    if decision.level < OPENS_FROM:
        return None
    return open_case(message, found.reading, decision, now, policy, quiet=quiet)


def _hear(case: Case, message: Message, reading: TriggerReading, now: datetime, quiet: bool) -> Case:
    case = locked(case)
    record_many([_customer_wrote(case, message)], now)
    if case.quiet and not quiet:
        _wake(case, now)
    case.heat = message.heat or 0
    if reading.affected:
        case.affected = max(case.affected or 0, reading.affected)
    case.save(update_fields=["heat", "affected"])
    hear_answer(case, message, reading, now)
    if case.is_live:
        heed_signals(case, reading, now)
        reconsider(case, now, dated_need=reading.dated_need)
        _tell_owner_of_words(case, message, now)
    return case


def _wake(case: Case, now: datetime) -> None:
    """Its history was imported and paged nobody; these words are new, so from now on it is a case like any other."""
    take_up(case, now)
    if case.is_live and case.state != Case.State.RESOLVED:
        start_climb(case, "the customer wrote on an imported case", now)
        if rules_of(case).needs_two_people:
            want_two_people(case, now)


def _tell_owner_of_words(case: Case, message: Message, now: datetime) -> None:
    """Every word of a customer reaches the owner; where this one paged somebody anew, the page says it."""
    if case.quiet or case.climbs.filter(started_at=now).exists():
        return
    tell_owner(
        case,
        words.customer_wrote(case, message.visible_text),
        key=f"wrote/message:{message.pk}",
        kind="customer_wrote",
        now=now,
        urgency=Notification.Urgency.REMINDER,
    )


def _customer_wrote(case: Case, message: Message) -> Line:
    contact = message.contact
    actor = Actor("contact", contact.pk if contact else None, str(contact or "the customer"))
    wrote = CustomerWrote(message.pk, message.channel, heat=message.heat or 0)
    return Line(wrote, case, actor, key=f"in/{message.pk}")


def join_live_case(conversation: Conversation, message: Message, now: datetime) -> Case | None:
    """The same person writes anew while their case is live: one case, one owner, nothing repeated."""
    if conversation.contact_id is None:
        return None
    _one_at_a_time(conversation)
    live = Case.objects.filter(contact=conversation.contact, state__in=Case.LIVE)
    case = live.order_by("-opened_at").only("id").first()
    if case is None:
        return None
    _attach(conversation, case)
    joined = ConversationJoined(conversation.pk, f"{conversation.contact} wrote again by {conversation.channel}")
    tell_timeline(case, joined, READER, now, key=f"joined/{conversation.pk}")
    return case


def _one_at_a_time(conversation: Conversation) -> None:
    """Two first mails of one person, or a mail and a click, at the same moment: the second waits here and finds the
    first one's case.
    """
    if conversation.contact_id is None or connection.vendor != "postgresql":  # On SQLite we are alone already.
        return
    Contact.objects.select_for_update(no_key=True).filter(pk=conversation.contact_id).values_list("pk").first()


def _attach(conversation: Conversation, case: Case) -> None:
    conversation.case = case
    conversation.save(update_fields=["case"])


def decide_alone(message: Message, found: Read, policy: LevelPolicy) -> levels.Decision:
    account, reading = message.conversation.account, found.reading
    facts = levels.Facts(
        tier=account.tier if account else "standard", affected=reading.affected, failed_fixes=reading.failed_fixes
    )
    signals = [(message.pk, as_signal(row)) for row in found.signals]
    return levels.decide(signals, facts, rules(policy), dated_need=reading.dated_need)


def open_case(
    message: Message,
    reading: TriggerReading | None,
    decision: levels.Decision,
    now: datetime,
    policy: LevelPolicy,
    *,
    quiet: bool = False,
    by_hand: User | None = None,
    because: str = "",
) -> Case:
    """Case, level with reasons, owner, timers, pages and events: one transaction, or nothing."""
    conversation = message.conversation
    team = conversation.team or team_of(conversation.account)
    if team is None or conversation.contact is None or conversation.account is None:
        raise Refused("There is no team yet: set one up first, so that the case can have an owner.")
    with transaction.atomic(savepoint=False):
        answers = answerable(team, "first", now)
        case = Case(
            title=_title(message),
            account=conversation.account,
            contact=conversation.contact,
            team=team,
            owner=answers.user,
            owner_because=answers.because[:300],
            level=decision.level,
            policy=policy,
            heat=message.heat or 0,
            stakes=decision.stakes,
            affected=reading.affected if reading else None,
            quiet=quiet,
            opened_at=now,
        )
        insert(case)
        _attach(conversation, case)
        insert(Role(case=case, kind=Role.Kind.OWNER, user=answers.user, since=now, because=answers.because[:300]))
        kept = _remember_decision(case, decision, now, by_hand, because)
        actor = by(by_hand) if by_hand else READER
        opened = CaseOpened(case.title, by_hand=by_hand is not None, because=because)
        decided = LevelDecided(
            case.level, None, reasons_as_data(decision), because=because, by_person=by_hand is not None
        )
        named = OwnerNamed(answers.user.pk, str(answers.user), answers.because, answers.from_last_resort)
        wrote = [_customer_wrote(case, message)] if message.direction == Message.Direction.IN else []
        record_many(
            [Line(opened, case, actor), *wrote, Line(decided, case, actor), Line(named, case, by(None))],
            now,
        )
        _set_going(case, reading, kept, now)
    return case


def _set_going(case: Case, reading: TriggerReading | None, decision: LevelDecision, now: datetime) -> None:
    if case.quiet:
        arm(key=f"case:{case.pk}/look", kind="imported_look", due_at=now + LOOK_AT_IMPORTED_WITHIN, now=now, case=case)
        return
    owe_update(case, now, first=True)
    start_climb(case, "the case was opened", now, decision)
    if rules_of(case).needs_two_people:
        want_two_people(case, now)
    if reading is not None:
        heed_signals(case, reading, now)


def _remember_decision(
    case: Case, decision: levels.Decision, now: datetime, who: User | None, because: str
) -> LevelDecision:
    kept = LevelDecision(
        case=case,
        level=decision.level,
        before=None,
        policy=case.policy,
        rule=decision.rule,
        reasons=reasons_as_data(decision),
        decided_by=who,
        because=because[:500],
        at=now,
    )
    return insert(kept)


def _title(message: Message) -> str:
    subject = re.sub(r"^(?:(?:re|fwd?|aw|wg)\s*:\s*)+", "", message.subject.strip(), flags=re.IGNORECASE)
    if subject:
        return subject[:200]
    first = re.split(r"(?<=[.!?])\s|\n", message.visible_text.strip(), maxsplit=1)[0]
    return " ".join(first.split())[:120] or "Without words"


def open_by_hand(
    conversation: Conversation, *, level: int, because: str, by: User, now: datetime, team: Team | None = None
) -> Case:
    """A person sees what the reader did not."""
    if not because.strip():
        raise Refused("Say why this needs a case: authority, resources, urgency, stakes or trust.")
    if level not in (1, 2, 3, 4):
        raise Refused("A level is 1, 2, 3 or 4.")
    with transaction.atomic():
        _one_at_a_time(conversation)
        conversation = Conversation.objects.select_for_update(of=("self",)).get(pk=conversation.pk)
        if conversation.case_id is not None:
            raise Refused(f"This conversation belongs to case {conversation.case_id} already.", code="stale")
        if team is not None:
            conversation.team = team
        # Their own last words, else ours; never a note, whose first line would be the case's title and a mail's subject.
        said = conversation.messages.exclude(direction=Message.Direction.NOTE).order_by("-sent_at", "-id")
        message = said.filter(direction=Message.Direction.IN).first() or said.first()
        if message is None:
            raise Refused("There is nothing in this conversation yet.")
        reason = levels.Reason("by_person", because.strip(), message.pk, None, None)
        decision = levels.Decision(level=level, reasons=(reason,), stakes=0, rule="by_person")
        return open_case(message, None, decision, now, in_force(now), by_hand=by, because=because.strip())
