"""A time zone is named as the zone database names it."""

from __future__ import annotations

from functools import cache
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def validate_zone(name: str) -> None:
    if name not in _zones():
        raise ValidationError(f"“{name}” is no time zone; use a name such as Europe/Berlin.")
