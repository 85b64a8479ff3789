"""Duty through the API: the same verbs, refusals as problems, and one winner of a swap."""

from __future__ import annotations

from datetime import timedelta

import pytest

from harness.api import Caller, DoorClock
from harness.cast import NOW, open_desk

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    return DoorClock(monkeypatch)


def span(start=NOW, hours=4):
    return {"starts_at": start.isoformat(), "ends_at": (start + hours * HOUR).isoformat()}


def test_who_is_on_duty_now_and_later(desk):
    caller = Caller(desk.ben)
    held = {row["kind"]: row["user"] and row["user"]["name"] for row in caller.get("/duty", team=desk.team.pk).json()}
    assert held == {
        "first": "Ben Okafor",
        "second": "Dana Wolff",
        "lead": "Chidi Eze",
        "safety": "Sam Reyes",
        "legal": "Lena Falk",
    }
    later = caller.get("/duty", team=desk.team.pk, at=(NOW + 40 * DAY).isoformat()).json()
    assert {row["user"] for row in later} == {None}


def test_a_rotation_a_cover_and_an_absence_change_the_shifts(desk):
    lead = Caller(desk.chidi)
    desk.team.duties.filter(kind="first").delete()
    layers = [{"people": [desk.ben.pk, desk.dana.pk], "zone": "Europe/London", "starts_on": "2026-11-16", "every": 7}]
    made = lead.post("/duty/rotations", {"team": desk.team.pk, "name": "Weeks", "layers": layers})
    assert made.status_code == 201, made.content
    assert made.json()["warning"] == ""
    assert [r["name"] for r in lead.get("/duty/rotations", team=desk.team.pk).json()] == ["Weeks"]
    cover = lead.post(
        "/duty/covers", {"team": desk.team.pk, "user": desk.sam.pk, "instead_of": desk.dana.pk, **span(NOW + HOUR)}
    )
    assert cover.status_code == 201, cover.content
    shifts = lead.get("/duty/shifts", team=desk.team.pk, kind="first").json()
    assert [(s["user"]["name"], s["source"]) for s in shifts][:3] == [
        ("Dana Wolff", "rotation"),
        ("Sam Reyes", "cover"),
        ("Dana Wolff", "rotation"),
    ]
    taken = lead.post(f"/duty/overrides/{cover.json()['id']}/withdrawal", {})
    assert taken.status_code == 200
    gone = Caller(desk.dana).post("/duty/absences", {"user": desk.dana.pk, **span(NOW + DAY)})
    assert gone.json()["warning"].startswith("It leaves nobody on duty: first to be told")
    gaps = lead.get("/duty/gaps", team=desk.team.pk, kind="first").json()
    assert [gap["sentence"] for gap in gaps] == [
        "Nobody is on duty: first to be told, Tue 24 Nov 16:00 to 20:00 (UTC)."
    ]
    assert len(lead.get("/duty/absences").json()) == 1
    assert lead.post(f"/duty/absences/{gone.json()['id']}/ending", {}).status_code == 200
    ended = lead.post(f"/duty/rotations/{made.json()['id']}/ending", {})
    assert "It leaves nobody on duty" in ended.json()["warning"]


def test_a_swap_is_taken_once(desk):
    ben, dana, sam = Caller(desk.ben), Caller(desk.dana), Caller(desk.sam)
    offer = ben.post("/duty/swaps", {"team": desk.team.pk, "giver": desk.ben.pk, **span(NOW + DAY)}).json()
    assert [o["id"] for o in dana.get("/duty/swaps", team=desk.team.pk).json()] == [offer["id"]]
    assert dana.post(f"/duty/swaps/{offer['id']}/acceptance", {}).json()["state"] == "taken"
    late = sam.post(f"/duty/swaps/{offer['id']}/acceptance", {})
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    assert "taken already by Dana Wolff" in late.json()["detail"]
    named = ben.post("/duty/swaps", {"team": desk.team.pk, "giver": desk.ben.pk, "to": desk.sam.pk, **span(NOW)}).json()
    assert dana.post(f"/duty/swaps/{named['id']}/declination", {}).status_code == 403
    assert sam.post(f"/duty/swaps/{named['id']}/declination", {}).json()["state"] == "declined"
    again = ben.post("/duty/swaps", {"team": desk.team.pk, "giver": desk.ben.pk, **span(NOW)}).json()
    assert ben.post(f"/duty/swaps/{again['id']}/withdrawal", {}).json()["state"] == "withdrawn"


def test_what_cannot_be_is_refused_with_one_sentence(desk):
    ben, lead = Caller(desk.ben), Caller(desk.chidi)
    team = {"team": desk.team.pk}
    assert ben.post("/duty/overrides", {**team, "user": desk.sam.pk, **span()}).status_code == 403
    type(desk.sam).objects.filter(pk=desk.sam.pk).update(email="")
    dark = lead.post("/duty/overrides", {**team, "user": desk.sam.pk, **span()})
    assert (dark.status_code, dark.json()["code"]) == (409, "unreachable")
    assert lead.post("/duty/overrides", {**team, "kind": "tea", "user": desk.ben.pk, **span()}).status_code == 409
    assert lead.post("/duty/overrides", {**team, "user": desk.ben.pk, **span(hours=-1)}).status_code == 409
    assert lead.get("/duty/shifts", team=desk.team.pk, kind="tea").status_code == 422
    assert lead.get("/duty/shifts", team=desk.team.pk, end=NOW.isoformat()).status_code == 422
    assert lead.get("/duty", team=999).status_code == 404
    half = {**team, "giver": desk.ben.pk, "return_starts_at": NOW.isoformat(), **span()}
    assert ben.post("/duty/swaps", half).status_code == 422
    assert Caller(desk.ben, scope="read").post("/duty/swaps", half).status_code == 403


def test_calendars_go_out_and_come_in(desk):
    lead = Caller(desk.chidi)
    out = lead.get("/duty/calendar", team=desk.team.pk)
    assert out["Content-Type"].startswith("text/calendar")
    assert out.content.count(b"BEGIN:VEVENT") == 5
    assert lead.get("/duty/calendar", user=desk.ben.email).content.count(b"BEGIN:VEVENT") == 1
    assert lead.get("/duty/calendar").status_code == 422
    desk.team.duties.filter(kind="second").delete()
    sent = {"team": desk.team.pk, "kind": "second", "calendar": out.content.decode()}
    assert lead.post("/duty/rosters", sent).json()["added"] == 5
    assert lead.post("/duty/rosters", sent).json()["known"] == 5
    assert lead.post("/duty/rosters", {**sent, "calendar": "hello"}).status_code == 409
    assert "/duty/feeds/" in lead.post("/duty/feeds", {"team": desk.team.pk}).json()["url"]
