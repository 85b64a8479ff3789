"""The API's lists: stable pages, filters, and as many queries for fifty as for one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from harness.api import Caller, DoorClock, message
from harness.cast import NOW, furious_case, open_desk, post_goes_out

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def clock(monkeypatch):
    return DoorClock(monkeypatch)


@pytest.fixture
def ben(desk):
    return Caller(desk.ben)


def several_cases(clock, count, first=0):
    """Of several customers, so that each is a case of its own."""
    ids = []
    for n in range(first, first + count):
        clock.now = NOW + timedelta(minutes=n // 2)
        body = message(f"m{n}", conversation={"external_id": f"t{n}"})
        body["from"] = {"name": f"Customer {n}", "address": f"c{n}@customer{n}.example"}
        if n % 3 == 0:
            body["text"] = "The invoice is wrong for the third time and we will cancel the contract."
        ids.append(Caller().post("/messages", body).json()["case_id"])
    return [i for i in ids if i]


def all_of(caller, path, **query):
    items, cursor = [], ""
    while cursor is not None:
        page = caller.get(path, **query, cursor=cursor).json()
        items += page["items"]
        cursor = page["next_cursor"]
    return items


def test_pages_show_each_case_once_worst_and_oldest_first(ben, clock):
    ids = several_cases(clock, 9)
    listed = all_of(ben, "/cases", limit=2)
    assert sorted(c["id"] for c in listed) == sorted(ids)
    order = [(-c["level"], c["opened_at"], c["id"]) for c in listed]
    assert order == sorted(order)
    assert len({c["level"] for c in listed}) > 1


def test_a_case_that_opens_between_two_pages_shifts_nothing(ben, clock):
    several_cases(clock, 5)
    first = ben.get("/cases", limit=3).json()
    several_cases(clock, 4, first=5)
    rest = ben.get("/cases", limit=200, cursor=first["next_cursor"]).json()["items"]
    assert not {c["id"] for c in first["items"]} & {c["id"] for c in rest}


def test_cases_are_found_by_state_level_and_owner(desk, ben, clock):
    several_cases(clock, 4)
    case = ben.get("/cases", limit=1).json()["items"][0]
    assert {c["level"] for c in all_of(ben, "/cases", level=case["level"])} == {case["level"]}
    assert all_of(ben, "/cases", owner="ben@desk.example") == all_of(ben, "/cases", owner=desk.ben.pk, state="live")
    assert all_of(ben, "/cases", owner=desk.dana.pk) == []
    assert all_of(ben, "/cases", state="closed") == []
    assert all_of(ben, "/cases", state="open,stable") == all_of(ben, "/cases")


@pytest.mark.parametrize(
    ("path", "query", "words"),
    [
        ("/cases", {"state": "angry"}, "“angry” is no state"),
        ("/cases", {"level": "5"}, "“level”"),
        ("/cases", {"owner": "nobody"}, "“owner”: there is no user"),
        ("/cases", {"limit": "201"}, "“limit”"),
        ("/cases", {"limit": "0"}, "“limit”"),
        ("/cases", {"cursor": "x"}, "“cursor”"),
        ("/cases", {"cursor": "W1siaWQiXSwgWzFdXQ"}, "“cursor”"),
        ("/promises", {"state": "lost"}, "“lost” is no state"),
        ("/promises", {"due_before": "2026-11-23T16:00:00"}, "offset"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_in_a_sentence(ben, path, query, words):
    response = ben.get(path, **query)
    assert response.status_code == 422
    assert words in response.json()["detail"]


def test_a_plus_that_became_a_space_is_understood(ben, clock):
    several_cases(clock, 1)
    assert ben.get("/promises?due_before=2027-01-01T00:00:00+01:00").json()["items"]


def test_a_page_of_many_costs_as_many_queries_as_a_page_of_one(ben, clock):
    several_cases(clock, 8)
    for path in ("/cases", "/promises", "/notifications", "/users", "/teams"):
        ben.get(path)
        assert queries(ben, path, limit=1) == queries(ben, path, limit=200)
        assert queries(ben, path, limit=200) <= 12


def queries(caller, path, **query):
    with CaptureQueriesContext(connection) as seen:
        assert caller.get(path, **query).status_code == 200
    return len(seen)


def test_the_timeline_is_oldest_first_and_in_sentences(desk, ben, clock):
    case = furious_case(desk)
    events = all_of(ben, f"/cases/{case.pk}/timeline", limit=3)
    assert [e["at"] for e in events] == sorted(e["at"] for e in events)
    assert len({e["id"] for e in events}) == len(events) >= 5
    assert all(e["sentence"] and e["actor"] for e in events)
    assert events[0]["kind"] == "case_opened"


def test_notifications_tell_what_became_of_them(desk, ben, clock, smtp_sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", smtp_sink.port
    case = furious_case(desk)
    post_goes_out(NOW + timedelta(seconds=1))
    owed = all_of(ben, "/notifications", case=case.pk, limit=1)
    page = next(n for n in owed if n["kind"] == "page")
    (delivery,) = page["deliveries"]
    assert (delivery["channel"], delivery["address"], delivery["state"], delivery["attempts"]) == (
        "mail",
        "ben@desk.example",
        "sent",
        1,
    )
    assert all_of(ben, "/notifications", case=999) == []


def test_people_and_teams_are_listed_with_their_ids(desk, ben):
    people = {p["email"]: p["id"] for p in all_of(ben, "/users", limit=2)}
    assert people["dana@desk.example"] == desk.dana.pk
    (team,) = all_of(ben, "/teams")
    assert team["last_resort"]["id"] == desk.rosa.pk
    assert {"user_id": desk.chidi.pk, "position": "lead"} in team["members"]
