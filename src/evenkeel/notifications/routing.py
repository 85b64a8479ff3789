"""Which places a word goes to, and when: a person's rules, their quiet hours, what is broken, whose turn it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Min, Q, QuerySet

from evenkeel.clock.hints import hint
from evenkeel.judgement.quiet import quiet_until
from evenkeel.notifications import channels
from evenkeel.notifications.circuits import provider_of, resting
from evenkeel.notifications.models import Delivery, Endpoint, Notification, Occasion, QuietHours, ReachRule
from evenkeel.people.models import User
from evenkeel.rows import insert_plain


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


class Reach:
    """What is known of some people's places, rules and quiet hours: asked once for all of them."""

    def __init__(self, users: Iterable[User]) -> None:
        self._users = {user.pk: user for user in users}
        self._places: dict[int, dict[int, Endpoint]] = {pk: {} for pk in self._users}
        self._rules: dict[tuple[int, str], list[ReachRule]] = {}
        self._quiet: dict[int, list[QuietHours]] = {}
        self._shut: set[str] | None = None
        for place in _usable(self._users):
            self._places[place.user_id or 0][place.pk] = place
        if with_places := [pk for pk, places in self._places.items() if places]:
            for rule in ReachRule.objects.filter(user__in=with_places):
                self._rules.setdefault((rule.user_id, rule.occasion), []).append(rule)
        for hours in QuietHours.objects.filter(user__in=self._users):
            self._quiet.setdefault(hours.user_id, []).append(hours)

    def ways(self, user: User, urgency: int, now: datetime) -> list[Way]:
        """By the person's rules; without any that work, all their places at once; without a place, their own mail."""
        occasion = Occasion.IMPORTANT if is_important(urgency) else Occasion.ORDINARY
        places = self._places[user.pk]
        rules = [r for r in self._rules.get((user.pk, occasion), ()) if r.endpoint_id in places]
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
        if self._shut is None:
            self._shut = set(resting(now))
        return _past_those_in_trouble(ways, self._shut, now)

    def rest(self, user: User, now: datetime) -> Rest | None:
        """The quiet hours a person has now, if any."""
        rows = self._quiet.get(user.pk, [])
        until = quiet_until([row.value() for row in rows], now) if rows else None
        if until is None:
            return None
        inside = [row for row in rows if row.value().until(now) is not None]
        passing = any(row.then == QuietHours.Then.PASS_ON for row in inside)
        return Rest(until, QuietHours.Then.PASS_ON if passing else QuietHours.Then.HOLD)


def _usable(users: Iterable[int]) -> QuerySet[Endpoint]:
    return Endpoint.objects.filter(
        user__in=list(users), broken_at=None, code_digest="", channel__in=channels.usable()
    ).order_by("id")


def usable(user: User) -> list[Endpoint]:
    """Places that are whole, known, and not waiting for their code."""
    return list(_usable([user.pk]))


def rest_of(user: User, now: datetime) -> Rest | None:
    return Reach([user]).rest(user, now)


def _past_those_in_trouble(ways: list[Way], shut: set[str], now: datetime) -> list[Way]:
    """Where all that would go now goes by somebody who is left alone, the next in order goes now as well."""
    if not shut:
        return ways
    hurried: list[Way] = []
    for way in ways:
        nothing_goes = all(provider_of(w.channel, w.address) in shut for w in hurried)
        hurried.append(replace(way, not_before=now, held_because="") if nothing_goes else way)
    return hurried


def after(ways: Sequence[Way], until: datetime) -> list[Way]:
    """The same ways, from the end of the quiet on; their delays count from then."""
    first = min(way.not_before for way in ways)
    return [replace(way, not_before=until + (way.not_before - first), held_because=Delivery.Held.QUIET) for way in ways]


def put_on_the_way(notification: Notification, ways: Sequence[Way], urgency: int, now: datetime) -> None:
    put_all_on_the_way([(notification, ways)], urgency, now)


def put_all_on_the_way(words: Sequence[tuple[Notification, Sequence[Way]]], urgency: int, now: datetime) -> None:
    """The deliveries, in their class and in their account's turn. The first page of a case goes before its second."""
    turns = Turns(words)
    first = _first_pages([word for word, _ in words], urgency)
    rows: list[dict[str, Any]] = []
    for word, ways in words:
        for n, way in enumerate(sorted(ways, key=lambda w: w.not_before)):
            own = urgency
            if urgency == Notification.Urgency.FIRST_PAGE and (n or word.pk not in first):
                own = Notification.Urgency.PAGE
            account = _account(word)
            waits = bool(way.held_because) and way.not_before > now
            rows.append(
                {
                    "notification_id": word.pk,
                    "channel": way.channel,
                    "address": way.address,
                    "endpoint_id": way.endpoint.pk if way.endpoint else None,
                    "urgency": own,
                    "not_before": way.not_before,
                    "state": Delivery.State.HELD if waits else Delivery.State.PENDING,
                    "held_because": way.held_because,
                    "provider": provider_of(way.channel, way.address),
                    "account_id": account,
                    "turn": turns.take(account, own, word.pk),
                }
            )
    insert_plain(Delivery, rows)
    hint()


class Turns:
    """Behind what an account has waiting in the class; a newcomer stands with whoever is first in line now."""

    def __init__(self, words: Sequence[tuple[Notification, Sequence[Way]]]) -> None:
        waiting = Delivery.objects.filter(state__in=Delivery.WAITING).order_by()
        accounts = {_account(word) for word, _ in words}
        theirs = Q(account__in=[a for a in accounts if a is not None])
        if None in accounts:
            theirs |= Q(account=None)
        last = waiting.filter(theirs).values_list("account", "urgency").annotate(last=Max("turn"))
        self._next = {(account, urgency): turn + 1 for account, urgency, turn in last}
        self._front: dict[int, int] | None = None
        self._taken: dict[tuple[int, int], int] = {}

    def take(self, account: int | None, urgency: int, word: int) -> int:
        """One turn for all the places of a word."""
        if (word, urgency) not in self._taken:
            turn = self._next.get((account, urgency))
            if turn is None:
                turn = self._first_in_line().get(urgency, 0)
            self._taken[word, urgency] = turn
            self._next[account, urgency] = turn + 1
        return self._taken[word, urgency]

    def _first_in_line(self) -> dict[int, int]:
        if self._front is None:
            waiting = Delivery.objects.filter(state__in=Delivery.WAITING).order_by()
            self._front = dict(waiting.values_list("urgency").annotate(first=Min("turn")))
        return self._front


def _account(notification: Notification) -> int | None:
    case: Any = notification.case
    return case.account_id if case is not None else None


def _first_pages(words: Sequence[Notification], urgency: int) -> set[int]:
    """Which of these words is the first page of its case."""
    if urgency != Notification.Urgency.FIRST_PAGE:
        return set()
    pages = Notification.objects.filter(
        case__among={w.case_id for w in words if w.case_id},
        urgency__lte=Notification.Urgency.PAGE,
        audience=Notification.Audience.STAFF,
    )
    earliest = dict(pages.order_by().values_list("case").annotate(first=Min("pk")))
    return {w.pk for w in words if earliest.get(w.case_id, w.pk) == w.pk}
