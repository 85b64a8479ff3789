"""What is looked up to page for some cases: asked once for all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from evenkeel.cases.models import Case, LevelDecision, LevelPolicy
from evenkeel.people.models import Account, Team, User
from evenkeel.people.reads import Answerable, lead_on_duty, on_duty
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import MOST_PRIOR, prior_to_account, prior_to_accounts

SHOWN = 5  # of what was promised before


class OnDuty:
    """Who is on duty at an instant, each question asked once."""

    def __init__(self) -> None:
        self._on: dict[tuple[int, str, datetime], User | None] = {}
        self._lead: dict[tuple[int, datetime], Answerable] = {}

    def on(self, team: Team, kind: str, at: datetime) -> User | None:
        asked = (team.pk, kind, at)
        if asked not in self._on:
            self._on[asked] = on_duty(team, kind, at)
        return self._on[asked]

    def lead(self, team: Team, at: datetime) -> User:
        asked = (team.pk, at)
        if asked not in self._lead:
            self._lead[asked] = lead_on_duty(team, at)
        return self._lead[asked].user


class Grounds:
    """Why these cases have their level, and what was promised to their customers before."""

    def __init__(self, cases: Sequence[Case], decision: LevelDecision | None = None) -> None:
        """`decision`: the latest of the one case, where it is at hand."""
        self._cases = cases
        self.duty = OnDuty()
        self._decisions = None if decision is None else {decision.case_id: decision}
        self._prior: dict[int, list[Promise]] | None = None

    def reasons(self, case: Case) -> list[dict[str, Any]]:
        if self._decisions is None:
            made = LevelDecision.objects.filter(case__in=self._cases).order_by("at", "id")
            self._decisions = {decision.case_id: decision for decision in made}  # The latest of each stays.
        decision = self._decisions.get(case.pk)
        if decision is None:
            return []
        by_person = [{"code": "by_person", "because": decision.because, "quote": None}] if decision.because else []
        return [*by_person, *decision.reasons]

    def prior(self, case: Case) -> Sequence[Promise]:
        """Open, late and broken promises to this customer from elsewhere, newest first."""
        if self._prior is None:
            self._prior = prior_to_accounts({case.account_id for case in self._cases})
        newest = self._prior.get(case.account_id, [])
        found = [p for p in newest if p.case_id != case.pk][:SHOWN]
        if len(found) < SHOWN and len(newest) == MOST_PRIOR:  # Its own stand before those of others.
            return prior_to_account(case.account, before_case=case)[:SHOWN]
        return found


def with_what_they_share(cases: Iterable[Case]) -> dict[int, Case]:
    """By id; accounts, teams, owners and policies are few, and each is built once."""
    found = list(cases)
    accounts = Account.objects.select_related("calendar").in_bulk({c.account_id for c in found})
    teams = Team.objects.select_related("last_resort", "calendar").in_bulk({c.team_id for c in found})
    owners = User.objects.in_bulk({c.owner_id for c in found})
    policies = LevelPolicy.objects.in_bulk({c.policy_id for c in found})
    for case in found:
        case.account, case.team = accounts[case.account_id], teams[case.team_id]
        case.owner, case.policy = owners[case.owner_id], policies[case.policy_id]
    return {case.pk: case for case in found}
