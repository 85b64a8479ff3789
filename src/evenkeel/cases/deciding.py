"""The facts of a case, put before the policy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evenkeel.cases.models import Case, LevelDecision
from evenkeel.conversations.models import Message
from evenkeel.conversations.reads import signals_of_case
from evenkeel.judgement import levels
from evenkeel.judgement.heat import Slope, TurnHeat, tension_is_building
from evenkeel.judgement.reading.values import Signal
from evenkeel.promises.reads import broken_count


def decide_for(
    case: Case, policy: levels.LevelPolicy, now: datetime, *, dated_need: Signal | None = None
) -> levels.Decision:
    """What the policy says of a case as it stands. What a person decided over already does not raise it again."""
    since = last_human_decision(case)
    rows = signals_of_case(case, since)
    signals = [(row.message_id, as_signal(row)) for row in rows]
    facts = levels.Facts(
        tier=case.account.tier,
        affected=case.affected,
        failed_fixes=failed_fixes(case, since),
        broken_promises=broken_count(case, since),
        tension_building=slope(case, since).building,
    )
    return levels.decide(signals, facts, policy, dated_need=dated_need)


def as_signal(row: Any) -> Signal:
    return Signal(row.code, row.start, row.end, row.quote, row.confidence, row.because, row.read_by)


def last_human_decision(case: Case) -> datetime | None:
    decision = LevelDecision.objects.filter(case=case, decided_by__isnull=False).order_by("-at", "-id").first()
    return decision.at if decision else None


def failed_fixes(case: Case, since: datetime | None = None) -> int:
    """Fixes of ours that failed on this case: planned steps that did not do it, and reopenings."""
    failed = case.steps.filter(failed_at__isnull=False)
    if since is not None:
        failed = failed.filter(failed_at__gt=since)
    return failed.count() + (case.reopened if since is None else 0)


def slope(case: Case, since: datetime | None = None) -> Slope:
    messages = Message.objects.filter(conversation__case=case, direction=Message.Direction.IN, heat__isnull=False)
    if since is not None:
        messages = messages.filter(received_at__gt=since)
    history = [
        TurnHeat(
            at=m.sent_at, heat=m.heat or 0, copied=len(m.copied), formal=_formal(m.visible_text), promises_broken=0
        )
        for m in messages.only("sent_at", "heat", "copied", "visible_text").order_by("sent_at", "id")[:50]
    ]
    return tension_is_building(history)


def _formal(text: str) -> bool:
    head = text[:80].lower()
    return head.startswith(("dear sir", "dear madam", "to whom", "dear mr", "dear ms", "sehr geehrte"))


def reasons_as_data(decision: levels.Decision) -> list[dict[str, Any]]:
    return [
        {
            "code": r.code,
            "because": r.because,
            "message_id": r.message_id,
            "span": list(r.span) if r.span else None,
            "quote": r.quote,
        }
        for r in decision.reasons
    ]
