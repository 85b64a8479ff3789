"""What conversations write on a timeline."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from evenkeel.judgement.reading.second import DANGER
from evenkeel.timeline.happenings import Actor, Happening

LANGUAGE_MODEL = Actor("language_model", name="a language model")


@dataclass(frozen=True, slots=True)
class SignalsProposed(Happening):
    """`proposals` are `{code, quote}`. Nothing of it counts before a person confirms it."""

    kind: ClassVar[str] = "signals_proposed"
    message_id: int
    model: str
    proposals: list[dict[str, Any]]

    def sentence(self) -> str:
        dangers = [p["quote"] for p in self.proposals if p["code"] == DANGER]
        others = [p for p in self.proposals if p["code"] != DANGER]
        said = [f"A language model read danger here; a person should look: “{dangers[0]}”"] if dangers else []
        if others:
            listed = ", ".join(f"{spoken(p['code'])} (“{p['quote']}”)" for p in others)
            said.append(f"A language model proposes {listed}; it counts for nothing until a person confirms it")
        return ". ".join(said) or "A language model proposes nothing"


@dataclass(frozen=True, slots=True)
class ProposalAnswered(Happening):
    kind: ClassVar[str] = "proposal_answered"
    proposal_id: int
    message_id: int
    code: str
    quote: str
    name: str
    confirmed: bool
    because: str = ""

    def sentence(self) -> str:
        if self.confirmed:
            return f"{self.name} confirmed what a language model proposed: {spoken(self.code)} (“{self.quote}”)"
        return f"{self.name} says that it is not {spoken(self.code)}, as a language model proposed: {self.because}"


def spoken(code: str) -> str:
    return code.replace("_", " ")
