"""Whether a sentence commits us, where the rules and what was learned look at it together.

The rules know turns of phrase and name what they see; the weights know what such a sentence usually is. A sentence that no
rule took for a promise is one where the weights are sure; one that a rule did take for it stays so, unless the weights are
sure that it is none. English only: they have learned no other language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from evenkeel.judgement.reading.learned.linear import load, probability
from evenkeel.judgement.reading.promising.clues import clues, verdict_of
from evenkeel.judgement.reading.promising.values import Commitment, OtherAct, Scene

FILE: Final = "promises.npz"
COMMITS: Final = "commits"
ACTORS: Final = ("agent", "company", "team", "named")
ACTIONS: Final = (
    *("call", "email", "text", "contact", "visit", "ship", "refund", "fix", "check", "escalate", "book", "send_doc"),
    *("handover", "hold_off", "monitor", "attend", "other"),
)
VERDICTS: Final = ("made", "other", "nothing")
_STEEP: Final = 2.0  # a sum of one is an odds of seven to one


@dataclass(frozen=True, slots=True)
class Weighed:
    """What was learned has to say of one sentence, and how much that must be."""

    sums: Mapping[str, float]
    needed: float

    @property
    def commits(self) -> bool:
        return self.sums[COMMITS] >= self.needed

    @property
    def sureness(self) -> float:
        """Between 0 and 1; an order, not a frequency."""
        return probability(_STEEP * self.sums[COMMITS])

    def best(self, columns: Sequence[str]) -> str:
        return max(columns, key=lambda column: self.sums[column])


def weigh(text: str, place: str, made: Sequence[Commitment], other: Sequence[OtherAct], scene: Scene) -> Weighed:
    model = load(FILE)
    sums = model.sums(clues(text, place, made, other, scene))
    return Weighed(sums, model.thresholds[verdict_of(made, other)])
