"""How people are reached, through door 2."""

from __future__ import annotations

import pytest

from evenkeel.notifications.models import Circuit, Endpoint, Notification
from harness.api import Caller, DoorClock
from harness.cast import NOW, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(monkeypatch):
    DoorClock(monkeypatch)
    return open_desk()


def test_a_place_is_added_proven_used_and_removed(desk):
    ben = Caller(desk.ben)
    made = ben.post("/users/me/places", {"channel": "mail", "address": "b@phone.example", "label": "Pager"})
    assert (made.status_code, made.json()["state"]) == (201, "code")
    pk = made.json()["id"]
    code = Notification.objects.get(kind="place_test").subject.split()[-1]
    wrong = ben.post(f"/users/me/places/{pk}/verification", {"code": "x"})
    assert (wrong.status_code, wrong.json()["code"]) == (409, "wrong_code")
    assert ben.post(f"/users/me/places/{pk}/verification", {"code": code}).json()["state"] == "whole"
    rules = {"occasion": "important", "rules": [{"place_id": pk, "after_minutes": 3}]}
    assert ben.post("/users/me/rules", rules).json()["rules"] == [{**rules["rules"][0], "occasion": "important"}]
    hours = {"days": [5, 6], "starts": "22:00", "ends": "09:00"}
    kept = ben.post("/users/me/quiet-hours", {"quiet_hours": [hours]}).json()["quiet_hours"]
    assert (kept[0]["days"], kept[0]["then"], kept[0]["zone"]) == ([5, 6], "pass_on", "Europe/London")
    assert ben.get("/users/me/reach").json()["reachable"] is True
    assert ben.post(f"/users/me/places/{pk}/removal", {}).json()["places"] == []


def test_of_others_only_whether_is_said(desk):
    theirs = Endpoint.objects.create(user=desk.dana, channel="mail", address="private@dana.example")
    ben = Caller(desk.ben)
    answer = ben.get(f"/users/{desk.dana.pk}/reachability")
    assert answer.json() == {"user_id": desk.dana.pk, "reachable": True}
    assert ben.post(f"/users/me/places/{theirs.pk}/removal", {}).status_code == 404
    refused = ben.post("/users/me/rules", {"occasion": "important", "rules": [{"place_id": theirs.pk}]})
    assert refused.status_code == 409
    assert "private@dana.example" not in refused.content.decode()


def test_an_integration_names_whose_places_it_means(desk):
    anyone = Caller()
    assert anyone.get("/users/me/reach").status_code == 422
    place = {"channel": "mail", "address": "x@y.example", "by": "ben@desk.example"}
    assert anyone.post("/users/me/places", place).status_code == 201


def test_who_is_in_trouble_is_listed(desk):
    Circuit.objects.create(provider="sms", failures=7, since=NOW, open_until=NOW, because="500")
    assert [c["provider"] for c in Caller(desk.ben).get("/carriers").json()] == ["sms"]
