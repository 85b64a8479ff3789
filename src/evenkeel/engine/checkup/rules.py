"""Are the ladders, the level policy, the playbooks and what the reader was taught fit to be used?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from evenkeel.cases.ladders.known import findings_of
from evenkeel.cases.models import EscalationPolicy, LevelPolicy
from evenkeel.cases.policies import rules
from evenkeel.conversations import taught
from evenkeel.engine.checkup.finding import Finding, danger, ok, some, warning
from evenkeel.judgement import levels
from evenkeel.people.models import Team
from evenkeel.playbooks import reads as playbooks


def ladders(now: datetime) -> Iterator[Finding]:
    """What the linter says of each ladder in force, as on its own page."""
    for team in Team.objects.select_related("last_resort"):
        policy = EscalationPolicy.objects.filter(team=team).order_by("-version").first()
        if policy is None:
            continue  # The standard ladder is written down with the first climb.
        for found in findings_of(team, policy.steps, policy.repeats, policy.last_resort_every, now):
            says = f"{team}: {found.says}"
            if found.grade == "error":
                yield danger("ladders", says, "Supersede the ladder.")
            else:
                yield warning("ladders", says, f"Look at /ladders/{team.pk}/, or leave it knowingly.")


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


def reader(_now: datetime) -> Iterator[Finding]:
    found = taught.look()
    if found.trouble:
        yield warning(
            "reader",
            f"What this desk taught its reader is set aside: {found.trouble}",
            "Run `evenkeel train`, or `evenkeel train --forget`.",
        )
    elif found.correction is not None:
        yield ok("reader", f"This desk taught it about {some(list(found.correction.codes))}.")
