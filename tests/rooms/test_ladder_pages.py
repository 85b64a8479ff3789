"""The ladders' pages: all look and try, a lead changes one without a line of JSON, and sees what is wrong beside the step."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evenkeel.cases.ladders.versions import Draft, ladder, supersede_ladder
from evenkeel.cases.models import EscalationPolicy
from evenkeel.desk.laddering import draft_of, fields_of
from evenkeel.judgement import climbing
from evenkeel.people.models import Membership, Team, User
from harness.cast import NOW, furious_case, open_desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    return open_desk()


def as_(user):
    client = Client()
    client.force_login(user)
    return client


def typed(steps, **more):
    """The form of the page as a browser would send it, from the fields that the page itself draws."""
    data = {"after": "1", "repeats": "2", "last_resort_every": "", "because": ""}
    for step in fields_of(Draft(steps)):
        n = step.no
        data |= {
            f"{n}-who": list(step.ticked),
            f"{n}-more": [*step.chosen, ""],
            f"{n}-wait": step.wait,
            f"{n}-times": step.times,
            f"{n}-every": step.every,
            f"{n}-place": str(n),
            f"{n}-hours": step.hours,
            f"{n}-least": str(step.least),
            f"{n}-most": str(step.most),
            f"{n}-tier": list(step.tiers),
        }
        data |= {f"{n}-{name}": "1" for name in ("until", "hold") if getattr(step, name)}
    return data | more


WHOLE = [
    {"notify": ["owner"], "wait": "15m", "hold": True, "when": {"level_at_most": 2}},
    {"notify": ["duty:second", "role:diagnosis"], "repeat": {"times": 2, "every": "5m"}},
    {"notify": ["lead"], "when": {"hours": "outside", "level_at_least": 3, "tier": ["key", "strategic"]}},
    {"notify": ["owner", "last_resort"], "repeat": {"every": "10m"}, "repeat_until_acknowledged": True},
]


def test_what_the_form_draws_and_sends_is_the_ladder_itself(desk, rf):
    request = rf.post("/", typed(WHOLE))
    assert draft_of(request.POST).steps == WHOLE
    assert climbing.read(draft_of(request.POST).steps)


def test_a_lead_changes_a_ladder_by_the_form(desk):
    path = f"/ladders/{desk.team.pk}/"
    page = as_(desk.chidi).get(path).content.decode()
    assert "Change it" in page
    data = typed(WHOLE, do="save", because="the nights are long")
    response = as_(desk.chidi).post(f"{path}versions/", data)
    assert (response.status_code, response["Location"]) == (303, path)
    policy = ladder(desk.team, NOW)
    assert (policy.version, policy.steps, policy.made_by, policy.because) == (
        2,
        WHOLE,
        desk.chidi,
        "the nights are long",
    )
    page = as_(desk.ben).get(path).content.decode()
    assert "Only up to level 2" in page
    assert "waits for working time (below level 3)" in page
    assert "Again every 10 min until somebody acknowledges" in page


def test_a_step_is_added_taken_out_and_moved_and_nothing_is_in_force_yet(desk):
    path = f"/ladders/{desk.team.pk}/versions/"
    client = as_(desk.chidi)
    added = client.post(path, typed(climbing.STANDARD, do="add"))
    assert added.status_code == 200
    assert "<legend>Step 5</legend>" in added.content.decode()
    data = typed(climbing.STANDARD, do="look") | {"1-out": "1", "4-place": "1", "2-place": "9"}
    page = client.post(path, data).content.decode()
    assert "<legend>Step 3</legend>" in page
    assert "<legend>Step 4</legend>" not in page
    assert "Your draft, not in force yet" in page
    assert [p.version for p in EscalationPolicy.objects.all()] == [1]


def test_what_is_wrong_stands_beside_its_step_and_what_was_typed_stays(desk):
    User.objects.filter(pk=desk.dana.pk).update(email="")
    steps = [{"notify": ["owner"], "wait": "30s"}, {"notify": [f"user:{desk.dana.pk}"]}]
    response = as_(desk.chidi).post(f"/ladders/{desk.team.pk}/versions/", typed(steps, do="save", because="Dana knows"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "no channel reaches them" in page
    assert "Step 1 waits 30 s: a word may take 2 min to arrive" in page
    assert 'value="Dana knows"' in page
    assert 'name="1-wait" value="30s"' in page


def test_only_leads_change_it_and_all_may_look(desk):
    path = f"/ladders/{desk.team.pk}/"
    page = as_(desk.ben).get(path)
    assert page.status_code == 200
    assert "Put it in force" not in page.content.decode()
    assert as_(desk.ben).post(f"{path}versions/", typed(climbing.STANDARD, do="save")).status_code == 403
    assert Client().get(path).status_code == 302
    assert as_(desk.ben).get("/ladders/999/").status_code == 404


def test_the_second_lead_is_told_that_it_changed_meanwhile(desk):
    ladder(desk.team, NOW)
    supersede_ladder(desk.team, [{"notify": ["lead"]}], by=desk.chidi, now=NOW)
    response = as_(desk.chidi).post(f"/ladders/{desk.team.pk}/versions/", typed(climbing.STANDARD, do="save"))
    assert response.status_code == 409
    assert "at version 2 by now, not 1" in response.content.decode()
    assert 'name="after" value="2"' in response.content.decode(), "pressed again, knowingly, it goes through"


def test_try_it_draws_what_would_happen(desk):
    path = f"/ladders/{desk.team.pk}/?at=2026-11-29T02:00&level=3&tier=key"
    page = as_(desk.ben).get(path).content.decode()
    assert "Sun 29 Nov 02:00" in page
    assert "After 15 min" in page
    assert "trial-last_resort" in page
    assert 'class="dot-last"' in page
    nonsense = as_(desk.ben).get(f"/ladders/{desk.team.pk}/?at=soon&level=3&tier=key").content.decode()
    assert "“soon” is no date and time" in nonsense


def test_the_list_draws_each_teams_ladder_with_who_it_is_now(desk):
    desk.team.duties.filter(kind="second").delete()
    Team.objects.create(name="Night crew", last_resort=desk.rosa)
    page = as_(desk.ben).get("/ladders/").content.decode()
    assert page.count('<ol class="ladder">') == 2
    assert "The lead on duty" in page
    assert "now Chidi Eze" in page
    assert "nobody now" in page
    assert "nobody is for the next seven days" in page


def test_a_desk_without_teams_says_so():
    user = User.objects.create(username="x", email="x@desk.example", name="X")
    assert "There is no team yet" in as_(user).get("/ladders/").content.decode()


def test_a_long_ladder_costs_no_more_questions_than_a_short_one(desk):
    crew = Team.objects.create(name="Night crew", last_resort=desk.rosa)
    Membership.objects.create(team=crew, user=desk.dana)
    counts = []
    for length in (2, 24):
        steps = [{"notify": ["owner", "lead", f"team:{crew.pk}"], "wait": "5m"}] * length
        supersede_ladder(desk.team, steps, by=desk.chidi, now=NOW + timedelta(minutes=length))
        with CaptureQueriesContext(connection) as asked:
            assert as_(desk.ben).get(f"/ladders/{desk.team.pk}/").status_code == 200
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 2, counts


def test_the_cases_page_names_the_rung_and_links_the_ladder(desk):
    case = furious_case(desk)
    page = as_(desk.ben).get(f"/cases/{case.pk}/").content.decode()
    assert f'<a href="/ladders/{desk.team.pk}/">The ladder</a> is on its step 1' in page
    assert "Unless somebody acknowledges, Ben Okafor and Dana Wolff are paged (step 2)" in page
