"""What people on this desk decided about signals, as marked lines for the reader to learn from.

Who decided is not asked, and nothing is counted by person: a mark is about words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.db.models import Q

from evenkeel.conversations.models import Message, Signal
from evenkeel.judgement.reading.teaching.values import Line, Mark

MOST_MARKS: Final = 20_000  # the newest: a desk changes, and its reader with it
MOST_UNMARKED: Final = 1_000  # enough to know which words are common here
LEFT_STANDING: Final = 0.5  # on a case worked on to its end nobody said that it is not so, but nobody said that it is
_WORKED_ON: Final = Q(
    message__conversation__case__acknowledged_at__isnull=False,
    message__conversation__case__closed_at__isnull=False,
    message__conversation__case__quiet=False,
)


def marked_lines() -> Sequence[Line]:
    """A signal that was dismissed is a mark against its code; one that still stood when its case, acknowledged, was closed is a
    weak mark for it. What is not over is no mark yet, and imported history is none: nobody looked at it.
    """
    decided = (
        Signal.objects.filter(Q(dismissed_at__isnull=False) | _WORKED_ON, message__direction=Message.Direction.IN)
        .order_by("-message__sent_at", "-id")
        .values_list("message_id", "code", "dismissed_at")[:MOST_MARKS]
    )
    against = {(message, code) for message, code, dismissed_at in decided if dismissed_at is not None}
    standing = {(message, code) for message, code, dismissed_at in decided if dismissed_at is None}
    # Where one of two alike was dismissed, the other still says that it is so: that message teaches nothing of the code.
    doubtful = against & set(
        Signal.objects.filter(dismissed_at=None, message__among={message for message, _ in against}).values_list(
            "message_id", "code"
        )
    )
    marks: dict[int, dict[str, Mark]] = {}
    for message, code in (against | standing) - doubtful:
        so = (message, code) in standing
        marks.setdefault(message, {})[code] = Mark(so, LEFT_STANDING if so else 1.0)
    rows = Message.objects.filter(pk__among=list(marks)).values_list("pk", "conversation_id", "visible_text")
    return [Line(text, _group(conversation), marks[pk]) for pk, conversation, text in rows]


def unmarked_lines() -> Sequence[Line]:
    """Other words of customers, the newest: they say which words are common on this desk, and nothing else."""
    rows = (
        Message.objects.filter(direction=Message.Direction.IN, heat__isnull=False, signals=None)
        .order_by("-sent_at", "-id")
        .values_list("conversation_id", "visible_text")[:MOST_UNMARKED]
    )
    return [Line(text, _group(conversation)) for conversation, text in rows]


def _group(conversation: int) -> str:
    return f"conversation {conversation}"
