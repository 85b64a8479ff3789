"""The ladders: whom each team tells when nobody acknowledges. All may look and try; a lead changes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpResponse

from evenkeel.cases.ladders.known import findings_of
from evenkeel.cases.ladders.showing import Shown, show_ladder
from evenkeel.cases.ladders.trying import Trial, try_ladder
from evenkeel.cases.ladders.versions import Draft, ladder, preview_ladder, supersede_ladder, values_of, versions
from evenkeel.cases.models import EscalationPolicy
from evenkeel.clock.reads import database_now
from evenkeel.desk import laddering, typed
from evenkeel.desk.door import NOTHING_KEPT, Kept, SignedIn, act, page, render, see
from evenkeel.judgement.climbing import salvage
from evenkeel.judgement.climbing.linting import Finding
from evenkeel.people.models import Account, Team, User
from evenkeel.people.reads import is_lead
from evenkeel.refusal import Refused

TEAMS = Team.objects.select_related("last_resort")
SHOWN, VERSIONS = 50, 12


@dataclass(frozen=True, slots=True)
class Card:
    team: Team
    policy: EscalationPolicy
    shown: Shown
    findings: dict[int, list[Finding]]


@page
def ladders(request: SignedIn) -> HttpResponse:
    now = database_now()
    cards = [_card(team, now) for team in TEAMS.order_by("name")[:SHOWN]]
    return render(request, "ladders.html", {"now": now, "cards": cards})


def show(request: SignedIn, pk: int, *, kept: Kept = NOTHING_KEPT) -> HttpResponse:
    """Kept: what a lead typed is drawn instead of the ladder in force."""
    now, team = database_now(), TEAMS.get(pk=pk)
    policy = ladder(team, now)
    drafted = kept.is_of(f"ladder_version:{pk}")
    draft = laddering.draft_of(kept.data) if drafted else Draft.of(policy)
    preview = preview_ladder(team, draft, now)
    values = salvage(draft.steps, draft.repeats, draft.last_resort_every) if drafted else values_of(policy)
    asked = kept.data if drafted else request.GET
    trial, refused = _tried(team, values, asked, now)
    people = list(User.objects.filter(is_active=True).order_by("name")[:300])
    choices = laddering.choices(list(Team.objects.order_by("name")[:100]), people)
    context = {
        "now": now,
        "team": team,
        "policy": policy,
        "drafted": drafted,
        "draft": draft,
        "steps": laddering.fields_of(draft),
        "shown": show_ladder(team, values, now),
        "findings": _by_step(preview.findings),
        "climbs": preview.climbs,
        "trial": trial,
        "trial_refused": refused,
        "dots": laddering.dots(trial.lines) if trial else [],
        "after_words": laddering.after_words,
        "asked": {name: asked.get(name, "") for name in ("at", "level", "tier")},
        "tiers": Account.Tier.choices,
        "lead": is_lead(request.user),
        "versions": versions(team)[:VERSIONS],
        "ticked": laddering.TICKED,
        "choices": choices,
        "known": {value for _, options in choices for value, _ in options},
        "wide": laddering.WIDE,
        "because": kept.data.get("because", "") if drafted else "",
        "looked_at": kept.data.get("after", "") if drafted and kept.code != "stale" else policy.version,
    }
    return render(request, "ladder.html", context, kept=kept)


one_ladder = page(show)


@act(show)
def ladder_version(request: SignedIn, pk: int) -> HttpResponse:
    """A new version; or, where only a look was asked for, the page with the draft drawn."""
    data = request.POST
    if data.get("do") in {"look", "add"}:
        return show(request, pk, kept=Kept(f"ladder_version:{pk}", data=data))
    draft = laddering.draft_of(data)
    supersede_ladder(
        TEAMS.get(pk=pk),
        draft.steps,
        by=request.user,
        now=database_now(),
        repeats=draft.repeats,
        last_resort_every=draft.last_resort_every,
        because=data.get("because", ""),
        after=typed.number(data, "after") or None,
    )
    return see(f"/ladders/{pk}/")


def _card(team: Team, now: datetime) -> Card:
    policy = ladder(team, now)
    findings = findings_of(team, policy.steps, policy.repeats, policy.last_resort_every, now)
    return Card(team, policy, show_ladder(team, values_of(policy), now), _by_step(findings))


def _by_step(findings: Any) -> dict[int, list[Finding]]:
    found: dict[int, list[Finding]] = {}
    for finding in findings:
        found.setdefault(finding.step, []).append(finding)
    return found


def _tried(team: Team, values: Any, asked: Any, now: datetime) -> tuple[Trial | None, str]:
    """Tried once a level is asked for; what cannot be read is said beside the form."""
    if not asked.get("level"):
        return None, ""
    try:
        at = typed.moment(asked, "at", team.time_zone) or now
        return try_ladder(
            team, values, at=at, level=typed.number(asked, "level"), tier=asked.get("tier") or "standard", now=now
        ), ""
    except Refused as refused:
        return None, refused.sentence
