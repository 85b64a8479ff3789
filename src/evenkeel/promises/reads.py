"""Questions asked of the ledger."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber

from evenkeel.people.models import Account, User
from evenkeel.promises.models import Promise

MOST_PRIOR = 12


def of_case(case: Any) -> Sequence[Promise]:
    """The whole ledger of a case, soonest first, with evidence."""
    return list(
        Promise.objects.filter(case=case)
        .exclude(state=Promise.State.DISMISSED)
        .select_related("owner", "message", "predecessor")
        .prefetch_related("evidence")
        .order_by("due_at", "id")
    )


def open_of_case(case: Any, *, cadence: bool = True) -> Sequence[Promise]:
    found = Promise.objects.filter(case=case, state__in=Promise.OPEN).select_related("owner").order_by("due_at", "id")
    return list(found if cadence else found.exclude(origin=Promise.Origin.CADENCE))


def unsettled_of_case(case: Any) -> Sequence[Promise]:
    """What stands in the way of closing: open, only read, or broken and never made good."""
    return list(
        Promise.objects.filter(case=case, state__in=(*Promise.OPEN, Promise.State.DETECTED, Promise.State.BROKEN))
        .exclude(origin=Promise.Origin.CADENCE)
        .select_related("owner")
        .order_by("due_at", "id")
    )


def proposed_of_case(case: Any) -> Sequence[Promise]:
    return list(Promise.objects.filter(case=case, state=Promise.State.DETECTED).order_by("detected_at", "id"))


def broken_count(case: Any, since: datetime | None = None) -> int:
    """Broken promises the customer was told of, and those moved three times: both count for the level."""
    told = Promise.objects.filter(case=case, state__in=Promise.BROKEN_STATES, told_at__isnull=False)
    if since is not None:
        told = told.filter(broken_at__gt=since)
    live = Promise.objects.filter(case=case, state__in=Promise.OPEN, predecessor__isnull=False)
    worn_out = sum(p.moves >= 3 for p in live.select_related("predecessor__predecessor__predecessor"))
    return told.count() + worn_out


def silences_in_a_row(case: Any) -> int:
    """How often the customer was left without a word since our last one, which makes good all that came before it."""
    return Promise.objects.filter(case=case, origin=Promise.Origin.CADENCE, state=Promise.State.BROKEN).count()


def cases_in_silence(cases: Sequence[int | None]) -> set[int]:
    """Which of these cases have left their customer without a word, as `silences_in_a_row` counts it."""
    if not cases:
        return set()
    broken = Promise.objects.filter(case__in=cases, origin=Promise.Origin.CADENCE, state=Promise.State.BROKEN)
    return set(broken.values_list("case_id", flat=True))


def next_update(case: Any) -> Promise | None:
    """When the customer hears next: what they were told, else what the level owes."""
    owed = Promise.objects.filter(case=case, state=Promise.State.MADE, origin=Promise.Origin.CADENCE)
    return owed.order_by(F("told_at").asc(nulls_last=True), "due_at", "id").first()


def prior_to_account(account: Account, *, before_case: Any = None) -> Sequence[Promise]:
    """Open, late and broken promises to this customer from elsewhere, newest first: what to know before a word is said."""
    found = _prior([account.pk])
    if before_case is not None:
        found = found.exclude(case=before_case)
    return list(found[:20])


def prior_to_accounts(accounts: Iterable[int]) -> dict[int, list[Promise]]:
    """The same for several customers, by the account's id: the newest MOST_PRIOR of each, also of the cases at hand."""
    by_account: dict[int, list[Promise]] = defaultdict(list)
    # Most customers were promised nothing before, and asking whether they were is cheaper than asking what.
    place = Window(RowNumber(), partition_by=[F("contact__account")], order_by=["-made_at", "-id"])
    newest = _prior(accounts).select_related(None).order_by().annotate(place=place).filter(place__lte=MOST_PRIOR)
    ids = list(newest.values_list("pk", flat=True))
    found = _prior(accounts).select_related(None).filter(pk__among=ids).annotate(of=F("contact__account"))
    for promise in found.only("what", "due_at", "due_zone", "state", "quote", "case") if ids else ():
        by_account[promise.of].append(promise)
    return by_account


def _prior(accounts: Iterable[int]) -> QuerySet[Promise]:
    return (
        Promise.objects.filter(
            contact__account__in=list(accounts),
            told_at__isnull=False,
            state__in=(*Promise.OPEN, *Promise.BROKEN_STATES),
        )
        .exclude(origin=Promise.Origin.CADENCE)
        .select_related("case", "owner", "contact")
        .order_by("-made_at", "-id")
    )


def due_for(user: User, until: datetime) -> Sequence[Promise]:
    return list(
        Promise.objects.filter(owner=user, state=Promise.State.MADE, due_at__lte=until)
        .select_related("case__account", "contact__account")
        .order_by("due_at", "id")
    )


def ledger(*, state: str = "", due_before: datetime | None = None) -> QuerySet[Promise]:
    found = Promise.objects.select_related("owner", "contact").prefetch_related("evidence").order_by("due_at", "id")
    if state:
        found = found.filter(state__in=state.split(","))
    if due_before is not None:
        found = found.filter(due_at__lt=due_before)
    return found
