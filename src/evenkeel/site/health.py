"""What machines ask of the desk."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from evenkeel.clock import standing
from evenkeel.clock.reads import database_now
from evenkeel.site.measuring import registry

STALE_PULSE = timedelta(seconds=45)  # The slowest loop goes round every ten seconds.


def healthz(_request: HttpRequest) -> HttpResponse:
    """Liveness alone: this process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz(_request: HttpRequest) -> JsonResponse:
    """503 with the reasons when an obligation is late, the loops have stopped, or nobody looks whether they have."""
    try:
        troubles = standing.troubles(database_now(), STALE_PULSE)
    except DatabaseError:
        troubles = ["the database does not answer"]
    return JsonResponse({"ready": not troubles, "troubles": troubles}, status=503 if troubles else 200)


def metrics(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(generate_latest(registry(database_now())), content_type=CONTENT_TYPE_LATEST)
