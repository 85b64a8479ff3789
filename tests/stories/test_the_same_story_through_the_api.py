"""One furious mail, from the door to a confirmed close, by calls of the API alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from harness.api import Caller, DoorClock, message
from harness.cast import NOW, open_desk, time_passes

pytestmark = pytest.mark.django_db

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def clock(monkeypatch):
    return DoorClock(monkeypatch)


@pytest.fixture
def helpdesk(desk):
    """The helpdesk in use: its token acts for nobody."""
    return Caller()


@pytest.fixture
def ben(desk):
    return Caller(desk.ben)


@pytest.fixture
def case_id(helpdesk, clock):
    return expect(202, helpdesk.post("/messages", message()))["case_id"]


def expect(status, response):
    assert response.status_code == status, response.content.decode()
    return response.json()


def words_of_ours(text, sent_at, external_id="m2"):
    return message(
        external_id,
        text,
        direction="out",
        to=["ada@halden.example"],
        sent_at=sent_at.isoformat(),
        **{"from": {"name": "Ben Okafor", "address": "ben@desk.example"}},
    )


def text_promise(caller, case_id):
    promises = expect(200, caller.get(f"/cases/{case_id}"))["promises"]
    return next(p for p in promises if p["origin"] == "text")


def test_the_message_is_a_case_with_quoted_reasons_and_an_owner_who_is_paged(ben, case_id):
    case = expect(200, ben.get(f"/cases/{case_id}"))
    assert case["level"] in (3, 4)
    assert case["number"] == case_id
    quotes = " ".join(r["quote"] or "" for r in case["level_reasons"])
    assert "line 2 is down" in quotes
    assert all(r["code"] and r["because"] for r in case["level_reasons"])
    assert case["owner"]["email"] == "ben@desk.example"
    assert case["next_update_due_at"] is not None
    owed = expect(200, ben.get("/notifications", case=case_id))["items"]
    page = next(n for n in owed if n["kind"] == "page")
    assert page["user"]["email"] == "ben@desk.example"
    assert {d["state"] for d in page["deliveries"]} == {"pending"}


def test_an_acknowledgement_stops_the_ladder(ben, case_id, clock):
    clock.now = NOW + MINUTE
    case = expect(201, ben.post(f"/cases/{case_id}/acknowledgements"))
    assert case["acknowledged_by"]["email"] == "ben@desk.example"
    assert case["acknowledged_at"].startswith("2026-11-23T16:01:00")
    time_passes(NOW + 10 * MINUTE)
    owed = expect(200, ben.get("/notifications", case=case_id))["items"]
    assert {n["user"]["name"] for n in owed if n["kind"] == "page"} == {"Ben Okafor"}


def test_a_promise_in_words_that_went_out_elsewhere_is_broken_at_its_instant(ben, helpdesk, case_id, clock):
    clock.now = NOW + 2 * MINUTE
    text = "Your line is down and a truck waits. I'll call you by 3 pm your time today."
    expect(202, helpdesk.post("/messages", words_of_ours(text, clock.now)))
    promise = text_promise(ben, case_id)
    assert (promise["state"], promise["action"]) == ("made", "call")
    assert promise["due_at"] == "2026-11-23T21:00:00Z"
    assert (promise["due_local"][:16], promise["due_zone"]) == ("2026-11-23T15:00", "America/Chicago")
    clock.now = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
    time_passes(clock.now)
    broken = expect(200, ben.get(f"/promises/{promise['id']}"))
    assert (broken["state"], broken["broken_at"]) == ("broken", promise["due_at"])
    events = expect(200, ben.get(f"/cases/{case_id}/timeline", limit=200))["items"]
    line = next(e for e in events if e["kind"] == "promise_broken" and e["data"]["promise_id"] == promise["id"])
    assert line["at"] == promise["due_at"]
    listed = expect(200, ben.get("/promises", state="broken", due_before="2026-11-23T21:00:01+00:00"))["items"]
    assert promise["id"] in {p["id"] for p in listed}


def test_a_call_in_time_keeps_it(ben, case_id, clock):
    clock.now = NOW + 2 * MINUTE
    reply = expect(201, ben.post(f"/cases/{case_id}/replies", {"text": "I'll call you by 3 pm your time today."}))
    assert [p["state"] for p in reply["promises"]] == ["made"]
    clock.now = NOW + 2 * HOUR
    called = {
        "kind": "call",
        "at": (NOW + HOUR).isoformat(),
        "seconds": 240,
        "outcome": "reached",
        "note": "Told her the plan.",
    }
    added = expect(201, ben.post(f"/promises/{reply['promises'][0]['id']}/evidence", called))
    assert added["evidence"]["keeps"] is True
    assert added["promise"]["state"] == "kept"
    time_passes(NOW + 12 * HOUR)
    assert expect(200, ben.get(f"/promises/{reply['promises'][0]['id']}"))["state"] == "kept"


def test_it_passes_to_a_colleague_who_reads_and_ticks_first(desk, ben, case_id, clock):
    dana = Caller(desk.dana)
    made = {"what": "call with the plan", "action": "call", "due_at": (NOW + 3 * HOUR).isoformat()}
    promise = expect(201, ben.post(f"/cases/{case_id}/promises", made))
    offer = {
        "receiver": "dana@desk.example",
        "recap": "Line 2 failed a third time and a truck is waiting.",
        "why_this_person": "She knows the press.",
    }
    handoff = expect(201, ben.post(f"/cases/{case_id}/handoffs", offer))
    answer = f"/handoffs/{handoff['id']}/acceptance"
    assert expect(409, dana.post(answer, {"promises": [promise["id"]]}))["code"] == "unread"
    brief = expect(200, dana.get(f"/handoffs/{handoff['id']}"))
    assert [p["id"] for p in brief["promises"]] == [promise["id"]]
    assert brief["case"]["id"] == case_id
    assert expect(409, dana.post(answer, {"promises": []}))["code"] == "unticked"
    assert expect(403, ben.post(answer, {"promises": [promise["id"]]}))["code"] == "not_allowed"
    assert expect(200, dana.post(answer, {"promises": [promise["id"]]}))["state"] == "accepted"
    case = expect(200, dana.get(f"/cases/{case_id}"))
    assert case["owner"]["email"] == "dana@desk.example"
    assert case["promises"][0]["owner"]["email"] == "dana@desk.example"


def test_it_closes_only_when_the_customer_says_that_it_is_solved(ben, helpdesk, case_id, clock):
    clock.now = NOW + HOUR
    made = {"what": "call with the plan", "action": "call", "due_at": (NOW + 3 * HOUR).isoformat()}
    promise = expect(201, ben.post(f"/cases/{case_id}/promises", made))
    done = {"done": "The valve was replaced and line 2 runs."}
    assert expect(409, ben.post(f"/cases/{case_id}/closing", done))["code"] == "unsettled"
    clock.now = NOW + 2 * HOUR
    called = {"outcome": "reached", "seconds": 90, "started_at": (NOW + 2 * HOUR - MINUTE).isoformat()}
    expect(201, ben.post(f"/cases/{case_id}/calls", called))
    assert expect(200, ben.get(f"/promises/{promise['id']}"))["state"] == "kept"
    assert expect(200, ben.post(f"/cases/{case_id}/closing", done))["state"] == "resolved"
    early = {"without_answer": True, "check_back_at": (NOW + timedelta(days=9)).isoformat()}
    expect(409, ben.post(f"/cases/{case_id}/closing", early))
    no = {"answer": "not_solved", "words": "It stopped again.", "via": "call"}
    assert expect(200, helpdesk.post(f"/cases/{case_id}/confirmation", no))["state"] == "open"
    assert expect(200, ben.post(f"/cases/{case_id}/closing", done))["state"] == "resolved"
    yes = {"answer": "solved", "words": "Now it runs.", "via": "call"}
    closed = expect(200, helpdesk.post(f"/cases/{case_id}/confirmation", yes))
    assert (closed["state"], closed["reopened"]) == ("confirmed", 1)
