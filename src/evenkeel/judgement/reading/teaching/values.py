"""What the teaching works on: values only, no behaviour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from evenkeel.judgement.reading.learned.correction import Correction


@dataclass(frozen=True, slots=True)
class Mark:
    """Whether a code is so, and how much that counts: 1 where a person said it, less where it was only left standing."""

    so: bool
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Line:
    """A customer's words. What belongs together (`group`, a conversation) is never both learned from and tried on.

    Without marks it only tells which words are common here.
    """

    text: str
    group: str
    marks: Mapping[str, Mark] = field(default_factory=dict)
    context: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How the reader did on the marked lines of one code."""

    hit: int = 0
    false: int = 0
    missed: int = 0

    @property
    def wrong(self) -> int:
        return self.false + self.missed

    @property
    def precision(self) -> float | None:
        return self.hit / (self.hit + self.false) if self.hit + self.false else None

    @property
    def recall(self) -> float | None:
        return self.hit / (self.hit + self.missed) if self.hit + self.missed else None

    @property
    def f1(self) -> float | None:
        """None where nothing is so and nothing was said."""
        judged = 2 * self.hit + self.false + self.missed
        return 2 * self.hit / judged if judged else None


@dataclass(frozen=True, slots=True)
class Trial:
    """One code before and after, on lines held back; `because` says why it was not taken, else it is empty."""

    code: str
    marked: int
    so: int
    before: Tally
    after: Tally
    because: str = ""

    @property
    def taken(self) -> bool:
        return not self.because


@dataclass(frozen=True, slots=True)
class Lesson:
    """`correction` is None where nothing was good enough to be taken."""

    correction: Correction | None
    trials: tuple[Trial, ...]
    innocent: int
    alarmed_before: int
    alarmed_after: int
    lines: int
    groups: int
