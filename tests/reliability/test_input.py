"""R34 to R36: what comes in fifty times, in the wrong order, or broken. By real HTTP to a real web process."""

from __future__ import annotations

import http.client
import json
import threading
from collections import Counter
from datetime import timedelta

import pytest

from evenkeel.cases.models import Case
from evenkeel.conversations.models import Message
from evenkeel.intake.models import InboundItem
from evenkeel.intake.verbs import keep, keep_mail, open_due, open_item
from evenkeel.notifications.models import Notification
from evenkeel.people import tokens
from harness.api import message
from harness.cast import FURIOUS, NOW, mail, open_desk
from harness.invariants import check_invariants
from harness.processes import Installation, url_of_this_tests_database

pytestmark = pytest.mark.django_db(transaction=True)

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def web(tmp_path):
    with Installation(tmp_path, url_of_this_tests_database()) as house:
        house.start("web", ready="/healthz")
        yield house


def posted(house, token, body):
    connection = http.client.HTTPConnection("127.0.0.1", house.port, timeout=60)
    try:
        head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        connection.request("POST", "/api/v1/messages", json.dumps(body), head)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def test_r34_one_webhook_sent_fifty_times_at_once_is_one_message_one_case_one_page(desk, web):
    token, answers, start = tokens.make("helpdesk", "write", None, NOW), [], threading.Barrier(50)

    def sends():
        start.wait(90)
        answers.append(posted(web, token, message()))

    threads = [threading.Thread(target=sends) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    assert len(answers) == 50
    assert Counter(status for status, _ in answers if status >= 500 and status != 503) == {}
    # A sender that was told "later" comes back, as they all do.
    answers = [posted(web, token, message()) if status == 503 else (status, body) for status, body in answers]
    assert {status for status, _ in answers} == {202}
    assert len({(body["id"], body["conversation_id"], body["case_id"]) for _, body in answers}) == 1
    assert sum(not body["duplicate"] for _, body in answers) <= 1
    assert (InboundItem.objects.count(), Message.objects.count(), Case.objects.count()) == (1, 1, 1)
    assert Notification.objects.filter(kind="page").count() == 1
    check_invariants()


WORDS = ["Line 2 is down again.", "Any news? Our truck waits.", "It is the coupling, says our fitter.", "Still down."]


def said(n: int, at) -> bytes:
    body = message(f"m{n}", WORDS[n], sent_at=at.isoformat())
    return json.dumps(body).encode()


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_r35_messages_in_any_order_are_one_conversation_in_the_order_they_were_sent(desk, order):
    for n in order:
        item, _ = keep("api:helpdesk", f"m{n}", "message", said(n, NOW + n * MINUTE), NOW + HOUR)
        open_item(item, NOW + HOUR)
    case = Case.objects.get()
    conversation = case.conversations.get()
    assert list(conversation.messages.order_by("sent_at", "id").values_list("text", flat=True)) == WORDS
    assert case.level == 4
    check_invariants()


def test_r35_an_old_word_that_comes_late_ends_nothing_that_was_decided_since(desk):
    """Ada's first mail arrives a day after her second, and says less."""
    second, _ = keep("api:helpdesk", "m1", "message", said(0, NOW), NOW)
    case = open_item(second, NOW).message.conversation.case
    old = message("m0", "A question about the manual.", sent_at=(NOW - HOUR).isoformat())
    late, _ = keep("api:helpdesk", "m0", "message", json.dumps(old).encode(), NOW + 24 * HOUR)
    open_item(late, NOW + 24 * HOUR)
    case.refresh_from_db()
    assert (case.level, case.state, Case.objects.count()) == (4, "open", 1)
    check_invariants()


def test_r36_poison_of_every_kind_is_kept_and_named_and_its_neighbours_are_opened(desk):
    good = mail(FURIOUS)
    poison = {
        "no mail at all": b"\x00\xff\xfe\x00" * 40,
        "nothing": b"",
        "a body in no encoding": mail("x", message_id="<enc@x>").replace(b'charset="utf-8"', b'charset="klingon-1"')[
            :-2
        ]
        + b"\xff\xfe\xc3\x28",
        "ten megabytes and more": mail("y" * 30_000_000, message_id="<big@x>"),
    }
    for name, raw in poison.items():
        keep("mail:poison", name, "mail", raw, NOW, mailbox=desk.mailbox)
    keep_mail(good, mailbox=desk.mailbox, now=NOW)
    for n in range(8):
        open_due(NOW + n * HOUR)
    states = dict(InboundItem.objects.values_list("external_id", "state"))
    assert states.pop(InboundItem.objects.get(source__contains=desk.mailbox.address).external_id) == "opened"
    assert set(states.values()) <= {"set_aside", "opened"}
    assert states["nothing"] == states["ten megabytes and more"] == "set_aside"
    for item in InboundItem.objects.filter(state="set_aside"):
        assert item.reason, "set aside without a word"
        assert bytes(item.raw) == poison[item.external_id], "what came in is kept to the byte"
    assert Case.objects.filter(level=4).count() == 1
    check_invariants()


def test_r36_poison_by_http_is_refused_with_a_sentence_and_the_door_stays_open(desk, web):
    token = tokens.make("helpdesk", "write", None, NOW)
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=60)
    head = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    for raw in (b"{", b"\xff\xfe\x00", b'{"source": 7}', b'"' + b"x" * 12_000_000 + b'"', b"[" * 100_000):
        connection.request("POST", "/api/v1/messages", raw, head)
        answer = connection.getresponse()
        said = json.loads(answer.read())
        assert 400 <= answer.status < 500, (answer.status, raw[:20])
        assert said["title"]
        connection.close()
    assert posted(web, token, message())[0] == 202
    assert InboundItem.objects.count() == 1
