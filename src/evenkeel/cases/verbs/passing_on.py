"""A page that met somebody's quiet hours goes to the next person at once; and who was paged hears when it is over."""

from __future__ import annotations

from datetime import datetime

from evenkeel.cases import words
from evenkeel.cases.models import Case, Role
from evenkeel.cases.verbs.holding import locked
from evenkeel.notifications.models import HANDED_OVER, Delivery, Notification
from evenkeel.notifications.routing import rest_of
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import Duty, User
from evenkeel.people.reads import lead_on_duty, on_duty
from evenkeel.timeline.models import Event

PAGES = ("page", "safety_page")


def word_was_passed_on(event: Event, now: datetime) -> None:
    """To who backs the first on duty, else the lead, else the last resort. The last of them is told whatever the hour."""
    case = locked(event.case) if event.case_id else None
    word = Notification.objects.select_related("user").filter(pk=event.data.get("notification_id")).first()
    if case is None or word is None or word.user is None:
        return
    backups = _backups(case, word, now)
    awake = [user for user in backups if rest_of(user, now) is None]
    user = next(iter(awake or backups[-1:]), None)
    if user is None:  # Nobody else is there: their own quiet hours give way.
        user = word.user
    owe(
        Word(word.subject, f"Passed on to you: {word.user} has quiet hours.\n\n{word.body}", word.data),
        key=f"passed/{word.pk}/user:{user.pk}",
        kind=word.kind,
        to=user,
        now=now,
        case=case,
        urgency=word.urgency,
        generation=word.generation,
        through_quiet=not awake,
    )
    Notification.objects.filter(pk=word.pk).update(passed_on_to=user)


def _backups(case: Case, word: Notification, now: datetime) -> list[User]:
    """Who stands behind this person, without those whom this very word reached already."""
    order = [on_duty(case.team, Duty.Kind.SECOND, now), lead_on_duty(case.team, now).user, case.team.last_resort]
    told = set(
        Notification.objects.filter(case=case, kind=word.kind, generation=word.generation, subject=word.subject)
        .exclude(user=None)
        .filter(created_at=now)
        .values_list("user", flat=True)
    )
    people = {u.pk: u for u in order if u is not None and u.is_active}
    return [u for pk, u in people.items() if pk != word.user_id and pk not in told]


def tell_it_is_over(case: Case, because: str, *, but: User | None, now: datetime) -> None:
    """Everybody whom a page reached hears how it ended, once: not who acted themselves, and nothing when a case that was
    acknowledged long ago merely passes to somebody else.
    """
    taken_back = Notification.objects.filter(case=case, kind="safety_page", voided_at=now)
    if not case.climbs.filter(ended_at=now).exists() and not taken_back.exists():
        return
    reached = (*HANDED_OVER, Delivery.State.SENDING, Delivery.State.UNKNOWN)
    paged = (
        Notification.objects.filter(case=case, kind__in=PAGES, deliveries__state__in=reached)
        .exclude(user=None)
        .exclude(user=but)
        .select_related("user")
        .order_by("user_id", "-id")
    )
    latest = {n.user_id: n for n in reversed(paged)}
    for page in latest.values():
        if page.user is not None and page.user.is_active:
            owe(
                words.alarm(case, because),
                key=f"over/page:{page.pk}/user:{page.user_id}",
                kind="page_over",
                to=page.user,
                now=now,
                case=case,
            )


def tell_watchers(case: Case, because: str, *, key: str, but: User | None, now: datetime) -> None:
    """Who watches a case hears when its owner or its state changes, though nothing was said on it."""
    watching = Role.objects.filter(case=case, kind=Role.Kind.WATCHER, until=None).select_related("user")
    people = {role.user_id: role.user for role in watching}
    for user in people.values():
        if user.is_active and user != but:
            owe(
                words.alarm(case, because),
                key=f"watch/{key}/user:{user.pk}",
                kind="watched",
                to=user,
                now=now,
                case=case,
            )
