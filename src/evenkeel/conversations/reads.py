"""What was said, and what was read in it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from evenkeel.conversations.models import Conversation, Message, ProposedSignal, Recording, Signal
from evenkeel.judgement.reading.second import DANGER


def of_case(case: Any) -> Sequence[Message]:
    """Every message of a case over all its conversations, oldest first, with signals and attachments."""
    return list(
        Message.objects.filter(conversation__case=case)
        .select_related("contact", "author", "conversation")
        .prefetch_related("signals", "attachments")
        .order_by("sent_at", "id")
    )


def calls_of_case(case: Any) -> Sequence[Recording]:
    return list(Recording.objects.filter(conversation__case=case).select_related("user").order_by("started_at", "id"))


def signals_of_case(case: Any, since: datetime | None = None) -> Sequence[Signal]:
    """Standing signals in customers' own words; `since` leaves out what a person has decided over already."""
    signals = Signal.objects.filter(message__conversation__case=case, dismissed_at=None)
    if since is not None:
        # A person who confirmed a proposal after that decision has seen more than whoever decided.
        signals = signals.filter(Q(message__received_at__gt=since) | Q(proposal__confirmed_at__gt=since))
    return list(signals.select_related("message").order_by("message__sent_at", "start"))


def human_words_to_customer(case: Any) -> QuerySet[Message]:
    """What counts as an answer: written by a person, visible to the customer; bots, notes and auto-replies do not."""
    return Message.objects.filter(
        conversation__case=case, direction=Message.Direction.OUT, kind=Message.Kind.HUMAN
    ).order_by("sent_at", "id")


def main_conversation(case: Any) -> Conversation:
    """Where an answer goes: the one in which the customer spoke last."""
    last = (
        Message.objects.filter(conversation__case=case, direction=Message.Direction.IN)
        .select_related("conversation__contact__account")
        .order_by("-sent_at", "-id")
        .first()
    )
    if last is not None:
        return last.conversation
    return Conversation.objects.filter(case=case).order_by("-last_message_at", "-id").first()  # type: ignore[return-value]


def without_case() -> QuerySet[Conversation]:
    """Conversations that nobody made a case of, newest first."""
    return (
        Conversation.objects.filter(case=None)
        .select_related("account", "contact")
        .annotate(size=Count("messages"), danger=Exists(_dangers_to_look_at()))
        .order_by("-last_message_at", "-id")
    )


def _dangers_to_look_at() -> QuerySet[ProposedSignal]:
    """Of one conversation: what a language model read and no person has answered."""
    proposed = ProposedSignal.objects.filter(code=DANGER, confirmed_at=None, dismissed_at=None)
    return proposed.filter(reading__message__conversation=OuterRef("pk"))


def thread_headers(conversation: Conversation) -> tuple[str, tuple[str, ...]]:
    """(In-Reply-To, References) of the next mail in this conversation."""
    ids = [m for m in conversation.messages.order_by("sent_at", "id").values_list("message_id", flat=True) if m]
    return (ids[-1], tuple(ids[-20:])) if ids else ("", ())
