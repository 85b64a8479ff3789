"""Where our people are reached: entered by themselves, proven by a code, taken away only while somebody stays reachable."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from evenkeel.judgement.quiet import leaves_a_gap
from evenkeel.notifications.channels import CHANNELS
from evenkeel.notifications.channels import channel as by_channel
from evenkeel.notifications.models import Endpoint, Notification, Occasion, QuietHours, ReachRule
from evenkeel.notifications.reads import is_reachable
from evenkeel.notifications.routing import Way, put_on_the_way
from evenkeel.people.models import Duty, Team, User
from evenkeel.refusal import NotAllowed, Refused

CODE_LASTS = timedelta(hours=1)
CODE_TRIES = 5
ANOTHER_CODE_AFTER = timedelta(seconds=30)
IMPORTANT_WITHIN = 15  # minutes by which the first place of the important set must have been tried
LONGEST_DELAY = 120
MOST = 12


def add_place(
    user: User, *, channel: str, address: str, by: User, now: datetime, label: str = "", secret: str = ""
) -> Endpoint:
    """A place of one's own. Nothing but a code is sent there until the code came back; one's own mail is known already."""
    _own(user, by)
    address = address.strip()
    if channel not in CHANNELS:
        raise Refused(f"There is no channel “{channel}”; use one of {', '.join(CHANNELS)}.")
    if not address or len(address) > 500 or any(c in address for c in "\r\n\0"):
        raise Refused("Say the address: a mail address, a telephone number, or the URL that takes the message.")
    _must_fit(channel, address, secret)
    with transaction.atomic():
        if Endpoint.objects.filter(user=user, channel=channel, address__iexact=address).exists():
            raise Refused("You have this place already.", code="stale")
        if Endpoint.objects.filter(user=user).count() >= MOST:
            raise Refused(f"{MOST} places are enough: remove one first.")
        place = Endpoint.objects.create(
            user=user, channel=channel, address=address, label=label.strip()[:60], secret=secret.strip()[:200]
        )
        if channel == "mail" and address.lower() == user.email.lower():
            Endpoint.objects.filter(pk=place.pk).update(verified_at=now)
        else:
            _send_code(place, now)
    place.refresh_from_db()
    return place


def _must_fit(channel: str, address: str, secret: str) -> None:
    if channel == "mail" and ("@" not in address or " " in address):
        raise Refused(f"“{address}” is no mail address.")
    check = getattr(by_channel(channel), "check_address", None)
    if check is not None and (said := check(address, secret)):
        raise Refused(said)
    if channel in {"sms", "voice"} and not (address.startswith("+") and address[1:].replace(" ", "").isdigit()):
        raise Refused("Write the number with its country: +44 20 7946 0000.")
    if channel in {"webhook", "slack", "teams", "mattermost"} and not address.startswith(("https://", "http://")):
        raise Refused("Give the whole URL, beginning with https://.")


def test_place(place: Endpoint, *, by: User, now: datetime) -> None:
    """Say something there: to a place that is not proven yet a new code, to another a plain word."""
    _own(place.user, by)
    if place.code_sent_at is not None and now - place.code_sent_at < ANOTHER_CODE_AFTER:
        raise Refused("A test was sent just now: look there first, then ask for another.", code="early")
    with transaction.atomic():
        if place.code_digest or place.broken_at is not None:
            _send_code(place, now)
        else:
            Endpoint.objects.filter(pk=place.pk).update(code_sent_at=now)
            _say_there(place, "A test from the desk", "This place works: pages will find you here.", now)


def mark_whole(place: Endpoint, *, by: User, now: datetime) -> None:
    """It was broken and is mended, says its person. It counts again when the code came back."""
    _own(place.user, by)
    with transaction.atomic():
        if not Endpoint.objects.filter(pk=place.pk).exclude(broken_at=None).exists():
            raise Refused("This place is not marked broken.", code="stale")
        _send_code(place, now)


def verify_place(place: Endpoint, code: str, *, by: User, now: datetime) -> None:
    """The code came back: the place is theirs, and whole. A few tries only, and only for an hour."""
    _own(place.user, by)
    with transaction.atomic():
        place = Endpoint.objects.select_for_update(of=("self",)).get(pk=place.pk)
        if not place.code_digest or place.code_sent_at is None:
            raise Refused("This place needs no code.", code="stale")
        if now - place.code_sent_at > CODE_LASTS or place.code_tries >= CODE_TRIES:
            raise Refused("This code is used up: ask for another test.", code="gone")
        right = constant_time_compare(place.code_digest, _digest(place, code.replace(" ", "").strip()))
        if right:
            Endpoint.objects.filter(pk=place.pk).update(
                verified_at=now, code_digest="", code_tries=0, broken_at=None, broken_because=""
            )
    if not right:  # Counted outside: a refusal takes back what was written with it.
        Endpoint.objects.filter(pk=place.pk).update(code_tries=place.code_tries + 1)
        left = CODE_TRIES - place.code_tries - 1
        raise Refused(f"That is not the code that was sent; {left} tries are left.", code="wrong_code")


def remove_place(place: Endpoint, *, by: User, now: datetime) -> None:
    """Not the last one of somebody who must be reached."""
    _own(place.user, by)
    user = place.user
    with transaction.atomic():
        place.delete()
        needed = _why_needed(user, now) if user is not None and not is_reachable(user) else ""
        if needed:
            raise Refused(f"This is the last place where you are reached, and {needed}: add another one first.")


def _why_needed(user: User, now: datetime) -> str:
    """Why this person must be reachable; empty where nothing is theirs."""
    if Duty.objects.filter(user=user, ends_at__gt=now).exists():
        return "you are on duty, or will be"
    cases = Notification._meta.get_field("case").related_model._default_manager
    if cases.filter(owner=user, closed_at=None).exists():
        return "you own a live case"
    if Team.objects.filter(last_resort=user).exists():
        return "you are a team's last resort"
    return ""


def set_rules(
    user: User, occasion: str, ways: Sequence[tuple[int, int]], *, by: User, now: datetime
) -> Sequence[ReachRule]:
    """The whole set at once: (place, after how many minutes). None: all places at once, as without rules."""
    _own(user, by)
    if occasion not in Occasion.values:
        raise Refused(f"“{occasion}” is no set of rules; use {' or '.join(Occasion.values)}.")
    places = {e.pk: e for e in Endpoint.objects.filter(user=user)}
    if len({pk for pk, _ in ways}) < len(ways):
        raise Refused("Name each place once.")
    for pk, minutes in ways:
        if pk not in places:
            raise Refused("One of these places is not yours, or is gone: reload the page.", code="stale")
        if not 0 <= minutes <= LONGEST_DELAY:
            raise Refused(f"Wait between 0 and {LONGEST_DELAY} minutes.")
    working = [minutes for pk, minutes in ways if not places[pk].broken_at and not places[pk].code_digest]
    if ways and not working:
        raise Refused("These rules reach nobody: every place in them is broken or waits for its code.")
    if occasion == Occasion.IMPORTANT and working and min(working) > IMPORTANT_WITHIN:
        raise Refused(
            f"A page must not lie longer than {IMPORTANT_WITHIN} minutes: let one working place come earlier."
        )
    with transaction.atomic():
        ReachRule.objects.filter(user=user, occasion=occasion).delete()
        return ReachRule.objects.bulk_create(
            ReachRule(user=user, occasion=occasion, endpoint_id=pk, after_minutes=minutes) for pk, minutes in ways
        )


def set_quiet_hours(user: User, hours: Sequence[dict[str, Any]], *, by: User, now: datetime) -> Sequence[QuietHours]:
    """All of them at once: `{zone, days, starts, ends, then}`. They must leave a time for ordinary words."""
    _own(user, by)
    rows = [_quiet_row(user, each) for each in hours]
    if rows and not leaves_a_gap([row.value() for row in rows], now):
        raise Refused("These quiet hours never end: leave some time of the week for ordinary words.")
    with transaction.atomic():
        QuietHours.objects.filter(user=user).delete()
        return QuietHours.objects.bulk_create(rows)


def _quiet_row(user: User, said: dict[str, Any]) -> QuietHours:
    zone = str(said.get("zone") or user.time_zone)
    if zone not in available_timezones():
        raise Refused(f"“{zone}” is no time zone; use a name such as Europe/Berlin.")
    days = sorted({int(d) for d in said.get("days", ()) if str(d).isdigit() and int(d) < 7})
    if not days:
        raise Refused("Say on which days your quiet hours begin.")
    then = str(said.get("then") or QuietHours.Then.PASS_ON)
    if then not in QuietHours.Then.values:
        raise Refused(f"“{then}” is neither {' nor '.join(QuietHours.Then.values)}.")
    starts, ends = _wall(said.get("starts")), _wall(said.get("ends"))
    return QuietHours(user=user, zone=zone, days=",".join(map(str, days)), starts=starts, ends=ends, then=then)


def _wall(said: Any) -> time:
    try:
        return said if isinstance(said, time) else time.fromisoformat(str(said or "").strip())
    except ValueError as error:
        raise Refused(f"“{said}” is no time of day: write it as 22:00.", code="unreadable") from error


def _send_code(place: Endpoint, now: datetime) -> None:
    code = f"{secrets.randbelow(1_000_000):06d}"
    Endpoint.objects.filter(pk=place.pk).update(code_digest=_digest(place, code), code_sent_at=now, code_tries=0)
    link = f"{settings.PUBLIC_URL}/me/"
    _say_there(
        place, f"Your code is {code}", f"Enter {code} at {link} to be reached here. It is good for an hour.", now
    )


def _say_there(place: Endpoint, subject: str, body: str, now: datetime) -> None:
    """To this one place, whatever the rules and the hour: its person asked for it."""
    notification = Notification.objects.create(
        key=f"place:{place.pk}/test:{int(now.timestamp() * 1000)}",
        kind="place_test",
        user=place.user,
        subject=subject,
        body=body,
        urgency=Notification.Urgency.BREACH,
        created_at=now,
    )
    way = Way(place.channel, place.address, place, now)
    put_on_the_way(notification, [way], Notification.Urgency.BREACH, now)


def _digest(place: Endpoint, code: str) -> str:
    return salted_hmac("evenkeel.place", f"{place.pk}:{code}", algorithm="sha256").hexdigest()


def _own(user: User | None, by: User) -> None:
    if user is None or user.pk != by.pk:
        raise NotAllowed("Everybody says for themselves how they are reached.")
