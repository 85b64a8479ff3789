"""Keep what came in, raw, before it is understood; then open it. Opening can be done again."""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, OperationalError, connection, transaction

from evenkeel.cases.verbs import consider
from evenkeel.conversations.verbs import receive
from evenkeel.intake.mail.values import NotUnderstood
from evenkeel.intake.models import InboundItem, Mailbox
from evenkeel.intake.understanding import SetAside, understand
from evenkeel.people.models import User
from evenkeel.refusal import Refused

log = logging.getLogger("evenkeel.intake")

TRIES = 5
SOURCE_CHARS = 80
FIRST_BACKOFF = timedelta(seconds=5)
MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^>\0\r\n]{1,300}>)", re.IGNORECASE | re.MULTILINE)

# What the writer set: with the body it tells two mails apart that share an id. Servers on the way add other headers.
WRITTEN = re.compile(rb"^(?:from|subject|date):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)


def keep(
    source: str,
    external_id: str,
    kind: str,
    raw: bytes,
    now: datetime,
    *,
    envelope: dict[str, Any] | None = None,
    mailbox: Mailbox | None = None,
    quiet: bool = False,
) -> tuple[InboundItem, bool]:
    """(the item, whether it is new). The same (source, external id) again, also twenty at once: the one there is."""
    source, external_id = source.replace("\0", ""), external_id.replace("\0", "")  # PostgreSQL takes none in a text.
    found = InboundItem.objects.filter(source=source, external_id=external_id).first()
    if found is not None:
        return found, False
    try:
        with transaction.atomic():
            item = InboundItem.objects.create(
                source=source,
                external_id=external_id,
                kind=kind,
                raw=raw,
                envelope=envelope or {},
                mailbox=mailbox,
                quiet=quiet,
                received_at=now,
                run_at=now,
            )
            return item, True
    except IntegrityError:
        return InboundItem.objects.get(source=source, external_id=external_id), False


def keep_mail(
    raw: bytes, *, mailbox: Mailbox | None, now: datetime, envelope: dict[str, Any] | None = None, quiet: bool = False
) -> tuple[InboundItem, bool]:
    """Known once a mailbox: by its Message-ID together with its words, so that a reused or forged id hides no mail."""
    return keep(_source_of(mailbox), mail_id(raw), "mail", raw, now, envelope=envelope, mailbox=mailbox, quiet=quiet)


def _source_of(mailbox: Mailbox | None) -> str:
    name = f"mail:{mailbox.address if mailbox else 'import'}"
    return name if len(name) <= SOURCE_CHARS else f"mail:{hashlib.sha256(name.encode()).hexdigest()}"


def mail_id(raw: bytes) -> str:
    head, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    said = MESSAGE_ID.search(head)
    written = [b" ".join(line.group().split()) for line in WRITTEN.finditer(head)]
    digest = hashlib.sha256(b"\n".join([*written, body]) if said else raw).hexdigest()[:24]
    name = said.group(1).decode("ascii", "replace") if said else "<none>"
    return f"{name} {digest}"


def open_due(now: datetime, limit: int = 20) -> int:
    """One turn of the opening loop; returns how many were taken up."""
    waiting = InboundItem.objects.filter(state=InboundItem.State.RECEIVED, run_at__lte=now).order_by("run_at", "id")
    items = list(waiting.defer("raw")[:limit])
    for item in items:
        open_item(item, now, wait=False)
    return len(items)


def open_item(item: InboundItem, now: datetime, *, wait: bool = True) -> InboundItem:
    """Understand, thread, read, decide: one transaction. What cannot be understood is set aside with its reason.

    Somebody else is opening it right now: a door waits and answers the same ids, the loop passes it by and needs no answer.
    """
    try:
        with transaction.atomic():
            locked = _claim(item, wait)
            if locked is not None:
                _open(locked, now)
    except (SetAside, NotUnderstood, Refused) as reason:
        _set_aside(item, str(reason), now)
    except OperationalError:  # The database is away: that is no fault of the item's, and no try of it.
        raise
    except Exception as error:  # A poison item is tried again later, alone, and then set aside; its neighbours go on.
        log.exception("could not open item=%s attempts=%s", item.pk, item.attempts + 1)
        _put_back(item, error, now)
    if wait:
        item.refresh_from_db()
    return item


def _claim(item: InboundItem, wait: bool) -> InboundItem | None:
    """Ours alone until the transaction ends: by the row's lock, or as SQLite's only writer."""
    items = InboundItem.objects.filter(pk=item.pk, state=InboundItem.State.RECEIVED).select_related("mailbox__team")
    if connection.vendor == "postgresql":
        items = items.select_for_update(of=("self",), skip_locked=not wait)
    return items.first()


def _open(item: InboundItem, now: datetime) -> None:
    incoming = understand(item, now)
    received = receive(incoming, now, team=item.mailbox.team if item.mailbox else None)
    item.message = received.message
    item.state, item.settled_at, item.reason = InboundItem.State.OPENED, now, ""
    item.save(update_fields=["message", "state", "settled_at", "reason"])
    if not received.duplicate:
        consider(received.message, now, quiet=item.quiet)
    log.info(
        "opened item=%s message=%s conversation=%s duplicate=%s",
        item.pk,
        received.message.pk,
        received.message.conversation_id,
        received.duplicate,
    )


def _set_aside(item: InboundItem, reason: str, now: datetime) -> None:
    InboundItem.objects.filter(pk=item.pk, state=InboundItem.State.RECEIVED).update(
        state=InboundItem.State.SET_ASIDE, reason=reason[:500], settled_at=now
    )
    log.info("set aside item=%s", item.pk)


def _put_back(item: InboundItem, error: Exception, now: datetime) -> None:
    attempts = item.attempts + 1
    if attempts >= TRIES:
        _set_aside(
            item, f"An error of ours kept it from being opened ({type(error).__name__}); it can be tried again.", now
        )
    InboundItem.objects.filter(pk=item.pk).update(attempts=attempts, run_at=now + FIRST_BACKOFF * 2**attempts)


def retry(item: InboundItem, *, by: User, now: datetime) -> InboundItem:
    """Try to understand it again, now."""
    changed = InboundItem.objects.filter(pk=item.pk, state=InboundItem.State.SET_ASIDE).update(
        state=InboundItem.State.RECEIVED, run_at=now, attempts=0, settled_by=by, settled_at=None
    )
    if not changed:
        raise Refused("This item is not set aside any more; reload the page.", code="stale")
    item.refresh_from_db()
    return open_item(item, now)


def dismiss(item: InboundItem, *, by: User, because: str, now: datetime) -> None:
    """A person says that nothing is to be made of it. The raw thing is kept."""
    if not because.strip():
        raise Refused("Say in a few words why nothing is to be made of it.")
    changed = InboundItem.objects.filter(pk=item.pk, state=InboundItem.State.SET_ASIDE).update(
        state=InboundItem.State.DISMISSED,
        settled_by=by,
        settled_at=now,
        reason=f"{item.reason} Dismissed: {because.strip()}"[:500],
    )
    if not changed:
        raise Refused("This item is not set aside any more; reload the page.", code="stale")
