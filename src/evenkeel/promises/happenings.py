"""What promises write on a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from evenkeel.timeline.happenings import Happening


@dataclass(frozen=True, slots=True)
class _AboutPromise(Happening):
    kind: ClassVar[str] = "about_promise"
    promise_id: int
    what: str
    due: str  # as the customer reads it: wall clock and zone

    def _by(self) -> str:
        return f", due {self.due}" if self.due else ""


@dataclass(frozen=True, slots=True)
class PromiseRead(_AboutPromise):
    kind: ClassVar[str] = "promise_read"
    quote: str = ""

    def sentence(self) -> str:
        return f"Read as a promise: “{self.quote}”{self._by()}"


@dataclass(frozen=True, slots=True)
class PromiseMade(_AboutPromise):
    kind: ClassVar[str] = "promise_made"
    origin: str = "text"
    by_itself: bool = False

    def sentence(self) -> str:
        if self.origin == "cadence":
            return f"Next word to the customer owed{self._by()}"
        how = "Promise taken onto the ledger by itself" if self.by_itself else "Promise made"
        return f"{how}: {self.what}{self._by()}"


@dataclass(frozen=True, slots=True)
class PromiseDismissed(_AboutPromise):
    kind: ClassVar[str] = "promise_dismissed"
    because: str = ""

    def sentence(self) -> str:
        return f"Not a promise: {self.what}" + (f" ({self.because})" if self.because else "")


@dataclass(frozen=True, slots=True)
class PromiseReminded(_AboutPromise):
    kind: ClassVar[str] = "promise_reminded"

    def sentence(self) -> str:
        return f"Reminded: {self.what}{self._by()}"


@dataclass(frozen=True, slots=True)
class EvidenceAdded(_AboutPromise):
    kind: ClassVar[str] = "evidence_added"
    keeps: bool = False
    because: str = ""

    def sentence(self) -> str:
        return f"{'Evidence' if self.keeps else 'An act that keeps nothing'} for “{self.what}”: {self.because}"


@dataclass(frozen=True, slots=True)
class PromiseKept(_AboutPromise):
    kind: ClassVar[str] = "promise_kept"
    because: str = ""
    late: bool = False
    origin: str = "text"

    def sentence(self) -> str:
        return f"Promise {'kept late, after it was broken' if self.late else 'kept'}: {self.what} ({self.because})"


@dataclass(frozen=True, slots=True)
class PromiseBroken(_AboutPromise):
    """Dated at its due instant, whenever we noticed."""

    kind: ClassVar[str] = "promise_broken"
    origin: str = "text"
    told: bool = True

    def sentence(self) -> str:
        if self.origin == "cadence":
            return f"The customer heard nothing in time: word was owed by {self.due}"
        return f"Promise broken: {self.what}{self._by()}"


@dataclass(frozen=True, slots=True)
class PromiseMoved(_AboutPromise):
    kind: ClassVar[str] = "promise_moved"
    new_due: str = ""
    moves: int = 1

    def sentence(self) -> str:
        times = f" (moved {self.moves} times now)" if self.moves > 1 else ""
        return f"Promise moved in time and the customer told: {self.what}, now due {self.new_due}{times}"


@dataclass(frozen=True, slots=True)
class PromiseEnded(_AboutPromise):
    """Taken back and told, released by the customer, or its condition never came."""

    kind: ClassVar[str] = "promise_ended"
    how: str = "withdrawn"
    because: str = ""

    def sentence(self) -> str:
        words = {"withdrawn": "taken back, the customer told", "released": "released by the customer"}
        return f"Promise {words.get(self.how, self.how)}: {self.what}" + (f" ({self.because})" if self.because else "")


@dataclass(frozen=True, slots=True)
class EvidenceBounced(_AboutPromise):
    """The mail that kept it came back. It stays kept until a person has decided."""

    kind: ClassVar[str] = "evidence_bounced"
    evidence_id: int = 0
    because: str = ""

    def sentence(self) -> str:
        return f"The mail that kept “{self.what}” came back: a person decides whether it counts"


@dataclass(frozen=True, slots=True)
class EvidenceDecided(_AboutPromise):
    kind: ClassVar[str] = "evidence_decided"
    evidence_id: int = 0
    stands: bool = True
    because: str = ""

    def sentence(self) -> str:
        how = "counts all the same" if self.stands else "does not count: it never arrived"
        return f"The mail that kept “{self.what}” {how} ({self.because})"
