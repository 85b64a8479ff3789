"""What an audit found is kept, and told to whoever runs the desk: once per kind of trouble, then ever more rarely."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from evenkeel.clock import auditing
from evenkeel.clock.watched import Audit, Trouble
from evenkeel.judgement.watching import Finding, Weight
from evenkeel.notifications.models import Notification
from evenkeel.notifications.verbs import Word, owe
from evenkeel.people.models import User
from evenkeel.people.reads import who_runs_the_desk


def keep_and_tell(findings: Sequence[Finding], *, took: float, process: str, now: datetime) -> Audit:
    """One transaction: the audit, the troubles, and the words about them."""
    with transaction.atomic():
        audit, told = auditing.in_one(findings, took=took, process=process, now=now)
        people = who_runs_the_desk() if told.troubles or told.over else []
        for trouble, finding in told.troubles:
            _tell(people, trouble, _word(finding), now, f"{trouble.told}", _urgency(finding))
        for trouble in told.over:
            _tell(people, trouble, _over(trouble), now, "over", Notification.Urgency.NOTE)
    return audit


def _tell(people: Sequence[User], trouble: Trouble, word: Word, now: datetime, which: str, urgency: int) -> None:
    for user in people:
        key = f"trouble/{trouble.code}/{trouble.pk}/{which}/user:{user.pk}"
        owe(word, key=key, kind="trouble", to=user, now=now, urgency=urgency)


def _word(finding: Finding) -> Word:
    link = f"{settings.PUBLIC_URL}/trust/"
    return Word(f"The desk: {finding.says}", f"{finding.says}\n\n{finding.do}\n\n{link}\n", {"url": link})


def _over(trouble: Trouble) -> Word:
    link = f"{settings.PUBLIC_URL}/trust/"
    said = f"This is over, {trouble.says[:1].lower()}{trouble.says[1:]}"
    return Word(f"The desk: over. {trouble.says}", f"{said}\n\n{link}\n", {"url": link})


def _urgency(finding: Finding) -> int:
    return Notification.Urgency.REMINDER if finding.weight is Weight.NOTE else Notification.Urgency.BREACH
