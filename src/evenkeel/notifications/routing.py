"""Which places a word goes to, and when: a person's rules, their quiet hours, what is broken, whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min

from evenkeel.clock.hints import hint
from evenkeel.judgement.quiet import quiet_until
from evenkeel.notifications import channels
from evenkeel.notifications.channels import channel as by_channel
from evenkeel.notifications.circuits import provider_of, resting
from evenkeel.notifications.models import Delivery, Endpoint, Notification, Occasion, QuietHours, ReachRule
from evenkeel.people.models import User


@dataclass(frozen=True, slots=True)
class Way:
    """One place, from when on, and what it waits for."""

    channel: str
    address: str
    endpoint: Endpoint | None
    not_before: datetime
    held_because: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """A person is left alone until then, and what they want done with important words meanwhile."""

    until: datetime
    then: str


def is_important(urgency: int) -> bool:
    return urgency <= Notification.Urgency.BREACH


def usable(user: User) -> list[Endpoint]:
    """Places that are whole, known, and not waiting for their code."""
    return list(
        Endpoint.objects.filter(user=user, broken_at=None, code_digest="", channel__in=channels.usable()).order_by("id")
    )


def ways_to(user: User, urgency: int, now: datetime) -> list[Way]:
    """By the person's rules; without any that work, all their places at once; without a place, their own mail."""
    occasion = Occasion.IMPORTANT if is_important(urgency) else Occasion.ORDINARY
    places = {e.pk: e for e in usable(user)}
    rules = [r for r in ReachRule.objects.filter(user=user, occasion=occasion) if r.endpoint_id in places]
    if not rules:
        return [Way(e.channel, e.address, e, now) for e in places.values()] or [Way("mail", user.email, None, now)]
    ways = [
        Way(
            e.channel,
            e.address,
            e,
            now + timedelta(minutes=rule.after_minutes),
            Delivery.Held.RULE if rule.after_minutes else "",
        )
        for rule in rules
        for e in [places[rule.endpoint_id]]
    ]
    return _past_those_in_trouble(ways, now)


def _past_those_in_trouble(ways: list[Way], now: datetime) -> list[Way]:
    """Where all that would go now goes by somebody who is left alone, or by what is not set up here, the next in order
    goes now as well.
    """
    shut = set(resting(now))
    hurried: list[Way] = []
    for way in ways:
        nothing_goes = all(
            provider_of(w.channel, w.address) in shut or not by_channel(w.channel).is_set_up() for w in hurried
        )
        hurried.append(replace(way, not_before=now, held_because="") if nothing_goes else way)
    return hurried


def rest_of(user: User, now: datetime) -> Rest | None:
    """The quiet hours a person has now, if any."""
    rows = list(QuietHours.objects.filter(user=user))
    until = quiet_until([row.value() for row in rows], now) if rows else None
    if until is None:
        return None
    inside = [row for row in rows if row.value().until(now) is not None]
    passing = any(row.then == QuietHours.Then.PASS_ON for row in inside)
    return Rest(until, QuietHours.Then.PASS_ON if passing else QuietHours.Then.HOLD)


def after(ways: Sequence[Way], until: datetime) -> list[Way]:
    """The same ways, from the end of the quiet on; their delays count from then."""
    first = min(way.not_before for way in ways)
    return [replace(way, not_before=until + (way.not_before - first), held_because=Delivery.Held.QUIET) for way in ways]


def put_on_the_way(notification: Notification, ways: Sequence[Way], urgency: int, now: datetime) -> None:
    """The deliveries, in their class and in their account's turn. The first page of a case goes before its second."""
    account = _account(notification)
    first_of_case = urgency == Notification.Urgency.FIRST_PAGE and not _was_paged_before(notification)
    rows: list[Delivery] = []
    for way in sorted(ways, key=lambda w: w.not_before):
        own = urgency
        if urgency == Notification.Urgency.FIRST_PAGE and (rows or not first_of_case):
            own = Notification.Urgency.PAGE
        rows.append(
            Delivery(
                notification=notification,
                channel=way.channel,
                address=way.address,
                endpoint=way.endpoint,
                urgency=own,
                not_before=way.not_before,
                state=Delivery.State.HELD if way.held_because and way.not_before > now else Delivery.State.PENDING,
                held_because=way.held_because,
                provider=provider_of(way.channel, way.address),
                account_id=account,
                turn=next_turn(account, own),
            )
        )
    Delivery.objects.bulk_create(rows)
    hint()


def next_turn(account: int | None, urgency: int) -> int:
    """Behind what this account has waiting in the class; a newcomer stands with whoever is first in line now."""
    waiting = Delivery.objects.filter(state__in=Delivery.WAITING, urgency=urgency)
    last: int | None = waiting.filter(account=account).aggregate(last=Max("turn"))["last"]
    if last is not None:
        return last + 1
    front: int | None = waiting.aggregate(first=Min("turn"))["first"]
    return front or 0


def _account(notification: Notification) -> int | None:
    case: Any = notification.case
    return case.account_id if case is not None else None


def _was_paged_before(notification: Notification) -> bool:
    if notification.case_id is None:
        return False
    pages = Notification.objects.filter(case=notification.case_id, urgency__lte=Notification.Urgency.PAGE)
    return pages.filter(audience=Notification.Audience.STAFF, pk__lt=notification.pk).exists()
