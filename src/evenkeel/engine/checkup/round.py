"""The round the doctor makes, in order; what cannot be asked yet is said once, and a check that fails is a finding too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db import DatabaseError

from evenkeel.clock.reads import database_now
from evenkeel.engine.checkup import channels, configuration, duty, ground, language_model, reach, rules, work
from evenkeel.engine.checkup.finding import Finding, danger, warning

Check = Callable[[datetime], Iterator[Finding]]

CONFIGURATION: tuple[Callable[[], Iterator[Finding]], ...] = (
    configuration.debug,
    configuration.hosts,
    configuration.address,
    configuration.outgoing_mail,
    configuration.sender,
    channels.set_up,
    language_model.language_model,
    ground.permissions,
    ground.disk,
)
DESK: tuple[Check, ...] = (
    ground.clocks,
    duty.teams,
    duty.first_duty,
    duty.rotations,
    duty.special_duties,
    duty.after_hours,
    reach.people,
    reach.endpoints,
    reach.reach_rules,
    reach.carriers,
    channels.in_use,
    reach.mailboxes,
    rules.ladders,
    rules.level_policy,
    rules.packs,
    rules.reader,
    work.loops,
    work.timers,
    work.deliveries,
    work.set_aside,
)


def make_round() -> Iterator[Finding]:
    for check in CONFIGURATION:
        yield from _asked(check.__name__, check)
    trouble = ground.why_no_desk()
    if trouble is not None:
        yield trouble
        return
    yield from _asked("database", ground.database)
    now = database_now()
    for each in DESK:
        yield from _asked(each.__name__, lambda each=each: each(now))  # type: ignore[misc]


def _asked(name: str, check: Callable[[], Iterator[Finding]]) -> Iterator[Finding]:
    """A check that fails is a finding, not the end of the round."""
    about = name.replace("_", " ")
    try:
        yield from list(check())
    except DatabaseError as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0]
        yield danger(
            about, f"The database did not answer this check: {first}.", "Run `evenkeel up` once, then the doctor again."
        )
    except Exception as bug:  # noqa: BLE001 - the other checks are wanted all the same
        yield warning(about, f"This check failed itself ({type(bug).__name__}: {bug}).", "Please report it.")
