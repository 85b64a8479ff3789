"""The people of the storm: customers who write and write again, and staff who do everything that can be done to a case.

Each writer is a process. It says in its output what it has brought in for certain (`kept ID`), and `bug` with what it met
when an act ended otherwise than done, refused, or by the database being away. What was broken off is done again with the
same key, as a person does who got no answer.
"""

from __future__ import annotations

import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from harness.cast import FURIOUS, HELP, mail

CUSTOMERS = 24
TEXTS = (
    FURIOUS,
    "The invoice is wrong for the third time now, this month again. Please correct it.",
    "Still nothing. You said somebody would call. I want your manager on the phone, today.",
    "The coupling failed again after the repair. We lose an order if it is not fixed by noon.",
    "Thank you, it works now.",
)
ANSWERS = (
    "We are on it and I will call you in 40 minutes.",
    "The coupling is on its way. I'll send you the tracking number within two hours.",
    "A technician is at your gate. More as soon as he has looked at it.",
)
MINUTE = timedelta(minutes=1)


def warm_up() -> None:
    """The readers' words are loaded once, before the forks."""
    from evenkeel.judgement.reading.promises import read_promises
    from evenkeel.judgement.reading.triggers import read_triggers

    for text in TEXTS:
        read_triggers(text)
    for text in ANSWERS:
        read_promises(text, now=datetime.now().astimezone(), zone="UTC")


class Writer:
    def __init__(self, number: int) -> None:
        self.name = f"{number}-{time.monotonic_ns()}"
        self.lots, self.done = random.Random(self.name), Counter[str]()
        self.n = 0

    @property
    def now(self) -> datetime:
        from evenkeel.clock.reads import database_now

        return database_now()

    def one_of(self, rows: Any) -> Any:
        rows = list(rows[:60])
        return self.lots.choice(rows) if rows else None

    def live(self) -> Any:
        from evenkeel.cases.models import Case

        return self.one_of(Case.objects.filter(state__in=Case.LIVE).select_related("owner", "team").order_by("-pk"))

    def somebody(self) -> Any:
        from evenkeel.people.models import User

        return self.one_of(User.objects.filter(is_active=True).order_by("pk"))

    def chidi(self) -> Any:
        from evenkeel.people.models import User

        return User.objects.get(name__startswith="Chidi")

    # Customers.

    def customer_writes(self) -> None:
        from evenkeel.intake.models import Mailbox
        from evenkeel.intake.verbs import keep_mail

        who = self.n % CUSTOMERS if self.n else self.lots.randrange(CUSTOMERS)
        number = f"{self.name}-{self.n}"
        raw = mail(
            self.lots.choice(TEXTS),
            sender=f"Person {who} <p{who}@firm{who}.example>",
            subject=f"Line {who}",
            message_id=f"<{number}@firm{who}.example>",
        )
        for _ in range(self.lots.choice([1, 1, 1, 2])):  # The network brings some mails twice.
            keep_mail(raw, mailbox=Mailbox.objects.get(address=HELP), now=self.now)
        print(f"kept <{number}@firm{who}.example>", flush=True)
        self.n += 1

    def customer_says(self) -> None:
        from evenkeel.cases.models import Case
        from evenkeel.cases.verbs import answer_is_it_solved

        case = self.one_of(Case.objects.filter(state=Case.State.RESOLVED))
        if case is not None:
            answer = self.lots.choice(["solved", "solved", "not_solved"])
            answer_is_it_solved(case, answer, via="page", now=self.now)

    # Staff.

    def acknowledge(self) -> None:
        from evenkeel.cases import verbs

        case = self.live()
        if case is not None:
            climb = case.climbs.order_by("-generation").values_list("generation", flat=True).first()
            climb = self.lots.choice([None, climb, (climb or 1) - 1 or None])
            verbs.acknowledge(case, user=self.lots.choice([case.owner, self.somebody()]), now=self.now, climb=climb)

    def change_level(self) -> None:
        from evenkeel.cases import verbs

        case = self.live()
        if case is not None:
            level = self.lots.choice([1, 2, 3, 4])
            verbs.set_level(case, level, because="as we see it now", by=self.chidi(), now=self.now)

    def offer(self) -> None:
        from evenkeel.cases import verbs

        case = self.live()
        if case is not None:
            verbs.offer_handoff(
                case,
                giver=self.lots.choice([case.owner, self.chidi()]),
                receiver=self.somebody(),
                recap="Line 2 is down, the coupling is on its way.",
                why_this_person="Knows the press",
                now=self.now,
            )

    def answer_an_offer(self) -> None:
        from evenkeel.cases import verbs
        from evenkeel.cases.models import Handoff
        from evenkeel.promises.reads import open_of_case

        handoff = self.one_of(Handoff.objects.filter(state="offered").select_related("case", "receiver", "giver"))
        if handoff is None:
            return
        if self.lots.random() < 0.25:
            verbs.decline_handoff(handoff, by=handoff.receiver, because="on the road", now=self.now)
            return
        verbs.open_brief(handoff, by=handoff.receiver, now=self.now)
        ticked = [p.pk for p in open_of_case(handoff.case, cadence=False)]
        verbs.accept_handoff(handoff, by=handoff.receiver, ticked=ticked, now=self.now)

    def step_in(self) -> None:
        from evenkeel.cases import verbs

        if (case := self.live()) is not None:
            now, lead = self.now, self.chidi()
            verbs.step_in(case, lead=lead, communication=lead, next_update_at=now + 30 * MINUTE, helpers=[], now=now)

    def reassign(self) -> None:
        from evenkeel.cases import verbs

        if (case := self.live()) is not None:
            verbs.reassign(case, to=self.somebody(), because="the other is ill", by=self.chidi(), now=self.now)

    def reply(self) -> None:
        from evenkeel.cases import verbs

        case = self.live()
        if case is None:
            return
        key, text = f"r-{self.name}-{self.n}", self.lots.choice(ANSWERS)
        for _ in range(self.lots.choice([1, 1, 1, 2])):  # A double click.
            verbs.reply(case, author=case.owner, text=text, now=self.now, key=key)
        self.n += 1

    def call(self) -> None:
        from evenkeel.cases import verbs

        if (case := self.live()) is not None:
            outcome = self.lots.choice(["reached", "voicemail", "no_answer"])
            verbs.log_call(case, user=case.owner, outcome=outcome, seconds=60, now=self.now)

    def plan(self) -> None:
        from evenkeel.cases import verbs

        if (case := self.live()) is not None:
            now = self.now
            due = now + self.lots.choice([4, 20, 90]) * MINUTE
            verbs.plan_step(case, action="Send the technician", owner=case.owner, due_at=due, by=case.owner, now=now)

    def close(self) -> None:
        from evenkeel.cases import verbs

        case = self.live()
        if case is not None:
            done = "The coupling was replaced and line 2 runs again."
            verbs.close(case, done=done, by=case.owner, now=self.now, key=f"c-{self.name}-{self.n}")
            self.n += 1


ACTS: dict[str, int] = {
    "customer_writes": 5,
    "customer_says": 2,
    "acknowledge": 6,
    "change_level": 3,
    "offer": 3,
    "answer_an_offer": 3,
    "step_in": 1,
    "reassign": 1,
    "reply": 4,
    "call": 2,
    "plan": 2,
    "close": 1,
}


def work(number: int, _out: Path) -> None:
    """Until it is told to stop; the act in hand is brought to an end."""
    import psycopg
    from django.db import Error, connection

    from evenkeel.refusal import Refused

    writer, going = Writer(number), [True]
    signal.signal(signal.SIGTERM, lambda *_: going.clear())
    again: Callable[[], None] | None = None
    while going:
        name = writer.lots.choices(list(ACTS), list(ACTS.values()))[0]
        act = again or getattr(writer, name)
        again = None
        try:
            act()
            print(f"did {act.__name__}")
        except Refused:
            print(f"refused {act.__name__}")
        except (Error, psycopg.Error):
            print(f"away {act.__name__}")
            connection.close()
            time.sleep(0.2)
            again = act if writer.lots.random() < 0.7 else None
        except Exception:  # noqa: BLE001 - what it was is what the verdict wants to know
            print(f"bug {act.__name__}: {' | '.join(traceback.format_exc().splitlines()[-6:])}")
        sys.stdout.flush()
        time.sleep(writer.lots.uniform(0.02, 0.25))
    connection.close()
