"""A message from another system: kept raw, then opened, in one call."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db import transaction
from ninja import Router, Schema, Status
from pydantic import BaseModel, Field

from evenkeel.api.door import Asked, SaidAt, now
from evenkeel.api.problems import Unprocessable
from evenkeel.conversations.models import Conversation
from evenkeel.intake.models import InboundItem
from evenkeel.intake.verbs import keep, open_item

router = Router(tags=["messages"])
TRIES = 3


class Correspondent(BaseModel):
    name: str | None = Field(default="", max_length=1000)
    address: str | None = Field(
        default="", max_length=320, description="Mail address, number or handle on the channel."
    )


class ConversationRef(BaseModel):
    external_id: str = Field(min_length=1, max_length=300)


class AttachmentIn(BaseModel):
    filename: str = Field("attachment", max_length=1000)
    content_type: str = Field("application/octet-stream", max_length=120)
    content: str = Field(description="Base64.")


class MessageIn(BaseModel, extra="allow"):
    """One item of a conversation. Fields that we do not know are kept with it."""

    source: str = Field(min_length=1, max_length=76, description="Which system it comes from: a name of your choosing.")
    external_id: str = Field(
        min_length=1, max_length=500, description="Its id there; the same again is the same message."
    )
    conversation: ConversationRef
    channel: str = Field(
        min_length=1, max_length=20, pattern=r"^[a-z][a-z0-9_-]*$", description="email, chat, phone, sms, …"
    )
    direction: Literal["in", "out", "note"]
    sender: Correspondent = Field(alias="from")
    to: list[Correspondent | str] = Field(default_factory=list, max_length=1000, description="Addresses, or as “from”.")
    sent_at: SaidAt
    subject: str | None = None
    text: str
    attachments: list[AttachmentIn] | None = Field(None, max_length=200)
    bot: bool = Field(False, description="Written by a machine: it keeps no promise and counts as no answer.")


class MessageAccepted(Schema):
    id: int
    conversation_id: int
    case_id: int | None
    duplicate: bool
    item_id: int = Field(description="Of the raw item that was kept.")


@router.post("/messages", response={202: MessageAccepted}, by_alias=True)
def receive_message(request: Asked, payload: MessageIn) -> Status[dict[str, Any]]:
    """Bring a message: it is kept, put into its conversation, read, and opens or joins a case where it should.

    The same (source, external_id) again, also many at once, answers the same ids.
    """
    moment = now()
    raw = payload.model_dump_json(by_alias=True, exclude_unset=True).encode()
    item, fresh = keep(f"api:{payload.source}", payload.external_id, "message", raw, moment)
    item = _opened(item, moment)
    message = item.message
    if message is None:
        raise _not_opened(item)
    conversation = Conversation.objects.get(pk=message.conversation_id)
    return Status(
        202,
        {
            "id": message.pk,
            "conversation_id": conversation.pk,
            "case_id": conversation.case_id,
            "duplicate": not fresh,
            "item_id": item.pk,
        },
    )


def _opened(item: InboundItem, moment: datetime) -> InboundItem:
    """Open it here, or wait for whoever is opening it now; two messages that start one conversation may need a second try."""
    for _ in range(TRIES):
        if item.state != InboundItem.State.RECEIVED:
            break
        item = open_item(item, moment)
        if item.state == InboundItem.State.RECEIVED:
            _wait_for_whoever_opens_it(item)
            item.refresh_from_db()
    return item


def _wait_for_whoever_opens_it(item: InboundItem) -> None:
    """We get the row's lock when their transaction ends. On SQLite they were done before our turn to write came."""
    with transaction.atomic():
        InboundItem.objects.select_for_update(of=("self",)).only("pk").get(pk=item.pk)


def _not_opened(item: InboundItem) -> Unprocessable:
    """Nothing is lost: the item is kept, and a person or the loop can open it."""
    if item.state == InboundItem.State.RECEIVED:
        sentence = "The message is kept and will be opened; ask again with the same external_id to learn its ids."
        return Unprocessable("body", sentence, code="not_opened_yet", status=503, item_id=item.pk)
    sentence = f"The message is kept, but set aside: {item.reason}"
    return Unprocessable("body", sentence, code="set_aside", item_id=item.pk)
