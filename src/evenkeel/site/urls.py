"""Which path leads to which door."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

from evenkeel.site import health

urlpatterns = [
    path("healthz", health.healthz),
    path("readyz", health.readyz),
    path("metrics", health.metrics),
    path("api/", include("evenkeel.api.urls")),
    path("hooks/", include("evenkeel.api.hooks.urls")),
    path("admin/", admin.site.urls),
    path("", include("evenkeel.desk.urls")),
]
