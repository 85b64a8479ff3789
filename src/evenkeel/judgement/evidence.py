"""Does an act keep what was promised? The act must match, not only the day."""

from __future__ import annotations

from dataclasses import dataclass

SHORTEST_CALL = 20  # seconds: less is a misdial, not a conversation.

WRITTEN = frozenset({"email", "sms", "chat", "social", "whatsapp", "portal"})
# Acts that only a record of the act itself, or a person's word, can show.
BY_RECORD = {"visit": "visit", "attend": "visit", "refund": "refund", "send_doc": "document", "ship": "document"}


@dataclass(frozen=True, slots=True)
class Act:
    """What was done towards the customer."""

    kind: str  # message, call, visit, document, refund, escalation, note
    channel: str = ""
    seconds: int = 0
    outcome: str = ""  # of a call: reached, voicemail, no_answer
    attachments: int = 0
    second_channel: bool = False  # the same attempt was also made on another channel
    customer_told: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    keeps: bool
    because: str


def judge(action: str, act: Act, *, level: int = 1) -> Verdict:
    """`level` is the case's: from 3 up an attempt on one channel keeps nothing."""
    if act.kind == "note":
        return Verdict(True, "a person says so; there is no other evidence")
    if act.kind == "call":
        return _call(action, act, level)
    if act.kind == "message":
        return _message(action, act)
    return _record(action, act)


def _call(action: str, act: Act, level: int) -> Verdict:
    if action not in {"call", "contact", "monitor", "attend"}:
        return Verdict(False, f"a call does not show that the promised act ({_named(action)}) was done")
    if act.outcome == "reached" and act.seconds >= SHORTEST_CALL:
        return Verdict(True, f"spoke with the customer for {act.seconds} s")
    if act.outcome == "reached":
        return Verdict(False, f"{act.seconds} s is too short to be a conversation: {SHORTEST_CALL} s are needed")
    if act.outcome == "voicemail" and act.second_channel:
        return Verdict(True, "left a voicemail and wrote as well")
    hint = "; write as well to make the attempt count" if act.outcome == "voicemail" else ""
    return Verdict(
        False, f"tried, not reached{hint}" + (f"; at level {level} one attempt keeps nothing" if level >= 3 else "")
    )


def _message(action: str, act: Act) -> Verdict:
    if action in {"contact", "monitor"}:
        return Verdict(True, f"wrote to the customer by {act.channel}")
    if action == "email":
        return Verdict(
            act.channel == "email", "wrote the promised mail" if act.channel == "email" else "a mail was promised"
        )
    if action == "text":
        fits = act.channel in WRITTEN - {"email"}
        return Verdict(fits, f"wrote by {act.channel}" if fits else "a text message was promised, not a mail")
    if action == "send_doc" and act.attachments:
        return Verdict(True, "the message carries a document")
    if action == "call":
        return Verdict(
            False, "a message does not keep a promised call; call, or ask the customer whether the message will do"
        )
    return Verdict(False, f"a message does not show that the promised act ({_named(action)}) was done")


def _record(action: str, act: Act) -> Verdict:
    if act.kind == "escalation":
        if action != "escalate":
            return Verdict(False, "an escalation record keeps a promise to escalate only")
        told = "and confirmed to the customer" if act.customer_told else "half kept: confirm it to the customer"
        return Verdict(act.customer_told, f"escalated, {told}")
    if BY_RECORD.get(action) == act.kind:
        return Verdict(True, f"the record of the {act.kind} is there")
    return Verdict(False, f"the record of a {act.kind} does not show the promised act ({_named(action)})")


def _named(action: str) -> str:
    return action.replace("_", " ")
