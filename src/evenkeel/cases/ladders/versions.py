"""A team's ladder: versions that are never edited, read as values, superseded by a lead."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.db import IntegrityError, transaction

from evenkeel.cases.ladders.known import findings_of
from evenkeel.cases.models import Climb, EscalationPolicy
from evenkeel.judgement import climbing
from evenkeel.judgement.climbing.linting import Finding, errors
from evenkeel.people.models import Team, User
from evenkeel.people.reads import is_lead
from evenkeel.refusal import NotAllowed, Refused, Stale


@dataclass(frozen=True, slots=True)
class Draft:
    """A ladder as somebody wrote it; not stored, perhaps not even readable."""

    steps: Any
    repeats: Any = 2
    last_resort_every: Any = ""

    @classmethod
    def of(cls, policy: EscalationPolicy) -> Draft:
        return cls(policy.steps, policy.repeats, policy.last_resort_every)

    def read(self) -> climbing.Ladder:
        try:
            return climbing.read(self.steps, self.repeats, self.last_resort_every)
        except climbing.LadderInvalid as invalid:
            raise Refused(invalid.sentence, code="invalid_ladder") from invalid


@dataclass(frozen=True, slots=True)
class Preview:
    """What superseding would do. Nothing is written."""

    findings: Sequence[Finding]
    version: int  # the one in force; pass it on when superseding
    climbs: int  # that run now, and keep the version they began with


def ladder(team: Team, now: datetime) -> EscalationPolicy:
    """The one in force; the standard one is written down when none is."""
    policy = EscalationPolicy.objects.filter(team=team).order_by("-version").first()
    if policy is not None:
        return policy
    policy, _ = EscalationPolicy.objects.get_or_create(
        team=team,
        version=1,
        defaults={"steps": climbing.STANDARD, "made_at": now, "because": "the standard ladder"},
    )
    return policy


def versions(team: Team) -> Sequence[EscalationPolicy]:
    """Newest first."""
    return list(EscalationPolicy.objects.filter(team=team).select_related("made_by").order_by("-version")[:100])


def values_of(policy: EscalationPolicy) -> climbing.Ladder:
    """What can be climbed of it: a climb at night asks here, and is never refused."""
    found: climbing.Ladder | None = policy.__dict__.get("_values")
    if found is None:
        raw = json.dumps([policy.steps, policy.repeats, policy.last_resort_every], sort_keys=True)
        found = policy.__dict__["_values"] = _parsed(raw)
    return found


@lru_cache(maxsize=128)
def _parsed(data: str) -> climbing.Ladder:
    return climbing.salvage(*json.loads(data))


def preview_ladder(team: Team, draft: Draft, now: datetime) -> Preview:
    return Preview(
        findings_of(team, draft.steps, draft.repeats, draft.last_resort_every, now),
        ladder(team, now).version,
        Climb.objects.filter(policy__team=team, ended_at=None).count(),
    )


def supersede_ladder(
    team: Team,
    steps: list[dict[str, Any]],
    *,
    by: User,
    now: datetime,
    repeats: int = 2,
    last_resort_every: str = "",
    because: str = "",
    after: int | None = None,
) -> EscalationPolicy:
    """A new version for what comes; climbs that run keep the version they began with.

    `after` is the version that the lead looked at: another one meanwhile is Stale. What is wrong is refused; what is
    only doubtful passes, and is shown where the ladder stands.
    """
    if not is_lead(by):
        raise NotAllowed("Only a lead changes a ladder.")
    if wrong := errors(findings_of(team, steps, repeats, last_resort_every, now)):
        more = f" ({len(wrong) - 1} more like it.)" if len(wrong) > 1 else ""
        raise Refused(wrong[0].says + more, code="invalid_ladder")
    last = EscalationPolicy.objects.filter(team=team).order_by("-version").first()
    before = last.version if last else 0
    if after is not None and after != max(before, 1):
        raise Stale(f"The ladder is at version {before} by now, not {after}: look at it, then say again what changes.")
    try:
        with transaction.atomic():
            # Version 1 is the standard ladder, also where no climb has written it down yet.
            ladder(team, now)
            return EscalationPolicy.objects.create(
                team=team,
                version=max(before, 1) + 1,
                steps=steps,
                repeats=repeats,
                last_resort_every=last_resort_every or "",
                because=because.strip()[:300],
                made_at=now,
                made_by=by,
            )
    except IntegrityError as error:
        raise Stale("Somebody changed this ladder at the same moment: look at theirs first.") from error
