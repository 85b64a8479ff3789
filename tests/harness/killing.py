"""A desk that is killed at a write of one's choosing, and goes on in a fresh process.

Run as a program it sets Django up once and forks a child for each line of JSON it is given on standard input:

    {"database": NAME, "data": FOLDER, "smtp": [HOST, PORT], "seen": FILE, "from": 3, "until": 5, "kill_at": 7}

The child plays the story's stages from the first to the last named (both included) on that database. At its 7th moment it
kills itself with SIGKILL; without `kill_at` it plays to the end. The answer is a line too: how it ended, and its moments.
A moment is just before or just after a writing statement or a COMMIT that reaches the disk.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from harness.cast import FURIOUS, HELP, NOW, mail, open_desk, time_passes

MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
PROMISED = "Your line is down and a truck waits. I'll call you by 10:30 am your time today."
DONE = "The coupling was replaced and line 2 runs again."


# The story. Each act may be done again: that is what a sender, a browser or a person does who got no answer.


def a_mail_is_kept(_seen: Path) -> None:
    from evenkeel.intake.models import Mailbox
    from evenkeel.intake.verbs import keep_mail

    keep_mail(mail(FURIOUS), mailbox=Mailbox.objects.get(address=HELP), now=NOW)


def it_is_opened(_seen: Path) -> None:
    from evenkeel.intake.verbs import open_due

    open_due(NOW)


def the_page_goes_out(seen: Path) -> None:
    the_post_goes_out(NOW + MINUTE / 2, seen)


def ben_acknowledges(_seen: Path) -> None:
    from evenkeel.cases.verbs import acknowledge

    acknowledge(_case(), user=_user("Ben"), now=NOW + 3 * MINUTE)


def ben_answers_and_promises(_seen: Path) -> None:
    from evenkeel.cases.verbs import reply

    reply(_case(), author=_user("Ben"), text=PROMISED, now=NOW + 5 * MINUTE, key="reply-1")


def the_answer_goes_out(seen: Path) -> None:
    the_post_goes_out(NOW + 6 * MINUTE, seen)


def the_promise_falls_due(_seen: Path) -> None:
    time_passes(NOW + 31 * MINUTE)


def the_lead_is_told(seen: Path) -> None:
    the_post_goes_out(NOW + 32 * MINUTE, seen)


def ben_calls(_seen: Path) -> None:
    """A call is not logged twice by a person who sees that it is on record."""
    from evenkeel.cases.verbs import log_call
    from evenkeel.conversations.models import Recording

    if not Recording.objects.exists():
        log_call(_case(), user=_user("Ben"), outcome="reached", seconds=240, now=NOW + 35 * MINUTE)


def ben_asks_whether_it_is_solved(_seen: Path) -> None:
    from evenkeel.cases.verbs import close

    close(_case(), done=DONE, by=_user("Ben"), now=NOW + 36 * MINUTE, key="close-1")


def the_question_goes_out(seen: Path) -> None:
    the_post_goes_out(NOW + 37 * MINUTE, seen)


def ada_says_it_is_solved(_seen: Path) -> None:
    from evenkeel.cases.verbs import answer_is_it_solved

    answer_is_it_solved(_case(), "solved", via="page", now=NOW + 40 * MINUTE)


def the_day_ends(seen: Path) -> None:
    time_passes(NOW + timedelta(hours=6))
    the_post_goes_out(NOW + timedelta(hours=6), seen)


STAGES: tuple[Callable[[Path], None], ...] = (
    a_mail_is_kept,
    it_is_opened,
    the_page_goes_out,
    ben_acknowledges,
    ben_answers_and_promises,
    the_answer_goes_out,
    the_promise_falls_due,
    the_lead_is_told,
    ben_calls,
    ben_asks_whether_it_is_solved,
    the_question_goes_out,
    ada_says_it_is_solved,
    the_day_ends,
)


def the_post_goes_out(now: datetime, seen: Path) -> None:
    """Now, and once more when the lease of a sender that died has run out; then a person decides what nobody can know."""
    from evenkeel.notifications.delivering import deliver_due
    from evenkeel.notifications.leases import LEASE
    from evenkeel.notifications.models import Delivery
    from evenkeel.notifications.outcomes import decide_uncertain

    for at in (now, now + LEASE + SECOND):
        while deliver_due(lambda at=at: at, "the post"):
            pass
    at = now + LEASE + 2 * SECOND
    for delivery in Delivery.objects.filter(state="unknown").select_related("notification__message"):
        arrived = delivery.notification.message.message_id in seen.read_text().split()
        decide_uncertain(delivery, send_again=not arrived, by=_user("Chidi"), now=at)
    for minutes in range(3):  # What was too much for one place at once follows a minute later.
        while deliver_due(lambda minutes=minutes: at + minutes * MINUTE, "the post"):
            pass


def _case() -> Any:
    from evenkeel.cases.models import Case

    return Case.objects.get()


def _user(name: str) -> Any:
    from evenkeel.people.models import User

    return User.objects.get(name__startswith=name)


def the_world() -> dict[str, Any]:
    """All that the story leaves behind, in words that two runs can be compared by."""
    from evenkeel.cases.models import Case, Confirmation
    from evenkeel.clock.models import Timer
    from evenkeel.conversations.models import Message, Recording
    from evenkeel.intake.models import InboundItem
    from evenkeel.notifications.models import Delivery
    from evenkeel.promises.models import Evidence, Promise
    from evenkeel.timeline.models import Event

    return {
        "items": [f"{i.external_id} {i.state}" for i in InboundItem.objects.order_by("external_id")],
        "messages": [
            f"{m.source} {m.external_id} {m.direction}" for m in Message.objects.order_by("source", "external_id")
        ],
        "cases": [f"{c.title} {c.state} level {c.level} {c.owner}" for c in Case.objects.order_by("pk")],
        "promises": [
            f"{p.origin} {p.what} {p.state} {_about(p.due_at)}"
            for p in Promise.objects.order_by("due_at", "origin", "state", "pk")
        ],
        "evidence": [
            f"{e.kind} {e.keeps} {e.promise.origin}" for e in Evidence.objects.order_by("at", "promise__due_at", "pk")
        ],
        "calls": Recording.objects.count(),
        "confirmations": Confirmation.objects.count(),
        "timers": sorted(f"{t.kind} {_about(t.due_at)} {t.state}" for t in Timer.objects.all()),
        "words": sorted(
            f"{d.notification.kind} to {d.notification.user or d.notification.contact} {d.state}"
            for d in Delivery.objects.exclude(notification__kind="uncertain").select_related("notification")
        ),
        "events": sorted(
            f"{_about(e.at)} {e.kind}" if e.kind != "delivered" else f"{e.kind} {e.data['what']} to {e.data['to']}"
            for e in Event.objects.exclude(kind="delivery_uncertain")
            if e.data.get("what") != "uncertain"
        ),
        "uncertain": Event.objects.filter(kind="delivery_uncertain").count(),
    }


def _about(at: datetime | None) -> str:
    """To five minutes: what a dead sender held goes out a minute later, and what follows from it too."""
    if at is None:
        return "at no time"
    return f"{at - timedelta(minutes=at.minute % 5):%d %H:%M}"


# The killing.


@dataclass
class Moments:
    """Counts the moments of a process, and ends it at one of them."""

    kill_at: int = 0
    names: list[str] = field(default_factory=list)

    def pass_by(self, name: str) -> None:
        self.names.append(name)
        if len(self.names) == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch_statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 3)
        if not words or words[0] not in {"INSERT", "UPDATE", "DELETE"}:
            return execute(sql, params, many, context)
        name = f"{words[0]} {words[2 if words[0] != 'UPDATE' else 1]}"
        self.pass_by(f"before {name}")
        result = execute(sql, params, many, context)
        # In a transaction this leaves on disk what the moment before the next statement leaves; alone it is a commit.
        self.pass_by(f"after {name}" if context["connection"].in_atomic_block else f"after {name}, on disk")
        return result

    @contextlib.contextmanager
    def watched(self, connection: Any) -> Iterator[None]:
        commit = connection.commit

        def watched_commit() -> None:
            self.pass_by("before COMMIT")
            commit()
            self.pass_by("after COMMIT")

        connection.commit = watched_commit
        with connection.execute_wrapper(self.watch_statement):
            yield


def play(order: dict[str, Any]) -> dict[str, Any]:
    """In the child: the stages asked for, then the answer."""
    _settle_in(order)
    from django.db import connection

    from harness.invariants import check_invariants

    moments, seen = Moments(order.get("kill_at", 0)), Path(order["seen"])
    if order.get("open"):
        _fresh_desk()
    with moments.watched(connection):
        for stage in STAGES[order["from"] : order["until"] + 1]:
            stage(seen)
    answer: dict[str, Any] = {"moments": moments.names}
    if order.get("judge"):
        check_invariants()
        answer["world"] = the_world()
    connection.close()
    return answer


def _settle_in(order: dict[str, Any]) -> None:
    """The desk, its data and the world's mail server are those of this order."""
    from django.conf import settings
    from django.db import connection

    options = connection.settings_dict.setdefault("OPTIONS", {})
    options.pop("pool", None)
    if connection.vendor == "sqlite":  # Processes die here, not the machine.
        options["init_command"] = f"{options.get('init_command', '')} PRAGMA synchronous=OFF;"
    connection.settings_dict["NAME"] = order["database"]
    settings.MEDIA_ROOT = Path(order["data"]) / "files"
    settings.EMAIL_HOST, settings.EMAIL_PORT = order["smtp"]


def _fresh_desk() -> None:
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    open_desk()


def serve() -> None:
    """Fork, wait, answer: the parent never touches a database, so every child is a fresh process."""
    import django

    django.setup()
    import evenkeel.cases.verbs
    import evenkeel.notifications.channels.mail  # noqa: F401 - loaded once, for all children
    from evenkeel.judgement.reading.promises import read_promises
    from evenkeel.judgement.reading.triggers import read_triggers

    read_triggers(FURIOUS)
    read_promises(PROMISED, now=NOW, zone="America/Chicago")
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_in_child(json.loads(line))) + "\n")
        sys.stdout.flush()


def _in_child(order: dict[str, Any]) -> dict[str, Any]:
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told)
        try:
            answer = play(order)
        except BaseException:  # noqa: BLE001 - whatever it was is the answer
            answer = {"failed": traceback.format_exc()}
        with os.fdopen(tell, "w") as out:
            out.write(json.dumps(answer))
        os._exit(0)
    os.close(tell)
    with os.fdopen(told) as answers:
        said = answers.read()
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        return {"killed": os.WTERMSIG(status)}
    return json.loads(said)


if __name__ == "__main__":
    serve()
