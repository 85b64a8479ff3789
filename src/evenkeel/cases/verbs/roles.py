"""Who does what: one accountable owner, several responsible, each from-to."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from evenkeel.cases import words
from evenkeel.cases.happenings import OwnerNamed, RoleLeft, RoleTaken
from evenkeel.cases.models import Case, Handoff, Role, Step
from evenkeel.cases.verbs.acknowledging import count_as_acknowledged
from evenkeel.cases.verbs.climbing import start_climb
from evenkeel.cases.verbs.holding import by as actor_by
from evenkeel.cases.verbs.holding import locked, must_be_live, tell_timeline
from evenkeel.cases.verbs.offers import withdraw_open_offers
from evenkeel.cases.verbs.passing_on import tell_watchers
from evenkeel.cases.verbs.updates import owe_update
from evenkeel.notifications.verbs import owe
from evenkeel.people.models import Team, User
from evenkeel.people.reads import is_lead
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import open_of_case
from evenkeel.promises.verbs import change_owner
from evenkeel.refusal import NotAllowed, Refused

APART_FROM_LEVEL = 3
APART = {Role.Kind.DIAGNOSIS: Role.Kind.COMMUNICATION, Role.Kind.COMMUNICATION: Role.Kind.DIAGNOSIS}


def take_role(case: Case, kind: str, *, user: User, by: User | None, now: datetime, because: str = "") -> Role:
    """Somebody takes a role; whoever held it leaves it. Ownership passes by handoff only."""
    if kind not in Role.Kind.values:
        raise Refused(f"“{kind}” is no role; use one of {', '.join(Role.Kind.values)}.")
    if kind == Role.Kind.OWNER:
        raise Refused(
            "Ownership passes by a handoff that is accepted: offer one. A lead can reassign when somebody is gone."
        )
    if not user.is_active:
        raise Refused(f"{user} no longer works here: name somebody else.")
    try:
        with transaction.atomic():
            case = locked(case)
            must_be_live(case)
            _keep_apart(case, kind, user)
            if Role.objects.filter(case=case, kind=kind, user=user, until=None).exists():
                raise Refused(f"{user} holds this role already.", code="stale")
            if kind in Role.SINGLE:
                _end(case, kind, by, now)
            role = Role.objects.create(case=case, kind=kind, user=user, since=now, because=because[:300])
            tell_timeline(case, RoleTaken(kind, user.pk, str(user), because), actor_by(by), now)
            return role
    except IntegrityError as error:
        raise Refused("Somebody else took this role at the same moment: reload the page.", code="stale") from error


def _keep_apart(case: Case, kind: str, user: User) -> None:
    """From level 3 up, whoever looks for the cause does not also talk to the customer."""
    other = APART.get(Role.Kind(kind))
    if case.level >= APART_FROM_LEVEL and other and case.roles.filter(kind=other, user=user, until=None).exists():
        raise Refused(
            f"At level {case.level} diagnosis and communication are two people: {user} has {other} already. Name somebody else."
        )


def leave_role(case: Case, kind: str, *, user: User, by: User | None, now: datetime) -> None:
    if kind == Role.Kind.OWNER:
        raise Refused("A case is never without an owner: hand it over instead.")
    with transaction.atomic():
        case = locked(case)
        if not Role.objects.filter(case=case, kind=kind, user=user, until=None).update(until=now):
            raise Refused(f"{user} does not hold this role.", code="stale")
        tell_timeline(case, RoleLeft(kind, user.pk, str(user)), actor_by(by), now)


def _end(case: Case, kind: str, by: User | None, now: datetime) -> None:
    for role in Role.objects.filter(case=case, kind=kind, until=None).select_related("user"):
        Role.objects.filter(pk=role.pk, until=None).update(until=now)
        tell_timeline(case, RoleLeft(kind, role.user_id, str(role.user)), actor_by(by), now)


def become_owner(case: Case, user: User, *, because: str, by: User | None, now: datetime) -> None:
    """In the caller's transaction, on a locked case: owner, role, open promises and steps pass together."""
    giver = case.owner
    _end(case, Role.Kind.OWNER, by, now)
    case.owner, case.owner_because, case.owner_told_at = user, because[:300], None
    case.save(update_fields=["owner", "owner_because", "owner_told_at"])
    role = Role.objects.create(case=case, kind=Role.Kind.OWNER, user=user, since=now, because=because[:300])
    tell_watchers(case, f"{user} owns it now", key=f"owner/role:{role.pk}", but=by, now=now)
    change_owner([p for p in open_of_case(case) if p.owner_id == giver.pk], user)
    Step.objects.filter(case=case, owner=giver, done_at=None, failed_at=None).update(owner=user)
    tell_timeline(case, OwnerNamed(user.pk, str(user), because), actor_by(by), now)


def reassign(case: Case, *, to: User, because: str, by: User, now: datetime) -> Case:
    """A lead names a new owner without a handoff: the old one is ill, gone or silent. They are paged to take it up."""
    if not is_lead(by):
        raise NotAllowed("Only a lead reassigns a case; offer a handoff instead.")
    if not because.strip():
        raise Refused("Say why it passes without a handoff.")
    if not to.is_active:
        raise Refused(f"{to} no longer works here: name somebody else.")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        if to.pk == case.owner_id:
            raise Refused(f"{to} owns it already.", code="stale")
        withdraw_open_offers(case, "the case was given to somebody else", by=actor_by(by), now=now)
        giver = case.owner
        become_owner(case, to, because=because.strip(), by=by, now=now)
        _tell_giver(case, giver, to, by, now)
        start_climb(case, f"{by} named {to} as owner", now)
        return case


def _tell_giver(case: Case, giver: User, to: User, by: User, now: datetime) -> None:
    """It is no longer theirs, and nothing of it reminds them from now on."""
    if giver.is_active and giver.pk != by.pk:
        owe(
            words.alarm(case, f"{by} gave it to {to}: it is no longer yours"),
            key=f"given/case:{case.pk}/{giver.pk}/{int(now.timestamp())}",
            kind="given_on",
            to=giver,
            now=now,
            case=case,
        )


def step_in(
    case: Case, *, lead: User, communication: User, next_update_at: datetime, helpers: list[User], now: datetime
) -> Case:
    """A lead steps in: takes or names the communication, names helpers, sets when the customer hears next."""
    if not is_lead(lead):
        raise NotAllowed("Only a lead steps in.")
    if next_update_at <= now:
        raise Refused("Say when the customer hears next: a time that is still to come.", code="past")
    with transaction.atomic():
        case = locked(case)
        must_be_live(case)
        if not case.roles.filter(kind=Role.Kind.COMMUNICATION, user=communication, until=None).exists():
            take_role(case, Role.Kind.COMMUNICATION, user=communication, by=lead, now=now, because=f"{lead} stepped in")
        if not case.roles.filter(kind=Role.Kind.DECISION, user=lead, until=None).exists():
            take_role(case, Role.Kind.DECISION, user=lead, by=lead, now=now, because="stepped in")
        for helper in helpers:
            if not case.roles.filter(kind=Role.Kind.WATCHER, user=helper, until=None).exists():
                take_role(case, Role.Kind.WATCHER, user=helper, by=lead, now=now, because=f"{lead} asked for help")
        owe_update(case, now, by_then=next_update_at)
        count_as_acknowledged(case, lead, now)
        return case


def deactivate_user(user: User, *, successor: User | None, by: User, now: datetime) -> int:
    """Somebody leaves. What they own passes to a successor, or they cannot leave yet: never an orphan. Returns how much passed."""
    if not is_lead(by):
        raise NotAllowed("Only a lead lets somebody leave.")
    with transaction.atomic():
        cases = list(Case.objects.filter(owner=user, state__in=Case.LIVE).order_by("pk"))
        promises = list(Promise.objects.filter(owner=user, state__in=Promise.OPEN))
        steps = Step.objects.filter(owner=user, done_at=None, failed_at=None)
        teams = list(Team.objects.filter(last_resort=user))
        count = len(cases) + len(promises) + steps.count() + len(teams)
        if count and (successor is None or successor.pk == user.pk or not successor.is_active):
            numbers = ", ".join(f"#{c.pk}" for c in cases[:10]) or "none"
            raise Refused(
                f"{user} still has open duties: cases {numbers}, {len(promises)} promises, {steps.count()} steps, "
                f"last resort of {len(teams)} teams. Name an active successor."
            )
        if successor is not None:
            for case in cases:
                reassign(case, to=successor, because=f"{user} left", by=by, now=now)
            change_owner([p for p in promises if p.case_id not in {c.pk for c in cases}], successor)
            steps.update(owner=successor)
            Team.objects.filter(pk__in=[t.pk for t in teams]).update(last_resort=successor)
        _leave_everything(user, by, now)
        User.objects.filter(pk=user.pk).update(is_active=False)
        return count


def _leave_everything(user: User, by: User, now: datetime) -> None:
    """Roles beside ownership end, and what was offered to them is offered to nobody."""
    held = Role.objects.filter(user=user, until=None).exclude(kind=Role.Kind.OWNER).select_related("case")
    for role in held.order_by("case_id", "id"):
        leave_role(role.case, role.kind, user=user, by=by, now=now)
    for case in Case.objects.filter(handoffs__receiver=user, handoffs__state=Handoff.State.OFFERED).order_by("pk"):
        withdraw_open_offers(locked(case), f"{user} left", by=actor_by(by), now=now)
