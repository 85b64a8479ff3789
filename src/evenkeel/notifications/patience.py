"""What a Retry-After asks for: seconds, or a date of HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_PATIENCE = timedelta(hours=1)


def patience(header: str, now: datetime | None = None) -> timedelta | None:
    """How long to leave them alone, an hour at most; None where it asks for nothing that can be read."""
    header = header.strip()
    if header.isdigit():
        return min(timedelta(seconds=int(header[:9])), LONGEST_PATIENCE)
    try:
        until = parsedate_to_datetime(header)
    except (ValueError, TypeError, IndexError):
        return None
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    return min(max(until - (now or datetime.now(UTC)), timedelta()), LONGEST_PATIENCE)
