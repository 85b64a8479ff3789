"""Words are read again when the calendar or the clock they were read by has changed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from evenkeel.judgement.reading.language import guess_language
from evenkeel.judgement.reading.promises import read_promises
from evenkeel.people.working_hours import Hours, account_hours
from evenkeel.promises.models import Promise


def rule_of_words(promise: Promise) -> dict[str, Any] | None:
    """What a promise that was read hangs on. None where reading it again gives another instant: a person chose that one."""
    if promise.message is None or promise.contact is None or promise.due_at is None:
        return None
    hours = account_hours(promise.contact.account, promise.message.sent_at.year)
    if reread(promise, promise.due_zone, hours) != promise.due_at:
        return None
    return {"read": True, "zone": promise.due_zone} | pinned(hours)


def pinned(hours: Hours) -> dict[str, Any]:
    return {"whose": hours.said, "calendar": hours.id, "version": hours.version, "plain": hours.plain}


def reread(promise: Promise, zone: str, hours: Hours) -> datetime | None:
    """The instant that the same words mean on this clock and in these hours."""
    message = promise.message
    if message is None:
        return None
    speaker = message.author or promise.owner
    reading = read_promises(
        message.visible_text,
        now=message.sent_at,
        zone=zone,
        agent_zone=speaker.time_zone,
        calendar=hours.calendar,
        speaker="agent",
        agent_name=str(speaker),
        message_channel=message.channel,
        language=guess_language(message.visible_text),
    )
    same = [c for c in reading.commitments if (c.start, c.end) == (promise.start, promise.end)]
    return same[0].time.due if same else None
