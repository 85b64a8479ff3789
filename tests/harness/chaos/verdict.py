"""What must be true when the storm is over: asked of the whole database, and of what the world outside really got.

A witness that the product does not know of stands in the database: a trigger writes down every change of a timer's state.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from harness.chaos.providers import Accepted

OVER = ("done", "superseded", "cancelled")
WITNESS = {
    "postgresql": """
        CREATE TABLE chaos.witness (id bigserial PRIMARY KEY, timer bigint, was text, became text, at timestamptz);
        CREATE FUNCTION chaos.saw() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            INSERT INTO chaos.witness (timer, was, became, at) VALUES (NEW.id, OLD.state, NEW.state, chaos.now());
            RETURN NULL; END $$;
        CREATE TRIGGER chaos_saw AFTER UPDATE ON clock_timer FOR EACH ROW
            WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION chaos.saw();
    """,
    "sqlite": """
        CREATE TABLE chaos_witness (id INTEGER PRIMARY KEY, timer INTEGER, was TEXT, became TEXT);
        CREATE TRIGGER chaos_saw AFTER UPDATE OF state ON clock_timer WHEN OLD.state <> NEW.state BEGIN
            INSERT INTO chaos_witness (timer, was, became) VALUES (NEW.id, OLD.state, NEW.state); END;
    """,
}


def call_a_witness() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.connection.executescript(WITNESS["sqlite"])
        else:
            cursor.execute(WITNESS["postgresql"])


def violations(accepted: Sequence[Accepted], kept: Iterable[str], bugs: Sequence[str], now: Any) -> list[str]:
    from harness.invariants import check_invariants

    wrong = [*_timers(now), *_mail_came_in(kept), *_world(accepted), *(f"a writer met a bug: {bug}" for bug in bugs)]
    try:
        check_invariants()
    except AssertionError as error:
        wrong += [line.removeprefix("  - ") for line in str(error).splitlines()[1:]]
    return wrong


def _timers(now: Any) -> list[str]:
    """Each key one outcome, seen once; nothing due is left; nothing failed for good."""
    from evenkeel.clock.models import Timer

    outcomes = Counter(timer for timer, became in _witnessed() if became in OVER)
    wrong = []
    for timer in Timer.objects.all():
        seen = outcomes.pop(timer.pk, 0)
        if timer.state in OVER and seen != 1:
            wrong.append(f"timer {timer.key} ({timer.kind}) is {timer.state}: the witness saw {seen} outcomes")
        if timer.state not in OVER and seen:
            wrong.append(f"timer {timer.key} ({timer.kind}) is {timer.state} again after {seen} outcomes")
        if timer.state == "armed" and timer.run_at <= now:
            wrong.append(f"timer {timer.key} ({timer.kind}) is lost: due {timer.due_at}, never visited")
        if timer.state == "parked":
            wrong.append(f"timer {timer.key} ({timer.kind}) was given up: {timer.last_error}")
    return wrong + [f"timer {pk} is gone" for pk in outcomes]


def _witnessed() -> list[tuple[int, str]]:
    from django.db import connection

    table = "chaos_witness" if connection.vendor == "sqlite" else "chaos.witness"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT timer, became FROM {table} WHERE was = 'armed'")
        return list(cursor.fetchall())


def _mail_came_in(kept: Iterable[str]) -> list[str]:
    """What was kept is opened, once."""
    from evenkeel.intake.models import InboundItem

    items = Counter(name.split()[0].strip("<>") for name in InboundItem.objects.values_list("external_id", flat=True))
    wrong = [f"mail {name} was kept and is gone" for name in kept if not items[name.strip("<>")]]
    wrong += [f"mail {name} was kept {n} times" for name, n in items.items() if n > 1]
    waiting = InboundItem.objects.filter(state="received").count()
    return wrong + [f"{waiting} mails were never opened"] * bool(waiting)


def _world(accepted: Sequence[Accepted]) -> list[str]:
    """What people and customers hold in their hands, against what the desk says it sent."""
    from evenkeel.notifications.models import Delivery

    copies: dict[str, list[Accepted]] = {}
    for one in accepted:
        copies.setdefault(one.id, []).append(one)
    wrong, known = [], set()
    for delivery in Delivery.objects.select_related("notification__message", "carried_by").prefetch_related("history"):
        notification, found = delivery.notification, []
        for name in _names_of(delivery, copies):
            known.add(name)
            found += copies[name]
        if delivery.carried_by is not None:  # The carrier may have gone out before, without these words.
            found = [one for one in found if notification.subject in " ".join(one.words.split())]
        name = f"“{notification.subject[:50]}” ({notification.kind}, delivery {delivery.pk}, {delivery.state})"
        decided = any(a.outcome == "decided" for a in delivery.history.all())
        if delivery.state == "sent" and not found and not decided:
            wrong.append(f"{name} was never accepted by anybody: lost")
        if notification.audience == "customer" and len(found) > 1:
            wrong.append(f"the customer got {len(found)} copies of {name}")
        unmarked = len([one for one in found if not one.says_repeat])
        if notification.audience == "staff" and unmarked > 1:
            copies_of_it = ", ".join(f"{one.channel} {'marked' if one.says_repeat else 'unmarked'}" for one in found)
            said = f"{_said_of(delivery)}; {copies_of_it}"
            wrong.append(f"{unmarked} copies of {name} do not say that they may be repeats: {said}")
        if notification.audience == "customer" and any(one.says_repeat for one in found):
            wrong.append(f"a word to a customer says that it may be a repeat: {name}")
    return wrong + [f"nobody owed {copies[i][0].words[:80]!r} to {copies[i][0].to}" for i in copies if i not in known]


def _said_of(delivery: Any) -> str:
    return ", ".join(f"{a.no} {a.outcome} {a.started_at:%H:%M:%S} {a.detail}".strip() for a in delivery.history.all())


def _names_of(delivery: Any, copies: dict[str, list[Accepted]]) -> list[str]:
    message = delivery.notification.message
    names = [str(delivery.key), message.message_id if message else ""]
    names += [f"<{delivery.key}@{host}>" for host in ("evenkeel.invalid", "desk.example")]
    if delivery.carried_by is not None:  # It went along in another's word.
        names += _names_of(delivery.carried_by, copies)
    return [name for name in names if name in copies]


def figures(accepted: Sequence[Accepted]) -> dict[str, Any]:
    """What there was to get wrong."""
    from evenkeel.cases.models import Case
    from evenkeel.clock.models import Timer
    from evenkeel.notifications.models import Delivery, DeliveryAttempt
    from evenkeel.timeline.models import Event

    def by(rows: Any, *fields: str) -> dict[str, int]:
        return dict(sorted(Counter("/".join(map(str, row)) for row in rows.values_list(*fields)).items()))

    copies = Counter(one.id for one in accepted)
    return {
        "cases": by(Case.objects, "state"),
        "timers": by(Timer.objects, "state"),
        "timers fired": by(Timer.objects.filter(state="done"), "kind"),
        "timers that failed and were tried again": Timer.objects.filter(attempts__gt=0).count(),
        "events": Event.objects.count(),
        "acknowledged / paged": [Event.objects.filter(kind=kind).count() for kind in ("acknowledged", "paged")],
        "deliveries": by(Delivery.objects, "notification__audience", "state"),
        "attempts": by(DeliveryAttempt.objects, "outcome"),
        "accepted by the world": len(accepted),
        "copies beyond the first (staff)": sum(n - 1 for n in copies.values()),
        "copies marked as repeats": sum(one.says_repeat for one in accepted),
    }
