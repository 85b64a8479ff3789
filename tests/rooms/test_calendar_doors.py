"""Calendars by their doors: the page as a browser without script asks for it, and the API."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.cases.verbs import acknowledge
from evenkeel.people import calendars
from evenkeel.people.models import Calendar
from harness.api import Caller, DoorClock
from harness.cast import NOW, furious_case, mail_arrives, open_desk

pytestmark = pytest.mark.django_db

AGAIN = "You fixed the label printer and it failed again this morning."
DAYS_OFF = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
    b"SUMMARY:Plant holiday\r\nDTSTART;VALUE=DATE:20261201\r\nDTEND;VALUE=DATE:20261202\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def now(monkeypatch):
    for door in ("door", "views.calendars", "views.case"):
        monkeypatch.setattr(f"evenkeel.desk.{door}.database_now", lambda: NOW)
    return NOW


@pytest.fixture
def plant(desk):
    return calendars.make(
        "Plant", zone="America/Chicago", hours="Mon-Fri 9-12, 13-17", country="US", by=desk.chidi, now=NOW
    )


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(response) -> str:
    return response.content.decode()


def test_an_empty_desk_says_so_and_lets_a_lead_make_one(desk, now) -> None:
    lead = browser(desk.chidi)
    assert "No calendar yet" in text(lead.get("/calendars/"))
    made = lead.post(
        "/calendars/new/",
        {"name": "Germany", "zone": "Europe/Berlin", "hours": "mo-fr 9-17", "country": "de", "region": ""},
    )
    assert made.status_code == 303
    row = Calendar.objects.get()
    assert (row.hours, row.country) == ("Mon-Fri 09:00-17:00", "DE")
    listed = text(lead.get("/calendars/"))
    assert "Germany" in listed
    assert 'class="week-open"' in listed
    assert "Mon-Fri 09:00-17:00" in text(lead.get(made["Location"]))


def test_a_refused_form_keeps_what_was_typed_and_says_why(desk, now, plant) -> None:
    refused = browser(desk.chidi).post(
        f"/calendars/{plant.pk}/versions/",
        {"zone": "America/Chicago", "hours": "Mon 9-25", "country": "US", "region": ""},
    )
    assert refused.status_code == 422
    assert "no day has" in text(refused)
    assert 'value="Mon 9-25"' in text(refused)
    again = browser(desk.chidi).post("/calendars/new/", {"name": "Plant", "zone": "UTC", "hours": "Mon 9-17"})
    assert "There is a calendar “Plant” already" in text(again)


def test_who_is_no_lead_sees_and_changes_nothing(desk, now, plant) -> None:
    ben = browser(desk.ben)
    assert "Change it" not in text(ben.get(f"/calendars/{plant.pk}/"))
    assert ben.post(f"/calendars/{plant.pk}/days/", {"first": "2026-12-01", "name": "Mine"}).status_code == 403
    assert Client().get("/calendars/").status_code == 302
    assert ben.get("/calendars/999/").status_code == 404


def test_days_of_its_own_are_added_shown_and_taken_back(desk, now, plant) -> None:
    lead, page = browser(desk.chidi), f"/calendars/{plant.pk}/"
    assert "Thanksgiving" in text(lead.get(page))
    lead.post(page + "days/", {"first": "2026-12-01", "last": "2026-12-02", "name": "Stocktaking", "hours": "10-12"})
    shown = text(lead.get(page))
    assert "Stocktaking" in shown
    assert "10:00-12:00" in shown
    lead.post(f"/calendar-days/{plant.own_days.get().pk}/removal/")
    assert "Stocktaking</strong>" not in text(lead.get(page))
    assert "Say which day" in text(lead.post(page + "days/", {"name": "x"}))
    assert "is no day" in text(lead.post(page + "days/", {"first": "soon", "name": "x"}))


def test_a_feed_is_taken_from_a_file(desk, now, plant) -> None:
    lead, page = browser(desk.chidi), f"/calendars/{plant.pk}/"
    taken = lead.post(page + "feed/", {"feed": io.BytesIO(DAYS_OFF)})
    assert taken.status_code == 303
    assert "Plant holiday" in text(lead.get(page))
    refused = lead.post(page + "feed/", {"feed": io.BytesIO(b"\0\xff not a feed")})
    assert "This is no iCal feed" in text(refused)
    assert "Choose the iCal file" in text(lead.post(page + "feed/"))


def test_a_deadline_is_tried_and_explains_itself(desk, now, plant) -> None:
    ben, page = browser(desk.ben), f"/calendars/{plant.pk}/"
    tried = text(ben.get(page, {"start": "2026-11-25T16:40", "span": "1h"}))
    assert "Open Wed 25 Nov 16:40, 20 min counted" in tried
    assert "Thu 26 Nov: Thanksgiving" in tried
    assert "Due Fri 27 Nov 09:40" in tried
    assert 'class="way-open"' in tried
    assert "Fri 27 Nov 15:00" in text(ben.get(page, {"start": "2026-11-30T09:00", "span": "2h", "back": "1"}))
    for wrong in ({"span": "soon"}, {"span": "2h", "start": "then"}, {"span": "9999999d"}):
        refused = ben.get(page, wrong)
        assert refused.status_code == 200
        assert 'role="alert"' in text(refused)


def test_a_team_or_an_account_lives_by_it_from_now_on(desk, now, plant) -> None:
    lead, page = browser(desk.chidi), f"/calendars/{plant.pk}/"
    lead.post(page + "holders/", {"holder": f"account:{desk.halden.pk}"})
    lead.post(page + "holders/", {"holder": f"team:{desk.team.pk}"})
    desk.halden.refresh_from_db()
    desk.team.refresh_from_db()
    assert desk.halden.calendar == desk.team.calendar == plant
    assert "for Field service, Halden Presses" in text(lead.get(page))
    assert "Choose a team or an account" in text(lead.post(page + "holders/", {"holder": "x"}))


def test_the_case_page_says_why_then(desk, now, plant) -> None:
    calendars.use(desk.halden, plant, by=desk.chidi, now=NOW)
    case = mail_arrives(desk, AGAIN).message.conversation.case
    shown = text(browser(desk.ben).get(f"/cases/{case.pk}/"))
    assert "Why then?" in shown
    assert "Counted by the calendar “Plant” of Halden Presses, in Chicago time." in shown
    assert "Open Mon 23 Nov 10:00, 1 h counted" in shown


def test_a_critical_case_says_that_it_counts_any_hour(desk, now) -> None:
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + timedelta(minutes=1))
    shown = text(browser(desk.ben).get(f"/cases/{case.pk}/"))
    assert "Counted round the clock, in Chicago time." in shown


@pytest.fixture
def api(desk, monkeypatch):
    DoorClock(monkeypatch)
    return Caller(desk.chidi)


def test_calendars_through_the_api(desk, api) -> None:
    made = api.post(
        "/calendars",
        {"name": "Nights", "time_zone": "Europe/Berlin", "hours": "Sun-Thu 22-06", "country": "DE", "region": "BY"},
    )
    assert made.status_code == 201, made.content
    pk = made.json()["id"]
    assert made.json()["hours"] == "Sun-Thu 22:00-06:00"
    day = api.post(f"/calendars/{pk}/days", {"first": "2026-12-24", "name": "Christmas Eve"}).json()["own_days"][0]
    assert (day["first"], day["hours"], day["source"]) == ("2026-12-24", "", "own")
    assert api.post(f"/calendars/{pk}/days/{day['id']}/removal").json()["own_days"] == []
    assert api.post(f"/calendars/{pk}/versions", {"hours": "Mon-Fri 9-17"}).json()["version"] == 4
    taken = api.post(f"/calendars/{pk}/feed", {"ical": DAYS_OFF.decode()})
    assert taken.json()["days"] == 1
    assert {"date": "2026-12-01", "name": "Plant holiday", "hours": ""} in api.get(f"/calendars/{pk}").json()["days"]
    assert api.post(f"/calendars/{pk}/holders", {"team_id": desk.team.pk}).status_code == 201
    assert api.post(f"/calendars/{pk}/holders", {}).status_code == 422
    assert [c["name"] for c in api.get("/calendars").json()["items"]] == ["Nights"]


def test_the_api_refuses_with_a_sentence_and_by_rank(desk, api, plant) -> None:
    refused = api.post("/calendars", {"name": "X", "time_zone": "UTC", "hours": "whenever"})
    assert refused.status_code == 409
    assert "names no days with their hours" in refused.json()["detail"]
    by_ben = Caller(desk.ben).post(f"/calendars/{plant.pk}/versions", {"hours": "Mon 9-17"})
    assert by_ben.status_code == 403
    assert api.get("/calendars/999").status_code == 404


def test_a_deadline_explains_itself_through_the_api(desk, api, plant) -> None:
    reader = Caller(desk.ben, scope="read")
    asked = {"start": "2026-11-25T16:40:00-06:00", "span": "1h", "calendar": "Plant"}
    found = reader.post("/deadlines", asked).json()
    assert found["due_at"] == "2026-11-27T15:40:00Z"
    assert "Thu 26 Nov: Thanksgiving Day" in found["explained"]
    assert sum(s["counted_seconds"] for s in found["steps"]) == 3600
    assert reader.post("/deadlines", asked | {"calendar": plant.pk}).json() == found
    inline = {"start": "2026-11-27T23:00:00Z", "span": "2h", "hours": "Mon-Fri 9-17", "time_zone": "Europe/Berlin"}
    assert reader.post("/deadlines", inline).json()["due_at"] == "2026-11-30T10:00:00Z"
    assert reader.post("/deadlines", inline | {"back": True}).json()["due_at"] == "2026-11-27T14:00:00Z"
    assert reader.post("/deadlines", {"start": "2026-11-27T23:00:00Z", "span": "2h"}).json()["due_at"] == (
        "2026-11-28T01:00:00Z"
    )
    for wrong, says in (
        ({"span": "soon"}, "is no span"),
        ({"calendar": "Nowhere"}, "There is no calendar “Nowhere”"),
        ({"time_zone": "Mars"}, "is no time zone"),
        ({"calendar": None, "hours": "Sat closed"}, "never open"),
    ):
        refused = reader.post("/deadlines", asked | wrong)
        assert refused.status_code == 422
        assert says in refused.json()["detail"]
