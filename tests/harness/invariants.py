"""What must be true of the desk after any story, whatever was killed, raced or late on the way."""

from __future__ import annotations

from collections import Counter
from typing import Any

# What may stand between an acknowledgement and a later page: only these start the ladder anew.
EXPLAINS_A_PAGE = {"acknowledgement_expired", "level_decided", "case_reopened", "owner_named", "hold_placed"}


def check_invariants(*, at_rest: bool = True) -> None:
    """Fails with every sentence that does not hold. `at_rest=False`: looked at in the middle, words may be on their way."""
    wrong = [
        *_timers(),
        *_deliveries(at_rest=at_rest),
        *_cases(),
        *_promises(),
        *pages_after_acknowledgement(),
        *_inbound_items(),
        *_events(),
        *_no_event_without_cause(),
        *_no_firing_without_trace(),
        *_notes_stay_inside(),
    ]
    assert not wrong, "the desk is not as it must be:\n" + "\n".join(f"  - {sentence}" for sentence in wrong)


def _timers() -> list[str]:
    from evenkeel.clock.models import Timer

    wrong = [f"the timer key {key} exists {n} times" for key, n in _more_than_once(Timer, "key")]
    for timer in Timer.objects.all():
        fired = timer.fired_at is not None
        if timer.state == "armed" and fired:
            wrong.append(f"timer {timer.key} is armed and has fired")
        if timer.state in {"done", "superseded", "cancelled"} and not fired:
            wrong.append(f"timer {timer.key} is {timer.state} and has no instant")
        if timer.state == "done" and timer.fired_at < timer.due_at:
            wrong.append(f"timer {timer.key} fired before it was due")
    return wrong


def _deliveries(*, at_rest: bool) -> list[str]:
    from evenkeel.notifications.models import Delivery, Notification

    wrong = [f"the notification key {key} exists {n} times" for key, n in _more_than_once(Notification, "key")]
    ended = {"sent", "delivered", "read", "failed", "unknown", "cancelled"}
    allowed = ended | {"pending", "held"} | (set() if at_rest else {"sending"})
    # Said later by a person or a provider: no attempts of ours.
    said_later = {"decided", "delivered", "read", "came_back", "late_receipt"}
    for delivery in Delivery.objects.prefetch_related("history"):
        outcomes = [a.outcome for a in delivery.history.all()]
        name = f"delivery {delivery.pk} of notification {delivery.notification_id} ({delivery.state})"
        if delivery.state not in allowed:
            wrong.append(f"{name} never came to an end")
        under_way = delivery.state == "sending"
        if len([o for o in outcomes if o not in said_later]) != delivery.attempts - under_way:
            wrong.append(f"{name}: {delivery.attempts} attempts, on record are {outcomes}")
        expected = {"sent": {"sent", "decided"}, "failed": {"failed", "sent"}, "unknown": {"unknown"}}
        expected |= {"delivered": {"delivered"}, "read": {"read"}}
        if delivery.state in expected and not expected[delivery.state] & set(outcomes):
            wrong.append(f"{name}: nothing on record says so: {outcomes}")
        if outcomes.count("sent") > 1:
            wrong.append(f"{name} was recorded as sent {outcomes.count('sent')} times")
    return wrong


def _cases() -> list[str]:
    from evenkeel.cases.models import Case

    wrong = []
    for case in Case.objects.prefetch_related("roles", "climbs", "timers", "handoffs"):
        owners = [r.user_id for r in case.roles.all() if r.kind == "owner" and r.until is None]
        if owners != [case.owner_id]:
            wrong.append(f"case {case.pk} belongs to {case.owner_id}, the owner's role to {owners}")
        running = [c.generation for c in case.climbs.all() if c.ended_at is None]
        if len(running) > 1:
            wrong.append(f"case {case.pk} climbs {len(running)} ladders")
        if case.acknowledged_at is not None and running:
            wrong.append(f"case {case.pk} is acknowledged and still climbs")
        armed = [t for t in case.timers.all() if t.state == "armed"]
        if case.is_live and not armed:
            wrong.append(f"case {case.pk} is live and without a next moment")
        if not case.is_live and running:
            wrong.append(f"case {case.pk} is closed and still climbs")
        if len([h for h in case.handoffs.all() if h.state == "offered"]) > 1:
            wrong.append(f"case {case.pk} is offered to two people")
    return wrong


def _promises() -> list[str]:
    from evenkeel.promises.models import Promise
    from evenkeel.timeline.models import Event

    broken = Counter()
    for event in Event.objects.filter(kind="promise_broken"):
        broken[event.data["promise_id"], event.at] += 1
    wrong = []
    for promise in Promise.objects.all():
        lines = {at: n for (pk, at), n in broken.items() if pk == promise.pk}
        if promise.state in {"broken", "kept_late"}:
            if promise.broken_at != promise.due_at:
                wrong.append(f"promise {promise.pk} fell due at {promise.due_at} and is broken at {promise.broken_at}")
            if promise.case_id and lines != {promise.due_at: 1}:
                wrong.append(f"promise {promise.pk} is broken at {promise.due_at}, the timeline says {lines}")
        elif lines:
            wrong.append(f"promise {promise.pk} is {promise.state}, and the timeline says it was broken")
    return wrong


def pages_after_acknowledgement(**which: Any) -> list[str]:
    """Of all cases, or of those asked for: once somebody has it, a page needs a line of its own that says why.

    The safety lead is paged beside the ladder (climb 0): that ends when somebody has it who was paged for safety.
    """
    from evenkeel.timeline.models import Event

    wrong, quiet, safe = [], dict[int, int](), dict[int, int]()
    paged_for_safety: dict[int, set[str]] = {}
    lines = Event.objects.exclude(case=None).filter(**which).order_by("id")
    for pk, case, kind, data in lines.values_list("pk", "case_id", "kind", "data"):
        safety = kind == "paged" and data["climb"] == 0
        if kind == "acknowledged":
            quiet[case] = pk
            if data["name"] in paged_for_safety.get(case, ()):
                safe[case] = pk
        elif kind in EXPLAINS_A_PAGE and not _lowers(kind, data):
            quiet.pop(case, None)
            safe.pop(case, None)
        elif safety and case in safe:
            wrong.append(f"case {case} was paged for safety (event {pk}) after event {safe[case]} acknowledged it")
        elif kind == "paged" and not safety and case in quiet:
            wrong.append(f"case {case} was paged (event {pk}) after event {quiet[case]} acknowledged it")
        if safety:
            paged_for_safety.setdefault(case, set()).update(data["names"])
    return wrong


def _lowers(kind: str, data: dict[str, Any]) -> bool:
    return kind == "level_decided" and data["level"] <= (data["before"] or 0)


def _inbound_items() -> list[str]:
    from evenkeel.intake.models import InboundItem

    wrong = []
    for item in InboundItem.objects.defer("raw"):
        if item.state == "opened" and item.message_id is None:
            wrong.append(f"item {item.pk} is opened and has no message")
        if item.state == "set_aside" and not item.reason:
            wrong.append(f"item {item.pk} is set aside without a reason")
    return wrong


def _events() -> list[str]:
    from evenkeel.conversations.models import Message
    from evenkeel.timeline.models import Event

    wrong = [f"the event key {key} exists {n} times" for key, n in _more_than_once(Event, "key")]
    about = Counter(
        (e.kind, e.data["message_id"])
        for e in Event.objects.filter(kind__in=("customer_wrote", "we_wrote", "note_written"))
    )
    wrong += [f"the timeline says {n} times {kind} of message {pk}" for (kind, pk), n in about.items() if n > 1]
    told = {pk for _, pk in about}
    for message in Message.objects.filter(conversation__case__isnull=False, kind="human"):
        # A conversation that opened its case later holds messages from before it.
        if message.pk not in told and message.received_at > message.conversation.case.opened_at:
            wrong.append(f"message {message.pk} ({message.direction}) is on no timeline")
    return wrong


def _no_event_without_cause() -> list[str]:
    """What the clock says, a timer of the case did; what is said of a delivery, an attempt shows; a rung is paged once."""
    from evenkeel.clock.models import Timer
    from evenkeel.notifications.models import Delivery
    from evenkeel.timeline.models import Event

    fired = set(Timer.objects.filter(state="done").values_list("case_id", "fired_at"))
    lines = list(Event.objects.exclude(case=None).order_by("id"))
    others = {(e.case_id, e.recorded_at) for e in lines if e.actor != "clock"}
    attempts: dict[int, set[str]] = {}
    for delivery in Delivery.objects.prefetch_related("history"):
        seen = attempts.setdefault(delivery.notification_id, set())
        seen |= {delivery.state, *(a.outcome for a in delivery.history.all())}
    wrong = []
    shows = {
        "delivered": {"sent", "decided"},
        "not_delivered": {"failed", "came_back"},
        "delivery_uncertain": {"unknown"},
    }
    for event in lines:
        moment, name = (event.case_id, event.recorded_at), f"event {event.pk} ({event.kind})"
        if event.actor == "clock" and moment not in fired and moment not in others:
            wrong.append(f"{name} of case {event.case_id} says that the clock did it, and no timer fired then")
        wants = shows.get(event.kind)
        if wants and "notification_id" in event.data and not wants & attempts.get(event.data["notification_id"], set()):
            wrong.append(f"{name} of case {event.case_id}: no attempt shows it")
    rungs = Counter(
        (e.case_id, e.data["climb"], e.data["rung"]) for e in lines if e.kind == "paged" and e.data["climb"]
    )
    wrong += [f"case {c} was paged {n} times on rung {r} of climb {g}" for (c, g, r), n in rungs.items() if n > 1]
    return wrong


# These never end in silence: they write a line, or wait a little longer by another timer.
LEAVES_A_TRACE = ("escalation_step", "promise_due", "acknowledgement_expiry", "handoff_due", "safety_unanswered")


def _no_firing_without_trace() -> list[str]:
    from evenkeel.clock.models import Timer
    from evenkeel.timeline.models import Event

    traces = set(Event.objects.exclude(case=None).values_list("case_id", "recorded_at"))
    traces |= set(Timer.objects.exclude(case=None).values_list("case_id", "armed_at"))
    done = Timer.objects.filter(state="done", kind__in=LEAVES_A_TRACE).exclude(case=None)
    return [
        f"timer {t.key} ({t.kind}) is done and left no trace" for t in done if (t.case_id, t.fired_at) not in traces
    ]


def what_arrived(mails: Any) -> list[str]:
    """What a mail server holds: of the copies of one mail all but one say that they may be repeats."""
    unmarked = Counter(str(m.parsed["Message-ID"]) for m in mails if "may be a repeat" not in m.subject)
    return [f"{n} copies of {name} do not say that they may be repeats" for name, n in unmarked.items() if n > 1]


def _notes_stay_inside() -> list[str]:
    from evenkeel.conversations.models import Message
    from evenkeel.notifications.models import Notification

    wrong = [
        f"note {n.message_id} is carried by notification {n.pk}"
        for n in Notification.objects.filter(message__direction="note")
    ]
    for note in Message.objects.filter(direction="note"):
        words = note.text.strip()[:200]
        if len(words) > 20 and Notification.objects.filter(body__contains=words).exists():
            wrong.append(f"the words of note {note.pk} stand in a notification")
    return wrong


def _more_than_once(model: Any, field: str) -> list[tuple[str, int]]:
    from django.db.models import Count

    rows = model.objects.exclude(**{field: None}).values_list(field).annotate(n=Count("pk")).filter(n__gt=1)
    return list(rows.order_by())
