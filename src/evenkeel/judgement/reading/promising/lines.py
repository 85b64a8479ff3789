"""Rows of the command line: plain JSON in, plain JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from evenkeel.judgement.reading.promises import Commitment, OtherAct, read_promises
from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.zones import known


def answer_line(row: Mapping[str, object]) -> dict[str, object]:
    """Read the promises of one row; raises ValueError with a sentence for a row that cannot be read."""
    if not isinstance(row, Mapping):
        raise ValueError("A row must be a JSON object.")
    zone = _zone(row)
    calendar_row = row.get("calendar")
    if calendar_row is not None and not isinstance(calendar_row, Mapping):
        raise ValueError("The row's calendar must be an object.")
    reading = read_promises(
        _word(row, "text", needed=True) or "",
        now=_now(row, zone),
        zone=zone,
        agent_zone=_word(row, "agent_tz"),
        calendar=Calendar.from_row(calendar_row, zone) if calendar_row else None,
        speaker=_word(row, "speaker") or "agent",
        agent_name=_word(row, "agent_name"),
        message_channel=_word(row, "message_channel") or "email",
        previous_customer_text=_word(row, "prev_customer"),
        language=_word(row, "lang") or "en",
    )
    return {
        "id": row.get("id"),
        "commitments": [_commitment(made) for made in reading.commitments],
        "other": [_other(act, zone) for act in reading.other],
    }


def _word(row: Mapping[str, object], name: str, *, needed: bool = False) -> str | None:
    value = row.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str):
        raise ValueError(f"The row's {name!r} must be text.")
    return value


def _zone(row: Mapping[str, object]) -> str:
    zone = _word(row, "tz") or "UTC"
    if not known(zone):
        raise ValueError(f"The row names a time zone that we do not know: {zone!r}.")
    return zone


def _now(row: Mapping[str, object], zone: str) -> datetime:
    said = _word(row, "now", needed=True) or ""
    try:
        now = datetime.fromisoformat(said)
    except ValueError:
        raise ValueError(f"The row's moment cannot be read: {said!r}.") from None
    if not 1902 <= now.year <= 2900:
        raise ValueError("The row's moment lies outside the years we can reckon with.")
    return now if now.tzinfo else now.replace(tzinfo=ZoneInfo(zone))


def _commitment(made: Commitment) -> dict[str, object]:
    time = made.time
    return {
        "actor": made.actor,
        "action": made.action,
        "what": made.what,
        "type": made.type,
        "due_kind": time.due_kind,
        "due_local": time.due_local,
        "due_utc": _utc(time.due),
        "start_local": time.start_local,
        "channel": made.channel,
        "condition": made.condition,
        "ask": list(made.asks),
        "candidates_local": [_local(c, time.zone) for c in time.candidates],
        "approx": time.approx,
        "every": time.every,
        "until": time.until,
        "span": made.quote,
        "start": made.start,
        "end": made.end,
        "confidence": made.confidence,
        "because": made.because,
    }


def _other(act: OtherAct, zone: str) -> dict[str, object]:
    return {"type": act.type, "party": act.party, "due_local": _local(act.due, zone) if act.due else None}


def _utc(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if instant else None


def _local(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
