"""The roster's page: with nobody, a few and many; every form, every refusal, and the secret calendar."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from evenkeel.cases.verbs import duty
from evenkeel.people.models import Absence, Duty, Rotation, SwapOffer, Team
from evenkeel.people.reads import on_duty
from harness.cast import NOW, open_desk

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def desk(monkeypatch):
    from evenkeel.desk import door
    from evenkeel.desk.views import duty as view

    monkeypatch.setattr(door, "database_now", lambda: NOW)
    monkeypatch.setattr(view, "database_now", lambda: NOW)
    return open_desk()


def browser(user):
    client = Client()
    client.force_login(user)
    return client


def sent(desk, **more):
    return {
        "team": desk.team.pk,
        "kind": "first",
        "starts_at": "2026-11-24T14:00",
        "ends_at": "2026-11-24T18:00",
        **more,
    }


def test_an_empty_roster_says_who_answers_meanwhile(desk):
    desk.team.duties.all().delete()
    page = browser(desk.ben).get("/duty/").content.decode()
    assert "Nobody is rostered" in page
    assert "Rosa Lind answers for everything of Field service" in page


def test_a_desk_without_a_team_says_so(desk):
    from evenkeel.intake.models import Mailbox

    Mailbox.objects.all().delete()
    desk.team.accounts.update(team=None)
    Team.objects.all().delete()
    assert "There is no team yet" in browser(desk.ben).get("/duty/").content.decode()


def test_the_coming_weeks_are_drawn_and_listed_with_gaps(desk):
    desk.team.duties.filter(kind="first").update(ends_at=NOW + 3 * DAY)
    page = browser(desk.ben).get("/duty/").content.decode()
    assert page.count('<svg class="lane-week"') == 3
    assert "1 gap in the next three weeks" in page
    assert "bar-gap" in page
    assert "Nobody: first to be told, Thu 26 Nov 16:00" in page
    assert "Ben Okafor</strong> (you)" in page
    assert "lane-now" in page


def test_the_page_asks_a_bounded_number_of_questions(desk, django_assert_max_num_queries):
    layers = [
        {"people": [u.pk for u in (desk.ben, desk.dana, desk.sam)], "zone": "Europe/London", "starts_on": "2026-11-01"}
    ]
    for kind in ("first", "second", "lead"):
        duty.save_rotation(desk.team, kind=kind, name=kind, layers=layers, by=desk.chidi, now=NOW)
    client = browser(desk.ben)
    with django_assert_max_num_queries(62):
        assert client.get("/duty/").status_code == 200


def test_cover_absence_and_override_are_made_on_the_page(desk):
    ben, lead = browser(desk.ben), browser(desk.chidi)
    made = ben.post("/duty/covers/", sent(desk, user=desk.dana.pk, instead_of=desk.ben.pk))
    assert (made.status_code, made["Location"]) == (303, f"/duty/?team={desk.team.pk}")
    assert on_duty(desk.team, "first", NOW + 23 * HOUR) == desk.dana
    row = Duty.objects.get(source="cover")
    assert lead.post(f"/duty/{row.pk}/withdrawal/", {"team": desk.team.pk}).status_code == 303
    assert ben.post("/duty/absences/", sent(desk, user=desk.ben.pk)).status_code == 303
    gone = Absence.objects.get()
    assert ben.post(f"/duty/absences/{gone.pk}/ending/", {"team": desk.team.pk}).status_code == 303
    assert lead.post("/duty/overrides/", sent(desk, user=desk.sam.pk)).status_code == 303
    assert on_duty(desk.team, "first", NOW + 23 * HOUR) == desk.sam


def test_a_refusal_keeps_what_was_typed_and_says_why(desk):
    refused = browser(desk.sam).post("/duty/covers/", sent(desk, user=desk.dana.pk, instead_of=desk.ben.pk))
    assert refused.status_code == 403
    assert "Only Ben Okafor, Dana Wolff or a lead arranges this cover." in refused.content.decode()
    assert 'value="2026-11-24T14:00"' in refused.content.decode()


def test_a_swap_goes_from_one_to_another_on_the_page(desk):
    ben, dana, sam = browser(desk.ben), browser(desk.dana), browser(desk.sam)
    assert ben.post("/duty/swaps/", sent(desk)).status_code == 303
    offer = SwapOffer.objects.get()
    assert "I take it" in dana.get("/duty/").content.decode()
    assert dana.post(f"/duty/swaps/{offer.pk}/acceptance/", {"team": desk.team.pk}).status_code == 303
    late = sam.post(f"/duty/swaps/{offer.pk}/acceptance/", {"team": desk.team.pk})
    assert late.status_code == 409
    assert "taken already by Dana Wolff" in late.content.decode()


def test_a_lead_begins_changes_and_ends_a_rotation_on_the_page(desk):
    lead = browser(desk.chidi)
    desk.team.duties.filter(kind="first").delete()
    form = {
        "team": desk.team.pk, "kind": "first", "name": "Days", "expected": "always", "people_0": "Ben, dana@desk.example",
        "every_0": "1", "handover_0": "09:00", "starts_on_0": "2026-11-16", "zone_0": "Europe/London",
    }  # fmt: skip
    assert lead.post("/duty/rotations/", form).status_code == 303
    row = Rotation.objects.get()
    assert row.layers[0]["people"] == [desk.ben.pk, desk.dana.pk]
    shown = lead.get("/duty/").content.decode()
    assert "Ben Okafor → Dana Wolff: every day at 09:00, London time" in shown
    changed = {
        **form,
        "series": str(row.series),
        "people_0": "Sam Reyes",
        "days_0": "Mon-Fri",
        "opens_0": "09:00",
        "closes_0": "17:00",
    }
    assert lead.post("/duty/rotations/", changed).status_code == 303
    assert "gaps in the next three weeks" in lead.get("/duty/").content.decode()
    newest = Rotation.objects.get(until=None)
    assert lead.post(f"/duty/rotations/{newest.pk}/ending/", {"team": desk.team.pk}).status_code == 303
    wrong = lead.post("/duty/rotations/", {**form, "people_0": "Ben, Zoe"})
    assert "“Zoe” is not one of our people" in wrong.content.decode()
    assert 'value="Ben, Zoe"' in wrong.content.decode()
    assert browser(desk.ben).post("/duty/rotations/", form).status_code == 403


def test_a_calendar_address_is_shown_once_and_opens_without_signing_in(desk):
    ben = browser(desk.ben)
    page = ben.post("/duty/feeds/", {"team": desk.team.pk, "of": "team"}).content.decode()
    address = page.partition("/duty/feeds/")[2].partition("</code>")[0]
    fetched = Client().get(f"/duty/feeds/{address}")
    assert fetched["Content-Type"].startswith("text/calendar")
    assert b"BEGIN:VEVENT" in fetched.content
    assert address not in ben.get("/duty/").content.decode()
    assert ben.post("/duty/feed-revocation/", {"team": desk.team.pk}).status_code == 303
    assert Client().get(f"/duty/feeds/{address}").status_code == 404
    assert Client().get("/duty/").status_code == 302
