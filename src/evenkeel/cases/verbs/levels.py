"""The level: decided by policy with reasons, raised by what happens, overruled by a person with a reason."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from evenkeel.cases.deciding import decide_for, failed_fixes, reasons_as_data, slope
from evenkeel.cases.happenings import FreshOwnerProposed, HoldLifted, HoldPlaced, LevelDecided, TensionBuilding
from evenkeel.cases.models import Case, LevelDecision
from evenkeel.cases.policies import in_force, rules, rules_of
from evenkeel.cases.verbs.climbing import start_climb
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_timeline
from evenkeel.cases.verbs.safety import page_safety_lead
from evenkeel.cases.verbs.updates import hasten_update
from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import arm, cancel
from evenkeel.judgement import levels
from evenkeel.judgement.reading.values import Signal, TriggerReading
from evenkeel.people.models import Duty, User
from evenkeel.people.reads import has_duty, is_lead
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.rows import insert
from evenkeel.timeline.happenings import READER, Actor

# The five that are never one person's alone: production, customer commitments, service obligations, commercial risk and
# trust (which a broken word and a threat to leave both show).
FIVE = frozenset(
    {"production_stopped", "customers_customer", "sla_breach", "money_at_risk", "broken_promise", "churn_threat"}
)
FRESH_OWNER_AFTER = 3


def reconsider(case: Case, now: datetime, *, dated_need: Signal | None = None) -> bool:
    """Put the case before the policy again. It raises by itself; only a person lowers."""
    policy = in_force(now)
    decision = decide_for(case, rules(policy), now, dated_need=dated_need)
    if decision.stakes > case.stakes:
        case.stakes = decision.stakes
        case.save(update_fields=["stakes"])
    if decision.level <= case.level:
        return False
    case.policy = policy
    _write(case, decision.level, decision, None, "", now)
    return True


def set_level(case: Case, level: int, *, because: str, by: User | None, now: datetime) -> Case:
    """A person overrules the level. Raising and lowering both keep their reason; the reader does not argue with it."""
    if level not in (1, 2, 3, 4):
        raise Refused("A level is 1, 2, 3 or 4.")
    if not because.strip():
        raise Refused("Say why: a level is changed with its reason.")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        if level == case.level:
            raise Refused(f"The case is at level {level} already.", code="stale")
        _write(case, level, None, by, because.strip(), now)
        return case


def _write(
    case: Case, level: int, decision: levels.Decision | None, by: User | None, because: str, now: datetime
) -> None:
    before, reasons = case.level, reasons_as_data(decision) if decision else []
    case.level = level
    case.level_generation += 1
    case.save(update_fields=["level", "level_generation", "policy"])
    decided = LevelDecision(
        case=case,
        level=level,
        before=before,
        policy=case.policy,
        rule=decision.rule if decision else "by_person",
        reasons=reasons,
        decided_by=by,
        because=because[:500],
        at=now,
    )
    insert(decided)
    happening = LevelDecided(level, before, reasons, because=because, by_person=decision is None)
    tell_timeline(case, happening, actor_by(by) if decision is None else READER, now)
    if level > before and not case.quiet:
        # A higher level wants a fresh answer to “who has it?”: an old acknowledgement does not count for it.
        start_climb(case, f"the level rose to {level}", now, decided)
        hasten_update(case, now)
    if rules_of(case).needs_two_people:
        want_two_people(case, now)


def heed_signals(case: Case, reading: TriggerReading, now: datetime) -> None:
    """What some signals want at once, whatever the level: a lead, a hold, a clock, a second person."""
    if case.quiet:
        return
    codes = {s.code: s for s in reading.signals}
    policy = rules(case.policy)
    if "safety_threat" in codes and case.safety_hold_at is None:
        _hold(case, "safety", codes["safety_threat"], now)
        page_safety_lead(case, now)
    if "legal_compliance" in codes and case.legal_hold_at is None:
        _hold(case, "legal", codes["legal_compliance"], now)
    runs = _running(case)
    if "manager_request" in codes and "manager_request_due" not in runs:
        # Each time they ask anew it is owed anew; asked twice while it runs, it runs once.
        arm(
            key=f"case:{case.pk}/manager/{int(now.timestamp() * 1000)}",
            kind="manager_request_due",
            due_at=now + policy.manager_request_within,
            now=now,
            case=case,
            priority=1,
        )
    if FIVE & codes.keys() and "two_people_due" not in runs:
        want_two_people(case, now)
    _propose_fresh_owner(case, reading, now)
    building = slope(case)
    if building.building:
        tell_timeline(case, TensionBuilding(building.because), READER, now, key=f"tension/case:{case.pk}/{now:%Y%m%d}")


def want_two_people(case: Case, now: datetime) -> None:
    """By then two people hold distinct roles, or the lead hears of it. Asked for once a level, and anew when it reopens."""
    if "two_people_due" in _running(case):
        return
    within = rules(case.policy).rule_of_five_within
    key = f"case:{case.pk}/two_people/level:{case.level}/reopened:{case.reopened}"
    arm(key=key, kind="two_people_due", due_at=now + within, now=now, case=case, priority=2)


def _running(case: Case) -> set[str]:
    """The kinds of what is armed for it."""
    return set(Timer.objects.filter(case=case, state=Timer.State.ARMED).order_by().values_list("kind", flat=True))


def _propose_fresh_owner(case: Case, reading: TriggerReading, now: datetime) -> None:
    attempts = max(reading.failed_fixes, failed_fixes(case))
    if attempts >= FRESH_OWNER_AFTER:
        tell_timeline(case, FreshOwnerProposed(attempts), READER, now, key=f"fresh_owner/case:{case.pk}/{attempts}")


def _hold(case: Case, hold: str, signal: Signal, now: datetime) -> None:
    field = f"{hold}_hold_at"
    setattr(case, field, now)
    case.save(update_fields=[field])
    tell_timeline(case, HoldPlaced(hold, f"“{signal.quote}”"), Actor("reader", name="the reader"), now)


def lift_hold(case: Case, hold: str, *, because: str, by: User, now: datetime) -> Case:
    """Legal: by those who may answer legal matters. Safety: by whoever is on duty for it, or a lead."""
    if hold not in {"legal", "safety"}:
        raise Refused("A hold is legal or safety.")
    allowed = by.may_answer_legal if hold == "legal" else is_lead(by) or has_duty(by, Duty.Kind.SAFETY, now)
    if not allowed:
        raise NotAllowed(f"You may not lift a {hold} hold. Ask the lead on duty who may.")
    if not because.strip():
        raise Refused("Say why the hold is lifted.")
    with transaction.atomic():
        case = locked(case)
        if getattr(case, f"{hold}_hold_at") is None:
            raise Refused(f"There is no {hold} hold on this case.", code="stale")
        setattr(case, f"{hold}_hold_at", None)
        case.save(update_fields=[f"{hold}_hold_at"])
        if hold == "safety":
            cancel(now, "the hold was lifted", case=case, kind="safety_unanswered")
        tell_timeline(case, HoldLifted(hold, because.strip()), actor_by(by), now)
        return case


def set_affected(case: Case, affected: int, *, by: User, now: datetime) -> Case:
    """How many people are affected, as somebody found out: an input of the level."""
    if affected < 0:
        raise Refused("Nobody affected is 0; a number below it cannot be.")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        case.affected = affected
        case.save(update_fields=["affected"])
        reconsider(case, now)
        return case
