"""What machines ask of the desk."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from evenkeel.cases.models import Case
from evenkeel.clock import reads as clock
from evenkeel.clock.models import Timer
from evenkeel.intake.models import InboundItem
from evenkeel.notifications.models import Delivery

STALE_PULSE = timedelta(seconds=45)  # The slowest loop goes round every ten seconds.


def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> JsonResponse:
    """503 with the reasons when an obligation is late or the loops have stopped."""
    now = clock.database_now()
    troubles = []
    overdue = clock.overdue(now)
    if overdue:
        troubles.append(f"{len(overdue)} timers are overdue by more than a minute")
    if clock.parked():
        troubles.append(f"{clock.parked()} timers are parked after failing")
    beats = {p.loop: p.at for p in clock.pulses()}
    troubles += [
        f"the {loop} loop has not gone round since {at:%H:%M:%S} UTC"
        for loop, at in beats.items()
        if at < now - STALE_PULSE
    ]
    if not beats:
        troubles.append("the engine has not started yet")
    return JsonResponse({"ready": not troubles, "troubles": troubles}, status=503 if troubles else 200)


def metrics(_request: HttpRequest) -> HttpResponse:
    registry = CollectorRegistry()
    _gauge(registry, "evenkeel_cases", "Live cases by level", "level", Case, "level", state__in=Case.LIVE)
    _gauge(registry, "evenkeel_timers", "Timers by state", "state", Timer, "state")
    _gauge(registry, "evenkeel_deliveries", "Deliveries by state", "state", Delivery, "state")
    _gauge(registry, "evenkeel_inbound_items", "Items received by state", "state", InboundItem, "state")
    overdue = Gauge("evenkeel_timers_overdue", "Timers due for more than a minute", registry=registry)
    overdue.set(len(clock.overdue(clock.database_now())))
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def _gauge(
    registry: CollectorRegistry, name: str, words: str, label: str, model: type, field: str, **which: object
) -> None:
    gauge = Gauge(name, words, [label], registry=registry)
    for row in model.objects.filter(**which).values(field).annotate(n=Count("pk")):  # type: ignore[attr-defined]
        gauge.labels(str(row[field])).set(row["n"])
