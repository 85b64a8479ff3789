"""What is on the desk at this moment: live cases in the middle of their work, most of them in good hands."""

from __future__ import annotations

from collections.abc import Generator
from datetime import datetime, timedelta

from evenkeel.cases import verbs as cases
from evenkeel.engine.sample import letters_calm, replies
from evenkeel.engine.sample.stage import Stage, Story
from evenkeel.engine.sample.stories import (
    ACKNOWLEDGED,
    HOUR,
    Plot,
    arrives,
    first_answer,
    hand_over,
    plan,
    taken_otherwise,
    taken_up,
    thread_of,
)
from evenkeel.engine.sample.thread import Thread, rounded
from evenkeel.promises.models import Promise

MINUTE = timedelta(minutes=1)


def fresh(stage: Stage, plot: Plot) -> Story:
    """Came in minutes ago; its page is out and nobody has said “I have it” yet."""
    yield plot.at
    thread_of(stage, plot).writes(plot.letter.text)


def critical(stage: Stage, plot: Plot, last: timedelta) -> Story:
    """A line stands still, and we are at it: the last word is minutes old, the next one is announced."""
    thread, _ = yield from _begins(stage, plot)
    while stage.now < stage.ends - last - 24 * MINUTE:
        yield stage.later(14, 17)
        thread.take_up()
        thread.reply(stage.rng.choice(replies.PROGRESS), next_update=stage.later(22, 26), proposals=False)
    yield stage.ends - last
    thread.take_up()
    words = thread.fill("I will call you {when}.", when=thread.said(due := rounded(stage.ends + 110 * MINUTE)))
    message = thread.reply(stage.rng.choice(replies.PROGRESS), words, next_update=stage.ends + 50 * MINUTE)
    thread.promised(message, "call", due)


def at_work(stage: Stage, plot: Plot, last: timedelta, following: timedelta, due: timedelta | None) -> Story:
    """Open and watched: a word now and then, the last one `last` ago, the next one owed `following` from now."""
    thread, promise = yield from _begins(stage, plot)
    if plot.handoff in {"accepted", "declined", "expired"}:
        yield from hand_over(stage, thread, plot.handoff)
    if promise is not None and plot.fate in {"moved", "withdrawn", "released"} and promise.due_at is not None:
        yield max(stage.later(2, 4), promise.due_at - 70 * MINUTE)
        yield from taken_otherwise(stage, thread, promise, plot.fate)
    elif promise is not None and plot.fate == "kept" and promise.due_at is not None:
        yield max(stage.later(2, 4), promise.due_at - 15 * MINUTE)
        thread.keep(promise)
    elif promise is not None and plot.fate == "late" and promise.due_at is not None:
        yield promise.due_at + 25 * MINUTE
        thread.keep(promise)
    yield from _holds_on(stage, thread, last)
    yield max(stage.later(1, 2), stage.ends - last)
    _last_word(stage, thread, following, due)
    if plot.step:
        plan(stage, thread)
    if plot.end == "stable":
        yield stage.later(1, 3)
        thread.stable()
    if plot.handoff == "offered":
        yield stage.ends - 12 * MINUTE
        yield from hand_over(stage, thread, "offered")


def asked(stage: Stage, plot: Plot, last: timedelta) -> Story:
    """Done from our side, and the customer asked: we wait for their word."""
    thread, promise = yield from _begins(stage, plot)
    if promise is not None and promise.due_at is not None:
        yield max(stage.later(2, 4), promise.due_at - 20 * MINUTE)
        thread.keep(promise)
    yield max(stage.later(20, 40), stage.ends - last)
    thread.take_up()
    carried = thread.settle_all(make_good=True)
    thread.lower(1 if last > 12 * HOUR else 2)
    done = thread.fill(stage.rng.choice(plot.done))
    cases.close(
        thread.case, done=done, by=thread.pen(), now=stage.now, key=f"sample-{plot.ident}-close", carried=carried
    )


def local(stage: Stage, plot: Plot, due: timedelta) -> Story:
    """Signs only: a person opened it, the owner settles it in peace."""
    yield plot.at
    thread = thread_of(stage, plot)
    yield from arrives(stage, thread, plot)
    yield stage.later(*ACKNOWLEDGED[1])
    thread.take_up()
    yield stage.later(10, 30)
    _last_word(stage, thread, due + 6 * HOUR, due, kind="report")


def _begins(stage: Stage, plot: Plot) -> Generator[datetime, None, tuple[Thread, Promise | None]]:
    yield plot.at
    thread = thread_of(stage, plot)
    yield from arrives(stage, thread, plot)
    yield stage.later(*ACKNOWLEDGED[thread.case.level])
    yield from taken_up(stage, thread)
    return thread, first_answer(stage, thread, plot)


def _holds_on(stage: Stage, thread: Thread, last: timedelta) -> Story:
    """Until the last word: the harm stops, a lead lowers what is critical, and the customer hears in time."""
    while stage.now < stage.ends - last - 3 * HOUR:
        level = thread.case.level
        if level >= 3 and stage.now < stage.ends - last - 8 * HOUR:
            yield stage.later(70, 100) if level == 3 else stage.later(15, 17)
            thread.take_up()
            thread.lower(2)
        yield min(
            stage.later(17 * 60, 19 * 60) if thread.case.level < 3 else stage.later(80, 100),
            stage.ends - last - 20 * MINUTE,
        )
        thread.take_up()
        if stage.rng.random() < 0.4:
            thread.writes(stage.rng.choice(letters_calm.FURTHER))
        thread.reply(
            stage.rng.choice(replies.PROGRESS),
            next_update=stage.later(22 * 60, 23 * 60) if thread.case.level < 3 else stage.later(110, 115),
            proposals=False,
        )


def _last_word(stage: Stage, thread: Thread, following: timedelta, due: timedelta | None, kind: str = "call") -> None:
    thread.take_up()
    after = rounded(stage.ends + following)
    if due is None:
        thread.reply(stage.rng.choice(replies.PROGRESS), stage.rng.choice(replies.VAGUE), next_update=after)
        return
    at = rounded(stage.ends + due)
    words = thread.fill(replies.PROMISES[kind][0], when=thread.said(at))
    message = thread.reply(stage.rng.choice(replies.PROGRESS), words, next_update=after)
    thread.promised(message, kind, at)
