"""What the verbs of a promise share: it is held, settled, given new timers, spoken of."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from evenkeel.clock.verbs import cancel
from evenkeel.people.models import User
from evenkeel.promises.models import Promise
from evenkeel.timeline.happenings import SYSTEM, Actor, Happening
from evenkeel.timeline.models import Event
from evenkeel.timeline.verbs import record


def locked(promise: Promise) -> Promise:
    """We hold case and promise until the transaction ends, so two clicks cannot both pass the checks. The case first, as
    everybody does: the clock, which holds case and timer, and a person at the same promise would wait for each other.
    """
    if promise.case_id is not None:
        cases = Promise._meta.get_field("case").related_model._default_manager
        cases.select_for_update(of=("self",)).filter(pk=promise.case_id).values_list("pk", flat=True).first()
    # The lock alone, then the joins: see `cases.verbs.holding.locked`.
    Promise.objects.select_for_update().order_by().filter(pk=promise.pk).values_list("pk", flat=True).first()
    return Promise.objects.select_related("case", "owner", "contact__account").get(pk=promise.pk)


def settle(promise: Promise, state: str, now: datetime) -> None:
    renew(promise, now)
    promise.state, promise.settled_at = state, now
    promise.save(update_fields=["state", "settled_at", "generation"])


def renew(promise: Promise, now: datetime) -> None:
    """The old timers die by generation, even if a cancel were missed."""
    promise.generation += 1
    cancel(
        now, "the promise changed", kind__in=("promise_due", "promise_remind", "promise_lapse"), subject_id=promise.pk
    )


def tell(promise: Promise, happening: Happening, actor: Actor, now: datetime, **more: Any) -> Event | None:
    return record(happening, case=promise.case, actor=actor, now=now, **more)


def spoken_due(promise: Promise) -> str:
    """The due instant as the customer reads it."""
    if promise.due_at is None:
        return ""
    zone = promise.due_zone or "UTC"
    return f"{promise.due_at.astimezone(ZoneInfo(zone)):%a %d %b %Y %H:%M} ({zone})"


def actor_of(user: User | None) -> Actor:
    return Actor("user", user.pk, str(user)) if user else SYSTEM
