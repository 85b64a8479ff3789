"""What is wrong with a ladder, said where it is configured. Errors are refused, warnings are shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from typing import Any, Literal

from evenkeel.judgement.climbing.reading import LadderInvalid, read, read_step
from evenkeel.judgement.climbing.values import HOLDS_BELOW, HOURS, TIERS, Facts, Ladder, Step, Target
from evenkeel.judgement.climbing.wording import Names, listed, say, span_words

# A mail server that greylists, a phone that fetches: a shorter wait ends before the word is there.
DELIVERED_WITHIN = timedelta(minutes=2)
_FIXED = ("user", "team", "round_robin", "volunteers")
_BY_TEAM = ("team", "round_robin", "volunteers")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, in one sentence; `step` is 0 where it is about the whole ladder."""

    grade: Literal["error", "warning"]
    code: str
    says: str
    step: int = 0


@dataclass(frozen=True, slots=True)
class Somebody:
    """What the linter knows of one person."""

    name: str
    active: bool = True
    reachable: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """The world that a ladder stands in. A target that is missing here is not known, and nothing is said of it."""

    people: Mapping[str, Sequence[Somebody]] = field(default_factory=dict)  # by the target as it is written
    missing: frozenset[str] = frozenset()  # targets whose person or team there is not
    # Duties that somebody has at some hour of the next days, by target: inside and outside the working hours.
    inside: frozenset[str] = frozenset()
    outside: frozenset[str] = frozenset()
    duties_known: bool = False
    last_resort: Somebody | None = None
    names: Names = field(default_factory=dict)


def lint(steps: Any, repeats: Any, last_resort_every: Any, known: Known) -> tuple[Finding, ...]:
    """All findings, worst first; what cannot be read is an error for each step."""
    try:
        ladder = read(steps, repeats, last_resort_every)
    except LadderInvalid as first:
        found = list(_unreadable(steps))
        if not any(finding.says == first.sentence for finding in found):
            found.insert(0, Finding("error", "unreadable", first.sentence, first.step))
        return tuple(found)
    findings = [f for step in ladder.steps for f in _of_step(step, known)]
    findings += [*_of_branches(ladder), *_of_the_night(ladder, known), *_of_last_resort(known)]
    return tuple(sorted(findings, key=lambda f: (f.grade == "warning", f.step)))


def errors(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.grade == "error"]


def _unreadable(steps: Any) -> Iterator[Finding]:
    for no, data in enumerate(steps if isinstance(steps, list) else [], 1):
        try:
            read_step(data, no)
        except LadderInvalid as invalid:
            yield Finding("error", "unreadable", invalid.sentence, no)


def _of_step(step: Step, known: Known) -> Iterator[Finding]:
    yield from _of_people(step, known)
    yield from _of_waits(step)
    if step.hold and step.when.level_at_least >= HOLDS_BELOW:
        yield Finding(
            "error",
            "hold_too_high",
            f"Step {step.no} waits for working time, but is for level {step.when.level_at_least} and above, "
            f"where nobody waits: from level {HOLDS_BELOW} on a hold is not kept.",
            step.no,
        )
    elif step.hold and step.when.level_at_most >= HOLDS_BELOW:
        yield Finding(
            "warning",
            "hold_at_high_levels",
            f"Step {step.no} waits for working time below level {HOLDS_BELOW} only: at levels {HOLDS_BELOW} and 4 it is told at once.",
            step.no,
        )
    if step.hold and step.when.hours:
        side = "in working hours" if step.when.hours == "inside" else "outside them, and waits until it is for nobody"
        yield Finding(
            "error",
            "hold_contradicts",
            f"Step {step.no} waits for working time, but is for {side}: leave one out.",
            step.no,
        )


def _of_people(step: Step, known: Known) -> Iterator[Finding]:
    for target in step.notify:
        if str(target) in known.missing:
            what = "person" if target.kind == "user" else "team"
            yield Finding("error", "missing", f"Step {step.no} names {target}: there is no such {what}.", step.no)
    present = [t for t in step.notify if str(t) not in known.missing]
    reached = {str(t): [p for p in known.people.get(str(t), ()) if p.active and p.reachable] for t in present}
    alone = bool(present) and all(t.kind in _FIXED and not reached[str(t)] for t in present)
    for target in present:
        if target.kind in _FIXED and not reached[str(target)]:
            yield Finding("error" if alone else "warning", *_why_nobody(step, target, known), step.no)
    for name in dict.fromkeys(
        p.name for t in present if reached[str(t)] for p in known.people.get(str(t), ()) if p.active and not p.reachable
    ):
        yield Finding("warning", "unreachable", f"Step {step.no}: no channel reaches {name}. Give them one.", step.no)
    if known.duties_known:
        gone = [t for t in present if t.kind == "duty" and str(t) not in known.inside | known.outside]
        if gone:
            words = listed([say(t, known.names) for t in gone], "or")
            only = len(gone) == len(step.notify)
            yield Finding(
                "warning",
                "empty_duty",
                f"Step {step.no} names {words}, and nobody is for the next seven days"
                + (": it would be passed over." if only else "."),
                step.no,
            )


def _why_nobody(step: Step, target: Target, known: Known) -> tuple[str, str]:
    people = known.people.get(str(target), ())
    words = say(target, known.names)
    if target.kind in _BY_TEAM and not people:
        return (
            "empty_team",
            f"Step {step.no} names {words}, and that team has nobody: add its members, or name another.",
        )
    if not any(person.active for person in people):
        return "inactive", f"Step {step.no} names {words}, who no longer works here: name somebody else."
    return (
        "unreachable",
        f"Step {step.no} names {words}, and no channel reaches them: give them a mail address or a channel.",
    )


def _of_waits(step: Step) -> Iterator[Finding]:
    for span, what in ((step.wait, "waits"), (step.every, "is repeated after")):
        if span is not None and span < DELIVERED_WITHIN:
            yield Finding(
                "warning",
                "too_fast",
                f"Step {step.no} {what} {span_words(span)}: a word may take {span_words(DELIVERED_WITHIN)} to arrive, "
                "so that the next one goes out before anybody could answer.",
                step.no,
            )


def _of_branches(ladder: Ladder) -> Iterator[Finding]:
    """Cases that no step is for go to the last resort at once: meant so, or forgotten?"""
    if all(
        step.when.hours == "" and step.when.level_at_least == 1 and step.when.level_at_most == 4
        for step in ladder.steps
    ):
        return
    left_out: dict[str, list[int]] = {}
    for hours, level in product(HOURS, (1, 2, 3, 4)):
        none = [t for t in TIERS if not _steps_for(ladder, Facts(level, t, hours == "inside"))]
        if none:
            tiers = "" if len(none) == len(TIERS) else f" for {listed(none)} accounts"
            left_out.setdefault(("in" if hours == "inside" else "outside") + f" working hours{tiers}", []).append(level)
    for where, levels in left_out.items():
        words = f"level{'s' if len(levels) > 1 else ''} {listed([str(n) for n in levels])}"
        yield Finding("warning", "no_step_for", f"No step is for {words} {where}: the last resort is paged at once.", 0)


def _of_the_night(ladder: Ladder, known: Known) -> Iterator[Finding]:
    """Outside working hours somebody must be told by a step, not only by the last resort."""
    if not known.duties_known:
        return
    at_night = [s for s in ladder.steps if s.when.hours != "inside" and not s.hold]
    if at_night and not any(_is_somebody(target, known) for step in at_night for target in step.notify):
        yield Finding(
            "warning",
            "nobody_at_night",
            "Outside working hours the steps reach nobody who is on duty then: only the owner, whoever that is, "
            "and the last resort hear of it.",
        )


def _is_somebody(target: Target, known: Known) -> bool:
    if target.kind == "duty":
        return str(target) in known.outside
    return target.kind in {*_FIXED, "lead", "last_resort"}


def _of_last_resort(known: Known) -> Iterator[Finding]:
    last = known.last_resort
    if last is not None and not last.active:
        yield Finding(
            "warning", "last_resort", f"The last resort, {last.name}, no longer works here: name somebody else."
        )
    elif last is not None and not last.reachable:
        yield Finding("warning", "last_resort", f"No channel reaches the last resort, {last.name}: give them one.")


def _steps_for(ladder: Ladder, facts: Facts) -> list[Step]:
    return [step for step in ladder.steps if not step.when.why_not(facts)]
