"""Ada writes in Finnish. The reader does not read it, a language model proposes, and a person decides."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.cases.models import Case
from evenkeel.cases.verbs import confirm_proposal, set_level
from evenkeel.conversations.models import ProposedSignal, Signal
from evenkeel.engine.asking import ask_one
from evenkeel.notifications.models import Notification
from evenkeel.timeline.models import Event
from harness.api import Caller, DoorClock
from harness.cast import NOW, furious_case, mail_arrives, open_desk

pytestmark = pytest.mark.django_db

FINNISH = "Hei, laitteenne savuaa ja haisee palaneelta, emmekä uskalla enää käyttää sitä. Lapset ovat samassa talossa."
SMOKES, CHILDREN = "laitteenne savuaa ja haisee palaneelta", "Lapset ovat samassa talossa"
MARK = "A language model read danger here; a person should look."


@pytest.fixture(autouse=True)
def _a_model_that_reads_finnish(settings, webhook_sink):
    settings.LLM_URL, settings.LLM_MODEL = f"{webhook_sink.url}/v1", "a-model"
    signals = [{"code": "safety_threat", "quote": SMOKES}, {"code": "vulnerable_person", "quote": CHILDREN}]
    content = json.dumps({"signals": signals})
    webhook_sink.answer_always(200, body=json.dumps({"choices": [{"message": {"content": content}}]}).encode())


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page_of(user, path):
    return signed_in(user).get(path).content.decode()


def test_a_person_confirms_the_danger_and_it_becomes_a_case_of_the_highest_level():
    desk = open_desk()
    message = mail_arrives(desk, FINNISH).message
    place = f"/conversations/{message.conversation_id}/"
    assert MARK not in page_of(desk.ben, place)
    ask_one(lambda: NOW)
    assert MARK in page_of(desk.ben, place)
    assert MARK in page_of(desk.ben, "/conversations/")
    assert Notification.objects.get().user == desk.ben
    assert not Case.objects.exists()
    danger = ProposedSignal.objects.get(code="safety_threat")
    answer = signed_in(desk.ben).post(f"/proposals/{danger.pk}/confirmation/")
    case = Case.objects.get()
    assert answer["Location"] == f"/cases/{case.pk}/#message-{message.pk}"
    assert (case.level, case.safety_hold_at is not None) == (4, True)
    signal = Signal.objects.get()
    assert (signal.code, signal.read_by, signal.quote) == ("safety_threat", "person", SMOKES)
    assert "Ben Okafor confirmed" in signal.because
    assert desk.sam in [n.user for n in Notification.objects.all()]  # the safety lead
    shown = page_of(desk.ben, f"/cases/{case.pk}/")
    assert "a person confirmed it" in shown
    assert "A language model proposes: " in shown  # the other one still waits for its answer


def test_on_a_live_case_it_waits_for_a_person_and_then_raises_what_it_may():
    desk = open_desk()
    case = furious_case(desk, text="I want to speak to your manager about the invoice.")
    level = case.level
    assert level < 4
    mail_arrives(desk, FINNISH, message_id="<second@halden.example>")
    ask_one(lambda: NOW)
    case.refresh_from_db()
    assert (case.level, case.safety_hold_at) == (level, None)
    assert MARK in page_of(desk.ben, f"/cases/{case.pk}/")
    sentence = Event.objects.get(kind="signals_proposed", case=case).sentence
    assert sentence.startswith("A language model read danger here; a person should look")
    assert "until a person confirms it" in sentence
    danger = ProposedSignal.objects.get(code="safety_threat")
    signed_in(desk.ben).post(f"/proposals/{danger.pk}/confirmation/")
    case.refresh_from_db()
    assert (case.level, case.safety_hold_at is not None) == (4, True)
    again = signed_in(desk.ben).post(f"/proposals/{danger.pk}/confirmation/")
    assert again.status_code == 409
    assert "Somebody has answered this proposal already" in again.content.decode()
    assert Signal.objects.filter(code="safety_threat").count() == 1


def test_a_level_that_a_person_set_is_overruled_only_by_what_a_person_confirms_after_it():
    desk = open_desk()
    case = furious_case(desk)
    mail_arrives(desk, FINNISH, message_id="<second@halden.example>")
    set_level(case, 2, because="they are fine", by=desk.chidi, now=NOW)
    ask_one(lambda: NOW)
    case.refresh_from_db()
    assert case.level == 2
    confirm_proposal(ProposedSignal.objects.get(code="safety_threat"), by=desk.ben, now=NOW + timedelta(minutes=5))
    case.refresh_from_db()
    assert case.level == 4


def test_through_the_api_it_is_marked_and_turned_down_with_a_reason(monkeypatch):
    DoorClock(monkeypatch)
    desk = open_desk()
    case = furious_case(desk)
    mail_arrives(desk, FINNISH, message_id="<second@halden.example>")
    ask_one(lambda: NOW)
    caller = Caller(desk.ben)
    first, second = caller.get("/proposals", case=case.pk, open="true").json()["items"]
    assert {first["proposed_by"], second["proposed_by"]} == {"language_model"}
    assert (second["code"], second["model"], second["confirmed_at"]) == ("safety_threat", "a-model", None)
    assert FINNISH[slice(*second["span"])] == second["quote"] == SMOKES
    codes = {r["code"] for r in caller.get(f"/cases/{case.pk}").json()["level_reasons"]}
    assert not codes & {"safety_threat", "vulnerable_person"}
    lines = caller.get(f"/cases/{case.pk}/timeline").json()["items"]
    assert [line["actor"] for line in lines if line["kind"] == "signals_proposed"] == ["language_model"]
    assert caller.post(f"/proposals/{second['id']}/dismissal", {"because": " "}).status_code == 409
    answer = caller.post(f"/proposals/{second['id']}/dismissal", {"because": "She speaks of her barbecue."}).json()
    assert (answer["dismissed_by_id"], answer["signal_id"]) == (desk.ben.pk, None)
    assert [p["code"] for p in caller.get("/proposals", open="true").json()["items"]] == ["vulnerable_person"]
    confirmed = Caller().post(f"/proposals/{first['id']}/confirmation", {"by": "ben@desk.example"}).json()
    assert confirmed["signal_id"] == Signal.objects.get(code="vulnerable_person").pk
    assert caller.get("/proposals", open="true").json()["items"] == []
    assert caller.post("/proposals/999/confirmation").status_code == 404
