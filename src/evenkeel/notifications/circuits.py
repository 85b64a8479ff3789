"""Who carries our words may be in trouble: then they are left alone for a while, and asked again with one word.

An outage so burns no attempts, and a request for patience counts for all that goes by the same way.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet

from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.models import Circuit, Delivery
from evenkeel.notifications.patience import LONGEST_PATIENCE

OPENS_AFTER = 5  # failures in a row, with no success between
FIRST_REST, LONGEST_REST = timedelta(seconds=10), timedelta(minutes=2)
PROBE = timedelta(seconds=20)


def provider_of(channel: str, address: str) -> str:
    """A channel has one provider; where the address is a URL, each host is its own."""
    host = urlsplit(address).netloc.rpartition("@")[2].lower() if address.startswith(("http://", "https://")) else ""
    return f"{channel}:{host}"[:150] if host else channel


def carrier(delivery: Delivery) -> str:
    return delivery.provider or provider_of(delivery.channel, delivery.address)


def heed_failure(delivery: Delivery, failure: DeliveryFailed, now: datetime) -> None:
    """A refusal for good says nothing about the carrier; all else counts, and a request for patience is kept."""
    if failure.permanent and failure.retry_after is None:
        return
    count_failure(carrier(delivery), failure, now)


def count_failure(provider: str, failure: DeliveryFailed, now: datetime) -> None:
    """After so many in a row whoever it is is left alone for a while."""
    circuit, _ = Circuit.objects.get_or_create(provider=provider, defaults={"since": now})
    failures = circuit.failures + 1
    rest = timedelta()
    if failures >= OPENS_AFTER:
        rest = min(FIRST_REST * 2 ** min(failures - OPENS_AFTER, 8), LONGEST_REST)
    rest = max(rest, min(failure.retry_after or timedelta(), LONGEST_PATIENCE))
    open_until = now + rest if rest else circuit.open_until
    Circuit.objects.filter(pk=circuit.pk).update(failures=failures, open_until=open_until, because=str(failure)[:300])


def heed_success(delivery: Delivery, now: datetime) -> None:
    """It carries again: what was put off because of it need not wait out its time."""
    circuit = Circuit.objects.filter(provider=carrier(delivery)).first()
    if circuit is None:
        return
    circuit.delete()
    if circuit.open_until is not None:
        Delivery.objects.filter(
            provider=circuit.provider, state=Delivery.State.PENDING, attempts__gt=0, not_before__gt=now
        ).update(not_before=now)


def resting(now: datetime) -> QuerySet[Circuit, str]:
    """Who is left alone right now: a question that can stand inside another, so that an idle turn asks once. A rest that
    ends later than any that begins now was written before the clock was set back, and is over.
    """
    return Circuit.objects.filter(_rests(now)).values_list("provider", flat=True)


def _rests(now: datetime) -> Q:
    return Q(open_until__gt=now, open_until__lte=now + max(LONGEST_REST, LONGEST_PATIENCE, PROBE))


def take_probe(provider: str, now: datetime) -> bool:
    """Whether we are the one to ask again with one word; whoever fails to answer is left alone a little longer."""
    ready = Circuit.objects.filter(provider=provider, open_until__isnull=False).exclude(_rests(now))
    return bool(ready.update(open_until=now + PROBE))


def is_resting(provider: str, now: datetime) -> bool:
    return resting(now).filter(provider=provider).exists()


def forget_failures(provider: str) -> None:
    """It answered well."""
    Circuit.objects.filter(provider=provider).delete()


def on_trial() -> set[str]:
    """Who was in trouble and has not carried anything since."""
    return set(Circuit.objects.exclude(open_until=None).values_list("provider", flat=True))


def in_trouble() -> Sequence[Circuit]:
    return list(Circuit.objects.exclude(open_until=None).order_by("provider"))
