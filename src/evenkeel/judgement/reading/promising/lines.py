"""Rows of the command line: plain JSON in, plain JSON out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from evenkeel.judgement.reading.promises import Commitment, OtherAct, read_promises
from evenkeel.judgement.times.calendars import Calendar
from evenkeel.judgement.times.zones import known

_ODD_OFFSETS: Final = {
    -570: "Pacific/Marquesas",
    270: "Asia/Kabul",
    210: "Asia/Tehran",
    330: "Asia/Kolkata",
    345: "Asia/Kathmandu",
    390: "Asia/Yangon",
    525: "Australia/Eucla",
    570: "Australia/Darwin",
}


def answer_line(row: Mapping[str, object]) -> dict[str, object]:
    """Read the promises of one row; raises ValueError with a sentence for a row that cannot be read."""
    if not isinstance(row, Mapping):
        raise ValueError("A row must be a JSON object.")
    now, zone, because_zone = _moment(row)
    calendar_row = row.get("calendar")
    if calendar_row is not None and not isinstance(calendar_row, Mapping):
        raise ValueError("The row's calendar must be an object.")
    reading = read_promises(
        _word(row, "text", needed=True) or "",
        now=now,
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
        "commitments": [_commitment(made, because_zone) for made in reading.commitments],
        "other": [_other(act, zone) for act in reading.other],
    }


def _word(row: Mapping[str, object], name: str, *, needed: bool = False) -> str | None:
    value = row.get(name)
    if value is None and not needed:
        return None
    if not isinstance(value, str):
        raise ValueError(f"The row's {name!r} must be text.")
    return value


def _moment(row: Mapping[str, object]) -> tuple[datetime, str, str]:
    """Now, the customer's zone, and a sentence that says so where we had to take the zone from the moment itself."""
    zone = _word(row, "tz") or _word(row, "zone")
    if zone is not None and not known(zone):
        raise ValueError(f"The row names a time zone that we do not know: {zone!r}.")
    now = _now(row)
    if zone is not None:
        return now if now.tzinfo else now.replace(tzinfo=ZoneInfo(zone)), zone, ""
    offset = now.utcoffset()
    if offset is None:
        raise ValueError("Give the customer's time zone under 'tz', or write 'now' with its UTC offset.")
    return now, _fixed(offset), f"No time zone was given; times are reckoned at the offset of now, {_said(offset)}."


def _now(row: Mapping[str, object]) -> datetime:
    said = _word(row, "now", needed=True) or ""
    try:
        now = datetime.fromisoformat(said)
    except ValueError:
        raise ValueError(f"The row's moment cannot be read: {said!r}.") from None
    if not 1902 <= now.year <= 2900:
        raise ValueError("The row's moment lies outside the years we can reckon with.")
    return now


def _fixed(offset: timedelta) -> str:
    """The name of a zone that keeps this offset all year."""
    minutes, odd = divmod(int(offset.total_seconds()), 60)
    hours, rest = divmod(minutes, 60)
    if not odd and not rest and -12 <= hours <= 14:
        return f"Etc/GMT{-hours:+d}" if hours else "UTC"
    if not odd and minutes in _ODD_OFFSETS:
        return _ODD_OFFSETS[minutes]
    raise ValueError("The offset of 'now' belongs to no zone that we know; give the customer's time zone under 'tz'.")


def _said(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _commitment(made: Commitment, because_zone: str) -> dict[str, object]:
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
        "because": f"{made.because} {because_zone}".strip(),
    }


def _other(act: OtherAct, zone: str) -> dict[str, object]:
    return {"type": act.type, "party": act.party, "due_local": _local(act.due, zone) if act.due else None}


def _utc(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ") if instant else None


def _local(instant: datetime, zone: str) -> str:
    return instant.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M")
