"""What a customer still believes of us, 0 to 100: lost by broken words and doubt, won back by thanks that are meant.

Nobody has labelled trust, so nothing is fitted here: the order of the losses is that of the simulator's table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from evenkeel.judgement.reading.values import Signal

AT_FIRST: Final = 60
_LOST_BY_SITUATION: Final = {"broken_promise": 14, "repeated_failed_fix": 8, "churn_threat": 10, "legal_compliance": 8, "public_shaming": 8, "manager_request": 6, "sla_breach": 6, "abuse": 6}  # fmt: skip
_LOST_BY_SIGN: Final = {"your_word": 6, "insult": 6, "leaving": 5, "higher": 4, "fury": 4, "rhetoric": 4, "irony": 4, "unanswered": 3, "swearing": 3, "capitals": 2}  # fmt: skip
_WON: Final = {"thanks": 5, "relief": 3, "happy_face": 2}
_MOST_LOST, _MOST_WON = 30, 8
_ANGRY, _PER_STEP = 1.7, 8.0  # a turn this hot doubts us, whatever its words
_CALM: Final = 1.1
# What our own turn does before the customer has answered: the signs and order of the simulator's table, a third of its size.
_BY_ACT: Final = {"ack_specific": 2, "step_time": 2, "own": 1, "minimise": -3, "blame": -3, "calm_down": -3, "ask_repeat": -3, "transfer": -1, "resist": -3, "refuse": -2}  # fmt: skip


def after_theirs(trust: int, level: float, signals: Sequence[Signal], signs: Collection[str]) -> int:
    """`level` is the turn's own heat in steps; the same doubt said twice in one turn is one doubt."""
    lost = sum(_LOST_BY_SITUATION.get(code, 0) for code in {signal.code for signal in signals})
    lost += sum(_LOST_BY_SIGN.get(kind, 0) for kind in set(signs)) if level > _CALM else 0
    lost += round(_PER_STEP * max(0.0, level - _ANGRY))
    won = sum(_WON.get(kind, 0) for kind in set(signs)) if level <= _ANGRY else 0
    return _within(trust - min(_MOST_LOST, lost) + min(_MOST_WON, won))


def after_ours(trust: int, acts: Sequence[str]) -> int:
    return _within(trust + sum(_BY_ACT.get(act, 0) for act in acts))


def _within(value: int) -> int:
    return max(0, min(100, value))
