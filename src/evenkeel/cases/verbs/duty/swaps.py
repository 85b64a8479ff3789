"""Shifts on offer: the giver has it until another takes it, and only one can."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases.verbs.duty import words
from evenkeel.cases.verbs.duty.guarding import (
    held,
    holds_all,
    known_kind,
    must_be_able,
    must_be_to_come,
    note,
    tiles_of,
)
from evenkeel.cases.verbs.duty.shifts import changed
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import owe, void
from evenkeel.people.models import Duty, Membership, SwapOffer, Team, User
from evenkeel.people.reads import is_lead
from evenkeel.refusal import NotAllowed, Refused, Stale


def offer_swap(
    team: Team,
    kind: str,
    *,
    giver: User,
    start: datetime,
    end: datetime,
    by: User,
    now: datetime,
    to: User | None = None,
    in_return: tuple[datetime, datetime] | None = None,
    because: str = "",
) -> SwapOffer:
    """To one person, or to anyone in the team; with one person also for a shift of theirs."""
    start, end = must_be_to_come(start, end, now)
    if by.pk != giver.pk and not is_lead(by):
        raise NotAllowed(f"Only {giver} or a lead offers {giver}'s shift.")
    if to is not None and to.pk == giver.pk:
        raise Refused("A shift is offered to somebody else.")
    if in_return is not None:
        if to is None:
            raise Refused("A shift in return is somebody's: say whose.")
        in_return = must_be_to_come(*in_return, now)
    must_be_able([to] if to else [])
    with transaction.atomic():
        team = held(team)
        if not holds_all(giver, tiles_of(team, known_kind(kind), start, end)):
            raise Refused(
                f"{giver} is not on duty ({words.kind_words(kind)}) for all of this time: offer what is theirs."
            )
        if in_return is not None and to is not None and not holds_all(to, tiles_of(team, kind, *in_return)):
            raise Refused(f"{to} is not on duty for all of the time in return: choose a shift of theirs.")
        offer = SwapOffer.objects.create(
            team=team,
            kind=kind,
            giver=giver,
            to=to,
            starts_at=start,
            ends_at=end,
            return_starts_at=in_return[0] if in_return else None,
            return_ends_at=in_return[1] if in_return else None,
            because=because.strip()[:200],
            offered_at=now,
        )
        # Too late to take is when the first of the shifts begins; one that runs already is on offer to its end.
        begins = min([start, *(in_return or ())[:1]])
        arm(
            key=f"swap:{offer.pk}/due",
            kind="swap_due",
            due_at=begins if begins > now else end,
            now=now,
            subject_id=offer.pk,
        )
        for user in [to] if to else _others(team, giver):
            owe(words.swap_offered(offer, user), key=f"swap:{offer.pk}/user:{user.pk}", kind="swap", to=user, now=now)
        note(team, f"{giver} offers a shift ({kind}) to {to or 'anyone'}", by, now)
        return offer


def _others(team: Team, giver: User) -> list[User]:
    members = User.objects.filter(memberships__team=team, is_active=True).exclude(pk=giver.pk)
    return list(members.order_by("pk"))


def take_swap(offer: SwapOffer, *, by: User, now: datetime) -> SwapOffer:
    """Two people take it at once: one does, the other is told who did."""
    must_be_able([by])
    with transaction.atomic():
        team = held(offer.team)
        _may_answer(offer, by)
        offer = _answer(offer, SwapOffer.State.TAKEN, by, now)
        start = max(offer.starts_at, now)
        if start >= offer.ends_at or not holds_all(offer.giver, tiles_of(team, offer.kind, start, offer.ends_at)):
            raise Stale(f"{offer.giver} does not have this shift any more: there is nothing to take.")
        _lay(offer, by, offer.giver, start, offer.ends_at, now)
        if offer.return_starts_at and offer.return_ends_at:
            back = max(offer.return_starts_at, now)
            if back >= offer.return_ends_at or not holds_all(
                by, tiles_of(team, offer.kind, back, offer.return_ends_at)
            ):
                raise Stale("The shift in return is not yours any more: agree on another one.")
            _lay(offer, offer.giver, by, back, offer.return_ends_at, now)
        void(now, f"{by} took it", key__startswith=f"swap:{offer.pk}/user:", seen_at=None)
        _tell_giver(offer, by, now, Notification.Urgency.REMINDER)
        note(team, f"{by} takes {offer.giver}'s shift ({offer.kind})", by, now)
        changed(team, now)
        return offer


def decline_swap(offer: SwapOffer, *, by: User, now: datetime) -> SwapOffer:
    """Who was asked by name says no; an offer to anyone is simply left alone."""
    with transaction.atomic():
        held(offer.team)
        if offer.to_id is None:
            raise Refused("This shift is offered to anyone: leave it, and somebody else may take it.")
        _may_answer(offer, by)
        offer = _answer(offer, SwapOffer.State.DECLINED, by, now)
        _tell_giver(offer, by, now, Notification.Urgency.REMINDER)
        return offer


def withdraw_swap(offer: SwapOffer, *, by: User, now: datetime) -> SwapOffer:
    if by.pk != offer.giver_id and not is_lead(by):
        raise NotAllowed(f"Only {offer.giver} or a lead takes this offer back.")
    with transaction.atomic():
        held(offer.team)
        offer = _answer(offer, SwapOffer.State.WITHDRAWN, by, now)
        void(now, "the offer was taken back", key__startswith=f"swap:{offer.pk}/user:", seen_at=None)
        return offer


def swap_due(timer: Timer, now: datetime) -> Fired | Superseded:
    """The shift begins and nobody took it: it is the giver's, who never stopped having it."""
    offer = SwapOffer.objects.select_related("team", "giver").filter(pk=timer.subject).first()
    if offer is None or offer.state != SwapOffer.State.OFFERED:
        return Superseded("the offer was answered")
    offer = _answer(offer, SwapOffer.State.EXPIRED, None, now)
    _tell_giver(offer, None, now, Notification.Urgency.PAGE)
    return Fired("expired")


def _may_answer(offer: SwapOffer, by: User) -> None:
    if by.pk == offer.giver_id:
        raise Refused("This is your own shift: take the offer back instead.")
    if offer.to_id is not None and by.pk != offer.to_id:
        raise NotAllowed(f"This shift is offered to {offer.to}: only they answer.")
    if offer.to_id is None and not Membership.objects.filter(team=offer.team_id, user=by).exists():
        raise NotAllowed(f"This shift is offered to the people of {offer.team}.")


def _answer(offer: SwapOffer, state: str, by: User | None, now: datetime) -> SwapOffer:
    """The conditional update is the claim: of two at once only one passes."""
    won = SwapOffer.objects.filter(pk=offer.pk, state=SwapOffer.State.OFFERED).update(
        state=state, answered_at=now, answered_by=by
    )
    now_is = SwapOffer.objects.select_related("team__last_resort", "giver", "to", "answered_by").get(pk=offer.pk)
    if not won:
        who = f" by {now_is.answered_by}" if now_is.answered_by else ""
        raise Stale(f"This offer was {now_is.get_state_display().lower()} already{who}.")
    if by is not None:
        cancel(now, f"swap {state}", kind="swap_due", subject_id=offer.pk)
    return now_is


def _lay(offer: SwapOffer, user: User, instead_of: User, start: datetime, end: datetime, now: datetime) -> None:
    Duty.objects.create(
        team=offer.team,
        kind=offer.kind,
        user=user,
        instead_of=instead_of,
        source=Duty.Source.SWAP,
        starts_at=start,
        ends_at=end,
        because=f"swap {offer.pk}",
        made_by=user,
        made_at=now,
    )


def _tell_giver(offer: SwapOffer, by: User | None, now: datetime, urgency: int) -> None:
    word = words.swap_answered(offer, by)
    owe(word, key=f"swap:{offer.pk}/answer", kind="swap", to=offer.giver, now=now, urgency=urgency)
