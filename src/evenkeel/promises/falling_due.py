"""What the clock does to a promise: remind, break, let lapse. Only the clock breaks one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from evenkeel.clock.models import Timer
from evenkeel.clock.verbs import Fired, Superseded, arm
from evenkeel.conversations.models import Message
from evenkeel.judgement.evidence import Act, judge
from evenkeel.notifications.reads import in_flight
from evenkeel.promises.happenings import PromiseBroken, PromiseEnded, PromiseReminded
from evenkeel.promises.holding import locked, renew, settle, spoken_due, tell
from evenkeel.promises.models import Promise
from evenkeel.rows import by_id
from evenkeel.timeline.happenings import CLOCK
from evenkeel.timeline.verbs import Line, record_many

# A message written in time may still be on its way when the promise falls due; its fate is awaited this long.
AWAIT_HANDOVER = timedelta(minutes=2)
LOOK_AGAIN = timedelta(seconds=5)


def remind(timer: Timer, now: datetime) -> Fired | Superseded:
    return remind_many([timer], now)[timer.pk]


def remind_many(timers: Sequence[Timer], now: datetime) -> dict[int, Fired | Superseded]:
    wanted = Promise.objects.only("what", "due_at", "due_zone", "state", "generation", "case")
    promises = by_id(wanted, [t.subject for t in timers])
    # Of the case only what a line wants; who needs more of one asks for it.
    cases = Promise._meta.get_field("case").related_model._default_manager.only("account")
    found = by_id(cases, {p.case_id for p in promises.values() if p.case_id})
    results: dict[int, Fired | Superseded] = {}
    lines: list[Line] = []
    for timer in timers:
        promise = promises.get(timer.subject)
        if promise is None or promise.state != Promise.State.MADE or promise.generation != timer.generation:
            results[timer.pk] = Superseded("the promise is no longer open")
        elif promise.due_at is not None and promise.due_at <= now:
            results[timer.pk] = Superseded("it fell due before the reminder could be given")
        else:
            happening = PromiseReminded(promise.pk, promise.what, spoken_due(promise))
            lines.append(Line(happening, found.get(promise.case_id or 0), CLOCK, key=f"reminded/{timer.key}"))
            results[timer.pk] = Fired("reminded")
    record_many(lines, now)
    return results


def fall_due(timer: Timer, now: datetime) -> Fired | Superseded:
    promise = Promise.objects.filter(pk=timer.subject).first()
    if promise is None:
        return Superseded("the promise is gone")
    promise = locked(promise)
    if promise.state != Promise.State.MADE or promise.generation != timer.generation or promise.due_at is None:
        return Superseded("the promise is no longer open")
    if now < promise.due_at + AWAIT_HANDOVER and _kept_by_words_on_their_way(promise):
        again = now + LOOK_AGAIN
        arm(
            key=f"{timer.key[:150]}/again:{int(again.timestamp())}",
            kind=timer.kind,
            due_at=again,
            now=now,
            case=promise.case,
            subject_id=promise.pk,
            generation=timer.generation,
            priority=2,
        )
        return Fired("waits for a message that is on its way")
    break_promise(promise, now)
    return Fired("broken")


def _kept_by_words_on_their_way(promise: Promise) -> bool:
    written = Message.objects.filter(
        conversation__case=promise.case,
        direction=Message.Direction.OUT,
        kind=Message.Kind.HUMAN,
        sent_at__gte=promise.made_at,
        sent_at__lte=promise.due_at,
    ).exclude(pk=promise.message_id or 0)
    keeping = [
        m.pk
        for m in written
        if judge(promise.action, Act("message", m.channel, attachments=m.attachments.count())).keeps
    ]
    return bool(keeping) and in_flight(keeping)


def break_promise(promise: Promise, now: datetime) -> None:
    """Dated when it fell due, however late the clock came round."""
    changed = Promise.objects.filter(pk=promise.pk, state=Promise.State.MADE).update(
        state=Promise.State.BROKEN, broken_at=promise.due_at
    )
    if not changed:
        return
    promise.state, promise.broken_at = Promise.State.BROKEN, promise.due_at
    renew(promise, now)
    promise.save(update_fields=["generation"])
    happening = PromiseBroken(
        promise.pk, promise.what, spoken_due(promise), origin=promise.origin, told=promise.told_at is not None
    )
    tell(promise, happening, CLOCK, now, at=promise.due_at, key=f"promise:{promise.pk}/broken")


def lapse(timer: Timer, now: datetime) -> Fired | Superseded:
    promise = Promise.objects.filter(pk=timer.subject).first()
    if promise is None or promise.state != Promise.State.WAITING or promise.generation != timer.generation:
        return Superseded("the promise no longer waits")
    settle(promise, Promise.State.LAPSED, now)
    happening = PromiseEnded(
        promise.pk, promise.what, spoken_due(promise), how="lapsed", because="its condition never came"
    )
    tell(promise, happening, CLOCK, now, at=promise.due_at)
    return Fired("lapsed")
