"""The API's door: who may come in, and how it says no."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.people import tokens
from evenkeel.people.models import ApiToken
from evenkeel.refusal import Refused
from harness.api import Caller, DoorClock, message
from harness.cast import NOW, furious_case, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def clock(monkeypatch):
    return DoorClock(monkeypatch)


def refused(status, response, words="", code=""):
    assert response.status_code == status, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert problem["status"] == status
    assert {"type", "title", "detail", "code", "instance"} <= set(problem)
    assert words in problem["detail"]
    assert code in ("", problem["code"])
    return problem


def test_a_token_is_shown_once_and_kept_as_a_digest(desk):
    secret = tokens.make("helpdesk", "write", desk.ben, NOW)
    assert secret.startswith("ek_")
    row = ApiToken.objects.get()
    assert secret not in json.dumps([str(v) for v in vars(row).values()])
    assert tokens.find(secret).user == desk.ben
    assert tokens.find(secret[:-1]) is None
    assert tokens.find("") is None


def test_a_token_is_rotated_and_taken_back(desk):
    old = tokens.make("helpdesk", "read", None, NOW)
    new = tokens.rotate("helpdesk")
    assert tokens.find(old) is None
    assert tokens.find(new) is not None
    tokens.revoke("helpdesk", NOW)
    assert tokens.find(new) is None
    assert tokens.find(tokens.make("helpdesk", "read", None, NOW)) is not None
    with pytest.raises(Refused, match="in force"):
        tokens.rotate("nobody")


@pytest.mark.parametrize(("name", "scope"), [("", "read"), ("x" * 81, "read"), ("x", "root")])
def test_a_token_wants_a_name_and_a_scope(name, scope):
    with pytest.raises(Refused):
        tokens.make(name, scope, None, NOW)


def test_two_tokens_in_force_have_two_names():
    tokens.make("helpdesk", "read", None, NOW)
    with pytest.raises(Refused, match="already"):
        tokens.make("helpdesk", "read", None, NOW)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ek_wrong", "Basic YTpi", "Bearer \ud800".encode("utf-8", "replace").decode()]
)
def test_without_a_good_token_nobody_comes_in(header):
    response = Client().get("/api/v1/cases", headers={"Authorization": header} if header else {})
    refused(401, response, "Bearer")
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_the_token_of_somebody_who_left_is_dead(desk):
    caller = Caller(desk.dana)
    assert caller.get("/users").status_code == 200
    type(desk.dana).objects.filter(pk=desk.dana.pk).update(is_active=False)
    refused(401, caller.get("/users"))


def test_a_reading_token_reads_and_does_no_more(desk, clock):
    reader = Caller(desk.ben, "read")
    case = furious_case(desk)
    assert reader.get(f"/cases/{case.pk}").status_code == 200
    assert reader.post("/promises/parse", {"text": "I'll call you at noon."}).status_code == 200
    assert reader.post("/drafts/check", {"draft": "Calm down."}).status_code == 200
    refused(403, reader.post(f"/cases/{case.pk}/acknowledgements"), "“write”", "scope")
    refused(403, reader.post("/messages", message()), code="scope")
    assert Caller(desk.ben, "admin").post(f"/cases/{case.pk}/acknowledgements").status_code == 201


def test_the_use_of_a_token_is_marked_once_a_minute(desk, clock):
    caller = Caller(desk.ben)
    caller.get("/users")
    clock.now = NOW + timedelta(seconds=30)
    caller.get("/users")
    assert ApiToken.objects.get().last_used_at == NOW


def test_a_token_acts_for_its_user_and_nobody_else(desk, clock):
    case = furious_case(desk)
    anybody, ben = Caller(), Caller(desk.ben)
    path, body = f"/cases/{case.pk}/levels", {"level": 2, "because": "it was a test"}
    refused(422, anybody.post(path, body), "“by” is missing")
    refused(422, anybody.post(path, {**body, "by": "nobody@desk.example"}), "“by”: there is no user")
    refused(403, ben.post(path, {**body, "by": desk.dana.pk}), "cannot act for Dana")
    level = anybody.post(path, {**body, "by": "BEN@desk.example"}).json()
    assert level["level"] == 2
    assert level["level_reasons"][0] == {
        "code": "by_person",
        "because": "it was a test",
        "message_id": None,
        "span": None,
        "quote": None,
    }


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{", "not JSON"),
        (b"\xff\xfe{", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b'{"level": NaN}', "not JSON"),
    ],
)
def test_what_is_no_json_is_said_to_be_none(desk, body, words):
    refused(400, Caller(desk.ben).post("/cases/1/levels", body), words, "not_json")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (None, "body is missing"),
        ([], "must be a JSON object"),
        ({}, "“level” is missing."),
        ({"level": 5, "because": "x"}, "“level”: "),
        ({"level": "high", "because": "x"}, "“level”: "),
        ({"level": 4, "because": None}, "“because”: "),
    ],
)
def test_a_field_that_cannot_be_used_is_named(desk, body, words):
    case = furious_case(desk)
    problem = refused(422, Caller(desk.ben).post(f"/cases/{case.pk}/levels", body), words, "invalid")
    assert problem["errors"]


def test_half_a_character_and_a_null_byte_do_no_harm(desk, clock):
    case = furious_case(desk)
    level = Caller(desk.ben).post(f"/cases/{case.pk}/levels", {"level": 2, "because": "odd \ud800 and \0 it is"})
    assert level.json()["level_reasons"][0]["because"] == "odd ? and  it is"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("2026-11-24T10:00:00", "offset"),
        ("tomorrow", "RFC 3339"),
        ("2026-11-24", "RFC 3339"),
        (1_790_000_000, "RFC 3339"),
        ("2026-13-24T10:00:00Z", "RFC 3339"),
        ("9999-11-24T10:00:00Z", "1970"),
        ("2026-11-24T10:00:00+99:00", "RFC 3339"),
    ],
)
def test_a_time_says_its_offset(desk, clock, said, words):
    case = furious_case(desk)
    step = {"action": "send a fitter", "owner": "ben@desk.example", "due_at": said}
    refused(422, Caller(desk.ben).post(f"/cases/{case.pk}/steps", step), words)


def test_times_come_in_with_any_offset_and_go_out_in_utc(desk, clock):
    case = furious_case(desk)
    step = {"action": "send a fitter", "owner": desk.ben.pk, "due_at": "2026-11-24T10:00:00.5+05:30"}
    planned = Caller(desk.ben).post(f"/cases/{case.pk}/steps", step).json()
    assert planned["due_at"] == "2026-11-24T04:30:00.500Z"


def test_what_is_not_there_is_said_to_be_missing(desk):
    caller = Caller(desk.ben)
    refused(404, caller.get("/cases/4711"), "There is no case 4711.")
    refused(404, caller.get(f"/cases/{10**30}"), "There is no case")
    refused(404, caller.get("/nothing"), "/api/docs")
    refused(404, caller.get("/cases/x"), "/api/docs")
    refused(404, caller.post("/steps/9/completion"), "There is no step 9.")
    refused(404, caller.get("/handoffs/9"), "There is no handoff 9.")
    refused(404, caller.post("/promises/9/dismissal", {"because": "x"}), "There is no promise 9.")
    refused(405, caller.post("/cases"), "GET")


def test_a_refusal_keeps_its_sentence_and_code(desk, clock):
    case = furious_case(desk)
    ben = Caller(desk.ben)
    refused(409, ben.post(f"/cases/{case.pk}/levels", {"level": case.level, "because": "x"}), "already", "stale")
    refused(409, ben.post(f"/cases/{case.pk}/levels", {"level": 1, "because": " "}), "Say why", "refused")
    refused(403, Caller(desk.dana).post(f"/cases/{case.pk}/acknowledgements"), "Only the owner", "not_allowed")
    refused(409, ben.post(f"/cases/{case.pk}/acknowledgements", {"climb": 99}), "over", "stale")


def test_an_error_of_ours_tells_nothing_of_the_inside(desk, monkeypatch, caplog):
    from evenkeel.api.v1 import deeds

    def breaks(*_args, **_more):
        raise RuntimeError("the secret inside")

    case = furious_case(desk)
    monkeypatch.setattr(deeds.verbs, "acknowledge", breaks)
    response = Caller(desk.ben).post(f"/cases/{case.pk}/acknowledgements")
    problem = refused(500, response, "An error of ours")
    assert "secret" not in json.dumps(problem)
    assert "the secret inside" in caplog.text


def test_a_body_that_is_too_large_is_refused(desk, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    refused(413, Caller(desk.ben).post("/messages", message(text="x" * 2000)), "30 MB", "too_large")
