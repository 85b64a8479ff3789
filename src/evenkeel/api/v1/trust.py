"""Whether the desk can be trusted right now, for machines that ask for people."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ninja import Router, Schema

from evenkeel.api.door import Asked, now
from evenkeel.clock import standing
from evenkeel.judgement.watching import percentile
from evenkeel.notifications import standing as post

router = Router(tags=["running the desk"])


class FoundOut(Schema):
    code: str
    weight: str
    says: str
    do: str
    count: int


class SpanOut(Schema):
    """Of the last 24 hours, in seconds."""

    count: int
    p50: float
    p99: float


class TrustOut(Schema):
    answer: str
    sentence: str
    findings: list[FoundOut]
    due_to_fired: SpanOut
    due_to_sent: SpanOut
    timers: dict[str, int]
    deliveries: dict[str, int]
    audited_at: datetime | None
    pinged_at: datetime | None
    backed_up_at: datetime | None
    restored_at: datetime | None


@router.get("/trust", response=TrustOut)
def trust(request: Asked) -> dict[str, Any]:
    """The page of trust: the answer (`yes`, `partly` or `no`), and what it rests on."""
    at = now()
    answer, findings = standing.trust(at)
    audit, ping = standing.last_audit(), standing.last_ping()
    backup, restored = standing.latest("backup_made"), standing.latest("desk_restored")
    waiting = standing.set_aside()
    return {
        "answer": answer.answer,
        "sentence": answer.sentence,
        "findings": findings,
        "due_to_fired": _span([t.seconds for t in standing.fired(at)]),
        "due_to_sent": _span([t.seconds for t in post.sent(at)]),
        "timers": {
            "armed": standing.armed(),
            "parked": sum(t.state == "parked" for t in waiting),
            "held": standing.held(),
        },
        "deliveries": post.counts(),
        "audited_at": audit.at if audit else None,
        "pinged_at": ping.pinged_at if ping else None,
        "backed_up_at": backup.at if backup else None,
        "restored_at": restored.at if restored else None,
    }


def _span(seconds: list[float]) -> dict[str, float]:
    return {"count": len(seconds), "p50": percentile(seconds, 0.5), "p99": percentile(seconds, 0.99)}
