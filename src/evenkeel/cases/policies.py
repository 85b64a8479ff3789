"""The level policy in force: data, versioned, changed by superseding."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction

from evenkeel.cases.deciding import decide_for
from evenkeel.cases.models import Case, LevelPolicy
from evenkeel.judgement import levels
from evenkeel.people.models import User
from evenkeel.people.reads import is_lead
from evenkeel.people.working_hours import find_calendar
from evenkeel.refusal import NotAllowed, Refused


def in_force(now: datetime) -> LevelPolicy:
    """The newest version; the standard one is written down when none is."""
    policy = LevelPolicy.objects.order_by("-version").first()
    if policy is not None:
        return policy
    data = levels.load_standard().as_data()
    policy, _ = LevelPolicy.objects.get_or_create(
        version=1, defaults={"data": data, "made_at": now, "because": "the standard policy"}
    )
    return policy


def rules(policy: LevelPolicy) -> levels.LevelPolicy:
    """The row as a value; read once for each row at hand, since a version is never edited."""
    found: levels.LevelPolicy | None = policy.__dict__.get("_rules")
    if found is None:
        found = policy.__dict__["_rules"] = _parsed(json.dumps(policy.data, sort_keys=True))
    return found


@lru_cache(maxsize=64)
def _parsed(data: str) -> levels.LevelPolicy:
    return levels.LevelPolicy.from_data(json.loads(data))


def rules_of(case: Case) -> levels.LevelRules:
    return rules(case.policy).levels[case.level]


@dataclass(frozen=True, slots=True)
class Change:
    case: Case
    now_level: int
    would_be: int
    because: str


def preview(data: dict[str, Any], now: datetime) -> list[Change]:
    """What a new policy would change among the live cases, before it is applied. Nothing is written."""
    draft = _valid(data)
    changes = []
    for case in Case.objects.filter(state__in=Case.LIVE).select_related("account").order_by("pk"):
        decision = decide_for(case, draft, now)
        if decision.level != case.level:
            changes.append(Change(case, case.level, decision.level, "; ".join(r.because for r in decision.reasons[:2])))
    return changes


def supersede(data: dict[str, Any], *, by: User, because: str, now: datetime) -> LevelPolicy:
    """A new version for what comes; open cases keep the version that decided them until they are decided anew."""
    if not is_lead(by):
        raise NotAllowed("Only a lead changes the level policy.")
    if not because.strip():
        raise Refused("Say why the policy changes: the next reader will ask.")
    _calendars_are_there(_valid(data))
    with transaction.atomic():
        last = LevelPolicy.objects.select_for_update().order_by("-version").first()
        try:
            return LevelPolicy.objects.create(
                version=(last.version if last else 0) + 1,
                data=data,
                made_at=now,
                made_by=by,
                because=because.strip()[:300],
            )
        except IntegrityError as error:
            raise Refused(
                "Somebody changed the policy at the same moment: look at theirs first.", code="stale"
            ) from error


def _valid(data: dict[str, Any]) -> levels.LevelPolicy:
    try:
        return levels.LevelPolicy.from_data(data)
    except levels.PolicyInvalid as error:
        raise Refused(str(error)) from error


def _calendars_are_there(policy: levels.LevelPolicy) -> None:
    for number, level in policy.levels.items():
        if level.calendar and find_calendar(level.calendar) is None:
            raise Refused(f"Level {number} names the calendar “{level.calendar}”, which there is not: make it first.")
