"""An open offer that the case has overtaken: withdrawn aloud, so that nobody answers into the void."""

from __future__ import annotations

from datetime import datetime

from evenkeel.cases import words
from evenkeel.cases.happenings import HandoffAnswered
from evenkeel.cases.models import Case, Handoff
from evenkeel.cases.verbs.holding import tell_timeline
from evenkeel.clock.verbs import cancel
from evenkeel.notifications.verbs import owe
from evenkeel.timeline.happenings import Actor


def withdraw_open_offers(case: Case, because: str, *, by: Actor, now: datetime) -> None:
    """On a locked case. The receiver is told; the timeline says why."""
    for handoff in case.handoffs.filter(state=Handoff.State.OFFERED).select_related("giver", "receiver", "case"):
        handoff.state, handoff.answered_at, handoff.answer = Handoff.State.WITHDRAWN, now, because[:300]
        handoff.save(update_fields=["state", "answered_at", "answer"])
        cancel(now, because, kind="handoff_due", subject_id=handoff.pk)
        answered = HandoffAnswered(handoff.pk, str(handoff.giver), str(handoff.receiver), handoff.state, because)
        tell_timeline(case, answered, by, now)
        word = words.alarm(case, f"the offer to you is withdrawn: {because}")
        owe(word, key=f"handoff:{handoff.pk}/overtaken", kind="handoff", to=handoff.receiver, now=now, case=case)
