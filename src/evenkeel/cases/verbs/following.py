"""What follows for a case from what other rooms record. Registered in `site/what_follows.py`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from evenkeel.cases import words
from evenkeel.cases.models import Case
from evenkeel.cases.verbs.answering import close_if_only_promises_were_left
from evenkeel.cases.verbs.holding import locked, raise_alarm, tell_owner, tell_owner_and_lead
from evenkeel.cases.verbs.levels import reconsider
from evenkeel.cases.verbs.replying import words_arrived
from evenkeel.cases.verbs.updates import owe_update
from evenkeel.conversations.models import Message
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import Owed, owe, owe_many
from evenkeel.people.models import User
from evenkeel.people.reads import lead_on_duty
from evenkeel.promises.models import Promise
from evenkeel.promises.questioning import words_came_back
from evenkeel.promises.reads import cases_in_silence, silences_in_a_row
from evenkeel.rows import by_id
from evenkeel.timeline.models import Event


def promise_was_broken(event: Event, now: datetime) -> None:
    """Owner and lead are told; the level is put to the policy again; a silence that broke owes its next word at once."""
    promise, case = _promise(event), _case(event)
    if promise is None or case is None:
        return
    if promise.origin != Promise.Origin.CADENCE or _is_told(silences_in_a_row(case)):
        key = f"broken/promise:{promise.pk}"
        tell_owner_and_lead(case, words.promise_broken(case, promise), key=key, kind="promise_broken", now=now)
    if not case.is_live:
        return
    if promise.origin == Promise.Origin.CADENCE:
        owe_update(case, now)
    reconsider(case, now)


def _is_told(silences: int) -> bool:
    """The 1st, 2nd, 4th, 8th … silence in a row: a case left alone for a weekend is not told of two hundred times, in
    which the one word that matters would drown. The ladder pages on beside it, and every silence stands on the ledger.
    """
    return silences & (silences - 1) == 0


def promise_was_reminded(event: Event, now: datetime) -> None:
    promises_were_reminded([event], now)


def promises_were_reminded(events: Sequence[Event], now: datetime) -> None:
    """The owner of each is owed a reminder; not of a silence that goes on, for they know already."""
    ids = [event.data.get("promise_id") for event in events]
    told = Promise.objects.only("what", "due_at", "due_zone", "state", "quote", "origin", "owner", "case")
    promises = by_id(told, ids)
    owners = User.objects.in_bulk({p.owner_id for p in promises.values()})
    silent = cases_in_silence([p.case_id for p in promises.values() if p.origin == Promise.Origin.CADENCE])
    words_owed = []
    for event in events:
        promise = promises.get(event.data.get("promise_id"))
        case = event.case
        if promise is None or case is None or (promise.origin == Promise.Origin.CADENCE and case.pk in silent):
            continue
        words_owed.append(
            Owed(
                words.promise_due_soon(case, promise),
                key=f"remind/event:{event.pk}/user:{promise.owner_id}",
                kind="promise_reminder",
                to=owners[promise.owner_id],
                case=case,
                urgency=Notification.Urgency.REMINDER,
            )
        )
    owe_many(words_owed, now)


def promise_was_settled(event: Event, now: datetime) -> None:
    case = _case(event)
    if case is not None and case.is_live:
        close_if_only_promises_were_left(case, now)


def word_was_delivered(event: Event, now: datetime) -> None:
    """Handed over to the customer: now it counts."""
    message_id = event.data.get("message_id")
    if event.data.get("audience") != Notification.Audience.CUSTOMER or message_id is None:
        return
    message = Message.objects.select_related("conversation__case", "author").get(pk=message_id)
    if message.conversation.case_id is not None:
        words_arrived(message, now)


def word_was_not_delivered(event: Event, now: datetime) -> None:
    """A word that reached nobody is said aloud once, past the person who could not be reached.

    Failing to tell of a failure is not told again: it stands on the timeline, and `evenkeel doctor` names it. What this
    word had kept is in question.
    """
    words_came_back(event, now)
    case = _case(event)
    if case is None or event.data.get("what") in {"not_delivered", "page_over"}:
        return
    unreached = event.data.get("user_id")
    people = [case.owner, lead_on_duty(case.team, now).user, case.team.last_resort]
    reachable = list({u.pk: u for u in people if u.pk != unreached}.values())[:2]
    for user in reachable:
        owe(
            words.alarm(case, event.sentence),
            key=f"not_delivered/{event.data.get('delivery_id')}/user:{user.pk}",
            kind="not_delivered",
            to=user,
            now=now,
            case=case,
            urgency=Notification.Urgency.BREACH,
        )


def delivery_is_uncertain(event: Event, now: datetime) -> None:
    case = _case(event)
    if case is not None:
        tell_owner(
            case,
            words.alarm(case, event.sentence),
            key=f"uncertain/{event.data.get('delivery_id')}/{event.pk}",
            kind="uncertain",
            now=now,
            urgency=Notification.Urgency.BREACH,
        )


def timer_was_parked(event: Event, now: datetime) -> None:
    """What the desk owed at its moment and could not do: owner and lead look, for nobody else will."""
    case = _case(event)
    if case is not None:
        raise_alarm(case, "timer_parked", event.sentence, key=f"parked/event:{event.pk}", now=now)


def _promise(event: Event) -> Promise | None:
    return Promise.objects.select_related("owner", "case").filter(pk=event.data.get("promise_id")).first()


def _case(event: Event) -> Case | None:
    return locked(event.case) if event.case_id else None
