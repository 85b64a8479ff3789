"""Who answers for a kind of timer, and what they may answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from evenkeel.clock.models import Timer


@dataclass(frozen=True, slots=True)
class Fired:
    """The timer did its work."""

    outcome: str = ""


@dataclass(frozen=True, slots=True)
class Superseded:
    """The world had moved on: nothing was done."""

    because: str


Result = Fired | Superseded
Handler = Callable[[Timer, datetime], Result]
# The same deed for many timers in few statements; answers by timer id. Each timer is of another case, all are locked.
Together = Callable[[Sequence[Timer], datetime], Mapping[int, Result]]

_HANDLERS: dict[str, Handler] = {}
_TOGETHER: dict[str, Together] = {}


def when(kind: str, handler: Handler, together: Together | None = None) -> None:
    """Who answers for a kind of timer. Called from one page only: `site/what_follows.py`."""
    _HANDLERS[kind] = handler
    if together is not None:
        _TOGETHER[kind] = together


def is_answered(kind: str) -> bool:
    return kind in _HANDLERS


def handler_of(kind: str) -> Handler:
    return _HANDLERS[kind]


def together_of(kind: str) -> Together | None:
    return _TOGETHER.get(kind)


def kinds() -> Sequence[str]:
    return tuple(_HANDLERS)
