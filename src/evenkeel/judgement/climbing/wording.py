"""Targets, branches and spans as a person says them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from evenkeel.judgement.climbing.values import Step, Target, When

Names = Mapping[tuple[str, int], str]  # ("user", 7) → “Ben Okafor”, ("team", 3) → “Field service”
_PLAIN = {"owner": "the owner", "lead": "the lead on duty", "last_resort": "the last resort"}
_DUTY = {
    "first": "whoever is first on duty",
    "second": "whoever is second on duty",
    "lead": "the lead on duty",
    "safety": "whoever is on safety duty",
    "legal": "whoever is on legal duty",
}
_ROLE = {
    "diagnosis": "whoever has the diagnosis",
    "communication": "whoever has the communication",
    "coordination": "whoever coordinates",
    "decision": "the decision maker",
    "watcher": "the watchers",
}


def say(target: Target, names: Names) -> str:
    if target.kind in _PLAIN:
        return _PLAIN[target.kind]
    if target.kind == "role":
        return _ROLE[target.name]
    team = names.get(("team", target.id), f"team {target.id}")
    if target.kind == "duty":
        return _DUTY[target.name] + (f" for {team}" if target.id else "")
    if target.kind == "user":
        return names.get(("user", target.id), f"user {target.id}")
    return {
        "team": f"everybody in {team}",
        "round_robin": f"the next in turn in {team}",
        "volunteers": f"volunteers of {team}",
    }[target.kind]


def say_all(targets: Iterable[Target], names: Names) -> str:
    return listed([say(target, names) for target in targets])


def listed(words: list[str], joint: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {joint} {words[-1]}" if words else ""


def span_words(span: timedelta) -> str:
    """“90 s”, “15 min”, “2 h”, “1 h 30 min”, “3 days”."""
    seconds = int(span.total_seconds())
    if seconds % 60:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes % 1440 == 0 and minutes >= 2880:
        return f"{minutes // 1440} days"
    hours, rest = divmod(minutes, 60)
    return f"{hours} h {rest} min" if hours and rest else f"{hours} h" if hours else f"{minutes} min"


def span_code(span: timedelta | None) -> str:
    """As the data writes it."""
    if span is None:
        return ""
    seconds = int(span.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds % size == 0:
            return f"{seconds // size}{unit}"
    return f"{seconds}s"


def when_words(when: When) -> str:
    """The branch as one phrase; empty where the step is for every case."""
    parts = []
    if when.hours:
        parts.append("in working hours" if when.hours == "inside" else "outside working hours")
    least, most = when.level_at_least, when.level_at_most
    if least == most:
        parts.append(f"at level {least}")
    elif least > 1 and most < 4:
        parts.append(f"at levels {least} to {most}")
    elif least > 1:
        parts.append(f"from level {least} on")
    elif most < 4:
        parts.append(f"up to level {most}")
    if when.tiers:
        parts.append(f"for {listed(list(when.tiers), 'or')} accounts")
    return ", ".join(parts)


def repeat_words(step: Step) -> str:
    if step.every is None:
        return ""
    if step.until_acknowledged:
        return f"again every {span_words(step.every)} until somebody acknowledges"
    return (
        f"{step.times} more {'time' if step.times == 1 else 'times'}, every {span_words(step.every)}"
        if step.times
        else ""
    )
