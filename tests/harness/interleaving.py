"""Random orders in which people, the clock and the post come to one case; each order is played and undone.

A verb is one transaction that holds the case, so what can happen at the same moment is some order of whole verbs. One
interleaving draws a few people with their steps (acknowledge, raise or lower, offer–read–accept, step in, give to another),
a few turns of the clock and of the post, shuffles them keeping each one's own order, and plays them with instants that lie
on, just before and just after what is due. Then the timeline is read.
"""

from __future__ import annotations

import random
import sys
import types
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from harness.cast import NOW, furious_case, open_desk
from harness.invariants import check_invariants, pages_after_acknowledgement

MINUTE = timedelta(minutes=1)
QUIET = "Third failure this month, line 2 is slow again. Please have a look."
LAST, WAYS = 4, 3  # how many steps are played in how many ways from one beginning
BESIDE = ("promise_due", "promise_remind", "two_people_due", "manager_request_due")
LOOK_AT_ALL_EVERY = 500  # interleavings: the whole desk's invariants


@dataclass
class World:
    """One case on its first rung, its people, and the instant that has been reached."""

    desk: Any
    case: Any
    lots: random.Random
    now: datetime
    seen: list[int] = field(default_factory=lambda: [1])  # climbs that somebody has a button of
    held: list[Any] = field(default_factory=list)  # deliveries that a worker has claimed and not sent
    handoff: Any = None
    parts: list[tuple[Any, ...]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def again(self) -> World:
        """The same moment once more, for another way to go on; what was done is counted once."""
        lots = random.Random(self.lots.random())
        lists = {name: list(getattr(self, name)) for name in ("seen", "held", "parts", "said", "wrong")}
        return replace(self, lots=lots, counts=Counter(), **lists)


Act = Callable[[World], None]


def acknowledge(world: World) -> None:
    from evenkeel.cases import verbs

    user = world.lots.choice([world.desk.ben, world.desk.ben, world.desk.chidi, world.desk.dana])
    climb = world.lots.choice([None, world.seen[-1], world.lots.choice(world.seen)])
    verbs.acknowledge(world.case, user=user, now=world.now, climb=climb)


def look_at_the_page(world: World) -> None:
    """Somebody opens the page: the button they will press later carries this climb."""
    world.seen.append(world.case.climbs.order_by("-generation").values_list("generation", flat=True)[0])


def change_level(world: World) -> None:
    from evenkeel.cases import verbs

    level = world.lots.choice([2, 3, 3, 4, 4])
    verbs.set_level(world.case, level, because="as we see it now", by=world.desk.chidi, now=world.now)


def offer(world: World) -> None:
    from evenkeel.cases import verbs

    world.handoff = verbs.offer_handoff(
        world.case,
        giver=world.desk.chidi,
        receiver=world.lots.choice([world.desk.dana, world.desk.sam]),
        recap="Line 2 is down, the coupling is on its way.",
        why_this_person="Knows the press",
        now=world.now,
    )


def open_brief(world: World) -> None:
    from evenkeel.cases import verbs

    if world.handoff:
        verbs.open_brief(world.handoff, by=world.handoff.receiver, now=world.now)


def answer_the_offer(world: World) -> None:
    from evenkeel.cases import verbs

    if world.handoff is None:
        return
    handoff, by = world.handoff, world.handoff.receiver
    how = world.lots.choice(["accept", "accept", "accept", "decline", "withdraw"])
    if how == "accept":
        verbs.accept_handoff(handoff, by=by, ticked=(), now=world.now)
    elif how == "decline":
        verbs.decline_handoff(handoff, by=by, because="on the road", now=world.now)
    else:
        verbs.withdraw_handoff(handoff, by=handoff.giver, now=world.now)


def step_in(world: World) -> None:
    from evenkeel.cases import verbs

    lead = world.desk.chidi
    verbs.step_in(
        world.case, lead=lead, communication=lead, next_update_at=world.now + 20 * MINUTE, helpers=[], now=world.now
    )


def give_to_another(world: World) -> None:
    from evenkeel.cases import verbs

    to = world.lots.choice([world.desk.dana, world.desk.ben])
    verbs.reassign(world.case, to=to, because="the other is ill", by=world.desk.chidi, now=world.now)


def fire(world: World) -> None:
    """A turn of the clock, sometimes with an instant that another process read a moment ago."""
    from evenkeel.clock.verbs import fire_due

    now = world.now - timedelta(seconds=world.lots.choice([0, 0, 0, 1, 30]))
    world.counts["timers visited"] += fire_due(now)


def claim(world: World) -> None:
    from evenkeel.notifications.leases import claim

    world.held += claim(world.now, f"worker {len(world.said)}", limit=4)


def send(world: World) -> None:
    """What was claimed earlier is looked at once more and handed over: a page taken back meanwhile stays here."""
    from evenkeel.notifications.delivering import deliver_one

    for delivery in world.held:
        SENT.clear()
        deliver_one(delivery, lambda: world.now)
        world.counts["words handed over"] += len(SENT)
        case = type(world.case).objects.get(pk=world.case.pk)
        if SENT and delivery.notification.kind == "page" and case.acknowledged_at is not None:
            world.wrong.append(f"a page was handed over after {case.acknowledged_by} had acknowledged")
    world.held = []


# Who may take part, each with their steps in order.
PARTS: Sequence[tuple[str, tuple[Act, ...]]] = (
    ("somebody acknowledges", (acknowledge,)),
    ("somebody looks and acknowledges", (look_at_the_page, acknowledge)),
    ("the lead changes the level", (change_level,)),
    ("the lead changes the level twice", (change_level, change_level)),
    ("it is handed over", (offer, open_brief, answer_the_offer)),
    ("the lead steps in", (step_in,)),
    ("it is given to another", (give_to_another,)),
)
WEIGHTS = (4, 3, 3, 1, 3, 2, 1)


def draw(lots: random.Random) -> list[tuple[Act, ...]]:
    """A few people, the clock and the post, each with their steps in order."""
    parts = [(acknowledge,), *lots.choices([steps for _, steps in PARTS], WEIGHTS, k=lots.randint(1, 3))]
    parts += [(fire,)] * lots.randint(1, 3)
    parts += [(claim, send)] * lots.randint(0, 1)
    return parts


def move_time(world: World) -> None:
    """Nothing, a moment, minutes; or onto the next instant of the case, a moment before it, a moment after it."""
    from evenkeel.clock.models import Timer

    how = world.lots.random()
    if how < 0.35:
        world.now += timedelta(seconds=world.lots.choice([0, 0, 1, 7]))
    elif how < 0.5:
        world.now += world.lots.choice([1, 4, 35]) * MINUTE
    else:
        kinds = ("escalation_step", "acknowledgement_expiry", "handoff_due")
        due = Timer.objects.filter(case=world.case, state="armed", kind__in=kinds).order_by("run_at")
        if (at := due.values_list("run_at", flat=True).first()) is not None:
            at += timedelta(milliseconds=world.lots.choice([-1, 0, 0, 1, 900]))
            world.now = max(world.now, at)


def step(world: World) -> None:
    """One of those who have something left to do does it. A refusal is an answer: a person hears it."""
    from evenkeel.refusal import Refused

    n = world.lots.choice([n for n, steps in enumerate(world.parts) for _ in steps])
    act, *left = world.parts[n]
    world.parts[n] = tuple(left)
    move_time(world)
    said = f"{world.now:%H:%M:%S.%f} {act.__name__}"
    try:
        act(world)
        world.counts[act.__name__] += 1
    except Refused as refused:
        world.counts[f"{act.__name__} refused"] += 1
        said += f" (refused: {refused})"
    world.said.append(said)


def judge(world: World, *, everything: bool = False) -> list[str]:
    from evenkeel.clock.models import Timer

    wrong = [*world.wrong, *pages_after_acknowledgement(case=world.case)]
    case = type(world.case).objects.get(pk=world.case.pk)
    climbing = case.climbs.filter(ended_at=None).exists()
    if case.acknowledged_at is not None and climbing:
        wrong.append("the case is acknowledged and still climbs")
    if case.acknowledged_at is None and case.is_live and not climbing:
        wrong.append("the case is live, nobody has it, and nobody is paged for it")
    if failed := list(Timer.objects.filter(attempts__gt=0).values_list("kind", "last_error")):
        wrong.append(f"timers failed: {failed}")
    if everything:
        try:
            check_invariants(at_rest=False)
        except AssertionError as error:
            wrong.append(str(error))
    return wrong


@dataclass
class Played:
    count: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


def play_many(
    count: int, seed: int, scene: tuple[Any, Any], tidy: Callable[[int, Played], None] | None = None
) -> Played:
    """As many interleavings, each ending judged, all undone. They share beginnings: from a beginning that is played once,
    the last steps go on in three ways each, so an interleaving costs a few verbs instead of ten. `tidy` is called between
    two beginnings, outside any transaction.
    """
    from django.db import transaction

    desk, case = scene
    played, beginnings = Played(), 0
    while played.count < count:
        lots = random.Random(f"{seed}/{beginnings}")
        world = World(desk, case, lots, NOW + MINUTE)
        world.parts = list(draw(lots))
        with transaction.atomic():
            while sum(map(len, world.parts)) > LAST:
                step(world)
            _go_on(world, played, f"{seed}/{beginnings}")
            transaction.set_rollback(True)
        beginnings += 1
        if tidy:
            tidy(beginnings, played)
    return played


def _go_on(world: World, played: Played, seed: str) -> None:
    from django.db import transaction

    played.counts += world.counts
    if not any(world.parts):
        played.count += 1
        if wrong := judge(world, everything=played.count % LOOK_AT_ALL_EVERY == 1):
            played.wrong.append(f"seed {seed}: {'; '.join(wrong)}\n    " + "\n    ".join(world.said))
        return
    for _ in range(WAYS):
        with transaction.atomic():
            on = world.again()
            step(on)
            _go_on(on, played, seed)
            transaction.set_rollback(True)


def set_the_scene() -> tuple[Any, Any]:
    """A case at level 2, unacknowledged, on its first rung, with a next step, so that it can be handed over."""
    from evenkeel.cases import verbs
    from evenkeel.clock.verbs import cancel

    _a_channel_in_memory()
    desk = open_desk()
    case = furious_case(desk, text=QUIET)
    if case.level != 2:
        case = verbs.set_level(case, 2, because="as read", by=desk.chidi, now=NOW)
    due = NOW + timedelta(days=20)
    verbs.plan_step(case, action="Send the technician", owner=desk.ben, due_at=due, by=desk.ben, now=NOW)
    # What is owed beside the climb pages nobody anew, and would be most of the work: it is left out here.
    cancel(NOW, "not in this play", case=case, kind__in=BESIDE)
    for user in (desk.ben, desk.dana, desk.chidi, desk.rosa, desk.sam):
        user.endpoints.create(channel="memory", address=f"memory:{user.pk}")
    return desk, case


SENT: list[Any] = []


def _a_channel_in_memory() -> None:
    """The wire is played: what is handed over is kept in `SENT`."""
    from evenkeel.notifications.channels import CHANNELS

    wire = types.ModuleType("harness.memory_channel")
    wire.is_set_up = lambda: True  # type: ignore[attr-defined]
    wire.send = lambda outgoing: SENT.append(outgoing) or outgoing.key  # type: ignore[attr-defined]
    sys.modules[wire.__name__] = wire
    CHANNELS["memory"] = wire.__name__
