"""Gaps are seen before a customer falls into one: once a day for two weeks ahead, and again the day before."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from evenkeel.cases.verbs.duty import words
from evenkeel.cases.verbs.duty.changing import arm_change
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm
from evenkeel.judgement.times.calendars import local_instant
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import Duty, Team
from evenkeel.people.reads import lead_on_duty, team_calendar
from evenkeel.people.rosters import Gap, gaps_of, kinds_watched, roster

log = logging.getLogger("evenkeel.duty")

AHEAD, NEAR = timedelta(days=14), timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Lack:
    """A time at which somebody is expected to be on duty and nobody is."""

    team: Team
    kind: str
    starts_at: datetime
    ends_at: datetime

    def sentence(self, zone: str = "") -> str:
        return f"{words.kind_words(self.kind)}, {words.span(self.starts_at, self.ends_at, zone or self.team.time_zone)}"


def lacks(team: Team, start: datetime, end: datetime, kinds: Sequence[str] | None = None) -> list[Lack]:
    """The gaps that matter: at the hours at which somebody is expected; unless `kinds` asks, of what is rostered."""
    watched = kinds_watched(team, start, end)
    wanted = [kind for kind in Duty.Kind.values if kind in (watched if kinds is None else kinds)]
    tiles = roster(team, start, end, wanted)
    return [
        Lack(team, kind, *gap)
        for kind in wanted
        for gap in _expected(team, gaps_of(tiles[kind]), always=watched.get(kind, "always") == "always")
    ]


def _expected(team: Team, gaps: Sequence[Gap], *, always: bool) -> list[Gap]:
    if always:
        return list(gaps)
    calendar = team_calendar(team)
    found = []
    for starts, ends in gaps:
        try:
            opens = calendar.next_open(starts)
        except ValueError:  # It never opens, so nobody is expected.
            continue
        if opens < ends:
            found.append((opens, ends))
    return found


def keep_watch(team: Team, now: datetime) -> None:
    """The next look is armed, and the next change of each duty. Armed already: nothing changes."""
    calendar = team_calendar(team)
    tomorrow = now.astimezone(ZoneInfo(team.time_zone)).date() + timedelta(days=1)
    midnight = local_instant(datetime.combine(tomorrow, datetime.min.time()), team.time_zone)
    try:
        at = calendar.next_open(midnight)
    except ValueError:
        at = midnight
    arm(
        key=f"duty_watch/team:{team.pk}/{at:%Y-%m-%d}",
        kind="duty_watch",
        due_at=at,
        now=now,
        subject_id=team.pk,
        local=f"{at.astimezone(ZoneInfo(team.time_zone)):%Y-%m-%dT%H:%M}",
        zone=team.time_zone,
    )
    for kind in kinds_watched(team, now, now + AHEAD):
        arm_change(team, kind, now)


def watch_all(now: datetime) -> None:
    """At a start: teams and rows that came past the verbs (an upgrade, the operator's rooms) are watched as well."""
    for team in Team.objects.select_related("last_resort"):
        try:
            with transaction.atomic():
                keep_watch(team, now)
        except Exception:  # One spoilt roster keeps no engine from starting.
            log.exception("a roster cannot be watched team=%s", team.pk)


def duty_watch(timer: Timer, now: datetime) -> Fired | Superseded:
    """Look two weeks ahead, tell the lead of what is new, and come again on the next working day."""
    team = Team.objects.select_related("last_resort").filter(pk=timer.subject).first()
    if team is None:
        return Superseded("the team is gone")
    told = tell_gaps(team, now, AHEAD)
    keep_watch(team, now)
    return Fired(f"{told} new gaps" if told else "no new gap")


def tell_gaps(team: Team, now: datetime, within: timedelta) -> int:
    """One word for all that is new; each gap has a timer for the day before, and that timer is our memory of it."""
    ahead = [lack for lack in lacks(team, now, now + AHEAD) if now < lack.starts_at <= now + within]
    new = [lack for lack in ahead if _remember(lack, now)]
    if new:
        lead = lead_on_duty(team, now).user
        word = words.gaps_ahead(team, [lack.sentence(lead.time_zone) for lack in new])
        first = new[0]
        _tell(
            team,
            word,
            f"gaps/team:{team.pk}/{first.kind}/{int(first.starts_at.timestamp())}/{len(new)}/{int(now.timestamp())}",
            now,
        )
    return len(new)


def _remember(lack: Lack, now: datetime) -> bool:
    """True for a gap that was not told yet. One that was closed and opened again is a new one."""
    stem = f"duty_gap/team:{lack.team.pk}/{lack.kind}/{int(lack.starts_at.timestamp())}"
    known = Timer.objects.filter(kind="duty_gap", key__startswith=f"{stem}/")
    if known.exclude(state__in=(Timer.State.SUPERSEDED, Timer.State.CANCELLED)).exists():
        return False
    near = lack.starts_at - now <= NEAR
    arm(
        key=f"{stem}/{known.count()}",
        kind="duty_gap",
        due_at=lack.starts_at if near else lack.starts_at - NEAR,
        now=now,
        subject_id=lack.team.pk,
        generation=int(near),
    )
    return True


def duty_gap(timer: Timer, now: datetime) -> Fired | Superseded:
    """A day before a gap that is still there, the lead hears of it once more."""
    team = Team.objects.select_related("last_resort").filter(pk=timer.subject).first()
    if team is None:
        return Superseded("the team is gone")
    if timer.generation:
        return Fired("it was told within the day before")
    _, _, kind, at, _no = timer.key.split("/")
    starts = max(timer.due_at + NEAR, now)
    found = lacks(team, starts, starts + AHEAD, (kind,))
    if not found or found[0].starts_at != starts:
        return Superseded("somebody is on duty then")
    lead = lead_on_duty(team, now).user
    _tell(team, words.gap_near(team, found[0].sentence(lead.time_zone)), f"gap/team:{team.pk}/{kind}/{at}/near", now)
    return Fired("the lead was told")


def _tell(team: Team, word: Word, key: str, now: datetime) -> None:
    lead = lead_on_duty(team, now).user
    owe(word, key=key, kind="duty_gap", to=lead, now=now, urgency=Notification.Urgency.REMINDER)
