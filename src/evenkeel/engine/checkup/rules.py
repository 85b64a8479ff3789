"""Are the ladders, the level policy and the playbooks fit to be used?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from evenkeel.cases.models import EscalationPolicy, LevelPolicy
from evenkeel.cases.policies import rules
from evenkeel.engine.checkup.finding import Finding, danger, ok, some, warning
from evenkeel.judgement import climbing, levels
from evenkeel.people.models import Team, User
from evenkeel.playbooks import reads as playbooks


def ladders(_now: datetime) -> Iterator[Finding]:
    for team in Team.objects.all():
        policy = EscalationPolicy.objects.filter(team=team).order_by("-version").first()
        if policy is None:
            continue  # The standard ladder is written down with the first climb.
        try:
            climbing.check(policy.steps)
        except climbing.LadderInvalid as invalid:
            yield danger("ladders", f"{team}: {invalid}", "Supersede the ladder.")
            continue
        if gone := _gone(policy):
            yield danger(
                "ladders", f"{team}: its ladder names {some(gone)}, who cannot be told.", "Supersede the ladder."
            )


def level_policy(_now: datetime) -> Iterator[Finding]:
    policy = LevelPolicy.objects.order_by("-version").first()
    if policy is None:
        yield ok("level policy", "The standard policy will be used.")
        return
    try:
        rules(policy)
    except levels.PolicyInvalid as invalid:
        yield danger("level policy", f"Version {policy.version} cannot be used: {invalid}", "Supersede it.")
    else:
        yield ok("level policy", f"Version {policy.version} is in force.")


def packs(_now: datetime) -> Iterator[Finding]:
    try:
        known = playbooks.triggers()
        for industry in playbooks.industries():
            playbooks.evidence_questions(industry, [])
    except (playbooks.PackInvalid, KeyError, ValueError) as invalid:
        yield danger("playbooks", f"A pack cannot be used: {invalid}", "Restore the file, or install Evenkeel again.")
        return
    if silent := [name for name in playbooks.industries() if not playbooks.evidence_questions(name, [])]:
        yield warning("playbooks", f"No question is kept for {some(silent)}.", "Add one to the pack.")
    yield ok("playbooks", f"{len(known)} triggers and {len(playbooks.industries())} industries are complete.")


def _gone(policy: EscalationPolicy) -> list[str]:
    named = {int(target[5:]) for step in policy.steps for target in step["notify"] if target.startswith("user:")}
    here = set(User.objects.filter(pk__in=named, is_active=True).values_list("pk", flat=True))
    return [f"user:{pk}" for pk in sorted(named - here)]
