"""What is done through the API: each call, its answer and its refusal."""

from __future__ import annotations

from datetime import timedelta

import pytest

from evenkeel.conversations.models import Message, Recording
from harness.api import Caller, DoorClock
from harness.cast import NOW, furious_case, open_desk

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
SOON = (NOW + 3 * HOUR).isoformat()


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def clock(monkeypatch):
    return DoorClock(monkeypatch)


@pytest.fixture
def ben(desk):
    return Caller(desk.ben)


@pytest.fixture
def case(desk, clock):
    return furious_case(desk)


def expect(status, response):
    assert response.status_code == status, response.content.decode()
    return response.json()


def a_promise(caller, case, **more):
    body = {"what": "call with the plan", "action": "call", "due_at": SOON, **more}
    return expect(201, caller.post(f"/cases/{case.pk}/promises", body))


def test_a_role_is_taken_and_given_up(ben, case):
    body = {"role": "diagnosis", "user": "dana@desk.example", "because": "knows the press"}
    roles = expect(201, ben.post(f"/cases/{case.pk}/roles", body))["roles"]
    assert {(r["role"], r["user"]["name"]) for r in roles} == {("owner", "Ben Okafor"), ("diagnosis", "Dana Wolff")}
    roles = expect(201, ben.post(f"/cases/{case.pk}/roles", {**body, "leave": True}))["roles"]
    assert [r["role"] for r in roles] == ["owner"]
    assert "handoff" in expect(409, ben.post(f"/cases/{case.pk}/roles", {**body, "role": "owner"}))["detail"]
    assert "“user”" in expect(422, ben.post(f"/cases/{case.pk}/roles", {**body, "user": 999}))["detail"]
    assert "“user”: must be" in expect(422, ben.post(f"/cases/{case.pk}/roles", {**body, "user": True}))["detail"]


def test_a_step_is_planned_and_done(ben, case):
    body = {"action": "send a fitter", "owner": "dana@desk.example", "due_at": SOON, "fallback": "rent a press"}
    step = expect(201, ben.post(f"/cases/{case.pk}/steps", body))
    assert expect(200, ben.get(f"/cases/{case.pk}"))["next_step"]["id"] == step["id"]
    assert expect(200, ben.post(f"/steps/{step['id']}/completion", {"note": "on site"}))["done_note"] == "on site"
    assert expect(409, ben.post(f"/steps/{step['id']}/completion"))["code"] == "stale"
    assert expect(200, ben.get(f"/cases/{case.pk}"))["next_step"] is None
    past = {**body, "due_at": (NOW - HOUR).isoformat()}
    assert expect(409, ben.post(f"/cases/{case.pk}/steps", past))["code"] == "past"


def test_a_reply_is_written_once_a_key_and_confirms_what_is_meant(ben, case):
    body = {"text": "Someone will be in touch. I'll call you by 3 pm today.", "confirmed": [], "next_update_at": SOON}
    read = expect(
        200, ben.post("/promises/parse", {"text": body["text"], "zone": "America/Chicago", "now": NOW.isoformat()})
    )
    starts = [c["start"] for c in read["commitments"]]
    body["confirmed"] = [{"start": starts[-1], "due_at": SOON}]
    first = expect(201, ben.post(f"/cases/{case.pk}/replies", body, key="r1"))
    again = expect(201, ben.post(f"/cases/{case.pk}/replies", body, key="r1"))
    assert first["id"] == again["id"]
    states = {p["start"]: p["state"] for p in first["promises"]}
    assert states[starts[-1]] == "made"
    assert set(states.values()) <= {"made", "dismissed"}
    assert expect(200, ben.get(f"/cases/{case.pk}"))["next_update_due_at"] == "2026-11-23T19:00:00Z"
    other = expect(201, Caller(ben.user).post(f"/cases/{case.pk}/replies", {"text": "Another."}, key="r1"))
    assert other["id"] != first["id"]


def test_a_note_is_written_once_a_key_and_never_leaves(ben, case):
    note = expect(201, ben.post(f"/cases/{case.pk}/notes", {"text": "Careful: third time."}, key="n1"))
    assert (
        expect(201, ben.post(f"/cases/{case.pk}/notes", {"text": "Careful: third time."}, key="n1"))["id"] == note["id"]
    )
    assert note["direction"] == "note"
    owed = expect(200, ben.get("/notifications", case=case.pk, limit=200))["items"]
    assert not [n for n in owed if n["message_id"] == note["id"]]
    assert "empty" in expect(409, ben.post(f"/cases/{case.pk}/notes", {"text": " "}))["detail"]


def test_a_call_on_record_keeps_what_was_promised(ben, case, clock):
    promise = a_promise(ben, case)
    clock.now = NOW + HOUR
    short = {"kind": "call", "at": (NOW + HOUR).isoformat(), "seconds": 5, "outcome": "reached"}
    tried = expect(201, ben.post(f"/promises/{promise['id']}/evidence", short))
    assert (tried["evidence"]["keeps"], tried["promise"]["state"]) == (False, "made")
    clock.now = NOW + 2 * HOUR
    spoke = {**short, "at": (NOW + 2 * HOUR).isoformat(), "seconds": 200}
    assert expect(201, ben.post(f"/promises/{promise['id']}/evidence", spoke))["promise"]["state"] == "kept"
    assert Recording.objects.count() == 2
    assert expect(409, ben.post(f"/promises/{promise['id']}/evidence", spoke))["code"] == "stale"
    assert Recording.objects.count() == 2


def test_evidence_says_what_it_needs(ben, case, clock):
    promise = a_promise(ben, case, action="visit", what="a fitter on site")
    clock.now = NOW + HOUR
    path, at = f"/promises/{promise['id']}/evidence", clock.now.isoformat()
    assert "“outcome”" in expect(422, ben.post(path, {"kind": "call", "at": at}))["detail"]
    assert "“seconds”" in expect(422, ben.post(path, {"kind": "call", "at": at, "outcome": "reached"}))["detail"]
    assert "“message_id”" in expect(422, ben.post(path, {"kind": "message", "at": at, "message_id": 99}))["detail"]
    assert "“kind”" in expect(422, ben.post(path, {"kind": "wish", "at": at}))["detail"]
    future = (NOW + 2 * HOUR).isoformat()
    assert "future" in expect(409, ben.post(path, {"kind": "visit", "at": future}))["detail"]
    called = expect(201, ben.post(path, {"kind": "call", "at": at, "seconds": 300, "outcome": "reached"}))
    assert called["evidence"]["keeps"] is False
    anybody = expect(201, Caller().post(path, {"kind": "visit", "at": at, "reference": "work order 7"}))
    assert (anybody["promise"]["state"], anybody["evidence"]["by_id"]) == ("kept", None)


def test_a_promise_is_moved_or_taken_back_only_with_the_customer_told(ben, case, clock):
    promise, other = a_promise(ben, case), a_promise(ben, case, what="send the report", action="send_doc")
    later = {"due_at": (NOW + 5 * HOUR).isoformat()}
    assert expect(409, ben.post(f"/promises/{promise['id']}/renegotiation", later))["code"] == "not_told"
    clock.now = NOW + HOUR
    told = expect(201, ben.post(f"/cases/{case.pk}/replies", {"text": "The part is late; the plan comes at 3."}))["id"]
    moved = expect(200, ben.post(f"/promises/{promise['id']}/renegotiation", {**later, "told_message_id": told}))
    assert (moved["predecessor_id"], moved["state"], moved["due_at"]) == (promise["id"], "made", "2026-11-23T21:00:00Z")
    assert expect(200, ben.get(f"/promises/{promise['id']}"))["state"] == "renegotiated"
    back = {"because": "no report is written any more", "told_message_id": told}
    assert expect(200, ben.post(f"/promises/{other['id']}/withdrawal", back))["state"] == "withdrawn"
    assert (
        "told_message_id"
        in expect(422, ben.post(f"/promises/{moved['id']}/withdrawal", {**back, "told_message_id": 99}))["detail"]
    )


def test_a_promise_by_hand_needs_a_time_that_is_to_come(ben, case):
    body = {"what": "call", "action": "call"}
    assert expect(409, ben.post(f"/cases/{case.pk}/promises", body))["code"] == "needs_time"
    body["due_at"] = (NOW - HOUR).isoformat()
    assert expect(409, ben.post(f"/cases/{case.pk}/promises", body))["code"] == "past"
    assert "“action”" in expect(422, ben.post(f"/cases/{case.pk}/promises", {**body, "action": "dance"}))["detail"]
    waits = a_promise(ben, case, due_at=None, condition="when the part has arrived")
    assert (waits["state"], waits["origin"]) == ("waiting", "api")
    assert a_promise(ben, case, owner="dana@desk.example")["owner"]["name"] == "Dana Wolff"


def test_what_was_read_is_confirmed_or_dismissed(desk, ben, case, clock):
    said = expect(
        201,
        ben.post(
            f"/cases/{case.pk}/replies", {"text": "I'll get back to you shortly. We will look into the valve soon."}
        ),
    )
    first, *_ = said["promises"]
    assert first["state"] == "detected"
    assert expect(409, ben.post(f"/promises/{first['id']}/confirmation"))["code"] == "needs_time"
    made = expect(200, ben.post(f"/promises/{first['id']}/confirmation", {"due_at": SOON, "what": "call back"}))
    assert (made["state"], made["what"], made["made_by_id"]) == ("made", "call back", desk.ben.pk)
    refusal = expect(409, ben.post(f"/promises/{first['id']}/dismissal", {"because": "x"}))
    assert "cannot be dismissed" in refusal["detail"]


def test_a_handoff_is_declined_with_a_reason(desk, ben, case):
    a_promise(ben, case)
    offer = {"receiver": desk.dana.pk, "recap": "Line 2 failed a third time.", "why_this_person": "She knows it."}
    handoff = expect(201, ben.post(f"/cases/{case.pk}/handoffs", offer))
    dana = Caller(desk.dana)
    assert "Say why not" in expect(409, dana.post(f"/handoffs/{handoff['id']}/declination", {"because": " "}))["detail"]
    assert (
        expect(200, dana.post(f"/handoffs/{handoff['id']}/declination", {"because": "on leave"}))["state"] == "declined"
    )
    assert expect(200, ben.get(f"/cases/{case.pk}"))["owner"]["name"] == "Ben Okafor"


def test_only_a_receiver_who_may_write_opens_the_brief(desk, ben, case):
    a_promise(ben, case)
    offer = {"receiver": desk.dana.pk, "recap": "Line 2 failed a third time.", "why_this_person": "She knows it."}
    path = f"/handoffs/{expect(201, ben.post(f'/cases/{case.pk}/handoffs', offer))['id']}"
    assert expect(200, ben.get(path))["opened_at"] is None
    assert expect(200, Caller(desk.dana, "read").get(path))["opened_at"] is None
    assert expect(200, Caller().get(path))["opened_at"] is None
    assert expect(200, Caller().get(path, by="dana@desk.example"))["opened_at"] is not None


def test_the_customer_is_asked_once_a_key(ben, case):
    done = {"done": "The valve was replaced and line 2 runs."}
    for _ in range(2):
        assert expect(200, ben.post(f"/cases/{case.pk}/closing", done, key="c1"))["state"] == "resolved"
    assert Message.objects.filter(direction="out").count() == 1


def test_stability_and_closing_say_what_they_need(ben, case):
    assert expect(200, ben.post(f"/cases/{case.pk}/stability", {"because": "line 2 runs"}))["state"] == "stable"
    assert "“done”" in expect(422, ben.post(f"/cases/{case.pk}/closing", {}))["detail"]
    assert "“check_back_at”" in expect(422, ben.post(f"/cases/{case.pk}/closing", {"without_answer": True}))["detail"]
    unasked = {"without_answer": True, "check_back_at": SOON}
    assert "Ask the customer first" in expect(409, ben.post(f"/cases/{case.pk}/closing", unasked))["detail"]
    assert "“answer”" in expect(422, ben.post(f"/cases/{case.pk}/confirmation", {"answer": "maybe"}))["detail"]


def test_parsing_and_checking_keep_nothing(desk):
    reader = Caller(scope="read")
    words = {
        "id": "x",
        "text": "I'll call you tomorrow at 10.",
        "now": "2026-11-23T16:00:00Z",
        "zone": "America/Chicago",
    }
    read = expect(200, reader.post("/promises/parse", words))
    assert read["id"] == "x"
    (promise,) = read["commitments"]
    assert (promise["action"], promise["due_utc"]) == ("call", "2026-11-24T16:00Z")
    assert "time zone" in expect(422, reader.post("/promises/parse", {**words, "zone": "Mars/Base"}))["detail"]
    broken = {**words, "calendar": {"days": "Never", "open": "x", "close": "y"}}
    expect(422, reader.post("/promises/parse", broken))
    checked = expect(
        200, reader.post("/drafts/check", {"id": 7, "draft": "Calm down. It is our policy.", "stage": "update"})
    )
    assert {"calm_down", "policy_quote"} <= set(checked["breaks"])
    assert all(f["because"] for f in checked["findings"])
    assert "“stage”" in expect(422, reader.post("/drafts/check", {"draft": "x", "stage": "never"}))["detail"]
    assert not Message.objects.exists()
