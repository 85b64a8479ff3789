"""The ladder as a lead writes it: whom it tells, when it waits, what it does where nobody is; and that it is never silent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.db.models import ProtectedError
from django.test.utils import CaptureQueriesContext

from evenkeel.cases.ladders.versions import Draft, ladder, preview_ladder, supersede_ladder
from evenkeel.cases.models import EscalationPolicy, Role, Turn
from evenkeel.cases.verbs import acknowledge, deactivate_user, decline_page, set_level, take_role
from evenkeel.cases.verbs.climbing import stand_on
from evenkeel.notifications.models import Notification
from evenkeel.people.models import Duty, Membership, Team, User
from evenkeel.refusal import NotAllowed, Refused, Stale
from evenkeel.timeline.models import Event
from harness.cast import NOW, furious_case, open_desk, time_passes
from harness.invariants import check_invariants

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
SATURDAY = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
DEADLINE = "Please send the invoice copy by tomorrow noon, this is the third time I ask for it."


@pytest.fixture
def desk():
    return open_desk()


def climbs(desk, *steps, now=NOW, **more):
    return supersede_ladder(desk.team, list(steps), by=desk.chidi, now=now, **more)


def paged(case):
    """(minutes since it was opened, the first names) of each page."""
    rows = Event.objects.filter(case=case, kind="paged").order_by("id")
    return [(round((e.at - case.opened_at) / MINUTE), tuple(n.split()[0] for n in e.data["names"])) for e in rows]


def kinds(case):
    return list(Event.objects.filter(case=case).order_by("id").values_list("kind", flat=True))


def sentences(case, kind):
    return [e.sentence for e in Event.objects.filter(case=case, kind=kind).order_by("id")]


def second_team(desk, *members):
    team = Team.objects.create(name="Night crew", last_resort=desk.rosa)
    for user in members:
        Membership.objects.create(team=team, user=user)
    return team


def calm_case(desk, now, level=2):
    """A case at a level below the critical one, where a hold may be kept."""
    case = furious_case(desk, now=now, text="Please look into this: your fix failed again, it is the second time.")
    assert case.level == level, case.level
    return case


# --- what a step may name, wait and repeat ---------------------------------------------------------------------------


def test_each_kind_of_target_reaches_its_people(desk):
    crew = second_team(desk, desk.dana, desk.lena)
    Duty.objects.create(team=crew, user=desk.sam, kind="first", starts_at=NOW - MINUTE, ends_at=NOW + timedelta(days=1))
    climbs(
        desk,
        {"notify": ["role:diagnosis", f"user:{desk.lena.pk}"], "wait": "3m"},
        {"notify": [f"duty:first@{crew.pk}"], "wait": "4m"},
        {"notify": [f"team:{crew.pk}"], "wait": "5m"},
        {"notify": ["lead", "last_resort", "owner"]},
    )
    case = furious_case(desk)
    take_role(case, Role.Kind.DIAGNOSIS, user=desk.dana, by=desk.chidi, now=NOW)
    set_level(case, 3, because="calmer", by=desk.chidi, now=NOW)
    set_level(case, 4, because="not calmer", by=desk.chidi, now=NOW + MINUTE)
    time_passes(NOW + 14 * MINUTE)
    assert paged(case)[1:] == [
        (1, ("Dana", "Lena")),
        (4, ("Sam",)),
        (8, ("Dana", "Lena")),
        (13, ("Chidi", "Rosa", "Ben")),
    ]
    check_after(case)


def test_a_step_waits_and_repeats_as_it_says(desk):
    climbs(desk, {"notify": ["owner"], "wait": "7m", "repeat": {"times": 2, "every": "3m"}}, {"notify": ["lead"]})
    case = furious_case(desk)
    time_passes(NOW + 14 * MINUTE)
    assert paged(case) == [(0, ("Ben",)), (3, ("Ben",)), (6, ("Ben",)), (13, ("Chidi",))]


def test_a_step_repeats_until_somebody_acknowledges_and_the_last_resort_joins_it(desk):
    climbs(
        desk,
        {"notify": ["owner"], "repeat": {"every": "10m"}, "repeat_until_acknowledged": True},
        last_resort_every="30m",
    )
    case = furious_case(desk)
    time_passes(NOW + 31 * MINUTE)
    assert paged(case) == [(0, ("Ben",)), (10, ("Ben",)), (20, ("Ben",)), (30, ("Ben", "Chidi", "Rosa"))]
    acknowledge(case, user=desk.rosa, now=NOW + 32 * MINUTE)
    time_passes(NOW + 45 * MINUTE)
    assert len(paged(case)) == 4


def test_a_branch_is_for_some_cases_and_the_others_pass_it_over_with_a_word(desk):
    climbs(
        desk,
        {"notify": [f"user:{desk.lena.pk}"], "when": {"tier": ["strategic"]}},
        {"notify": [f"user:{desk.dana.pk}"], "when": {"level_at_most": 2}},
        {"notify": ["lead"], "when": {"hours": "outside"}},
        {"notify": ["owner"]},
    )
    case = furious_case(desk)  # a key account, level 4, Monday 16:00
    assert paged(case) == [(0, ("Ben",))]
    assert sentences(case, "step_passed_over") == [
        "Step 1 was passed over: it is for strategic accounts",
        "Step 2 was passed over: it is for level 2 and below",
        "Step 3 was passed over: it is for outside working hours",
    ]


def test_a_low_case_waits_for_the_morning_and_says_until_when(desk):
    desk.team.duties.update(starts_at=SATURDAY - timedelta(days=9))
    climbs(desk, {"notify": ["owner"], "hold": True}, {"notify": ["lead"]}, now=SATURDAY)
    case = calm_case(desk, SATURDAY)
    assert paged(case) == []
    assert sentences(case, "climb_held") == [
        "Step 1 (the owner) waits for the next working time, Mon 23 Nov 09:00 (UTC)"
    ]
    assert case.timers.get(kind="hold_end", state="armed").due_at == MONDAY
    time_passes(MONDAY)
    first = Notification.objects.get(case=case, kind="page")
    assert (first.created_at, first.user, first.urgency) == (MONDAY, desk.ben, Notification.Urgency.FIRST_PAGE)
    check_after(case)


def test_a_hold_ends_when_somebody_has_it_or_the_level_rises(desk):
    desk.team.duties.update(starts_at=SATURDAY - timedelta(days=9))
    climbs(desk, {"notify": ["owner"], "hold": True}, {"notify": ["lead"]}, now=SATURDAY)
    case = calm_case(desk, SATURDAY)
    set_level(case, 3, because="their boss called", by=desk.chidi, now=SATURDAY + MINUTE)
    assert paged(case) == [(1, ("Ben",))], "from level 3 on nobody waits for the morning"
    assert not case.timers.filter(kind="hold_end", state="armed").exists()
    acknowledge(case, user=desk.ben, now=SATURDAY + 2 * MINUTE)
    time_passes(SATURDAY + 30 * MINUTE)
    assert len(paged(case)) == 1


def test_turns_go_round_over_cases_and_restarts_and_a_repeat_tells_the_same_person(desk):
    crew = second_team(desk, desk.dana, desk.lena, desk.sam)
    climbs(desk, {"notify": [f"round_robin:{crew.pk}"], "repeat": {"times": 1, "every": "2m"}}, {"notify": ["owner"]})
    told = []
    for n in range(4):
        case = furious_case(desk, now=NOW + n * MINUTE) if n == 0 else another_case(desk, n)
        told.append(paged(case)[0][1][0])
    assert told == ["Dana", "Lena", "Sam", "Dana"]
    assert Turn.objects.get(team=crew).user == desk.dana
    first = Event.objects.filter(kind="case_opened").order_by("id").first().case
    time_passes(NOW + 2 * MINUTE)
    assert paged(first)[1] == (2, ("Dana",)), "the repeat tells whoever was told first, not the next in turn"


def another_case(desk, n):
    from evenkeel.people.models import Account, Contact, ContactAddress

    account = Account.objects.create(name=f"Customer {n}", team=desk.team, created_at=NOW)
    contact = Contact.objects.create(account=account, name=f"Contact {n}", created_at=NOW)
    ContactAddress.objects.create(contact=contact, channel="email", address=f"c{n}@customer{n}.example")
    from harness.cast import mail_arrives

    item = mail_arrives(
        desk,
        now=NOW + n * timedelta(seconds=1),
        sender=f"c{n}@customer{n}.example",
        message_id=f"<m{n}@customer.example>",
    )
    return item.message.conversation.case


def test_volunteers_are_asked_first_and_whoever_says_yes_has_it(desk):
    crew = second_team(desk, desk.dana, desk.lena)
    climbs(desk, {"notify": [f"volunteers:{crew.pk}"], "wait": "2m"}, {"notify": ["owner"]})
    case = furious_case(desk)
    assert sentences(case, "paged")[0].startswith("Asked Dana Wolff, Lena Falk who can take it (step 1)")
    asked = Notification.objects.filter(case=case, kind="page").first()
    assert asked.subject.startswith(f"Who can take #{case.pk}")
    acknowledge(case, user=desk.lena, now=NOW + MINUTE, climb=asked.generation)
    time_passes(NOW + 10 * MINUTE)
    assert len(paged(case)) == 1
    assert case.__class__.objects.get(pk=case.pk).acknowledged_by == desk.lena
    check_after(case)


def test_nobody_volunteers_and_the_next_step_comes(desk):
    crew = second_team(desk, desk.dana, desk.lena)
    climbs(desk, {"notify": [f"volunteers:{crew.pk}"], "wait": "2m"}, {"notify": ["owner"]})
    case = furious_case(desk)
    time_passes(NOW + 2 * MINUTE)
    assert paged(case) == [(0, ("Dana", "Lena")), (2, ("Ben",))]


# --- R46: nobody in a step --------------------------------------------------------------------------------------------


def test_r46_an_empty_step_is_passed_at_once_said_and_told_to_the_lead(desk):
    desk.team.duties.filter(kind="second").delete()
    climbs(desk, {"notify": ["duty:second"]}, {"notify": ["owner"]})
    case = furious_case(desk)
    assert paged(case) == [(0, ("Ben",))]
    assert sentences(case, "step_reached_nobody") == ["Nobody to tell in step 1 (duty:second): went on at once"]
    gap = Notification.objects.get(kind="ladder_gap")
    assert (gap.user, gap.urgency) == (desk.chidi, Notification.Urgency.NOTE)
    assert f"/ladders/{desk.team.pk}/" in gap.body
    another_case(desk, 1)
    assert Notification.objects.filter(kind="ladder_gap").count() == 1, "the same gap is told once a day"


def test_r46_the_first_page_that_goes_out_is_a_first_page_whatever_its_step(desk):
    desk.team.duties.filter(kind="second").delete()
    climbs(desk, {"notify": ["duty:second"]}, {"notify": ["owner"], "wait": "9m"}, {"notify": ["lead"]})
    case = furious_case(desk)
    time_passes(NOW + 9 * MINUTE)
    pages = Notification.objects.filter(case=case, kind="page").order_by("id")
    assert [(p.user, p.urgency) for p in pages] == [(desk.ben, 0), (desk.chidi, 1)]


def test_r46_a_person_who_left_or_has_no_channel_is_skipped_and_named(desk):
    climbs(desk, {"notify": [f"user:{desk.lena.pk}", f"user:{desk.dana.pk}", "owner"]}, {"notify": ["lead"]})
    User.objects.filter(pk=desk.lena.pk).update(is_active=False)
    User.objects.filter(pk=desk.dana.pk).update(email="")
    case = furious_case(desk)
    assert paged(case) == [(0, ("Ben",))]
    assert "(not Lena Falk, Dana Wolff: no channel reaches them)" in sentences(case, "paged")[0]
    assert not Notification.objects.filter(case=case, user__in=[desk.lena, desk.dana]).exists()


# --- R47: never silence -----------------------------------------------------------------------------------------------


def test_r47_nobody_answers_and_the_last_resort_and_the_admins_hear_of_it(desk):
    admin = User.objects.create(username="ops", email="ops@desk.example", name="Ola Ops", is_superuser=True)
    climbs(desk, {"notify": ["owner"], "wait": "5m"}, repeats=0, last_resort_every="10m")
    case = furious_case(desk)
    time_passes(NOW + 26 * MINUTE)
    assert paged(case) == [(0, ("Ben",))] + [(at, ("Ben", "Chidi", "Rosa")) for at in (5, 15, 25)]
    assert kinds(case).count("ladder_ended") == 1
    alarm = Notification.objects.get(user=admin)
    assert (alarm.kind, "nobody has it" in alarm.subject) == ("admin_alarm", True)
    check_after(case)


def test_r47_a_whole_ladder_without_anybody_goes_to_the_last_resort_at_once(desk):
    desk.team.duties.exclude(kind="first").delete()
    climbs(desk, {"notify": ["duty:second"]}, {"notify": ["duty:safety"]}, {"notify": ["role:diagnosis"]})
    case = furious_case(desk)
    assert paged(case) == [(0, ("Ben", "Chidi", "Rosa"))]
    assert kinds(case).count("step_reached_nobody") == 3


def test_r47_not_even_the_last_resort_is_here_and_it_is_tried_again(desk):
    admin = User.objects.create(username="ops", email="ops@desk.example", name="Ola Ops", is_superuser=True)
    climbs(desk, {"notify": ["owner"]}, last_resort_every="10m")
    User.objects.exclude(pk=admin.pk).update(is_active=False)
    case = furious_case(desk)
    assert paged(case) == []
    assert "nobody_to_tell" in kinds(case)
    assert set(Notification.objects.filter(kind="admin_alarm").values_list("user", flat=True)) == {admin.pk}
    User.objects.filter(pk=desk.rosa.pk).update(is_active=True)
    time_passes(NOW + 10 * MINUTE)
    assert paged(case) == [(10, ("Rosa",))]


def test_r47_everybody_of_a_step_declines_and_the_next_is_told_at_once(desk):
    climbs(
        desk,
        {"notify": ["owner", "duty:second"], "wait": "30m", "repeat": {"times": 3, "every": "10m"}},
        {"notify": ["lead"], "wait": "30m"},
        repeats=0,
    )
    case = furious_case(desk)
    decline_page(case, user=desk.ben, now=NOW + MINUTE, because="on a train")
    decline_page(case, user=desk.ben, now=NOW + MINUTE)
    assert len(paged(case)) == 1, "Dana has not said anything yet"
    decline_page(case, user=desk.dana, now=NOW + 2 * MINUTE)
    assert paged(case) == [(0, ("Ben", "Dana")), (2, ("Chidi",))]
    assert sentences(case, "page_declined") == ["Ben Okafor cannot take it: on a train", "Dana Wolff cannot take it"]
    decline_page(case, user=desk.chidi, now=NOW + 3 * MINUTE)
    assert paged(case)[2:] == [(3, ("Ben", "Chidi", "Rosa"))]
    for user in (desk.ben, desk.chidi, desk.rosa):
        decline_page(case, user=user, now=NOW + 4 * MINUTE)
    assert len(paged(case)) == 3, "the last resort is not called in a burst"
    time_passes(NOW + 33 * MINUTE)
    assert paged(case)[3:] == [(33, ("Ben", "Chidi", "Rosa"))], "nor left in silence"
    check_after(case)


def test_r47_only_who_is_paged_declines_and_an_old_button_says_so(desk):
    case = furious_case(desk)
    with pytest.raises(NotAllowed, match="paged for this case right now"):
        decline_page(case, user=desk.lena, now=NOW)
    with pytest.raises(Stale, match="This page is over"):
        decline_page(case, user=desk.ben, now=NOW, climb=99)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    with pytest.raises(Stale, match="now with Ben Okafor"):
        decline_page(case, user=desk.ben, now=NOW + 2 * MINUTE)


def test_r47_a_page_that_is_lost_is_told_to_others_at_once_and_counts_as_a_no(desk):
    climbs(desk, {"notify": ["owner", "duty:second"], "wait": "30m"}, {"notify": ["lead"]})
    case = furious_case(desk)
    lost(Notification.objects.get(case=case, kind="page", user=desk.dana).deliveries.get())
    alarmed = Notification.objects.filter(case=case, kind="not_delivered").values_list("user", flat=True)
    assert set(alarmed) == {desk.ben.pk, desk.chidi.pk}
    assert len(paged(case)) == 1, "the ladder keeps its pace: a broken mail server must not burn it"
    decline_page(case, user=desk.ben, now=NOW + 2 * MINUTE)
    assert paged(case)[1:] == [(2, ("Chidi",))]
    assert case.timers.filter(kind="escalation_step", state="armed").count() == 1


def lost(delivery):
    """As the delivery loop does it when the mail server says that there is no such address."""
    from evenkeel.notifications.channels import DeliveryFailed
    from evenkeel.notifications.leases import claim
    from evenkeel.notifications.outcomes import record_failed

    mine = next(d for d in claim(NOW + MINUTE, "test", 50) if d.pk == delivery.pk)
    record_failed(mine, DeliveryFailed("no such mailbox", permanent=True), NOW + MINUTE, NOW + MINUTE)


def test_r47_a_stored_ladder_that_nobody_can_read_still_pages(desk):
    EscalationPolicy.objects.create(team=desk.team, version=1, steps=[{"notify": []}, {"oops": 1}], made_at=NOW)
    case = furious_case(desk)
    assert paged(case) == [(0, ("Ben", "Chidi", "Rosa"))]
    assert "ladder_ended" in kinds(case)


# --- R42: the ladder is edited, deleted, a person removed while it runs -----------------------------------------------


def test_r42_a_climb_keeps_the_version_it_began_with(desk):
    climbs(desk, {"notify": ["owner"], "wait": "5m"}, {"notify": ["duty:second"], "wait": "5m"}, {"notify": ["lead"]})
    case = furious_case(desk)
    climbs(desk, {"notify": ["last_resort"], "wait": "2m"}, now=NOW + MINUTE)
    time_passes(NOW + 11 * MINUTE)
    assert paged(case) == [(0, ("Ben",)), (5, ("Dana",)), (10, ("Chidi",))]
    set_level(case, 3, because="calmer", by=desk.chidi, now=NOW + 12 * MINUTE)
    set_level(case, 4, because="worse", by=desk.chidi, now=NOW + 13 * MINUTE)
    assert paged(case)[-1] == (13, ("Rosa",)), "a new climb takes the new ladder"


def test_r42_a_ladder_that_is_climbed_cannot_be_deleted(desk):
    policy = climbs(desk, {"notify": ["owner"]})
    furious_case(desk)
    with pytest.raises(ProtectedError):
        policy.delete()


def test_r42_a_person_removed_while_it_runs_is_passed_by(desk):
    climbs(desk, {"notify": ["owner"], "wait": "5m"}, {"notify": [f"user:{desk.lena.pk}"]}, {"notify": ["lead"]})
    case = furious_case(desk)
    deactivate_user(desk.lena, successor=desk.dana, by=desk.chidi, now=NOW + MINUTE)
    time_passes(NOW + 5 * MINUTE)
    assert paged(case) == [(0, ("Ben",)), (5, ("Chidi",))]
    assert sentences(case, "step_reached_nobody") == [
        f"Nobody to tell in step 2 (user:{desk.lena.pk}): went on at once"
    ]


# --- R38 and R48 ------------------------------------------------------------------------------------------------------


def test_r38_the_button_of_an_older_page_stops_nothing(desk):
    case = furious_case(desk)
    old = Notification.objects.filter(case=case, kind="page").first().generation
    set_level(case, 3, because="calmer", by=desk.chidi, now=NOW + MINUTE)
    set_level(case, 4, because="worse", by=desk.chidi, now=NOW + 2 * MINUTE)
    with pytest.raises(Stale, match="This page is over; the case is now with Ben Okafor"):
        acknowledge(case, user=desk.ben, now=NOW + 3 * MINUTE, climb=old)
    time_passes(NOW + 8 * MINUTE)
    assert [n for _, n in paged(case)][-1] == ("Ben", "Dana"), "the new climb goes on"
    acknowledge(case, user=desk.ben, now=NOW + 9 * MINUTE, climb=old + 1)


def test_r48_acknowledged_and_forgotten_starts_a_new_climb_on_the_newest_ladder(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    climbs(desk, {"notify": ["lead"]}, now=NOW + 2 * MINUTE)
    time_passes(NOW + 31 * MINUTE)
    assert paged(case) == [(0, ("Ben",)), (31, ("Chidi",))]
    assert "acknowledgement_expired" in kinds(case)
    check_after(case)


# --- who may change it, and what is refused or shown -------------------------------------------------------------------


def test_only_a_lead_changes_a_ladder(desk):
    with pytest.raises(NotAllowed):
        supersede_ladder(desk.team, [{"notify": ["owner"]}], by=desk.ben, now=NOW)


def test_two_leads_change_it_at_once_and_the_second_is_told(desk):
    looked_at = ladder(desk.team, NOW).version
    climbs(desk, {"notify": ["owner"]}, after=looked_at)
    with pytest.raises(Stale, match="at version 2 by now, not 1"):
        climbs(desk, {"notify": ["lead"]}, after=looked_at)
    assert ladder(desk.team, NOW).steps == [{"notify": ["owner"]}]


def test_a_ladder_that_cannot_work_is_refused_where_it_is_configured(desk):
    User.objects.filter(pk=desk.dana.pk).update(email="")
    empty = Team.objects.create(name="Ghosts", last_resort=desk.rosa)
    for steps, words in (
        ([{"notify": [f"user:{desk.dana.pk}"]}], "no channel reaches them"),
        ([{"notify": [f"round_robin:{empty.pk}"]}], "that team has nobody"),
        ([{"notify": ["user:99999"]}], "there is no such person"),
        ([{"notify": []}], "notifies nobody"),
    ):
        with pytest.raises(Refused, match=words):
            climbs(desk, *steps)
    assert not EscalationPolicy.objects.filter(team=desk.team).exists()


def test_a_preview_says_what_is_doubtful_and_how_many_climbs_keep_their_version(desk):
    furious_case(desk)
    desk.team.duties.filter(kind="second").delete()
    seen = preview_ladder(desk.team, Draft([{"notify": ["duty:second"], "wait": "30s"}, {"notify": ["lead"]}]), NOW)
    assert [(f.grade, f.code, f.step) for f in seen.findings] == [
        ("warning", "empty_duty", 1),
        ("warning", "too_fast", 1),
    ]
    assert (seen.version, seen.climbs) == (1, 1)
    assert ladder(desk.team, NOW).version == 1


# --- what a step costs ------------------------------------------------------------------------------------------------


def test_standing_on_a_rung_asks_the_database_a_bounded_number_of_times(desk):
    """However many people a step names: what each of them costs is their page, never a look-up."""
    people = [User.objects.create(username=f"p{n}", email=f"p{n}@desk.example", name=f"P{n}") for n in range(12)]
    crew = second_team(desk, *people)
    few = {"notify": [f"user:{people[0].pk}", f"user:{people[1].pk}"]}
    many = {"notify": [f"user:{p.pk}" for p in people[:6]] + [f"team:{crew.pk}", "owner", "duty:second"]}
    climbs(desk, {"notify": ["owner"]}, few, many)
    case = furious_case(desk)
    climb = case.climbs.select_related("policy", "case__team__last_resort", "case__account", "case__owner").get()
    costs = {}
    for no, users in ((1, 2), (2, 14)):
        with CaptureQueriesContext(connection) as asked:
            stand_on(climb, no, NOW + no * MINUTE)
        looks = [q["sql"] for q in asked if q["sql"].startswith("SELECT") and "notifications_" not in q["sql"]]
        costs[users] = (len(looks), len(asked))
    assert costs[14][0] <= costs[2][0] + 2, "one query for the team, one for the duty"
    assert costs[2][0] <= 6
    per_person = (costs[14][1] - costs[2][1]) / 12
    assert per_person <= 6, "savepoint, word, endpoints, deliveries, release"


def check_after(case):
    """Nothing was sent in these stories: what waits to be sent is no concern of theirs."""
    from evenkeel.notifications.models import Delivery

    Delivery.objects.filter(state="pending").update(state="cancelled")
    check_invariants()
