"""How the desk stands right now: what readiness, the figures and the page of trust are made of. Quick, whatever is armed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from evenkeel.clock import reads
from evenkeel.clock.auditing import SLOW, findings_of
from evenkeel.clock.models import Timer
from evenkeel.clock.watched import Audit
from evenkeel.judgement.watching import Finding, Trust, Weight, judge
from evenkeel.timeline.models import Event

LATE = timedelta(seconds=60)
DAY = timedelta(days=1)
# Of the newest so many: a figure of the last hour must not cost more the busier the hour was.
LOOKED_AT = 5000


@dataclass(frozen=True, slots=True)
class Took:
    """One thing that was due and was done: how long after."""

    at: datetime
    what: str
    seconds: float


def last_audit() -> Audit | None:
    return Audit.objects.order_by("-pk").first()  # Not by `at`: a clock that jumped back would show an old one.


def last_ping() -> Audit | None:
    """The newest audit whose ping was heard outside."""
    return Audit.objects.exclude(pinged_at=None).order_by("-pk").first()


def audit_trouble(audit: Audit | None, now: datetime) -> Finding | None:
    """Nobody looks: that is a trouble before any other."""
    patience = max(timedelta(minutes=2), timedelta(seconds=4 * settings.AUDIT_EVERY))
    do = "Start `evenkeel up`, or `evenkeel audit` beside the engine."
    if audit is None:
        return Finding("audit_old", Weight.STOP, "The desk has never been audited.", do)
    if audit.at < now - patience:
        return Finding(
            "audit_old",
            Weight.STOP,
            f"The last audit was at {audit.at:%d %b %H:%M:%S} UTC; nobody has looked since.",
            do,
        )
    return None


def trust(now: datetime) -> tuple[Trust, list[Finding]]:
    """Whether the desk can be trusted, by the last audit; an old audit is trusted in nothing."""
    audit = last_audit()
    findings = findings_of(audit) if audit else []
    if (old := audit_trouble(audit, now)) is not None:
        findings = [old, *findings]
    return judge(findings), findings


def troubles(now: datetime, stale: timedelta) -> list[str]:
    """Why the desk is not ready, in plain words, each asked now."""
    found = []
    if late := oldest_overdue(now):
        found.append(f"a timer is overdue by {late.total_seconds():.0f} s")
    if parked := reads.parked():
        found.append(f"{parked} timers are parked after failing")
    if held := Timer.objects.filter(state=Timer.State.HELD).count():
        found.append(f"{held} timers are held after a restore, until a person says go")
    pulses = reads.pulses()
    found += [f"the {p.loop} loop has not gone round since {p.at:%H:%M:%S} UTC" for p in pulses if p.at < now - stale]
    if not pulses:
        found.append("the engine has not started yet")
    audit = last_audit()
    if (old := audit_trouble(audit, now)) is not None:
        found.append(old.says.rstrip(".")[:1].lower() + old.says.rstrip(".")[1:])
    elif audit is not None and any(row["code"] == SLOW for row in audit.findings):
        found.append("the last audit was not finished in time")
    return found


def oldest_overdue(now: datetime) -> timedelta | None:
    """How late the latest is, where it is later than a minute; None where nothing is."""
    due = (
        Timer.objects.filter(state=Timer.State.ARMED, run_at__lt=now - LATE, due_at__lt=now - LATE)
        .order_by("run_at")
        .values_list("due_at", flat=True)[:100]
    )
    return max((now - at for at in due), default=None)


def armed() -> int:
    return Timer.objects.filter(state=Timer.State.ARMED).count()


def set_aside(limit: int = 100) -> Sequence[Timer]:
    """What waits for a person: parked first, then what a restore held; the longest overdue first."""
    waiting = Timer.objects.filter(state__in=(Timer.State.PARKED, Timer.State.HELD))
    return list(waiting.select_related("case__account").order_by("-state", "due_at", "pk")[:limit])


def held() -> int:
    return Timer.objects.filter(state=Timer.State.HELD).count()


def fired(now: datetime, within: timedelta = DAY) -> Sequence[Took]:
    """Due to fired, of the newest."""
    rows = Timer.objects.filter(state=Timer.State.DONE, fired_at__gt=now - within, fired_at__lte=now)
    took = rows.order_by("-fired_at").values_list("fired_at", "kind", "due_at")[:LOOKED_AT]
    return [Took(at, kind, max(0.0, (at - due).total_seconds())) for at, kind, due in took if at]


def happened(kind: str, now: datetime, within: timedelta = DAY) -> Sequence[Event]:
    """Lines about the desk itself, newest first."""
    return list(Event.objects.filter(kind=kind, at__gt=now - within).order_by("-at")[:20])


def latest(kind: str) -> Event | None:
    return Event.objects.filter(kind=kind).order_by("-at").first()
