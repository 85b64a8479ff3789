"""What waits for a person, and whose address it is."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from evenkeel.intake.models import InboundItem, Mailbox


def set_aside(limit: int = 200) -> Sequence[InboundItem]:
    """What could not be understood, newest first, without the raw bytes."""
    items = InboundItem.objects.filter(state=InboundItem.State.SET_ASIDE).select_related("mailbox").defer("raw")
    return list(items.order_by("-received_at", "-id")[:limit])


def set_aside_count() -> int:
    return InboundItem.objects.filter(state=InboundItem.State.SET_ASIDE).count()


def find_mailbox(address: str) -> Mailbox | None:
    """Plus-addresses belong to their mailbox: `help+k-TOKEN@…` is `help@…`."""
    if "\0" in address:
        return None
    local, _, domain = address.strip().lower().rpartition("@")
    plain = f"{local.partition('+')[0]}@{domain}"
    # However it was typed when it was set up: an address with capitals in it is the same address.
    either = Q(address__iexact=plain) | Q(address__iexact=f"{local}@{domain}")
    return Mailbox.objects.filter(either, closed_at=None).select_related("team").first()
