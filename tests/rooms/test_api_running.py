"""Running the desk through the API: policies superseded after a look at what they change, ladders, people who leave."""

from __future__ import annotations

import pytest

from evenkeel.judgement.levels import load_standard
from harness.api import Caller, DoorClock
from harness.cast import furious_case, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def clock(monkeypatch):
    return DoorClock(monkeypatch)


@pytest.fixture
def lead(desk, clock):
    return Caller(desk.chidi, scope="admin")


def without_level_four():
    data = load_standard().as_data()
    data["rules"] = [r for r in data["rules"] if r["level"] != 4 or r["name"] == "people_in_danger"]
    return data


def test_a_lead_sees_what_a_policy_changes_and_then_supersedes(desk, lead):
    case = furious_case(desk)
    assert lead.get("/policies/levels").json()["version"] == 1
    changes = lead.post("/policies/levels/preview", {"data": without_level_four()}).json()
    assert [(c["case_id"], c["level"], c["would_be"]) for c in changes] == [(case.pk, 4, 3)]
    case.refresh_from_db()
    assert case.level == 4
    made = lead.post("/policies/levels", {"data": without_level_four(), "because": "line 2 is a spare"})
    assert (made.status_code, made.json()["version"]) == (201, 2)


def test_a_policy_that_cannot_be_used_is_refused_with_a_sentence(lead):
    answer = lead.post("/policies/levels", {"data": {"levels": []}, "because": "try"})
    assert answer.status_code == 409
    assert answer.json()["detail"].endswith(".")


def test_superseding_needs_the_admin_scope_and_a_lead(desk, clock):
    body = {"data": load_standard().as_data(), "because": "yearly look"}
    assert Caller(desk.chidi).post("/policies/levels", body).status_code == 403
    assert Caller(desk.ben, scope="admin").post("/policies/levels", body).status_code == 403


def test_a_ladder_that_reaches_nobody_is_refused(desk, lead):
    path = f"/teams/{desk.team.pk}/ladder"
    assert lead.get(path).json()["steps"][0] == {"notify": ["owner"]}
    assert "notifies nobody" in lead.post(path, {"steps": [{"notify": []}]}).json()["detail"]
    assert lead.post(path, {"steps": [{"notify": ["owner", "lead"]}]}).json()["version"] == 2
    assert lead.get("/teams/9999/ladder").status_code == 404


def test_somebody_leaves_only_when_what_they_own_has_passed_on(desk, lead):
    case = furious_case(desk)
    refused = lead.post(f"/users/{desk.ben.pk}/departure", {})
    assert f"#{case.pk}" in refused.json()["detail"]
    assert lead.post(f"/users/{desk.ben.pk}/departure", {"successor": "dana@desk.example"}).json()["passed_on"] >= 1
    case.refresh_from_db()
    assert case.owner == desk.dana
