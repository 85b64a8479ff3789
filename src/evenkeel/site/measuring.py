"""The figures for Prometheus, made of rows: they hold across processes and restarts, and cost little at any size."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from django.db.models import Count
from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeHistogramMetricFamily, GaugeMetricFamily, Metric

from evenkeel.cases.models import Case
from evenkeel.clock import reads as clock
from evenkeel.clock import standing
from evenkeel.clock.standing import Took
from evenkeel.clock.watched import Audit
from evenkeel.intake.models import InboundItem
from evenkeel.judgement.watching import percentile
from evenkeel.notifications import standing as post

RECENT = timedelta(hours=1)
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)


class Figures:
    """A collector: asked once a scrape."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[Metric]:
        yield from _counts()
        yield from _audits(self.now)
        yield from _spans(
            "due_to_fired", "kind", "From due to fired, timers of the last hour", standing.fired(self.now, RECENT)
        )
        for label in ("channel", "urgency"):
            words = f"From due to sent, deliveries of the last hour, by {label}"
            yield from _spans(f"due_to_sent_by_{label}", label, words, post.sent(self.now, RECENT, by=label))
        late = standing.oldest_overdue(self.now)
        yield _one(
            "timers_overdue", "Timers due for more than a minute, at most 100 counted", len(clock.overdue(self.now))
        )
        yield _one("oldest_overdue_seconds", "How late the latest armed timer is", late.total_seconds() if late else 0)
        jumps = len(standing.happened("clock_jumped", self.now))
        yield _one("clock_jumps", "Clock jumps of the last day, at most 20 counted", jumps)


def registry(now: datetime) -> CollectorRegistry:
    made = CollectorRegistry()
    made.register(Figures(now))
    return made


def _counts() -> Iterator[Metric]:
    live = Case.objects.filter(state__in=Case.LIVE).values_list("level").annotate(n=Count("pk")).order_by()
    yield _many("cases", "Live cases by level", "level", {str(level): n for level, n in live})
    waiting = {"armed": standing.armed(), "parked": clock.parked(), "held": standing.held()}
    yield _many("timers", "Timers that are not over, by state", "state", waiting)
    yield _many("deliveries", "Deliveries that are not over, by state", "state", post.counts())
    unopened = (InboundItem.State.RECEIVED, InboundItem.State.SET_ASIDE)
    items = InboundItem.objects.filter(state__in=unopened).values_list("state").annotate(n=Count("pk")).order_by()
    yield _many("inbound_items", "Items that wait, by state", "state", {s.value: 0 for s in unopened} | dict(items))


def _audits(now: datetime) -> Iterator[Metric]:
    audit = standing.last_audit()
    age = (now - audit.at).total_seconds() if audit else -1
    yield _one("audit_age_seconds", "Since the last audit; -1 where there was none", age)
    yield _one(
        "audit_clean", "1 when the last audit was clean", int(bool(audit and audit.result == Audit.Result.CLEAN))
    )
    yield _one("audit_took_seconds", "How long the last audit took", audit.took if audit else 0)
    heard = standing.last_ping()
    ping = (now - heard.at).total_seconds() if heard else -1
    yield _one("deadman_ping_age_seconds", "Since the last ping that was heard outside; -1 where none was", ping)


def _spans(name: str, label: str, words: str, took: Sequence[Took]) -> Iterator[Metric]:
    by: dict[str, list[float]] = {}
    for one in took:
        by.setdefault(one.what, []).append(one.seconds)
    shape = GaugeHistogramMetricFamily(f"evenkeel_{name}_seconds", words, labels=[label])
    points = GaugeMetricFamily(f"evenkeel_{name}_quantile_seconds", words, labels=[label, "quantile"])
    for what, values in sorted(by.items()):
        buckets = [(str(bound), sum(v <= bound for v in values)) for bound in BOUNDS]
        shape.add_metric([what], [*buckets, ("+Inf", len(values))], sum(values))
        for share in (0.5, 0.99):
            points.add_metric([what, str(share)], percentile(values, share))
    yield shape
    yield points


def _one(name: str, words: str, value: float) -> Metric:
    return GaugeMetricFamily(f"evenkeel_{name}", words, value=value)


def _many(name: str, words: str, label: str, values: dict[str, int]) -> Metric:
    family = GaugeMetricFamily(f"evenkeel_{name}", words, labels=[label])
    for what, value in values.items():
        family.add_metric([what], value)
    return family
