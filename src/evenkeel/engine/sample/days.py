"""The eight weeks as a list of plots: who writes when about what, and how it goes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from itertools import cycle
from zoneinfo import ZoneInfo

from evenkeel.engine.sample import letters_calm, letters_planted, letters_serious, replies
from evenkeel.engine.sample.calm import calm_mail, chat, set_aside
from evenkeel.engine.sample.letters import Letter
from evenkeel.engine.sample.stage import Stage
from evenkeel.engine.sample.stories import HOUR, Plot, escalation
from evenkeel.engine.sample.today import asked, at_work, critical, fresh, local
from evenkeel.people.models import Contact

WINDOW, FEE = "window", "fee"
FATES = (
    "kept",
    "kept",
    "late",
    "kept",
    "moved",
    "broken",
    "kept",
    "released",
    "kept",
    "withdrawn",
    "met",
    "vague",
    "waiting",
)
KINDS = ("call", "call", "report", "call", "update", "visit")
ENDS = ("page", "reply", "page", "silence", "reply", "again")
HANDOFFS = ("", "", "accepted", "", "", "declined", "", "", "expired")
CHANNELS = ("email", "email", "email", "email", "chat", "email", "email", "phone", "email", "sms")
LIVE_FOR = {"calm": timedelta(hours=6), "case": timedelta(days=4)}


class Calendar:
    """Gives each plot a contact who has nothing else on, and an hour of their working day."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.people = list(stage.company.contacts)
        self.taken: list[tuple[int, datetime, datetime]] = []
        stage.rng.shuffle(self.people)
        self._next = cycle(self.people)

    def somebody(self, begins: datetime, ends: datetime) -> Contact:
        """Two letters of one person at a time would be one case; of one company, too much at once."""
        for _ in self.people:
            contact = next(self._next)
            clash = any(a == contact.pk and begins < e and s < ends for a, s, e in self.taken)
            if not clash:
                self.taken.append((contact.pk, begins, ends))
                return contact
        raise LookupError("The sample has more to say than people to say it.")

    def morning(self, day: datetime, lasts: timedelta) -> tuple[Contact, datetime]:
        contact = self.somebody(day - timedelta(days=1), day + lasts + timedelta(days=1))
        zone = ZoneInfo(contact.zone)
        local = day.astimezone(zone)
        if local.weekday() > 4 and self.stage.rng.random() < 0.8:
            local -= timedelta(days=local.weekday() - 4)
        minute = self.stage.rng.randint(0, 6 * 60)
        at = datetime.combine(local.date(), time(7), tzinfo=zone) + timedelta(
            minutes=minute, seconds=self.stage.rng.randint(0, 59)
        )
        return contact, max(at.astimezone(self.stage.now.tzinfo), self.stage.begins)


def write_the_weeks(stage: Stage) -> None:
    calendar = Calendar(stage)
    _today(stage, calendar)
    _planted(stage, calendar, WINDOW, letters_planted.WINDOW, ("report", "call", "visit"), replies.DONE_WINDOW)
    _planted(stage, calendar, FEE, letters_planted.FEE, ("credit", "credit", "call"), replies.DONE_FEE)
    _cases(stage, calendar)
    _noise(stage, calendar)


def _spread(stage: Stage, count: int, last: timedelta) -> Iterator[datetime]:
    """So many days, evenly over the weeks, none later than `last` before the end."""
    span = (stage.ends - last) - stage.begins
    for n in range(count):
        yield stage.begins + span * ((n + stage.rng.random() * 0.9) / count)


def _planted(
    stage: Stage,
    calendar: Calendar,
    name: str,
    letters: tuple[Letter, ...],
    kinds: tuple[str, ...],
    done: tuple[str, ...],
) -> None:
    ends, fates, kind = cycle(("page", "silence", "reply")), cycle(("kept", "late", "kept", "broken")), cycle(kinds)
    for n, (letter, day) in enumerate(zip(letters, _spread(stage, len(letters), timedelta(days=9)), strict=True), 1):
        contact, at = calendar.morning(day, LIVE_FOR["case"])
        plot = Plot(f"{name}-{n:02}", letter, contact, at, kind=next(kind), fate=next(fates), end=next(ends), done=done)
        stage.spawn(escalation(stage, plot))


def _cases(stage: Stage, calendar: Calendar) -> None:
    letters = [
        *letters_serious.STOPPED[2:],
        *letters_serious.SAFETY,
        *letters_serious.MANAGEMENT[2:],
        *letters_serious.SUPPORT[2:],
    ]
    stage.rng.shuffle(letters)
    turns = zip(
        letters,
        _spread(stage, len(letters), timedelta(days=10)),
        cycle(FATES),
        cycle(KINDS),
        cycle(ENDS),
        cycle(HANDOFFS),
        cycle(CHANNELS),
        strict=False,
    )
    boxes = {team.pk: key for key, team in stage.company.teams.items()}
    for n, (letter, day, fate, kind, end, handoff, channel) in enumerate(turns, 1):
        contact, at = calendar.morning(day, LIVE_FOR["case"])
        team = contact.account.team
        box = boxes[team.pk] if team and n % 3 else "help"
        step = n % 4 == 0 or bool(handoff)
        plot = Plot(f"case-{n:02}", letter, contact, at, channel, box, kind, fate, end, handoff, step)
        stage.spawn(escalation(stage, plot))


def _noise(stage: Stage, calendar: Calendar) -> None:
    for n, (letter, day) in enumerate(
        zip(letters_calm.CALM, _spread(stage, len(letters_calm.CALM), timedelta(days=1)), strict=True), 1
    ):
        contact, at = calendar.morning(day, LIVE_FOR["calm"])
        plot = Plot(f"calm-{n:02}", letter, contact, min(at, stage.ends - 6 * HOUR))
        stage.spawn(calm_mail(stage, plot, answered=n % 4 != 0))
    for n, (lines, day) in enumerate(
        zip(letters_calm.CHATS, _spread(stage, len(letters_calm.CHATS), timedelta(days=1)), strict=True), 1
    ):
        contact, at = calendar.morning(day, LIVE_FOR["calm"])
        stage.spawn(chat(stage, f"chat-{n:02}", contact, lines, min(at, stage.ends - HOUR)))
    stage.spawn(set_aside(stage, list(_spread(stage, 5, timedelta(hours=5)))))


def _today(stage: Stage, calendar: Calendar) -> None:
    """By hand, each with its own hour: what a person finds on signing in."""
    serious = letters_serious
    turn = iter(range(1, 99))

    def plot(letter: Letter, ago: timedelta, name: str = "today", **more: str | bool) -> Plot:
        at = stage.ends - ago
        contact = calendar.somebody(at - timedelta(days=2), stage.ends + timedelta(days=9))
        return Plot(f"{name}-{next(turn):02}", letter, contact, at, **more)  # type: ignore[arg-type]

    minutes, hours = timedelta(minutes=1), HOUR
    plans = [
        fresh(stage, plot(serious.SUPPORT[0], 6 * minutes, "fresh")),
        fresh(stage, plot(serious.MANAGEMENT[0], 4 * minutes, "fresh")),
        critical(stage, plot(serious.STOPPED[0], 64 * minutes, fate="vague"), 7 * minutes),
        at_work(stage, plot(serious.MANAGEMENT[1], 5 * hours, fate="kept"), 14 * minutes, 100 * minutes, 5 * hours),
        at_work(stage, plot(serious.MANAGEMENT[2], 6.5 * hours, fate="late"), 25 * minutes, 105 * minutes, 20 * hours),
        at_work(stage, plot(serious.SUPPORT[1], 26 * hours, fate="moved", step=True), 3 * hours, 19 * hours, 4 * hours),
        at_work(stage, plot(serious.SUPPORT[2], 20 * hours, fate="waiting"), 2 * hours, 20 * hours, 26 * hours),
        at_work(
            stage,
            plot(serious.SUPPORT[3], 30 * hours, fate="late", handoff="accepted"),
            5 * hours,
            17 * hours,
            28 * hours,
        ),
        at_work(stage, plot(serious.SUPPORT[4], 9 * hours, fate="vague"), 1 * hours, 22 * hours, None),
        at_work(
            stage, plot(serious.SUPPORT[5], 44 * hours, fate="broken", step=True), 6 * hours, 16 * hours, 30 * hours
        ),
        at_work(
            stage,
            plot(serious.SUPPORT[6], 15 * hours, kind="call", fate="kept", handoff="offered", step=True),
            90 * minutes,
            21 * hours,
            24 * hours,
        ),
        local(stage, plot(letters_calm.CALM[10], 28 * hours), 25 * hours),
        local(stage, plot(letters_calm.CALM[15], 40 * hours), 44 * hours),
        local(stage, plot(letters_calm.CALM[16], 12 * hours), 49 * hours),
    ]
    for n, letter in enumerate(
        (serious.STOPPED[1], serious.SUPPORT[7], serious.MANAGEMENT[3], serious.SUPPORT[8], serious.SUPPORT[9])
    ):
        fate = ("kept", "late", "released", "kept", "withdrawn")[n]
        plans.append(
            at_work(
                stage,
                plot(letter, (30 + 9 * n) * hours, fate=fate, end="stable"),
                (2 + n) * hours,
                (18 + n) * hours,
                (27 + 3 * n) * hours,
            )
        )
    for n, letter in enumerate(
        (
            serious.SUPPORT[10],
            serious.SUPPORT[11],
            serious.MANAGEMENT[4],
            serious.SUPPORT[13],
            serious.STOPPED[4],
            letters_planted.FEE[11],
            letters_planted.WINDOW[2],
        )
    ):
        after = (3, 5, 8, 15, 26, 37, 44)[n]
        plans.append(asked(stage, plot(letter, (after + 22) * hours, kind="call"), after * hours))
    for story in plans:
        stage.spawn(story)
