"""How an escalation goes here: heard, taken up, answered with a promise that is kept or not, made stable, closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from evenkeel.cases import verbs as cases
from evenkeel.cases.models import Case
from evenkeel.conversations.models import Message
from evenkeel.engine.sample import letters_calm, replies
from evenkeel.engine.sample.letters import Letter
from evenkeel.engine.sample.stage import Stage, Story
from evenkeel.engine.sample.thread import Thread, rounded
from evenkeel.people.models import Contact
from evenkeel.promises import verbs as promises
from evenkeel.promises.models import Promise
from evenkeel.promises.reads import open_of_case

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ACKNOWLEDGED = {4: (1, 4), 3: (3, 12), 2: (8, 50), 1: (10, 90)}  # minutes until somebody says “I have it”
NEXT_WORD = {4: (25, 40), 3: (100, 170), 2: (1150, 1380), 1: (1500, 2800)}


@dataclass(frozen=True, slots=True)
class Plot:
    """One conversation to be played. `fate` is what becomes of its promise, `end` how the case ends."""

    ident: str
    letter: Letter
    contact: Contact
    at: datetime
    channel: str = "email"
    box: str = "help"
    kind: str = "call"
    fate: str = "kept"
    end: str = "page"
    handoff: str = ""
    step: bool = False
    done: tuple[str, ...] = replies.DONE


def thread_of(stage: Stage, plot: Plot) -> Thread:
    return Thread(stage, plot.ident, plot.contact, plot.channel, stage.company.mailboxes[plot.box], plot.letter.subject)


def escalation(stage: Stage, plot: Plot) -> Story:
    yield plot.at
    thread = thread_of(stage, plot)
    yield from arrives(stage, thread, plot)
    yield stage.later(*ACKNOWLEDGED[thread.case.level])
    yield from taken_up(stage, thread)
    promise = first_answer(stage, thread, plot)
    if plot.step:
        plan(stage, thread)
    if plot.handoff:
        yield from hand_over(stage, thread, plot.handoff)
    yield from in_the_middle(stage, thread)
    if promise is not None:
        yield from goes_on(stage, thread, promise, plot)
    yield stage.later(15, 50)
    if plot.step:
        finish_steps(stage, thread)
    yield from ends(stage, thread, plot)


def arrives(stage: Stage, thread: Thread, plot: Plot) -> Story:
    """What the reader lets pass, a person sees a little later."""
    thread.writes(plot.letter.text)
    if thread.find_case() is None:
        yield stage.later(6, 18)
        conversation = thread.conversation
        if conversation is None:
            raise LookupError(plot.ident)
        because = "the words are mild, but a promise of ours and the customer's trust are at stake"
        case = cases.open_by_hand(
            conversation, level=plot.letter.level, because=because, by=stage.company.lead, now=stage.now
        )
        stage.threads[case.pk] = thread


def taken_up(stage: Stage, thread: Thread) -> Story:
    """From level 3 up two people: one looks for the cause, the other talks."""
    thread.take_up()
    case = thread.case
    if case.level >= 3:
        yield stage.later(0.5, 1)
        case = thread.case
        cases.take_role(
            case, "diagnosis", user=thread.colleague(), by=case.owner, now=stage.now, because="looks for the cause"
        )
        cases.take_role(
            case, "communication", user=case.owner, by=case.owner, now=stage.now, because="talks to the customer"
        )
    codes = {s.code for m in Message.objects.filter(conversation__case=case) for s in m.signals.all()}
    if "manager_request" in codes:
        yield stage.later(0.3, 0.8)
        lead = thread.lead()
        if lead.pk != thread.case.owner_id:
            cases.take_role(
                thread.case, "decision", user=lead, by=lead, now=stage.now, because="the customer asked for a manager"
            )
    yield stage.later(2, 5)


def first_answer(stage: Stage, thread: Thread, plot: Plot) -> Promise | None:
    level, rng = thread.case.level, stage.rng
    thread.take_up()
    following = stage.later(*NEXT_WORD[level])
    opening = rng.choice(replies.FIRST[max(2, level)])
    if plot.fate == "vague":
        thread.reply(opening, rng.choice(replies.VAGUE), next_update=following)
        return None
    if plot.fate in {"waiting", "met"}:
        message = thread.reply(opening, rng.choice(replies.CONDITION), next_update=following)
        found = Promise.objects.filter(message=message, type="conditional").order_by("id").first()
        if found is not None and found.state == Promise.State.DETECTED:
            return promises.make(found, by=message.author, now=stage.now)
        return found
    due = due_of(stage, plot)
    message = thread.reply(
        opening, thread.fill(rng.choice(replies.PROMISES[plot.kind]), when=thread.said(due)), next_update=following
    )
    return thread.promised(message, plot.kind, due)


def due_of(stage: Stage, plot: Plot) -> datetime:
    return rounded(stage.later(130, 220) if plot.kind in {"call", "update"} else stage.later(20 * 60, 24 * 60))


def plan(stage: Stage, thread: Thread) -> None:
    case, (action, fallback) = thread.case, stage.rng.choice(replies.STEPS)
    cases.plan_step(
        case,
        action=action,
        owner=case.owner,
        due_at=rounded(stage.later(900, 1500)),
        by=case.owner,
        now=stage.now,
        fallback=fallback,
    )
    cases.note(
        case, author=case.owner, text=stage.rng.choice(replies.NOTES), now=stage.now, key=f"sample-{thread.ident}-note"
    )


def finish_steps(stage: Stage, thread: Thread) -> None:
    for step in thread.case.steps.filter(done_at=None, failed_at=None):
        cases.finish_step(step, by=thread.case.owner, note="done as planned", now=stage.now)


def hand_over(stage: Stage, thread: Thread, answer: str) -> Story:
    yield stage.later(4, 9)
    case, receiver, rng = thread.case, thread.colleague(), stage.rng
    handoff = cases.offer_handoff(
        case,
        giver=case.owner,
        receiver=receiver,
        recap=rng.choice(replies.RECAP),
        why_this_person=rng.choice(replies.WHY),
        now=stage.now,
        notes=rng.choice(replies.NOTES),
    )
    if answer == "offered":
        return
    yield stage.later(2, 7) if answer != "expired" else stage.later(12, 20)
    if answer == "accepted":
        cases.open_brief(handoff, by=receiver, now=stage.now)
        ticked = [p.pk for p in open_of_case(thread.case, cadence=False)]
        cases.accept_handoff(handoff, by=receiver, ticked=ticked, now=stage.now)
    elif answer == "declined":
        cases.decline_handoff(
            handoff, by=receiver, because="I am on the road until tonight; Kwame has the part.", now=stage.now
        )


def in_the_middle(stage: Stage, thread: Thread) -> Story:
    """The critical ones hear from us before their next word is owed, and are lowered once the harm has stopped."""
    for turn in range(2):
        if thread.case.level < 4:
            return
        yield stage.later(18, 24)
        thread.take_up()
        thread.reply(
            stage.rng.choice(replies.PROGRESS),
            next_update=stage.later(*NEXT_WORD[4 if turn == 0 else 3]),
            proposals=False,
        )
        if turn == 0 and stage.rng.random() < 0.5:
            yield stage.later(2, 4)
            thread.writes(stage.rng.choice(letters_calm.FURTHER))
    thread.stable()
    thread.lower(3 if stage.rng.random() < 0.5 else 2)


def goes_on(stage: Stage, thread: Thread, promise: Promise, plot: Plot) -> Story:
    """What becomes of the promise."""
    promise.refresh_from_db()
    due = promise.due_at
    if plot.fate == "met":
        yield stage.later(300, 500)
        promise.refresh_from_db()
        if promise.state != Promise.State.WAITING:
            return
        promises.meet_condition(promise, by=thread.case.owner, now=stage.now, due_at=rounded(stage.later(240, 300)))
        yield stage.later(60, 120)
        thread.keep(promise)
    elif due is None or plot.fate == "waiting":
        yield stage.later(300, 500)
    elif plot.fate == "kept":
        yield max(stage.later(2, 4), due - timedelta(minutes=stage.rng.randint(10, 45)))
        thread.take_up()
        if promise.action == "contact":
            thread.reply(stage.rng.choice(replies.PROGRESS), next_update=stage.later(*NEXT_WORD[2]), proposals=False)
        else:
            thread.keep(promise)
    elif plot.fate in {"late", "broken"}:
        yield from missed(stage, thread, promise, due, late=plot.fate == "late")
    else:
        yield max(stage.later(2, 4), due - timedelta(minutes=70))
        yield from taken_otherwise(stage, thread, promise, plot.fate)


def missed(stage: Stage, thread: Thread, promise: Promise, due: datetime, *, late: bool) -> Story:
    yield due + timedelta(minutes=stage.rng.randint(12, 40))
    thread.writes(stage.rng.choice(letters_calm.AFTER_A_MISS))
    yield stage.later(4, 12)
    thread.take_up()
    thread.reply(stage.rng.choice(replies.OWN_THE_MISS), next_update=stage.later(*NEXT_WORD[3]), proposals=False)
    if late:
        yield stage.later(10, 30)
        thread.keep(promise)


def taken_otherwise(stage: Stage, thread: Thread, promise: Promise, fate: str) -> Story:
    rng, owner = stage.rng, thread.case.owner
    promise.refresh_from_db()
    if promise.state not in Promise.OPEN or (promise.due_at is not None and promise.due_at <= stage.now):
        return  # Another word has kept it meanwhile.
    if fate == "released":
        thread.writes("You need not call any more today, I have what I needed from your colleague.")
        promises.release(promise, because="The customer: “You need not call any more today.”", by=owner, now=stage.now)
    elif fate == "withdrawn":
        told = thread.reply(rng.choice(replies.TAKEN_BACK), next_update=stage.later(*NEXT_WORD[2]), proposals=False)
        promises.withdraw(promise, told=told, because="without the part the act helps nobody", by=owner, now=stage.now)
    elif fate == "moved" and promise.due_at is not None:
        new = rounded(promise.due_at + timedelta(minutes=rng.randint(90, 180)))
        words = thread.fill(rng.choice(replies.MOVED), when=thread.said(new))
        told = thread.reply(words, next_update=stage.later(*NEXT_WORD[2]), proposals=False)
        successor = promises.renegotiate(promise, due_at=new, told=told, by=owner, now=stage.now)
        yield new - timedelta(minutes=rng.randint(10, 30))
        thread.keep(successor)


def ends(stage: Stage, thread: Thread, plot: Plot) -> Story:
    """Asked whether it is solved, and what the customer makes of it."""
    rng = stage.rng
    if thread.case.state in Case.CLOSED:
        return
    thread.take_up()
    carried = thread.settle_all(make_good=plot.fate != "broken")
    if plot.end in {"silence", "resolved", "again"}:
        # A customer who is silent for days is not owed a word each hour: it is local work by now.
        thread.lower(1)
    elif thread.case.level == 4:
        thread.lower(3)
    case = thread.case
    cases.close(
        case,
        done=thread.fill(rng.choice(plot.done)),
        by=thread.pen(),
        now=stage.now,
        key=f"sample-{plot.ident}-close",
        carried=carried,
    )
    if plot.end == "page":
        yield stage.later(9, 45)
        cases.answer_is_it_solved(thread.case, "solved", via="page", now=stage.now)
    elif plot.end == "reply":
        yield stage.later(9, 55)
        thread.writes(rng.choice(letters_calm.SOLVED))
        if thread.case.is_live:
            cases.answer_is_it_solved(thread.case, "solved", via="call", now=stage.now, recorded_by=thread.case.owner)
    elif plot.end == "again":
        yield stage.later(60, 200)
        thread.writes(rng.choice(letters_calm.NOT_SOLVED))
        yield stage.later(3, 9)
        thread.take_up()
        thread.reply(rng.choice(replies.PROGRESS), next_update=stage.later(*NEXT_WORD[3]), proposals=False)
        yield stage.later(60, 110)
        yield from ends(
            stage,
            thread,
            Plot(
                plot.ident + "-2",
                plot.letter,
                plot.contact,
                stage.now,
                plot.channel,
                plot.box,
                end="page",
                done=plot.done,
            ),
        )
