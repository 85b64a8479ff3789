"""What a customer would stumble over in a draft of ours: findings with their place, reason and rewrite, never a verdict.

Applicability comes first (the stage decides what must be there), then presence. Rules look for the faults, and a linear model
fitted to labelled drafts weighs what they found and adds what they could not foresee (`drafting/weighing.py`). `confidence` is
an order, not a frequency.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from .drafting import authority, empathy, friction, handoffs, ownership, questions, wording
from .drafting.context import STAGES, Context, look_at
from .drafting.finding import Finding
from .drafting.rewrites import with_rewrite
from .drafting.weighing import weigh
from .learned.sentences import load

__all__ = ["CODES", "Finding", "check_draft", "read_line"]

CODES = (
    "explain_first", "no_ack", "empty_empathy", "over_apology", "no_owner", "no_next_step", "no_contact", "vague_promise",
    "no_confirm", "admits_liability", "over_authority", "blame", "minimising", "nitpick", "calm_down", "nothing_i_can_do",
    "why_question", "multi_question", "asks_repeat", "bare_transfer", "resists_escalation", "policy_quote", "jargon",
    "backward_focus",
)  # fmt: skip
_FAMILIES = (empathy, ownership, authority, friction, questions, handoffs, wording)
_LONGEST = 20_000


def check_draft(
    draft: str,
    *,
    stage: str = "update",
    channel: str = "email",
    customer_last: str = "",
    case_facts: Sequence[str] = (),
    already_known_to_customer: Collection[str] = (),
    agent: str | None = None,
) -> tuple[Finding, ...]:
    """At most one finding a code, in reading order, what is absent last; past 20,000 characters nothing is read."""
    if stage not in STAGES:
        raise ValueError(f"A draft's stage must be one of {', '.join(STAGES)}, not {stage!r}.")
    context = look_at(
        draft[:_LONGEST], stage, channel, customer_last[:_LONGEST], case_facts, already_known_to_customer, agent
    )
    found = [with_rewrite(finding, context) for finding in weigh(context, by_rule(context), load())]
    return tuple(sorted(found, key=lambda f: (f.start is None, f.start or 0, CODES.index(f.code))))


def by_rule(context: Context) -> tuple[Finding, ...]:
    """What the rules alone say, before it is weighed; training learns from it too."""
    return tuple(finding for family in _FAMILIES for finding in family.check(context))


def read_line(row: dict[str, Any]) -> dict[str, Any]:
    """One line of `evenkeel read drafts`; a row that cannot be read is refused with a sentence."""
    if not isinstance(row, dict):
        raise ValueError("A line must be a JSON object.")
    draft = _text(row, "draft", None)
    findings = check_draft(
        draft,
        stage=_text(row, "stage", "update"),
        channel=_text(row, "channel", "email"),
        customer_last=_text(row, "customer_last", ""),
        case_facts=_texts(row, "case_facts"),
        already_known_to_customer=_texts(row, "already_known_to_customer"),
        agent=_text(row, "agent", "") or None,
    )
    return {
        "id": row.get("id"),
        "breaks": sorted({f.code for f in findings}),
        "evidence": [{"code": f.code, "span": f.quote, "start": f.start, "end": f.end} for f in findings],
        "findings": [_as_json(f) for f in findings],
    }


def _text(row: dict[str, Any], name: str, default: str | None) -> str:
    value = row.get(name)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise ValueError(f"\u201c{name}\u201d must be text.")
    return value


def _texts(row: dict[str, Any], name: str) -> list[str]:
    value = row.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ValueError(f"\u201c{name}\u201d must be a list of texts.")
    return value


def _as_json(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "span": finding.quote,
        "start": finding.start,
        "end": finding.end,
        "because": finding.because,
        "rewrite": finding.rewrite,
        "confidence": finding.confidence,
    }
