"""A ladder tried before it is needed, by the API; and what a case's page says comes next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evenkeel.cases.coming import OF_NO_CASE, UNSAID, WORDS, coming, where_it_stands
from evenkeel.cases.ladders.trying import try_ladder
from evenkeel.cases.ladders.versions import supersede_ladder, values_of
from evenkeel.cases.models import EscalationPolicy, Turn
from evenkeel.cases.verbs import acknowledge, close, offer_handoff, plan_step
from evenkeel.cases.verbs.climbing import start_climb
from evenkeel.clock.handlers import kinds
from evenkeel.clock.models import Timer
from evenkeel.judgement import climbing
from evenkeel.notifications.models import Notification
from evenkeel.people.models import Membership, Team, User
from evenkeel.refusal import Refused
from evenkeel.timeline.models import Event
from harness.api import Caller, DoorClock
from harness.cast import NOW, furious_case, open_desk, time_passes

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SUNDAY = datetime(2026, 11, 29, 2, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def desk():
    return open_desk()


@pytest.fixture
def lead(desk, monkeypatch):
    DoorClock(monkeypatch)
    return Caller(desk.chidi, scope="admin")


def tried(desk, steps, at=SUNDAY, level=3, tier="key", **more):
    return try_ladder(desk.team, climbing.read(steps, **more), at=at, level=level, tier=tier, now=NOW)


def told(trial):
    return [
        (line.after // MINUTE, line.what, line.step, [p.user.name.split()[0] for p in line.people])
        for line in trial.lines
    ]


def test_what_would_happen_on_sunday_at_two(desk):
    crew = Team.objects.create(name="Night crew", last_resort=desk.rosa)
    for user in (desk.lena, desk.sam):
        Membership.objects.create(team=crew, user=user)
    desk.team.duties.filter(kind="second").delete()
    trial = tried(
        desk,
        [
            {"notify": ["lead"], "when": {"hours": "inside"}},
            {"notify": ["duty:second"]},
            {"notify": [f"volunteers:{crew.pk}"], "wait": "5m"},
            {"notify": ["owner"], "repeat": {"times": 1, "every": "10m"}},
        ],
        repeats=0,
    )
    assert told(trial) == [
        (0, "passed", 1, []),
        (0, "passed", 2, []),
        (0, "told", 3, ["Lena", "Sam"]),
        (5, "told", 4, ["Ben"]),
        (15, "told", 4, ["Ben"]),
        (30, "last_resort", 0, ["Ben", "Chidi", "Rosa"]),
    ]
    assert [line.because for line in trial.lines] == [
        "passed over: it is for working hours",
        "nobody: whoever is second on duty, and there is none then",
        "volunteers of Night crew",
        "the owner",
        "the owner",
        "the owner, the lead on duty and the last resort",
    ]
    assert (trial.owner, trial.whole) == (desk.ben, True)
    assert trial.lines[2].people[0].asked
    assert trial.lines[3].people[0].ways == ["mail"]
    assert not Event.objects.exists()
    assert not Notification.objects.exists()


def test_it_asks_the_duty_at_that_hour_and_holds_until_monday(desk):
    desk.team.duties.filter(kind="first").update(ends_at=SUNDAY + timedelta(hours=4))
    desk.team.duties.create(
        user=desk.lena, kind="first", starts_at=SUNDAY + timedelta(hours=4), ends_at=MONDAY + timedelta(days=2)
    )
    trial = tried(desk, [{"notify": ["duty:first"], "hold": True}, {"notify": ["lead"]}], level=2)
    assert told(trial)[:2] == [(0, "held", 1, []), (31 * 60, "told", 1, ["Lena"])]
    assert trial.owner == desk.ben, "the owner is whoever is first on duty when the case opens"
    assert trial.lines[0].until == MONDAY


def test_turns_are_only_imagined(desk):
    crew = Team.objects.create(name="Night crew", last_resort=desk.rosa)
    for user in (desk.dana, desk.lena):
        Membership.objects.create(team=crew, user=user)
    Turn.objects.create(team=crew, user=desk.dana)
    trial = tried(desk, [{"notify": [f"round_robin:{crew.pk}"]}], repeats=2)
    assert [names for _, what, _, names in told(trial) if what == "told"] == [["Lena"], ["Dana"], ["Lena"]]
    assert Turn.objects.get().user == desk.dana


@pytest.mark.parametrize("level", [1, 2, 3, 4])
def test_the_trial_and_the_climb_are_the_same(desk, level):
    """What was said would happen is what happens: page by page, to the same people, at the same minutes."""
    crew = Team.objects.create(name="Night crew", last_resort=desk.rosa)
    for user in (desk.dana, desk.lena):
        Membership.objects.create(team=crew, user=user)
    steps = [
        {"notify": ["owner"], "hold": True, "when": {"level_at_most": 2}},
        {"notify": [f"round_robin:{crew.pk}"], "wait": "4m", "repeat": {"times": 1, "every": "3m"}},
        {"notify": ["role:diagnosis"]},
        {"notify": ["lead"], "when": {"level_at_least": 4}},
        {"notify": ["duty:second", "owner"]},
    ]
    policy = supersede_ladder(desk.team, steps, by=desk.chidi, now=NOW, repeats=1)
    at = datetime(2026, 11, 28, 20, 0, tzinfo=UTC)  # a Saturday night
    case = furious_case(desk, now=at)
    case.climbs.all().delete()
    case.timers.all().delete()
    case.level = level
    case.save(update_fields=["level"])
    Turn.objects.all().delete()
    trial = try_ladder(
        desk.team, values_of(policy), at=at + MINUTE, level=level, tier="key", now=NOW, account=case.account
    )
    before = Event.objects.latest("id").pk
    start_climb(case, "tried", at + MINUTE)
    time_passes(trial.lines[-1].at)
    happened = [
        (e.at, tuple(e.data["names"])) for e in Event.objects.filter(pk__gt=before, kind="paged").order_by("id")
    ]
    said = [(line.at, tuple(str(p.user) for p in line.people)) for line in trial.lines if line.people]
    assert happened == said
    assert len(said) > 4


def test_the_api_tries_previews_lists_and_supersedes(desk, lead):
    path = f"/teams/{desk.team.pk}/ladder"
    furious_case(desk)
    seen = lead.post(f"{path}/preview", {"steps": [{"notify": ["owner"], "wait": "30s"}]}).json()
    assert (seen["version"], seen["climbs"], [f["code"] for f in seen["findings"]]) == (
        1,
        1,
        ["nobody_at_night", "too_fast"],
    )
    made = lead.post(path, {"steps": [{"notify": ["owner"], "wait": "30s"}], "after": 1, "because": "faster"})
    assert (made.status_code, [f["step"] for f in made.json()["findings"]]) == (201, [0, 1])
    stale = lead.post(path, {"steps": [{"notify": ["lead"]}], "after": 1})
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    refused = lead.post(path, {"steps": [{"notify": ["user:777"]}]})
    assert (refused.status_code, refused.json()["code"]) == (409, "invalid_ladder")
    assert [v["version"] for v in lead.get(f"{path}/versions").json()] == [2, 1]
    listed = lead.get("/escalation-policies").json()
    assert [(p["team_id"], p["version"]) for p in listed] == [(desk.team.pk, 2)]
    old = EscalationPolicy.objects.get(version=1)
    assert lead.get(f"/escalation-policies/{old.pk}").json()["steps"] == climbing.STANDARD
    assert lead.get("/escalation-policies/99999").status_code == 404


def test_the_api_simulates(desk, lead):
    asked = {"team_id": desk.team.pk, "at": "2026-11-29T02:00:00Z", "level": 3, "tier": "key"}
    trial = Caller(scope="read").post("/escalation-policies/simulation", asked).json()
    assert trial["lines"][0]["people"] == [{"id": desk.ben.pk, "name": "Ben Okafor", "ways": ["mail"], "asked": False}]
    assert trial["lines"][1]["after_seconds"] == 15 * 60
    assert (trial["lines"][-1]["what"], trial["whole"]) == ("last_resort", True)
    draft = asked | {"draft": {"steps": [{"notify": []}]}}
    assert "notifies nobody" in lead.post("/escalation-policies/simulation", draft).json()["detail"]
    assert lead.post("/escalation-policies/simulation", asked | {"level": 9}).status_code == 422
    assert lead.post("/escalation-policies/simulation", asked | {"team_id": 999}).status_code == 404


def test_what_cannot_be_tried_is_refused(desk):
    with pytest.raises(Refused, match="A level is"):
        tried(desk, climbing.STANDARD, level=5)
    with pytest.raises(Refused, match="A tier is"):
        tried(desk, climbing.STANDARD, tier="gold")


# --- next: what, to whom, when ----------------------------------------------------------------------------------------


def test_every_kind_of_timer_has_its_words():
    assert set(WORDS) == set(kinds()) - set(OF_NO_CASE)


@pytest.mark.parametrize("kind", sorted(WORDS))
def test_the_words_of_a_timer_name_somebody(desk, kind):
    """Also where the row it is about is gone: never a blank, never the kind's code name."""
    case = furious_case(desk)
    case.timers.all().delete()
    about = {"escalation_step": case.climbs.get().pk, "hold_end": case.climbs.get().pk}.get(kind, 0)
    timer = Timer.objects.create(
        key="t", case=case, kind=kind, subject_id=about, generation=1, due_at=NOW, run_at=NOW, armed_at=NOW
    )
    said = coming(case)
    if kind in UNSAID:
        assert not said
        return
    people = [*User.objects.values_list("name", flat=True), str(case.contact), "whoever"]
    assert any(name in said[0].to for name in people), said
    assert said[0].to in said[0].sentence
    assert (said[0].at, said[0].kind) == (timer.due_at, kind)


def next_of(case, kind):
    return next(one.sentence for one in coming(case.__class__.objects.get(pk=case.pk)) if one.kind == kind)


def test_a_case_says_next_whatever_state_it_is_in(desk):
    desk.team.duties.filter(kind="second").delete()
    steps = [{"notify": ["owner"]}, {"notify": ["duty:second"]}, {"notify": ["lead"], "wait": "5m"}]
    supersede_ladder(desk.team, steps, by=desk.chidi, now=NOW, repeats=0)
    case = furious_case(desk)
    climb = case.climbs.select_related("policy")
    assert next_of(case, "escalation_step") == "Unless somebody acknowledges, Chidi Eze is paged (step 3)"
    assert where_it_stands(climb.get()) == "is on its step 1"
    time_passes(NOW + 10 * MINUTE)
    assert next_of(case, "escalation_step").startswith(
        "The ladder has ended: unless somebody acknowledges, Ben Okafor, Chidi"
    )
    assert where_it_stands(climb.get()) == "has ended, and the last resort is paged until somebody has it"
    acknowledge(case, user=desk.chidi, now=NOW + 11 * MINUTE)
    assert "Unless Chidi Eze does something" in next_of(case, "acknowledgement_expiry")
    plan_step(
        case, action="swap the coupling", owner=desk.dana, due_at=NOW + 60 * MINUTE, by=desk.ben, now=NOW + 12 * MINUTE
    )
    assert next_of(case, "step_due") == "Dana Wolff: swap the coupling"
    offer_handoff(
        case,
        giver=desk.ben,
        receiver=desk.lena,
        recap="Line 2 stands still since Monday.",
        why_this_person="knows presses",
        now=NOW + 13 * MINUTE,
    )
    assert "Lena Falk answers the handoff" in next_of(case, "handoff_due")


def test_a_case_that_waits_for_the_customer_says_so(desk):
    case = furious_case(desk)
    close(case, done="The coupling was replaced.", by=desk.ben, now=NOW + MINUTE, key="c1")
    assert next_of(case, "answer_due") == "Waiting for Ada Novak: they are asked again whether it is solved"


def test_a_case_that_is_held_says_until_when_and_for_whom(desk):
    saturday = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
    desk.team.duties.update(starts_at=saturday - timedelta(days=9))
    supersede_ladder(desk.team, [{"notify": ["owner"], "hold": True}], by=desk.chidi, now=saturday)
    case = furious_case(desk, now=saturday, text="Your fix failed again, it is the second time.")
    assert next_of(case, "hold_end") == (
        "It is held until working time: then Ben Okafor hears of it, unless somebody acknowledges before"
    )
    assert where_it_stands(case.climbs.select_related("policy").get()) == "waits for working time"


def test_saying_what_comes_next_takes_no_turn_and_few_questions(desk):
    crew = Team.objects.create(name="Night crew", last_resort=desk.rosa)
    Membership.objects.create(team=crew, user=desk.dana)
    supersede_ladder(desk.team, [{"notify": ["owner"]}, {"notify": [f"round_robin:{crew.pk}"]}], by=desk.chidi, now=NOW)
    case = furious_case(desk)
    case = case.__class__.objects.select_related("account", "contact", "team__last_resort", "owner").get(pk=case.pk)
    with CaptureQueriesContext(connection) as asked:
        said = coming(case)
    assert any("Dana Wolff is paged (step 2)" in one.sentence for one in said)
    assert not Turn.objects.filter(user=desk.dana).exists()
    assert len(asked) <= 14, [q["sql"][:90] for q in asked]
