"""The change of shift: who comes on duty hears what is open, who goes hears that it is over, once each."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from evenkeel.cases.models import Case
from evenkeel.cases.verbs.duty import words
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import owe
from evenkeel.people.models import Duty, Team, User
from evenkeel.people.rosters import changes
from evenkeel.promises.models import Promise

# Further ahead the daily look arms it.
AHEAD = timedelta(days=15)
MOMENT = timedelta(microseconds=1)
# Safety and legal duty hear of what is theirs; the others of everything that is open.
HOLDS = {
    Duty.Kind.SAFETY.value: {"safety_hold_at__isnull": False},
    Duty.Kind.LEGAL.value: {"legal_hold_at__isnull": False},
}


def arm_change(team: Team, kind: str, now: datetime) -> None:
    """The next instant at which somebody else has it. One that is no change any more does nothing when it comes."""
    ahead = changes(team, kind, now, now + AHEAD)
    if ahead:
        at = ahead[0].at
        arm(
            key=f"shift_change/team:{team.pk}/{kind}/{int(at.timestamp())}",
            kind="shift_change",
            due_at=at,
            now=now,
            subject_id=team.pk,
            priority=4,
        )


def shift_change(timer: Timer, now: datetime) -> Fired | Superseded:
    """After a sleep only the latest change is told: who came and went meanwhile has nothing to do about it now."""
    team = Team.objects.select_related("last_resort").filter(pk=timer.subject).first()
    if team is None:
        return Superseded("the team is gone")
    kind = timer.key.split("/")[2]
    passed = changes(team, kind, timer.due_at - MOMENT, now + MOMENT)
    arm_change(team, kind, now)
    if not passed:
        return Superseded("the roster was changed: nobody comes or goes")
    last = passed[-1]
    _tell(team, kind, last.at, last.before, last.then, now)
    return Fired(f"{last.then or 'nobody'} is on duty")


def _tell(team: Team, kind: str, at: datetime, before: User | None, then: User | None, now: datetime) -> None:
    stem = f"shift/team:{team.pk}/{kind}/{int(at.timestamp())}"
    told: dict[str, Any] = {"kind": "shift_change", "now": now}
    if then is not None:
        owe(
            _summary(team, kind, then, before, now),
            key=f"{stem}/in",
            to=then,
            urgency=Notification.Urgency.REMINDER,
            **told,
        )
    else:
        owe(
            words.nobody_now(team, kind, before),
            key=f"{stem}/nobody",
            to=team.last_resort,
            urgency=Notification.Urgency.REMINDER,
            **told,
        )
    if before is not None and before.is_active:
        owe(words.ended(team, kind, then), key=f"{stem}/out", to=before, **told)


def _summary(team: Team, kind: str, user: User, before: User | None, now: datetime) -> Any:
    ahead = changes(team, kind, now, now + AHEAD)
    until = ahead[0].at if ahead else None
    cases = (
        Case.objects.filter(team=team, state__in=Case.LIVE, **HOLDS.get(kind, {}))
        .select_related("account", "owner")
        .order_by("-level", "opened_at", "pk")
    )
    promises = (
        Promise.objects.filter(case__in=cases.order_by().values("pk"), state=Promise.State.MADE, due_at__gt=now)
        .filter(due_at__lte=until or now + timedelta(days=1))
        .order_by("due_at", "id")
    )
    every = list(cases)
    unheard = [case for case in every if case.acknowledged_at is None and not case.quiet]
    heard = [case for case in every if case not in unheard]
    return words.coming_shift(team, kind, user, before, until, heard, list(promises), unheard)
