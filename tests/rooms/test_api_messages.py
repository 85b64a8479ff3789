"""POST /messages: kept first, opened once, whoever asks how often."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from evenkeel.cases.models import Case
from evenkeel.conversations.models import Conversation, Message
from evenkeel.conversations.verbs import file_path
from evenkeel.intake.models import InboundItem
from harness.api import Caller, DoorClock, message
from harness.cast import NOW, open_desk

IDS = ("id", "conversation_id", "case_id", "item_id")


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def clock(monkeypatch):
    return DoorClock(monkeypatch)


@pytest.mark.django_db
def test_the_raw_body_is_kept_with_what_we_do_not_know(desk, clock):
    body = message(priority="urgent", text="Line 2 is down.\0")
    accepted = Caller().post("/messages", body).json()
    item = InboundItem.objects.get(pk=accepted["item_id"])
    kept = json.loads(bytes(item.raw))
    assert kept["priority"] == "urgent"
    assert kept["from"] == body["from"]
    assert kept["text"] == "Line 2 is down."
    assert (item.source, item.external_id, item.kind, item.state) == ("api:helpdesk", "m1", "message", "opened")


@pytest.mark.django_db
def test_again_it_answers_the_same_ids(desk, clock):
    caller = Caller()
    first, again = caller.post("/messages", message()), caller.post("/messages", message(text="Changed."))
    assert (first.status_code, again.status_code) == (202, 202)
    assert [first.json()[k] for k in IDS] == [again.json()[k] for k in IDS]
    assert (first.json()["duplicate"], again.json()["duplicate"]) == (False, True)
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_twenty_at_once_are_one_message(desk, clock):
    caller = Caller()
    answers = at_once(caller, [message()] * 20)
    assert {a.status_code for a in answers} == {202}, [a.content for a in answers if a.status_code != 202]
    assert len({tuple(a.json()[k] for k in IDS) for a in answers}) == 1
    assert sum(not a.json()["duplicate"] for a in answers) == 1
    assert (InboundItem.objects.count(), Message.objects.count(), Case.objects.count()) == (1, 1, 1)


@pytest.mark.django_db(transaction=True)
def test_several_messages_that_start_one_conversation_meet_in_it(desk, clock):
    answers = at_once(Caller(), [message(f"m{n}") for n in range(6)])
    assert {a.status_code for a in answers} == {202}, [a.content for a in answers if a.status_code != 202]
    assert len({a.json()["conversation_id"] for a in answers}) == 1
    assert (Conversation.objects.count(), Message.objects.count(), Case.objects.count()) == (1, 6, 1)


def at_once(caller, bodies):
    def post(body):
        try:
            return caller.post("/messages", body)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(bodies)) as threads:
        return list(threads.map(post, bodies))


@pytest.mark.django_db
def test_a_quiet_question_opens_no_case(desk, clock):
    accepted = Caller().post(
        "/messages", message(text="Could you send me the manual when you have a minute? Thank you.")
    )
    assert accepted.status_code == 202
    assert accepted.json()["case_id"] is None


@pytest.mark.django_db
def test_a_note_opens_nothing_and_joins_the_thread(desk, clock):
    caller = Caller()
    first = caller.post("/messages", message()).json()
    note = caller.post("/messages", message("m2", "She is right.", direction="note")).json()
    assert note["conversation_id"] == first["conversation_id"]
    assert note["case_id"] == first["case_id"]
    assert Message.objects.get(pk=note["id"]).direction == "note"


@pytest.mark.django_db
def test_whom_it_went_to_is_said_as_an_address_or_with_a_name(desk, clock):
    to = [{"name": "Ada Novak", "address": "ada@halden.example"}, "cc@halden.example"]
    accepted = Caller().post("/messages", message(direction="out", to=to)).json()
    assert Message.objects.get(pk=accepted["id"]).to == ["ada@halden.example", "cc@halden.example"]


@pytest.mark.django_db
def test_attachments_come_as_base64(desk, clock):
    photo = {"filename": "valve.jpg", "content_type": "image/jpeg", "content": base64.b64encode(b"a photo").decode()}
    accepted = Caller().post("/messages", message(attachments=[photo])).json()
    attachment = Message.objects.get(pk=accepted["id"]).attachments.get()
    assert (attachment.filename, attachment.size) == ("valve.jpg", 7)
    assert file_path(attachment.digest).read_bytes() == b"a photo"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"direction": "sideways"}, "“direction”"),
        ({"sent_at": "2026-11-23T16:00:00"}, "“sent_at”: must say its offset"),
        ({"source": ""}, "“source”"),
        ({"external_id": "x" * 501}, "“external_id”"),
        ({"conversation": {}}, "“conversation.external_id” is missing"),
        ({"from": None}, "“from”"),
        ({"text": None}, "“text”"),
        ({"to": [7]}, "“to.0”"),
        ({"channel": "E Mail"}, "“channel”"),
        ({"attachments": [{"filename": "x"}]}, "“attachments.0.content” is missing"),
    ],
)
def test_what_cannot_be_used_is_named_and_not_kept(desk, clock, change, words):
    response = Caller().post("/messages", message(**change))
    assert response.status_code == 422
    assert words in response.json()["detail"]
    assert not InboundItem.objects.exists()


@pytest.mark.django_db
def test_what_cannot_be_opened_is_kept_and_said(clock):
    """A desk without a team: nothing is lost, and the caller learns why."""
    response = Caller().post("/messages", message())
    assert response.status_code == 422
    problem = response.json()
    assert problem["code"] == "set_aside"
    assert "team" in problem["detail"]
    assert InboundItem.objects.get(pk=problem["item_id"]).received_at == NOW
