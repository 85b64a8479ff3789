"""What the auditor asks, each by a query of its own over the whole open set: no claim's order, no window of days."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from evenkeel.cases.models import Case
from evenkeel.clock import reads as clock
from evenkeel.clock.handlers import kinds as answered_kinds
from evenkeel.clock.models import Timer
from evenkeel.engine.auditing.table import ask, instant, no_index
from evenkeel.engine.checkup.finding import some
from evenkeel.intake.models import InboundItem
from evenkeel.judgement.watching import Finding, Weight
from evenkeel.notifications.models import Delivery, Endpoint
from evenkeel.notifications.reads import is_reachable
from evenkeel.people.models import Duty, Team, User
from evenkeel.people.reads import on_duty
from evenkeel.timeline.models import Event

LATE = timedelta(seconds=60)
GRACE = timedelta(seconds=60)
WAITS_LONG = timedelta(minutes=15)
UNOPENED = timedelta(minutes=5)
JUST_NOW = timedelta(hours=1)

Question = Callable[[datetime], Iterator[Finding]]


def timers(now: datetime) -> Iterator[Finding]:
    """Due by `due_at`, whatever `run_at` says. What failed and backs off is a trouble of another kind."""
    with no_index() as past:
        rows = ask(
            f"SELECT kind, COUNT(*), MIN(due_at), SUM(CASE WHEN attempts > 0 AND run_at > %s THEN 1 ELSE 0 END) "  # noqa: S608
            f"FROM clock_timer {past} WHERE state = 'armed' AND due_at < %s GROUP BY kind ORDER BY kind",
            now,
            now - LATE,
        )
    late = {kind: (int(n) - int(put_off or 0), instant(since)) for kind, n, since, put_off in rows}
    failing = {kind: int(put_off) for kind, _n, _since, put_off in rows if put_off}
    if count := sum(n for n, _ in late.values()):
        oldest = min(since for n, since in late.values() if n)
        kinds = some([_plain(kind) for kind, (n, _) in late.items() if n])
        yield Finding(
            "timers_overdue",
            Weight.STOP,
            f"{_many(count, 'timer is', 'timers are')} overdue since {oldest:%d %b %H:%M} UTC ({kinds}).",
            "Start the engine, or look at its log: what is late fires dated when it fell due.",
            count,
        )
    if failing:
        count = sum(failing.values())
        yield Finding(
            "timers_failing",
            Weight.STOP,
            f"{_many(count, 'timer fails', 'timers fail')} and will be tried again ({some([_plain(k) for k in failing])}).",
            "Its last error stands in the admin pages; the engine's log says where.",
            count,
        )
    if unknown := sorted({kind for kind, *_ in rows} - set(answered_kinds())):
        yield Finding(
            "timers_unknown",
            Weight.STOP,
            f"This version does not know timers of the kind {some([_plain(k) for k in unknown])}: they wait.",
            "They were armed by another version of Evenkeel. Update this one.",
        )


def set_aside_timers(_now: datetime) -> Iterator[Finding]:
    with no_index() as past:
        rows = dict(
            ask(f"SELECT state, COUNT(*) FROM clock_timer {past} WHERE state IN ('parked', 'held') GROUP BY state")  # noqa: S608
        )
    if parked := rows.get(Timer.State.PARKED.value):
        yield Finding(
            "timers_parked",
            Weight.PART,
            f"{_many(parked, 'timer was', 'timers were')} set aside after failing again and again.",
            "Try each again, or give it up with a reason, on the page of trust.",
            parked,
        )
    if held := rows.get(Timer.State.HELD.value):
        yield Finding(
            "timers_held",
            Weight.STOP,
            f"A backup was restored, and {_many(held, 'thing that fell due waits', 'things that fell due wait')} for a person.",
            "Note what was done since the backup, then say go on the page of trust.",
            held,
        )


def cases(now: datetime) -> Iterator[Finding]:
    """Nothing live may be without a next moment."""
    with no_index() as past:
        marks = ", ".join(["%s"] * len(Case.LIVE))
        rows = ask(
            f"SELECT c.id FROM cases_case c WHERE c.state IN ({marks}) AND c.opened_at < %s AND c.id NOT IN "  # noqa: S608
            f"(SELECT t.case_id FROM clock_timer AS t {past} WHERE t.state IN ('armed', 'held') AND t.case_id IS NOT NULL)",
            *(state.value for state in Case.LIVE),
            now - GRACE,
        )
    if rows:
        yield Finding(
            "case_without_next_moment",
            Weight.STOP,
            f"{_many(len(rows), 'live case has', 'live cases have')} no next moment: {some([f'#{pk}' for (pk,) in rows])}.",
            "Open them and plan a next step.",
            len(rows),
        )


def deliveries(now: datetime) -> Iterator[Finding]:
    State = Delivery.State  # noqa: N806 - a class
    if stuck := Delivery.objects.filter(state=State.SENDING).exclude(lease_until__gte=now - GRACE).count():
        yield Finding(
            "deliveries_stuck",
            Weight.STOP,
            f"{_many(stuck, 'delivery is', 'deliveries are')} being sent for longer than the lease allows.",
            "Start the engine: it finds out what can be known about them.",
            stuck,
        )
    if unknown := Delivery.objects.filter(state=State.UNKNOWN).count():
        yield Finding(
            "deliveries_unknown",
            Weight.PART,
            f"{_many(unknown, 'word', 'words')} to customers may or may not have gone out.",
            "Decide for each on its case: it went out, or send it again.",
            unknown,
        )
    if waiting := Delivery.objects.filter(state=State.PENDING, not_before__lt=now - WAITS_LONG).count():
        yield Finding(
            "deliveries_waiting",
            Weight.STOP,
            f"{_many(waiting, 'word waits', 'words wait')} to be sent for more than {WAITS_LONG.seconds // 60} minutes.",
            "`evenkeel doctor` says whether outgoing mail is set up and the engine runs.",
            waiting,
        )


def loops(now: datetime, stale: timedelta = timedelta(seconds=45)) -> Iterator[Finding]:
    pulses = clock.pulses()
    silent = [f"{pulse.loop} (since {pulse.at:%H:%M:%S} UTC)" for pulse in pulses if pulse.at < now - stale]
    if silent or not pulses:
        said = f"These loops do not go round: {some(silent)}." if silent else "The engine has never run here."
        yield Finding("loops_silent", Weight.STOP, said, "Start the engine with `evenkeel up`.", len(silent) or 1)


def inbound(now: datetime) -> Iterator[Finding]:
    waiting = InboundItem.objects.filter(state=InboundItem.State.RECEIVED, received_at__lt=now - UNOPENED).count()
    if waiting:
        yield Finding(
            "inbound_unopened",
            Weight.STOP,
            f"{_many(waiting, 'received item is', 'received items are')} not opened after {UNOPENED.seconds // 60} minutes.",
            "Start the engine, or look at its log.",
            waiting,
        )


def owners(_now: datetime) -> Iterator[Finding]:
    people = User.objects.filter(owned_cases__state__in=Case.LIVE).distinct()
    if gone := [str(user) for user in people if not user.is_active]:
        yield Finding(
            "owner_gone",
            Weight.PART,
            f"Live cases belong to somebody who no longer works here: {some(gone)}.",
            "A lead gives them to somebody else.",
            len(gone),
        )
    if lost := [str(user) for user in people if user.is_active and not is_reachable(user)]:
        yield Finding(
            "owner_unreachable",
            Weight.PART,
            f"Nothing reaches the owner of a live case: {some(lost)}.",
            "Give them a mail address or a working channel.",
            len(lost),
        )


def reach(now: datetime) -> Iterator[Finding]:
    serving = Duty.objects.filter(starts_at__lte=now, ends_at__gt=now).values("user")
    broken = Endpoint.objects.filter(user__in=serving).exclude(broken_at=None).select_related("user", "team")
    if names := [str(endpoint) for endpoint in broken]:
        yield Finding(
            "duty_endpoint_broken",
            Weight.NOTE,
            f"Somebody on duty has a channel that does not work: {some(names)}.",
            "Correct the address, then clear its mark.",
            len(names),
        )
    served = [
        team for team in Team.objects.filter(duties__isnull=False).distinct() if on_duty(team, "first", now) is None
    ]
    if served:
        yield Finding(
            "nobody_on_duty",
            Weight.NOTE,
            f"Nobody is on duty now for {some([str(team) for team in served])}.",
            "Its last resort is told instead. Enter who is on duty.",
            len(served),
        )


def jumps(now: datetime) -> Iterator[Finding]:
    recent = Event.objects.filter(kind="clock_jumped", at__gt=now - JUST_NOW, at__lte=now + JUST_NOW)
    latest = {str(event.data.get("what")): event for event in recent.order_by("at")[:50]}
    for what, event in sorted(latest.items()):
        yield Finding(
            f"clock_{what}",
            Weight.NOTE,
            f"{event.sentence}.",
            "Let the machine follow a time server; what fell due meanwhile is fired late, and dated when it was due.",
        )


QUESTIONS: tuple[Question, ...] = (
    loops,
    timers,
    set_aside_timers,
    cases,
    deliveries,
    inbound,
    owners,
    reach,
    jumps,
)


def _plain(kind: str) -> str:
    return kind.replace("_", " ")


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
