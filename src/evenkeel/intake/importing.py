"""History brought in by a person: mails from files, whole conversations with turns. Idempotent, and nobody is paged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from evenkeel.conversations.models import Conversation
from evenkeel.intake.mail.mailboxes import Unreadable, walk
from evenkeel.intake.mail.parse import parse
from evenkeel.intake.mail.values import NotUnderstood
from evenkeel.intake.models import InboundItem, Mailbox
from evenkeel.intake.reads import find_mailbox
from evenkeel.intake.verbs import keep, keep_mail, open_item

SPEAKERS = {"customer": "in", "agent": "out", "bot": "out"}
# Turns that say no time are put this far apart, the last one at the time of the import.
BETWEEN_TURNS = timedelta(minutes=1)


@dataclass(slots=True)
class Summary:
    """What became of an import, counted; `refused` and `set_aside` name each with its reason."""

    taken: int = 0
    known: int = 0
    set_aside: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    conversation_ids: set[int] = field(default_factory=set)

    def cases_by_level(self) -> Counter[int]:
        """Of the cases that these conversations belong to, once all turns have had their say."""
        ids = list(self.conversation_ids)
        rows = [
            row
            for start in range(0, len(ids), 500)
            for row in Conversation.objects.filter(pk__in=ids[start : start + 500], case__isnull=False).values_list(
                "case", "case__level"
            )
        ]
        return Counter(dict(rows).values())


def import_mail(paths: Iterable[Path], now: datetime, *, mailbox: Mailbox | None = None) -> Iterator[Summary]:
    """One summary, given again after each mail so that a door can show progress."""
    summary = Summary()
    for name, raw in walk(paths):
        if isinstance(raw, Unreadable):
            summary.refused.append((name, raw.reason))
        else:
            item, fresh = keep_mail(
                raw, mailbox=mailbox or _mailbox_of(raw), now=now, quiet=True, envelope={"file": Path(name).name}
            )
            _count(summary, name, _opened(item, now), fresh)
        yield summary


def _opened(item: InboundItem, now: datetime) -> InboundItem:
    """Also what an import that was stopped had kept and not opened."""
    return open_item(item, now) if item.state == InboundItem.State.RECEIVED else item


def _mailbox_of(raw: bytes) -> Mailbox | None:
    """Ours among the addresses it was sent to, so that a mail known from the receiver is known here."""
    try:
        mail = parse(raw)
    except NotUnderstood:
        return None
    for address in (*mail.delivered_to, *(a.email for a in (*mail.to, *mail.cc))):
        mailbox = find_mailbox(address)
        if mailbox is not None:
            return mailbox
    return None


def _count(summary: Summary, name: str, item: InboundItem, fresh: bool) -> None:
    if not fresh:
        summary.known += 1
        return
    if item.state != InboundItem.State.OPENED or item.message is None:
        summary.set_aside.append((name, item.reason))
        return
    summary.taken += 1
    summary.conversation_ids.add(item.message.conversation_id)


def import_conversations(lines: Iterable[str], now: datetime, *, source: str) -> Iterator[Summary]:
    """One JSON object a line: `{"id", "channel"?, "turns": [{"speaker", "text", "at"?}]}`. A bad line is refused by name."""
    summary = Summary()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = _checked(json.loads(line))
        except ValueError as error:
            summary.refused.append(
                (f"line {number}", str(error) if not isinstance(error, json.JSONDecodeError) else "it is no JSON")
            )
        else:
            _import_one(summary, row, source, now)
        yield summary


def _checked(row: Any) -> dict[str, Any]:
    if not isinstance(row, dict) or not isinstance(row.get("id"), str | int):
        raise ValueError("it is no object with an id")
    turns = row.get("turns")
    if not isinstance(turns, list) or not turns:
        raise ValueError("it has no turns")
    for n, turn in enumerate(turns, 1):
        if not isinstance(turn, dict) or turn.get("speaker") not in SPEAKERS or not isinstance(turn.get("text"), str):
            raise ValueError(f"turn {n} needs a speaker (customer, agent or bot) and a text")
        if turn.get("at") is not None and _instant(turn["at"]) is None:
            raise ValueError(f"turn {n} has a time that is no RFC 3339 instant with an offset")
    return row


def _instant(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None


def _import_one(summary: Summary, row: dict[str, Any], source: str, now: datetime) -> None:
    turns, name = row["turns"], str(row["id"])
    for n, turn in enumerate(turns):
        at = _instant(turn.get("at")) or now - BETWEEN_TURNS * (len(turns) - 1 - n)
        message = {
            "source": source,
            "external_id": f"{name}/{n}",
            "conversation": {"external_id": name},
            "channel": str(row.get("channel") or "chat")[:20],
            "direction": SPEAKERS[turn["speaker"]],
            "from": {"name": "", "address": name if turn["speaker"] == "customer" else turn["speaker"]},
            "to": [name],
            "sent_at": at.isoformat(),
            "text": turn["text"],
            "bot": turn["speaker"] == "bot",
        }
        item, fresh = keep(source, f"{name}/{n}", "message", json.dumps(message).encode(), now, quiet=True)
        _count(summary, f"{name}/{n}", _opened(item, now), fresh)
