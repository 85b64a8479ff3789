"""Audits are kept and thinned; what lasts is one trouble, told by its rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction

from evenkeel.clock.watched import Audit, Trouble
from evenkeel.judgement.watching import OVER_AFTER, Finding, Weight, is_clean, say_again

KEPT = 500
KEPT_FOR = timedelta(days=14)
SLOW = "audit_slow"


@dataclass(frozen=True, slots=True)
class Told:
    """What is to be told now: troubles that are new or last, and those that are over."""

    troubles: Sequence[tuple[Trouble, Finding]]
    over: Sequence[Trouble]


def keep(findings: Sequence[Finding], *, took: float, process: str, now: datetime) -> Audit:
    slow = any(finding.code == SLOW for finding in findings)
    result = Audit.Result.SLOW if slow else Audit.Result.CLEAN if is_clean(findings) else Audit.Result.TROUBLE
    rows = [asdict(finding) for finding in findings]
    audit = Audit.objects.create(at=now, took=took, result=result, findings=rows, process=process[:80])
    Audit.objects.filter(pk__lt=audit.pk - KEPT).delete()
    return audit


def findings_of(audit: Audit) -> list[Finding]:
    return [Finding(**row | {"weight": Weight(row["weight"])}) for row in audit.findings]


def pinged(audit: Audit, said: str, now: datetime, *, heard: bool) -> None:
    Audit.objects.filter(pk=audit.pk).update(ping=said[:200], pinged_at=now if heard else None)


def note_troubles(findings: Sequence[Finding], now: datetime) -> Told:
    """In the caller's transaction: what was found is opened or goes on, and what is no longer found ends."""
    lasting = {t.code: t for t in Trouble.objects.select_for_update().filter(over_at=None)}
    tell = []
    for finding in findings:
        trouble = lasting.pop(finding.code, None) or Trouble(code=finding.code, since=now)
        trouble.seen_at, trouble.says = now, finding.says[:500]
        if say_again(trouble.told_at, trouble.told, now):
            trouble.told, trouble.told_at = trouble.told + 1, now
            tell.append((trouble, finding))
        trouble.save()
    over = [t for t in lasting.values() if now - t.seen_at >= OVER_AFTER]
    for trouble in over:
        Trouble.objects.filter(pk=trouble.pk).update(over_at=now)
    Trouble.objects.filter(over_at__lt=now - KEPT_FOR).delete()
    return Told(tell, over)


def in_one(findings: Sequence[Finding], *, took: float, process: str, now: datetime) -> tuple[Audit, Told]:
    with transaction.atomic():
        return keep(findings, took=took, process=process, now=now), note_troubles(findings, now)
