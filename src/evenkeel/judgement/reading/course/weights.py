"""The fitted numbers, as `training/course.py` wrote them: a weight for each sign and nothing of the lines they were fitted to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

FILE: Final = "course.json"


@dataclass(frozen=True, slots=True)
class Sum:
    """A weighted sum; what has no weight counts for nothing."""

    bias: float
    weights: Mapping[str, float]

    def of(self, row: Mapping[str, float]) -> float:
        return self.bias + sum(weight * row[name] for name, weight in self.weights.items())

    def share(self, name: str, value: float) -> float:
        return self.weights.get(name, 0.0) * value


@dataclass(frozen=True, slots=True)
class Step:
    """Of the forecasts near `said`, this share came true, and so many there were."""

    said: float
    came: float
    of: int


@dataclass(frozen=True, slots=True)
class Fitted:
    own: Sum  # a turn by itself, in the scale of the readers it was fitted to: 0 calm, 4 furious
    carried: Sum  # the same turn within its conversation
    near: Mapping[str, float]  # how often a reading is within 20 points of the readers' mean
    forecast: Sum  # log odds
    steps: Sequence[Step]


@cache
def load() -> Fitted:
    kept: dict[str, Any] = json.loads((files("evenkeel.judgement.reading.learned") / FILE).read_text(encoding="utf-8"))
    return Fitted(
        _sum(kept["own"]),
        _sum(kept["carried"]),
        kept["near"],
        _sum(kept["forecast"]),
        tuple(Step(*one) for one in kept["steps"]),
    )


def _sum(kept: Mapping[str, Any]) -> Sum:
    return Sum(float(kept["bias"]), {name: float(weight) for name, weight in kept["weights"].items()})
