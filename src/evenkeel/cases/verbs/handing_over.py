"""Handing over: an act of two people. The giver stays owner until the receiver has read and accepted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from evenkeel.cases import words
from evenkeel.cases.happenings import HandoffAnswered, HandoffOffered
from evenkeel.cases.models import Case, Handoff, HandoffTick, Role
from evenkeel.cases.policies import rules
from evenkeel.cases.reads import next_step
from evenkeel.cases.verbs.acknowledging import count_as_acknowledged
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_owner_and_lead, tell_timeline
from evenkeel.cases.verbs.roles import become_owner
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import owe
from evenkeel.people.models import User
from evenkeel.people.reads import is_lead
from evenkeel.promises.reads import open_of_case
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.happenings import CLOCK

LOOK_BACK_AFTER = timedelta(hours=24)
SHORTEST_RECAP = 15  # characters: “angry customer” tells nobody anything.


def offer_handoff(
    case: Case, *, giver: User, receiver: User, recap: str, why_this_person: str, now: datetime, notes: str = ""
) -> Handoff:
    """Recap, why this person, notes: before anything changes. At a safety hold the brief may be shorter, never the care."""
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        _check_offer(case, giver, receiver, recap, why_this_person)
        expires = now + rules(case.policy).handoff_answer_within
        try:
            with transaction.atomic():
                handoff = Handoff.objects.create(
                    case=case,
                    giver=case.owner,
                    receiver=receiver,
                    recap=recap.strip(),
                    notes=notes.strip(),
                    why_this_person=why_this_person.strip()[:300],
                    offered_at=now,
                    expires_at=expires,
                )
        except IntegrityError as error:
            raise Refused(
                "This case is offered to somebody already: withdraw that offer first.", code="stale"
            ) from error
        arm(
            key=f"handoff:{handoff.pk}/due",
            kind="handoff_due",
            due_at=expires,
            now=now,
            case=case,
            subject_id=handoff.pk,
            priority=1,
        )
        tell_timeline(
            case,
            HandoffOffered(handoff.pk, str(handoff.giver), str(receiver), handoff.why_this_person),
            actor_by(giver),
            now,
        )
        owe(
            words.handoff_offered(handoff),
            key=f"handoff:{handoff.pk}/offer",
            kind="handoff",
            to=receiver,
            now=now,
            case=case,
            urgency=Notification.Urgency.PAGE,
        )
        return handoff


def _check_offer(case: Case, giver: User, receiver: User, recap: str, why: str) -> None:
    if giver.pk != case.owner_id and not is_lead(giver):
        raise NotAllowed(f"Only {case.owner}, who owns this case, or a lead offers it.")
    if receiver.pk == case.owner_id:
        raise Refused(f"{receiver} owns this case already.")
    if not receiver.is_active:
        raise Refused(f"{receiver} no longer works here: name somebody else.")
    if case.safety_hold_at is not None:
        return
    if len(recap.strip()) < SHORTEST_RECAP:
        raise Refused("Say in one sentence what happened and where it stands, so that the customer repeats nothing.")
    if not why.strip():
        raise Refused("Say why this person is right for it.")
    if next_step(case) is None and not open_of_case(case):
        raise Refused(
            "There is no next step and nothing promised: plan one first, so that the handoff moves something."
        )


def open_brief(handoff: Handoff, *, by: User, now: datetime) -> Handoff:
    """The receiver has the brief before them; without it nothing can be accepted."""
    if by.pk == handoff.receiver_id:
        Handoff.objects.filter(pk=handoff.pk, opened_at=None).update(opened_at=now)
        handoff.refresh_from_db()
    return handoff


def accept_handoff(handoff: Handoff, *, by: User, ticked: Collection[int], now: datetime) -> Handoff:
    """Each open promise is ticked by itself: a promise that nobody looked at is how it gets lost."""
    with transaction.atomic():
        case = locked(handoff.case)
        handoff = _answerable(handoff, by)
        if handoff.opened_at is None:
            raise Refused("Read the brief first: open it, then accept.", code="unread")
        owed = open_of_case(case, cadence=False)
        missing = [p for p in owed if p.pk not in set(ticked)]
        if missing:
            listed = "; ".join(words.promise_line(p) for p in missing)
            raise Refused(f"Tick each open promise that you take over. Not ticked: {listed}", code="unticked")
        HandoffTick.objects.bulk_create(HandoffTick(handoff=handoff, promise=p, at=now) for p in owed)
        _answer(handoff, Handoff.State.ACCEPTED, "", now, by)
        _free_for_owner(case, by, now)
        become_owner(case, by, because=f"{handoff.giver} handed over: {handoff.why_this_person}", by=by, now=now)
        count_as_acknowledged(case, by, now)
        cancel(now, "handed over", case=case, kind="manager_request_due")
        arm(
            key=f"handoff:{handoff.pk}/look_back",
            kind="handoff_look_back",
            due_at=now + LOOK_BACK_AFTER,
            now=now,
            case=case,
            subject_id=handoff.pk,
        )
        _tell(handoff, handoff.giver, now)
        return handoff


def _free_for_owner(case: Case, user: User, now: datetime) -> None:
    """A watcher who becomes owner need not watch any more."""
    Role.objects.filter(case=case, kind=Role.Kind.WATCHER, user=user, until=None).update(until=now)


def decline_handoff(handoff: Handoff, *, by: User, because: str, now: datetime) -> Handoff:
    if not because.strip():
        raise Refused("Say why not, so that the giver can find the right person.")
    with transaction.atomic():
        locked(handoff.case)
        handoff = _answerable(handoff, by)
        _answer(handoff, Handoff.State.DECLINED, because, now, by)
        _tell(handoff, handoff.giver, now)
        return handoff


def withdraw_handoff(handoff: Handoff, *, by: User, now: datetime) -> Handoff:
    if by.pk != handoff.giver_id and not is_lead(by):
        raise NotAllowed(f"Only {handoff.giver} or a lead withdraws this offer.")
    with transaction.atomic():
        locked(handoff.case)
        handoff = _offered(handoff)
        _answer(handoff, Handoff.State.WITHDRAWN, "", now, by)
        return handoff


def handoff_due(timer: Timer, now: datetime) -> Fired | Superseded:
    """Nobody answered: it goes back to the giver, who never stopped being the owner, and the lead hears of it."""
    handoff = Handoff.objects.select_related("case", "giver", "receiver").filter(pk=timer.subject).first()
    if handoff is None or handoff.state != Handoff.State.OFFERED:
        return Superseded("the handoff was answered")
    case = locked(handoff.case)
    _answer(handoff, Handoff.State.EXPIRED, "", now, None)
    tell_owner_and_lead(
        case,
        words.handoff_answered(handoff),
        key=f"handoff:{handoff.pk}/expired",
        kind="handoff",
        now=now,
        urgency=Notification.Urgency.PAGE,
    )
    return Fired("expired")


def handoff_look_back(timer: Timer, now: datetime) -> Fired | Superseded:
    """A day later the giver looks back: introduced, nothing lost?"""
    handoff = Handoff.objects.select_related("case", "giver").filter(pk=timer.subject).first()
    if handoff is None or not handoff.case.is_live or not handoff.giver.is_active:
        return Superseded("the case is closed")
    because = f"You handed this to {handoff.receiver} a day ago: did you introduce them, and has anything got lost?"
    owe(
        words.alarm(handoff.case, because),
        key=f"handoff:{handoff.pk}/look_back",
        kind="look_back",
        to=handoff.giver,
        now=now,
        case=handoff.case,
    )
    return Fired("asked the giver")


def _offered(handoff: Handoff) -> Handoff:
    handoff = (
        Handoff.objects.select_for_update(of=("self",)).select_related("case", "giver", "receiver").get(pk=handoff.pk)
    )
    if handoff.state != Handoff.State.OFFERED:
        raise Refused(f"This offer is {handoff.get_state_display().lower()} already.", code="stale")
    return handoff


def _answerable(handoff: Handoff, by: User) -> Handoff:
    handoff = _offered(handoff)
    if by.pk != handoff.receiver_id:
        raise NotAllowed(f"This case is offered to {handoff.receiver}: only they answer.")
    return handoff


def _answer(handoff: Handoff, state: str, answer: str, now: datetime, by: User | None) -> None:
    handoff.state, handoff.answered_at, handoff.answer = state, now, answer.strip()[:300]
    handoff.save(update_fields=["state", "answered_at", "answer"])
    cancel(now, f"handoff {state}", kind="handoff_due", subject_id=handoff.pk)
    answered = HandoffAnswered(handoff.pk, str(handoff.giver), str(handoff.receiver), state, handoff.answer)
    tell_timeline(handoff.case, answered, actor_by(by) if by else CLOCK, now)


def _tell(handoff: Handoff, user: User, now: datetime) -> None:
    owe(
        words.handoff_answered(handoff),
        key=f"handoff:{handoff.pk}/answer",
        kind="handoff",
        to=user,
        now=now,
        case=handoff.case,
        urgency=Notification.Urgency.REMINDER,
    )
