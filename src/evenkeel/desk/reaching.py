"""How a person is reached, as the page draws it: places, two lines of time, a week of quiet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evenkeel.judgement.quiet import bars, quiet_until
from evenkeel.notifications import reads as notifications
from evenkeel.notifications.channels import CHANNELS, channel
from evenkeel.notifications.circuits import in_trouble
from evenkeel.notifications.models import Endpoint, Occasion, QuietHours
from evenkeel.people.models import User

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
CHANNEL_WORDS = {
    "mail": "Mail",
    "sms": "Text message",
    "voice": "Telephone call",
    "webhook": "Signed webhook",
    "slack": "Slack",
    "teams": "Microsoft Teams",
    "mattermost": "Mattermost",
    "ntfy": "ntfy",
    "web_push": "This browser or phone (Web Push)",
    "apprise": "Another service (Apprise)",
}
WIDTH = 560  # of the line of time, in the units of its drawing


@dataclass(frozen=True, slots=True)
class Place:
    endpoint: Endpoint
    name: str
    state: str  # whole, code, broken, off

    @property
    def works(self) -> bool:
        return self.state == "whole"


@dataclass(frozen=True, slots=True)
class Stop:
    """One place on the line of time."""

    no: int
    x: float
    minutes: int
    place: Place


@dataclass(frozen=True, slots=True)
class RuleSet:
    """`stops` is what happens; without rules of one's own, all that works goes at once. `typed` is what stands in the form."""

    occasion: str
    title: str
    stops: Sequence[Stop]
    ticks: Sequence[tuple[float, int]]
    own: bool
    typed: dict[int, int]


def my_reach(user: User, now: datetime) -> dict[str, Any]:
    places = [_place(e) for e in Endpoint.objects.filter(user=user).order_by("id")]
    hours = list(QuietHours.objects.filter(user=user))
    values = [row.value() for row in hours]
    local = now.astimezone(ZoneInfo(hours[0].zone if hours else user.time_zone))
    return {
        "places": places,
        "own_mail": user.email,
        "own_mail_needed": not any(p.works for p in places),
        "reachable": notifications.is_reachable(user),
        "channels": [(name, CHANNEL_WORDS.get(name, name.capitalize()), _works(name)) for name in CHANNELS],
        "rule_sets": [_rule_set(user, Occasion(o), places) for o in Occasion.values],
        "hours": hours,
        "week": [(DAYS[d], bars(values, d)) for d in range(7)] if hours else [],
        "today": (local.weekday(), local.hour * 60 + local.minute),
        "days": list(enumerate(DAYS)),
        "quiet_now": quiet_until(values, now),
        "team": [(u, notifications.is_reachable(u)) for u in notifications.teammates(user) if u.pk != user.pk],
        "troubles": in_trouble(),
    }


def _works(name: str) -> bool:
    return channel(name).is_set_up()


def _place(endpoint: Endpoint) -> Place:
    name = endpoint.label or CHANNEL_WORDS.get(endpoint.channel, endpoint.channel)
    if endpoint.broken_at is not None and not endpoint.code_digest:
        return Place(endpoint, name, "broken")
    if endpoint.code_digest:
        return Place(endpoint, name, "code")
    return Place(endpoint, name, "whole" if endpoint.channel in CHANNELS else "off")


def _rule_set(user: User, occasion: Occasion, places: Sequence[Place]) -> RuleSet:
    typed = dict(user.reach_rules.filter(occasion=occasion).values_list("endpoint", "after_minutes"))
    working = {p.endpoint.pk: p for p in places if p.works}
    own = [(minutes, working[pk]) for pk, minutes in typed.items() if pk in working]
    order = sorted(own or [(0, p) for p in working.values()], key=lambda pair: pair[0])
    span = max([10, *(minutes for minutes, _ in order)])
    step = 5 if span <= 30 else 30
    return RuleSet(
        occasion,
        Occasion(occasion).label,
        [Stop(n, _x(minutes, span), minutes, place) for n, (minutes, place) in enumerate(order, 1)],
        [(_x(m, span), m) for m in range(0, span + 1, step)],
        bool(own),
        typed,
    )


def _x(minutes: int, span: int) -> float:
    return round(20 + (WIDTH - 40) * minutes / span, 1)
