"""The mail that kept a promise came back: the promise's owner is told, and a person decides. Nothing is undone silently."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import transaction

from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import User
from evenkeel.people.reads import is_lead
from evenkeel.promises.entering import arm_timers
from evenkeel.promises.falling_due import break_promise
from evenkeel.promises.happenings import EvidenceBounced, EvidenceDecided
from evenkeel.promises.holding import actor_of, locked, renew, spoken_due, tell
from evenkeel.promises.models import Evidence, Promise
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.happenings import SYSTEM
from evenkeel.timeline.models import Event

KEPT = (Promise.State.KEPT, Promise.State.KEPT_LATE)


def words_came_back(event: Event, now: datetime) -> None:
    """Follows a word to a customer that did not arrive: what it kept is in question."""
    message_id = event.data.get("message_id")
    if message_id is None or event.data.get("audience") != Notification.Audience.CUSTOMER:
        return
    found = Evidence.objects.filter(message=message_id, keeps=True, bounced_at=None, promise__state__in=KEPT)
    for evidence in found.select_related("promise__case", "promise__owner"):
        _question(evidence, str(event.data.get("because", "")), now)


def _question(evidence: Evidence, because: str, now: datetime) -> None:
    promise = evidence.promise
    Evidence.objects.filter(pk=evidence.pk).update(bounced_at=now, bounced_because=because[:300])
    happening = EvidenceBounced(promise.pk, promise.what, spoken_due(promise), evidence.pk, because[:200])
    tell(promise, happening, SYSTEM, now, key=f"evidence:{evidence.pk}/bounced")
    url = f"{settings.PUBLIC_URL}/cases/{promise.case_id}/#promise-{promise.pk}" if promise.case_id else ""
    word = Word(
        f"Its mail came back: {promise.what}",
        f"The mail that kept this promise did not arrive ({because}). Say whether it counts all the same, for example "
        f"because they know by telephone; otherwise it is open again, or broken if its time has passed.\n\n{url}",
        {"case": promise.case_id, "url": url},
    )
    owe(
        word,
        key=f"evidence:{evidence.pk}/bounced/user:{promise.owner_id}",
        kind="evidence_bounced",
        to=promise.owner,
        now=now,
        case=promise.case,
        urgency=Notification.Urgency.BREACH,
    )


def decide_evidence(evidence: Evidence, *, stands: bool, because: str, by: User, now: datetime) -> Promise:
    """It counts all the same, or it never did: then the promise is open again, and broken where its time has passed."""
    with transaction.atomic():
        promise = locked(evidence.promise)
        evidence = Evidence.objects.get(pk=evidence.pk)
        if not evidence.is_in_question:
            raise Refused("Nobody asks about this any more: reload the page.", code="stale")
        case = promise.case
        if by.pk != promise.owner_id and not (case and case.owner_id == by.pk) and not is_lead(by):
            raise NotAllowed(f"{promise.owner}, the case's owner or a lead decides this.")
        if not because.strip():
            raise Refused("Say how you know.")
        Evidence.objects.filter(pk=evidence.pk).update(
            decided_at=now, decided_by=by, keeps=stands, **({} if stands else {"because": "the mail came back"})
        )
        said = EvidenceDecided(
            promise.pk, promise.what, spoken_due(promise), evidence.pk, stands, because.strip()[:200]
        )
        tell(promise, said, actor_of(by), now)
        if not stands and not promise.evidence.filter(keeps=True).exists():
            _open_again(promise, now)
        return promise


def _open_again(promise: Promise, now: datetime) -> None:
    """What was broken before stays broken; what was kept in time is open again, or breaks as of when it fell due."""
    if promise.state not in KEPT:
        return
    was_late = promise.state == Promise.State.KEPT_LATE
    renew(promise, now)
    promise.state, promise.settled_at = (Promise.State.BROKEN if was_late else Promise.State.MADE), None
    promise.save(update_fields=["state", "settled_at", "generation"])
    if was_late:
        return
    if promise.due_at is not None and promise.due_at <= now:
        break_promise(promise, now)
    else:
        arm_timers(promise, now)
