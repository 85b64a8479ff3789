"""What cases write on a timeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

from evenkeel.timeline.happenings import Happening

LEVEL_NAMES = {1: "local", 2: "support", 3: "management", 4: "critical"}


def level_name(level: int) -> str:
    return f"level {level}, {LEVEL_NAMES.get(level, '?')}"


@dataclass(frozen=True, slots=True)
class CaseOpened(Happening):
    kind: ClassVar[str] = "case_opened"
    title: str
    by_hand: bool = False
    because: str = ""

    def sentence(self) -> str:
        return f"Case opened: {self.title}" + (f" ({self.because})" if self.because else "")


@dataclass(frozen=True, slots=True)
class ConversationJoined(Happening):
    kind: ClassVar[str] = "conversation_joined"
    conversation_id: int
    because: str

    def sentence(self) -> str:
        return f"Another conversation joined the case: {self.because}"


@dataclass(frozen=True, slots=True)
class CustomerWrote(Happening):
    kind: ClassVar[str] = "customer_wrote"
    message_id: int
    channel: str
    heat: int = 0

    def sentence(self) -> str:
        return f"The customer wrote ({self.channel})"


@dataclass(frozen=True, slots=True)
class WeWrote(Happening):
    kind: ClassVar[str] = "we_wrote"
    message_id: int
    channel: str

    def sentence(self) -> str:
        return f"We wrote to the customer ({self.channel})"


@dataclass(frozen=True, slots=True)
class NoteWritten(Happening):
    kind: ClassVar[str] = "note_written"
    message_id: int

    def sentence(self) -> str:
        return "Internal note"


@dataclass(frozen=True, slots=True)
class CallLogged(Happening):
    kind: ClassVar[str] = "call_logged"
    recording_id: int
    outcome: str
    seconds: int

    def sentence(self) -> str:
        words = {"reached": f"spoke with the customer for {self.seconds} s", "voicemail": "left a voicemail"}
        return f"Call: {words.get(self.outcome, 'no answer')}"


@dataclass(frozen=True, slots=True)
class LevelDecided(Happening):
    kind: ClassVar[str] = "level_decided"
    level: int
    before: int | None
    reasons: list[dict[str, Any]] = field(default_factory=list)
    because: str = ""
    by_person: bool = False

    def sentence(self) -> str:
        why = self.because or "; ".join(r["because"] for r in self.reasons[:3])
        if self.before is None:
            return f"Decided as {level_name(self.level)}: {why}"
        verb = "Raised" if self.level > self.before else "Lowered"
        return f"{verb} from {self.before} to {level_name(self.level)}: {why}"


@dataclass(frozen=True, slots=True)
class OwnerNamed(Happening):
    kind: ClassVar[str] = "owner_named"
    user_id: int
    name: str
    because: str
    from_last_resort: bool = False

    def sentence(self) -> str:
        return f"{self.name} owns this: {self.because}"


@dataclass(frozen=True, slots=True)
class RoleTaken(Happening):
    kind: ClassVar[str] = "role_taken"
    role: str
    user_id: int
    name: str
    because: str = ""

    def sentence(self) -> str:
        return f"{self.name} took {self.role}" + (f": {self.because}" if self.because else "")


@dataclass(frozen=True, slots=True)
class RoleLeft(Happening):
    kind: ClassVar[str] = "role_left"
    role: str
    user_id: int
    name: str

    def sentence(self) -> str:
        return f"{self.name} left {self.role}"


@dataclass(frozen=True, slots=True)
class Paged(Happening):
    kind: ClassVar[str] = "paged"
    rung: int
    climb: int
    names: list[str]
    because: str
    asked: list[str] = field(default_factory=list)  # volunteers among the names
    skipped: list[str] = field(default_factory=list)  # named by the step, and no longer here or without a channel
    step: str = ""

    def sentence(self) -> str:
        where = self.step or f"step {self.rung + 1}"
        paged = [name for name in self.names if name not in self.asked]
        said = [f"Paged {', '.join(paged)}"] if paged else []
        said += [f"{'asked' if paged else 'Asked'} {', '.join(self.asked)} who can take it"] if self.asked else []
        missed = f" (not {', '.join(self.skipped)}: no channel reaches them)" if self.skipped else ""
        return f"{' and '.join(said)} ({where}): {self.because}{missed}"


@dataclass(frozen=True, slots=True)
class PassedOn(Happening):
    kind: ClassVar[str] = "passed_on"
    user_id: int
    name: str
    climb: int

    def sentence(self) -> str:
        return f"{self.name} passed the page on: the next step comes at once"


@dataclass(frozen=True, slots=True)
class StepReachedNobody(Happening):
    kind: ClassVar[str] = "step_reached_nobody"
    rung: int
    climb: int
    notify: list[str]
    step: int = 0

    def sentence(self) -> str:
        return f"Nobody to tell in step {self.step or self.rung + 1} ({', '.join(self.notify)}): went on at once"


@dataclass(frozen=True, slots=True)
class StepPassedOver(Happening):
    """A branch: the step is for other cases or other hours."""

    kind: ClassVar[str] = "step_passed_over"
    rung: int
    climb: int
    step: int
    because: str

    def sentence(self) -> str:
        return f"Step {self.step} was passed over: {self.because}"


@dataclass(frozen=True, slots=True)
class ClimbHeld(Happening):
    kind: ClassVar[str] = "climb_held"
    rung: int
    climb: int
    step: int
    until: str
    names: str

    def sentence(self) -> str:
        return f"Step {self.step} ({self.names}) waits for the next working time, {self.until}"


@dataclass(frozen=True, slots=True)
class LadderEnded(Happening):
    kind: ClassVar[str] = "ladder_ended"
    climb: int

    def sentence(self) -> str:
        return "The whole ladder was climbed and nobody acknowledged: the last resort is paged until somebody does"


@dataclass(frozen=True, slots=True)
class NobodyToTell(Happening):
    """Not even the last resort works here any more: the admins are told, and it is tried again."""

    kind: ClassVar[str] = "nobody_to_tell"
    climb: int

    def sentence(self) -> str:
        return "Nobody could be paged, not even the last resort: whoever runs the desk is told, and it is tried again"


@dataclass(frozen=True, slots=True)
class Acknowledged(Happening):
    kind: ClassVar[str] = "acknowledged"
    user_id: int
    name: str
    until: str

    def sentence(self) -> str:
        return f"{self.name} acknowledged"


@dataclass(frozen=True, slots=True)
class PageDeclined(Happening):
    kind: ClassVar[str] = "page_declined"
    user_id: int
    name: str
    climb: int
    because: str = ""

    def sentence(self) -> str:
        return f"{self.name} cannot take it" + (f": {self.because}" if self.because else "")


@dataclass(frozen=True, slots=True)
class AcknowledgementExpired(Happening):
    kind: ClassVar[str] = "acknowledgement_expired"
    name: str
    minutes: int

    def sentence(self) -> str:
        return f"{self.name} acknowledged, then nothing happened for {self.minutes} minutes: paging again"


@dataclass(frozen=True, slots=True)
class Alarm(Happening):
    """Something the policy wants within a time did not happen; the lead was told."""

    kind: ClassVar[str] = "alarm"
    code: str
    because: str

    def sentence(self) -> str:
        return self.because


@dataclass(frozen=True, slots=True)
class HoldPlaced(Happening):
    kind: ClassVar[str] = "hold_placed"
    hold: str
    because: str

    def sentence(self) -> str:
        words = {
            "legal": "Legal hold: only an authorised person answers",
            "safety": "Safety hold: the safety lead goes first",
        }
        return f"{words.get(self.hold, self.hold)} ({self.because})"


@dataclass(frozen=True, slots=True)
class HoldLifted(Happening):
    kind: ClassVar[str] = "hold_lifted"
    hold: str
    because: str

    def sentence(self) -> str:
        return f"{self.hold.capitalize()} hold lifted: {self.because}"


@dataclass(frozen=True, slots=True)
class LinkRevoked(Happening):
    kind: ClassVar[str] = "link_revoked"
    count: int

    def sentence(self) -> str:
        return "The customer's page was closed; the next mail to them carries a new link"


@dataclass(frozen=True, slots=True)
class StepPlanned(Happening):
    kind: ClassVar[str] = "step_planned"
    step_id: int
    action: str
    name: str
    due: str

    def sentence(self) -> str:
        return f"Next step: {self.action}, {self.name}, by {self.due}"


@dataclass(frozen=True, slots=True)
class StepDone(Happening):
    kind: ClassVar[str] = "step_done"
    step_id: int
    action: str
    note: str = ""

    def sentence(self) -> str:
        return f"Done: {self.action}" + (f" ({self.note})" if self.note else "")


@dataclass(frozen=True, slots=True)
class StepMissed(Happening):
    kind: ClassVar[str] = "step_missed"
    step_id: int
    action: str
    fallback: str

    def sentence(self) -> str:
        return f"Not done in time: {self.action}" + (f"; falls back to: {self.fallback}" if self.fallback else "")


@dataclass(frozen=True, slots=True)
class HandoffOffered(Happening):
    kind: ClassVar[str] = "handoff_offered"
    handoff_id: int
    giver: str
    receiver: str
    why: str

    def sentence(self) -> str:
        return f"{self.giver} offers this to {self.receiver}: {self.why}"


@dataclass(frozen=True, slots=True)
class HandoffAnswered(Happening):
    kind: ClassVar[str] = "handoff_answered"
    handoff_id: int
    giver: str
    receiver: str
    how: str
    words: str = ""

    def sentence(self) -> str:
        ends = {
            "accepted": f"{self.receiver} accepted and owns this now",
            "declined": f"{self.receiver} declined; {self.giver} still owns this",
            "expired": f"{self.receiver} did not answer in time; {self.giver} still owns this",
            "withdrawn": f"{self.giver} withdrew the offer to {self.receiver}",
        }
        return ends[self.how] + (f": {self.words}" if self.words else "")


@dataclass(frozen=True, slots=True)
class CaseStable(Happening):
    kind: ClassVar[str] = "case_stable"
    because: str

    def sentence(self) -> str:
        return f"Stable: {self.because}"


@dataclass(frozen=True, slots=True)
class CaseResolved(Happening):
    kind: ClassVar[str] = "case_resolved"
    done: str

    def sentence(self) -> str:
        return f"Resolved from our side, the customer is asked: {self.done}"


@dataclass(frozen=True, slots=True)
class CustomerAnswered(Happening):
    kind: ClassVar[str] = "customer_answered"
    answer: str
    via: str
    because: str = ""

    def sentence(self) -> str:
        words = {"solved": "says it is solved", "not_solved": "says it is not solved"}
        return f"The customer {words.get(self.answer, 'answered, but it is not clear whether it is solved')} (by {self.via})"


@dataclass(frozen=True, slots=True)
class CaseClosed(Happening):
    kind: ClassVar[str] = "case_closed"
    confirmed: bool
    check_back: str = ""

    def sentence(self) -> str:
        if self.confirmed:
            return "Closed: the customer confirmed"
        return f"Closed without the customer's word; we look back on {self.check_back}"


@dataclass(frozen=True, slots=True)
class CaseReopened(Happening):
    kind: ClassVar[str] = "case_reopened"
    because: str

    def sentence(self) -> str:
        return f"Open again: {self.because}"


@dataclass(frozen=True, slots=True)
class BoundarySet(Happening):
    kind: ClassVar[str] = "boundary_set"
    step: str
    name: str

    def sentence(self) -> str:
        words = {"respect": "asked for respect", "condition": "named the condition", "end": "ended the contact"}
        return f"{self.name} {words.get(self.step, self.step)}"


@dataclass(frozen=True, slots=True)
class FreshOwnerProposed(Happening):
    kind: ClassVar[str] = "fresh_owner_proposed"
    attempts: int

    def sentence(self) -> str:
        return f"{self.attempts} failed fixes: offer the customer a fresh owner, handed over with everything known"


@dataclass(frozen=True, slots=True)
class TensionBuilding(Happening):
    kind: ClassVar[str] = "tension_building"
    because: str

    def sentence(self) -> str:
        return f"Tension is building: {self.because}"
