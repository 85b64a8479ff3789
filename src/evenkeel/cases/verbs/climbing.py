"""The ladder: who is told, rung by rung, until somebody acknowledges. Never silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from evenkeel.cases import words
from evenkeel.cases.happenings import ClimbHeld, LadderEnded, NobodyToTell, Paged, StepPassedOver, StepReachedNobody
from evenkeel.cases.ladders.deeds import Deeds
from evenkeel.cases.ladders.grounds import Grounds, with_what_they_share
from evenkeel.cases.ladders.known import names_in
from evenkeel.cases.ladders.pace import Next, next_at
from evenkeel.cases.ladders.reaching import About, Told, facts_at, take_turn_of, whom
from evenkeel.cases.ladders.versions import ladder, values_of
from evenkeel.cases.models import Case, Climb, EscalationPolicy, LevelDecision
from evenkeel.cases.policies import rules_of
from evenkeel.cases.verbs.holding import locked, tell_timeline
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, cancel
from evenkeel.judgement.climbing import PassedOver, Stand, walk
from evenkeel.judgement.climbing.wording import say_all
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import Owed, Word, owe, void
from evenkeel.people.models import User
from evenkeel.people.reads import lead_on_duty
from evenkeel.playbooks.reads import first_moves
from evenkeel.rows import by_id, insert
from evenkeel.timeline.happenings import CLOCK, SYSTEM
from evenkeel.timeline.verbs import Line


def start_climb(case: Case, because: str, now: datetime, decision: LevelDecision | None = None) -> Climb:
    """A new climb with a new generation; whatever climbed before is over, and an old acknowledgement with it. `decision`:
    the latest of the case, where it is at hand.
    """
    before = case.climbs.count()
    if before or case.acknowledged_at is not None:
        end_climb(case, f"superseded: {because}", now)
        case.acknowledged_at = case.acknowledged_by = case.acknowledgement_expires_at = None
        case.save(update_fields=["acknowledged_at", "acknowledged_by", "acknowledgement_expires_at"])
    climb = insert(
        Climb(
            case=case,
            policy=ladder(case.team, now),
            generation=before + 1,
            started_at=now,
            because=because[:200],
        )
    )
    stand_on(climb, 0, now, grounds=Grounds([case], decision))
    return climb


def end_climb(case: Case, because: str, now: datetime) -> None:
    """Nobody is paged for it any more: also not by a page that was written but not sent yet."""
    Climb.objects.filter(case=case, ended_at=None).update(ended_at=now, ended_because=because[:200])
    cancel(now, because, case=case, kind__in=("escalation_step", "hold_end", "acknowledgement_expiry"))
    void(now, because, case=case, kind="page", seen_at=None)


def escalation_step(timer: Timer, now: datetime) -> Fired | Superseded:
    """Nobody acknowledged in time: the next rung."""
    return _go_on(timer, now)


def hold_end(timer: Timer, now: datetime) -> Fired | Superseded:
    """Working time again: the rung that waited for it."""
    return _go_on(timer, now)


def _go_on(timer: Timer, now: datetime) -> Fired | Superseded:
    climb = Climb.objects.select_related("case", "policy").filter(pk=timer.subject).first()
    if climb is None or climb.ended_at is not None:
        return Superseded("the climb is over")
    climb.case = locked(climb.case)
    if (because := _is_over(climb)) is not None:
        return because
    stand_on(climb, timer.generation, now)
    return Fired(f"rung {climb.rung}")


def _is_over(climb: Climb) -> Superseded | None:
    if climb.ended_at is not None:
        return Superseded("the climb is over")
    if climb.case.acknowledged_at is not None or not climb.case.is_live:
        return Superseded("the case was acknowledged or closed")
    return None


def escalation_steps(timers: Sequence[Timer], now: datetime) -> dict[int, Fired | Superseded]:
    """The same for many cases at once, which the clock holds: what they share is looked up once, what they owe is written
    in few statements.
    """
    climbs = by_id(Climb.objects.all(), [t.subject for t in timers])
    policies = EscalationPolicy.objects.in_bulk({climb.policy_id for climb in climbs.values()})
    cases = with_what_they_share(by_id(Case.objects.all(), [climb.case_id for climb in climbs.values()]).values())
    deeds, grounds = Deeds(), Grounds(list(cases.values()))
    results: dict[int, Fired | Superseded] = {}
    for timer in timers:
        climb = climbs.get(timer.subject)
        if climb is None:
            results[timer.pk] = Superseded("the climb is over")
            continue
        climb.case, climb.policy = cases[climb.case_id], policies[climb.policy_id]
        because = _is_over(climb)
        if because is None:
            stand_on(climb, timer.generation, now, deeds, grounds)
        results[timer.pk] = because or Fired(f"rung {climb.rung}")
    deeds.write(now)
    return results


def stand_on(climb: Climb, no: int, now: datetime, deeds: Deeds | None = None, grounds: Grounds | None = None) -> None:
    """Tell the people of this rung, or hold; a rung that is not for this case or reaches nobody is passed over at once,
    and says so. We hold the case, so no acknowledgement comes between. With `deeds` the caller writes, for many at once.
    """
    if deeds is None:
        own = Deeds()
        stand_on(climb, no, now, own, grounds or Grounds([climb.case]))
        own.write(now)
        return
    assert grounds is not None
    ladder, about = values_of(climb.policy), About.of(climb.case, grounds.duty)
    skipped: list[User] = []

    def reach(stand: Stand) -> Sequence[Told]:
        told, missed = whom(stand, about, now, take_turn_of(climb, now))
        skipped[:] = missed
        return told

    chosen = dict(climb.chosen)
    landing = walk(ladder, no, facts_at(about, ladder, now), reach)
    stand = landing.stand
    for passed in landing.passed:
        _explain(climb, passed, now)
    climb.rung = stand.no
    if landing.held_until is not None:
        deeds.move(climb, "rung")
        _hold(climb, stand, landing.held_until, now, deeds)
        return
    first = climb.paged_at is None
    pages_first = bool(landing.people) and first
    if pages_first:
        climb.paged_at = now
    deeds.move(climb, "rung", *["paged_at"] * pages_first, *["chosen"] * (chosen != climb.chosen))
    if stand.is_end or stand.with_last_resort:
        _say_that_it_ended(climb, now)
    if landing.people:
        _page(climb, stand, landing.people, skipped, deeds, grounds, now, first=first)
    else:
        _say_that_nobody_is_left(climb, now)
    case = climb.case
    follows = next_at(ladder, stand, rules_of(case), now, first=first, team=case.team, account=case.account)
    _arm(climb, "escalation_step", stand.no + 1, follows, now, deeds)


def _arm(climb: Climb, kind: str, no: int, follows: Next, now: datetime, deeds: Deeds) -> None:
    # A hold that is visited too early holds again, under another key.
    key = (
        f"climb:{climb.pk}/rung:{no}"
        if kind == "escalation_step"
        else f"climb:{climb.pk}/hold:{no}/{follows.due_at:%Y%m%d%H%M}"
    )
    deeds.timers.append(
        Timer(
            key=key,
            kind=kind,
            due_at=follows.due_at,
            armed_at=now,
            case=climb.case,
            subject_id=climb.pk,
            generation=no,
            priority=0,
            rule=follows.rule,
        )
    )


def _explain(climb: Climb, passed: PassedOver, now: datetime) -> None:
    """Once a round for each step: why nobody was told by it. A gap in the configuration is told to the lead as well."""
    case, stand = climb.case, passed.stand
    step = stand.step.no if stand.step else 0
    key = f"climb:{climb.pk}/{stand.round}/{step}"
    if passed.because:
        happening = StepPassedOver(stand.no, climb.generation, step, passed.because)
        tell_timeline(case, happening, CLOCK, now, key=f"passed/{key}")
        return
    reached_nobody = StepReachedNobody(stand.no, climb.generation, [str(t) for t in stand.targets], step)
    if tell_timeline(case, reached_nobody, CLOCK, now, key=f"nobody/{key}") is None:
        return
    lead = lead_on_duty(case.team, now).user
    owe(
        words.step_reaches_nobody(case, step, reached_nobody.sentence()),
        key=f"gap/ladder:{climb.policy_id}/step:{step}/{now:%Y%m%d}/user:{lead.pk}",
        kind="ladder_gap",
        to=lead,
        now=now,
        case=case,
        urgency=Notification.Urgency.NOTE,
    )


def _hold(climb: Climb, stand: Stand, until: datetime, now: datetime, deeds: Deeds) -> None:
    targets = stand.targets
    spoken = words.spoken(until, climb.case.team.time_zone)
    held = ClimbHeld(
        stand.no, climb.generation, stand.step.no if stand.step else 0, spoken, say_all(targets, names_in(targets))
    )
    tell_timeline(climb.case, held, CLOCK, now, key=f"held/climb:{climb.pk}/{stand.no}/{until:%Y%m%d%H%M}")
    _arm(climb, "hold_end", stand.no, Next(until), now, deeds)


def _say_that_it_ended(climb: Climb, now: datetime) -> None:
    """Once a climb: from here on the last resort hears of it, and whoever runs the desk that it came to this."""
    case = climb.case
    if tell_timeline(case, LadderEnded(climb.generation), CLOCK, now, key=f"ended/climb:{climb.pk}") is not None:
        _tell_admins(climb, words.alarm(case, "the whole ladder was climbed and nobody has it"), "ended", now)


def _say_that_nobody_is_left(climb: Climb, now: datetime) -> None:
    tell_timeline(climb.case, NobodyToTell(climb.generation), CLOCK, now, key=f"nobody/climb:{climb.pk}/at_all")
    _tell_admins(climb, words.alarm(climb.case, "nobody of its team could be paged"), "nobody", now)


def _tell_admins(climb: Climb, word: Word, what: str, now: datetime) -> None:
    for admin in User.objects.filter(is_superuser=True, is_active=True).order_by("pk")[:20]:
        owe(
            word,
            key=f"admins/climb:{climb.pk}/{what}/user:{admin.pk}",
            kind="admin_alarm",
            to=admin,
            now=now,
            case=climb.case,
            urgency=Notification.Urgency.BREACH,
        )


def _page(
    climb: Climb,
    stand: Stand,
    people: Sequence[Told],
    skipped: Sequence[User],
    deeds: Deeds,
    grounds: Grounds,
    now: datetime,
    *,
    first: bool,
) -> None:
    case = climb.case
    reasons = grounds.reasons(case)
    moves = first_moves([r.get("code", "") for r in reasons])
    because = climb.because if first else f"{climb.because}, and nobody has acknowledged it"
    page = words.page(case, reasons, because, grounds.prior(case), moves)
    for told in people:
        deeds.words.append(
            Owed(
                words.who_can_take_it(case, page) if told.asked else page,
                key=f"page/case:{case.pk}/climb:{climb.generation}/rung:{climb.rung}/user:{told.user.pk}",
                kind="page",
                to=told.user,
                case=case,
                generation=climb.generation,
                urgency=Notification.Urgency.FIRST_PAGE if first else Notification.Urgency.PAGE,
                through_quiet=case.level >= 4,
            )
        )
    paged = Paged(
        climb.rung,
        climb.generation,
        [str(told.user) for told in people],
        because,
        asked=[str(told.user) for told in people if told.asked],
        skipped=[str(user) for user in skipped],
        step=_where(stand),
    )
    deeds.lines.append(Line(paged, case, SYSTEM if first and not climb.rung else CLOCK))


def _where(stand: Stand) -> str:
    if stand.step is None:
        return "last resort"
    words_ = f"step {stand.step.no}" + (f", time {stand.again + 1}" if stand.again else "")
    return words_ + (f", round {stand.round}" if stand.round > 1 else "")


def was_paged(case: Case, user: User) -> bool:
    return Notification.objects.filter(case=case, user=user, kind__in=("page", "safety_page")).exists()
