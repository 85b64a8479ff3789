"""From the data of a ladder to its values; what cannot be a ladder is refused with one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from evenkeel.judgement.climbing.values import DUTIES, HOURS, ROLES, TIERS, Ladder, Step, Target, When

PLAIN = ("owner", "lead", "last_resort")
BY_ID = ("user", "team", "round_robin", "volunteers")
NAMES = (
    *PLAIN,
    "duty:KIND",
    "duty:KIND@TEAM",
    "role:KIND",
    "user:ID",
    "team:ID",
    "round_robin:TEAM",
    "volunteers:TEAM",
)
MOST_STEPS, MOST_REPEATS = 30, 10
_SPAN = re.compile(r"([1-9]\d{0,4})([smhd])")
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
_LONGEST = timedelta(days=30)
_PARTS = frozenset({"notify", "wait", "repeat", "repeat_until_acknowledged", "when", "hold"})
_CONDITIONS = frozenset({"hours", "level_at_least", "level_at_most", "tier"})


class LadderInvalid(ValueError):
    """Its message is one sentence for the person who wrote the ladder; `step` is 0 where it is about the whole."""

    def __init__(self, sentence: str, step: int = 0) -> None:
        super().__init__(sentence)
        self.sentence, self.step = sentence, step


def check(steps: Any) -> None:
    """Raises LadderInvalid for a ladder that would reach nobody."""
    read(steps)


def read(steps: Any, repeats: Any = 2, last_resort_every: Any = "") -> Ladder:
    """Raises LadderInvalid with the first thing that is wrong."""
    if not isinstance(steps, list) or not steps:
        raise LadderInvalid("A ladder needs at least one step: say whom it notifies first.")
    if len(steps) > MOST_STEPS:
        raise LadderInvalid(f"A ladder has at most {MOST_STEPS} steps: nobody can read a longer one at night.")
    if isinstance(repeats, bool) or not isinstance(repeats, int) or not 0 <= repeats <= MOST_REPEATS:
        raise LadderInvalid(f"A ladder is climbed again 0 to {MOST_REPEATS} times.")
    found = tuple(read_step(step, no) for no, step in enumerate(steps, 1))
    for step in found[:-1]:
        if step.until_acknowledged:
            raise LadderInvalid(
                f"Step {step.no} repeats until somebody acknowledges, so that step {step.no + 1} never comes: "
                "only the last step may do so.",
                step.no,
            )
    return Ladder(found, repeats, _span(last_resort_every, "the last resort’s interval", 0))


def salvage(steps: Any, repeats: Any = 2, last_resort_every: Any = "") -> Ladder:
    """What can be climbed of a ladder that cannot be read as a whole: a page at night is no place to refuse one."""
    try:
        return read(steps, repeats, last_resort_every)
    except LadderInvalid:
        kept: list[Step] = []
        for data in steps if isinstance(steps, list) else []:
            try:
                step = read_step(data, len(kept) + 1)
            except LadderInvalid:
                continue
            kept.append(step)
            if step.until_acknowledged:
                break
        return Ladder(tuple(kept))


def read_step(data: Any, no: int) -> Step:
    if not isinstance(data, dict):
        raise LadderInvalid(f"Step {no} is no step: say whom it notifies.", no)
    if strange := sorted(str(part) for part in set(data) - _PARTS):
        raise LadderInvalid(f"Step {no} has “{strange[0]}”; a step has {', '.join(sorted(_PARTS))}.", no)
    until = _flag(data.get("repeat_until_acknowledged", False), f"Step {no}: repeat_until_acknowledged", no)
    times, every = _repeat(data.get("repeat"), no, until=until)
    return Step(
        no=no,
        notify=_targets(data.get("notify"), no),
        wait=_span(data.get("wait"), "its wait", no),
        times=times,
        every=every,
        until_acknowledged=until,
        when=_when(data.get("when"), no),
        hold=_flag(data.get("hold", False), f"Step {no}: hold", no),
    )


def read_target(said: Any) -> Target | None:
    """None for a name that is none of ours."""
    if not isinstance(said, str):
        return None
    kind, _, detail = said.partition(":")
    if said in PLAIN:
        return Target(said)
    if kind == "duty":
        name, at, team = detail.partition("@")
        if name in DUTIES and (_is_id(team) if at else not team):
            return Target("duty", name, int(team or 0))
    if kind == "role" and detail in ROLES:
        return Target("role", detail)
    if kind in BY_ID and _is_id(detail):
        return Target(kind, id=int(detail))
    return None


def _targets(notify: Any, no: int) -> tuple[Target, ...]:
    if not isinstance(notify, list) or not notify:
        raise LadderInvalid(f"Step {no} notifies nobody: name at least one of {', '.join(NAMES)}.", no)
    found: dict[str, Target] = {}
    for said in notify:
        target = read_target(said)
        if target is None:
            raise LadderInvalid(f"Step {no} names “{said}”, which is none of {', '.join(NAMES)}.", no)
        found[str(target)] = target
    return tuple(found.values())


def _repeat(data: Any, no: int, *, until: bool) -> tuple[int, timedelta | None]:
    if data is None:
        if until:
            raise LadderInvalid(f"Step {no} repeats until somebody acknowledges: say how often, as repeat.every.", no)
        return 0, None
    if not isinstance(data, dict) or set(data) - {"times", "every"}:
        raise LadderInvalid(f"Step {no}: repeat is {{“times”: 2, “every”: “5m”}}.", no)
    every = _span(data.get("every"), "its repeat", no)
    if every is None:
        raise LadderInvalid(f"Step {no} repeats: say how often, such as “every”: “5m”.", no)
    times = data.get("times", 0)
    if isinstance(times, bool) or not isinstance(times, int) or not 0 <= times <= MOST_REPEATS:
        raise LadderInvalid(f"Step {no} is repeated 0 to {MOST_REPEATS} times.", no)
    if until and times:
        raise LadderInvalid(f"Step {no} repeats until somebody acknowledges: it has no number of times.", no)
    return times, every


def _when(data: Any, no: int) -> When:
    if data is None:
        return When()
    if not isinstance(data, dict) or set(data) - _CONDITIONS:
        raise LadderInvalid(f"Step {no}: when has {', '.join(sorted(_CONDITIONS))}.", no)
    hours = data.get("hours", "")
    if hours not in {"", *HOURS}:
        raise LadderInvalid(f"Step {no}: hours is inside or outside (working hours).", no)
    least, most = data.get("level_at_least", 1), data.get("level_at_most", 4)
    if not all(isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= 4 for n in (least, most)):
        raise LadderInvalid(f"Step {no}: a level is 1, 2, 3 or 4.", no)
    if least > most:
        raise LadderInvalid(f"Step {no} is for level {least} and above and {most} and below: no case is both.", no)
    return When(hours, least, most, _tiers(data.get("tier"), no))


def _tiers(said: Any, no: int) -> tuple[str, ...]:
    tiers: Sequence[Any] = () if said is None else [said] if isinstance(said, str) else said
    if not isinstance(tiers, list | tuple) or any(tier not in TIERS for tier in tiers):
        raise LadderInvalid(f"Step {no}: tier is a list of {', '.join(TIERS)}.", no)
    return tuple(tier for tier in TIERS if tier in tiers)


def _span(said: Any, what: str, no: int) -> timedelta | None:
    if said is None or said == "":
        return None
    found = _SPAN.fullmatch(said) if isinstance(said, str) else None
    span = int(found[1]) * _UNITS[found[2]] if found else None
    if span is None or span > _LONGEST:
        whose = f"Step {no}" if no else "The ladder"
        raise LadderInvalid(
            f"{whose}: {what} is “{said}”; write a time such as 90s, 15m, 2h or 1d, 30 days at most.", no
        )
    return span


def _flag(said: Any, what: str, no: int) -> bool:
    if not isinstance(said, bool):
        raise LadderInvalid(f"{what} is true or false.", no)
    return said


def _is_id(text: str) -> bool:
    return bool(re.fullmatch(r"[1-9][0-9]{0,17}", text))
