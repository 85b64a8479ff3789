"""The ladder: who is told, rung by rung, until somebody acknowledges. Never silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from evenkeel.cases import words
from evenkeel.cases.happenings import LadderEnded, Paged, StepReachedNobody
from evenkeel.cases.models import Case, Climb
from evenkeel.cases.policies import ladder, rules
from evenkeel.cases.verbs.holding import locked, tell_timeline
from evenkeel.cases.waits import wait
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm, cancel
from evenkeel.judgement.climbing import rung as rung_of
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import owe, void
from evenkeel.people.models import Duty, User
from evenkeel.people.reads import lead_on_duty, on_duty
from evenkeel.playbooks.reads import first_moves
from evenkeel.promises.reads import prior_to_account
from evenkeel.timeline.happenings import CLOCK, SYSTEM

# After the whole ladder: how often the last resort hears of it, until somebody acknowledges.
AFTER_THE_LADDER = timedelta(minutes=30)


def start_climb(case: Case, because: str, now: datetime) -> Climb:
    """A new climb with a new generation; whatever climbed before is over, and an old acknowledgement with it."""
    end_climb(case, f"superseded: {because}", now)
    case.acknowledged_at = case.acknowledged_by = case.acknowledgement_expires_at = None
    case.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledgement_expires_at"])
    climb = Climb.objects.create(
        case=case,
        policy=ladder(case.team, now),
        generation=case.climbs.count() + 1,
        started_at=now,
        because=because[:200],
    )
    _stand_on(climb, 0, now)
    return climb


def end_climb(case: Case, because: str, now: datetime) -> None:
    """Nobody is paged for it any more: also not by a page that was written but not sent yet."""
    Climb.objects.filter(case=case, ended_at=None).update(ended_at=now, ended_because=because[:200])
    cancel(now, because, case=case, kind__in=("escalation_step", "acknowledgement_expiry"))
    void(now, because, case=case, kind="page", seen_at=None)


def escalation_step(timer: Timer, now: datetime) -> Fired | Superseded:
    """Nobody acknowledged in time: the next rung."""
    climb = Climb.objects.select_related("case", "policy").filter(pk=timer.subject).first()
    if climb is None or climb.ended_at is not None:
        return Superseded("the climb is over")
    case = locked(climb.case)
    if case.acknowledged_at is not None or not case.is_live:
        return Superseded("the case was acknowledged or closed")
    climb.case = case
    _stand_on(climb, timer.generation, now)
    return Fired(f"rung {timer.generation + 1}")


def _stand_on(climb: Climb, no: int, now: datetime) -> None:
    """Tell the people of this rung; a rung that reaches nobody is passed over at once, and says so."""
    case = climb.case
    reached: dict[int, User] = {}
    while not reached:
        rung = rung_of(climb.policy.steps, climb.policy.repeats, no)
        if rung is None:  # Said once by its key; the paging goes on.
            tell_timeline(case, LadderEnded(climb.generation), CLOCK, now, key=f"ended/climb:{climb.pk}")
        notify = rung.notify if rung else ("owner", "lead", "last_resort")
        reached = {u.pk: u for u in _people(case, notify, now)}
        if not reached:
            tell_timeline(
                case,
                StepReachedNobody(no, climb.generation, list(notify)),
                CLOCK,
                now,
                key=f"nobody/climb:{climb.pk}/{no}",
            )
            no += 1
    climb.rung = no
    climb.save(update_fields=["rung"])
    _page(climb, list(reached.values()), now)
    waits = wait(case, "acknowledge_within" if no == 0 else "climb_wait", now)
    due = waits.due_at if waits else now
    if rung is None:
        due = max(due, now + AFTER_THE_LADDER)
    arm(
        key=f"climb:{climb.pk}/rung:{no + 1}",
        kind="escalation_step",
        due_at=due,
        now=now,
        case=case,
        subject_id=climb.pk,
        generation=no + 1,
        priority=0,
        rule=waits.rule if waits and due == waits.due_at else None,
    )


def _page(climb: Climb, users: Sequence[User], now: datetime) -> None:
    case = climb.case
    reasons = _latest_reasons(case)
    prior = prior_to_account(case.account, before_case=case)
    moves = first_moves([r.get("code", "") for r in reasons])
    because = climb.because if climb.rung == 0 else f"{climb.because}, and nobody has acknowledged it"
    first = climb.rung == 0
    for user in users:
        owe(
            words.page(case, reasons, because, prior, moves),
            key=f"page/case:{case.pk}/climb:{climb.generation}/rung:{climb.rung}/user:{user.pk}",
            kind="page",
            to=user,
            now=now,
            case=case,
            generation=climb.generation,
            urgency=Notification.Urgency.FIRST_PAGE if first else Notification.Urgency.PAGE,
        )
    tell_timeline(
        case,
        Paged(climb.rung, climb.generation, [str(u) for u in users], because),
        CLOCK if climb.rung else SYSTEM,
        now,
    )


def _people(case: Case, notify: Sequence[str], now: datetime) -> list[User]:
    found: list[User | None] = []
    for target in notify:
        kind, _, detail = target.partition(":")
        if kind == "owner":
            found.append(case.owner if case.owner.is_active else None)
        elif kind == "lead":
            found.append(lead_on_duty(case.team, now).user)
        elif kind == "last_resort":
            found.append(case.team.last_resort)
        elif kind == "duty":
            found.append(on_duty(case.team, detail, now))
        elif kind == "user":
            found.append(User.objects.filter(pk=int(detail), is_active=True).first())
    return [u for u in found if u is not None]


def was_paged(case: Case, user: User) -> bool:
    return Notification.objects.filter(case=case, user=user, kind__in=("page", "safety_page")).exists()


def page_safety_lead(case: Case, now: datetime) -> None:
    """Safety goes to its named lead without debate, beside the ladder; unanswered, it goes on in seconds."""
    _page_safety(case, 0, now)


def safety_unanswered(timer: Timer, now: datetime) -> Fired | Superseded:
    case = locked(timer.case)
    held = case.safety_hold_at
    # An acknowledgement from before these words says nothing about who has them, nor one by somebody not paged for them.
    has_it = case.acknowledged_at is not None and case.acknowledged_at >= (held or case.acknowledged_at)
    theirs = has_it and Notification.objects.filter(case=case, kind="safety_page", user=case.acknowledged_by).exists()
    if held is None or not case.is_live or theirs:
        return Superseded("somebody who was paged for it has it")
    _page_safety(case, timer.generation, now)
    return Fired("paged on")


def _page_safety(case: Case, no: int, now: datetime) -> None:
    order = [on_duty(case.team, Duty.Kind.SAFETY, now), lead_on_duty(case.team, now).user, case.team.last_resort]
    people = list({u.pk: u for u in order if u is not None}.values())
    user = people[min(no, len(people) - 1)]
    because = "somebody may be in danger"
    # Each hold is paged for by itself: words of danger after a hold was lifted are new ones.
    stem = f"safety/case:{case.pk}/held:{int(case.safety_hold_at.timestamp()) if case.safety_hold_at else 0}"
    owe(
        words.page(case, _latest_reasons(case), because, [], first_moves(["safety_threat"])),
        key=f"{stem}/{no}/user:{user.pk}",
        kind="safety_page",
        to=user,
        now=now,
        case=case,
        urgency=Notification.Urgency.FIRST_PAGE,
    )
    tell_timeline(case, Paged(no, 0, [str(user)], because), CLOCK if no else SYSTEM, now)
    if no < len(people) - 1:
        within = rules(case.policy).safety_acknowledge_within
        arm(
            key=f"{stem}/{no + 1}",
            kind="safety_unanswered",
            due_at=now + within,
            now=now,
            case=case,
            generation=no + 1,
            priority=0,
        )


def _latest_reasons(case: Case) -> list[dict[str, Any]]:
    decision = case.level_decisions.order_by("-at", "-id").first()
    if decision is None:
        return []
    by_person = [{"code": "by_person", "because": decision.because, "quote": None}] if decision.because else []
    return [*by_person, *decision.reasons]
