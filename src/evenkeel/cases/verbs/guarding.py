"""Who may say what to the customer of a case under a hold."""

from __future__ import annotations

from datetime import datetime

from evenkeel.cases.models import Case
from evenkeel.people.models import Duty, User
from evenkeel.people.reads import has_duty, is_lead
from evenkeel.playbooks.reads import holding_line
from evenkeel.refusal import NotAllowed


def may_send(case: Case, user: User, text: str, now: datetime) -> None:
    """Raises NotAllowed with the line that may be sent instead. The holding lines themselves may always go out."""
    said = _bare(text)
    if case.legal_hold_at is not None and not user.may_answer_legal and said != _bare(holding_line("legal")):
        raise NotAllowed(
            "This case is under legal hold: only somebody who may answer legal matters writes here. "
            f"You may send this line as it stands: “{holding_line('legal')}”"
        )
    if case.safety_hold_at is not None and not _has_safety(case, user, now) and said != _bare(holding_line("safety")):
        raise NotAllowed(
            "Somebody may be in danger: the safety lead answers first. "
            f"You may send this line as it stands: “{holding_line('safety')}”"
        )


def _has_safety(case: Case, user: User, now: datetime) -> bool:
    return is_lead(user) or case.acknowledged_by_id == user.pk or has_duty(user, Duty.Kind.SAFETY, now)


def _bare(text: str) -> str:
    return " ".join(text.split()).lower()
