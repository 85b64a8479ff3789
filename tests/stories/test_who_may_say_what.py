"""Holds, roles, levels, boundaries: what the policy asks of people, and what people may overrule."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from evenkeel.cases import policies
from evenkeel.cases.deciding import failed_fixes
from evenkeel.cases.models import Case, Role
from evenkeel.cases.verbs import (
    acknowledge,
    deactivate_user,
    leave_role,
    lift_hold,
    offer_handoff,
    plan_step,
    reassign,
    reply,
    set_affected,
    set_boundary,
    set_level,
    step_failed,
    step_in,
    take_role,
)
from evenkeel.judgement.levels import load_standard
from evenkeel.notifications.models import Notification
from evenkeel.people.models import Duty
from evenkeel.playbooks.reads import evidence_questions, holding_line, triggers
from evenkeel.promises.models import Promise
from evenkeel.refusal import NotAllowed, Refused
from evenkeel.timeline.reads import of_case
from harness.cast import NOW, furious_case, mail_arrives, open_desk, time_passes

pytestmark = pytest.mark.django_db

MINUTE = timedelta(minutes=1)
SPARKS = "There is smoke coming out of your heater and my children are in the room. It is sparking right now!"
LAWYER = "Our solicitor has been instructed and you will receive a letter before action about the data breach."
SLOW = "You fixed the label printer twice and it failed again this morning. You promised to call back on Tuesday and nobody did."


@pytest.fixture
def desk():
    return open_desk()


def kinds(case):
    return [e.kind for e in of_case(case)]


def told(case, kind):
    return set(Notification.objects.filter(case=case, kind=kind).values_list("user__name", flat=True))


def test_words_of_danger_go_to_the_safety_lead_and_on_in_minutes(desk):
    case = furious_case(desk, text=SPARKS)
    assert case.level == 4
    assert told(case, "safety_page") == {"Sam Reyes"}
    time_passes(NOW + 3 * MINUTE)
    assert told(case, "safety_page") == {"Sam Reyes", "Chidi Eze"}


def test_until_the_safety_lead_has_it_only_the_safety_line_goes_out(desk):
    case = furious_case(desk, text=SPARKS)
    with pytest.raises(NotAllowed, match="safety lead answers first"):
        reply(case, author=desk.ben, text="Please restart the heater.", now=NOW + MINUTE, key="r")
    reply(case, author=desk.ben, text=holding_line("safety"), now=NOW + MINUTE, key="s")
    reply(
        case,
        author=desk.sam,
        text="Please leave the room; the engineer arrives by 18:00.",
        now=NOW + 2 * MINUTE,
        key="t",
    )
    lift_hold(case, "safety", because="the heater is off the mains", by=desk.sam, now=NOW + 3 * MINUTE)
    reply(case, author=desk.ben, text="The engineer is on the way.", now=NOW + 4 * MINUTE, key="u")


def test_a_case_under_legal_hold_is_answered_by_the_authorised_only(desk):
    case = furious_case(desk, text=LAWYER)
    assert case.legal_hold_at == NOW
    with pytest.raises(NotAllowed, match="legal hold") as refusal:
        reply(case, author=desk.ben, text="It was not our fault.", now=NOW + MINUTE, key="r")
    assert holding_line("legal") in refusal.value.sentence
    reply(case, author=desk.ben, text=holding_line("legal"), now=NOW + MINUTE, key="h")
    reply(
        case,
        author=desk.lena,
        text="We have your letter and answer it by Friday 27 November.",
        now=NOW + 2 * MINUTE,
        key="l",
    )
    with pytest.raises(NotAllowed):
        lift_hold(case, "legal", because="done", by=desk.chidi, now=NOW + 3 * MINUTE)


def test_asked_for_a_manager_and_nobody_came_the_lead_hears_of_it(desk):
    case = furious_case(desk)
    time_passes(NOW + 3 * MINUTE)
    assert "asked for a manager" in next(e.sentence for e in of_case(case) if e.kind == "alarm")


def test_a_dated_call_back_answers_the_request_for_a_manager(desk):
    case = furious_case(desk)
    reply(
        case,
        author=desk.chidi,
        text="I lead this team. I'll call you by 11 am your time today.",
        now=NOW + MINUTE,
        key="r",
    )
    time_passes(NOW + 3 * MINUTE)
    assert not [e for e in of_case(case) if e.kind == "alarm" and e.data["code"] == "manager_request"]


def test_one_person_alone_with_a_stopped_line_is_an_alarm_until_there_are_two(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    time_passes(NOW + timedelta(minutes=31))
    assert any(e.data["code"] == "two_people" for e in of_case(case) if e.kind == "alarm")


def test_two_people_with_distinct_roles_are_enough(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    take_role(case, "diagnosis", user=desk.dana, by=desk.ben, now=NOW + 2 * MINUTE)
    time_passes(NOW + timedelta(minutes=31))
    assert not any(e.data["code"] == "two_people" for e in of_case(case) if e.kind == "alarm")


def test_at_level_three_diagnosis_and_communication_are_two_people(desk):
    case = furious_case(desk)
    take_role(case, "diagnosis", user=desk.dana, by=desk.ben, now=NOW + MINUTE)
    with pytest.raises(Refused, match="two people"):
        take_role(case, "communication", user=desk.dana, by=desk.ben, now=NOW + 2 * MINUTE)
    leave_role(case, "diagnosis", user=desk.dana, by=desk.dana, now=NOW + 3 * MINUTE)
    take_role(case, "communication", user=desk.dana, by=desk.ben, now=NOW + 4 * MINUTE)
    held = Role.objects.get(case=case, kind="diagnosis")
    assert (held.since, held.until) == (NOW + MINUTE, NOW + 3 * MINUTE)


def test_ownership_cannot_be_taken_or_left_only_handed_over(desk):
    case = furious_case(desk)
    with pytest.raises(Refused, match="handoff"):
        take_role(case, "owner", user=desk.dana, by=desk.ben, now=NOW + MINUTE)
    with pytest.raises(Refused, match="never without an owner"):
        leave_role(case, "owner", user=desk.ben, by=desk.ben, now=NOW + MINUTE)


def test_the_database_itself_refuses_a_second_owner_and_no_owner(desk):
    case = furious_case(desk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(case=case, kind="owner", user=desk.dana, since=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.filter(pk=case.pk).update(owner=None)


def test_nobody_on_duty_goes_to_the_last_resort_and_says_so(desk):
    Duty.objects.filter(kind="first").delete()
    case = furious_case(desk)
    assert case.owner == desk.rosa
    assert "nobody is on duty" in case.owner_because


def test_who_leaves_hands_everything_on_first(desk):
    case = furious_case(desk)
    with pytest.raises(Refused, match="still has open duties"):
        deactivate_user(desk.ben, successor=None, by=desk.chidi, now=NOW + MINUTE)
    deactivate_user(desk.ben, successor=desk.dana, by=desk.chidi, now=NOW + MINUTE)
    case.refresh_from_db()
    assert case.owner == desk.dana
    assert not Promise.objects.filter(owner=desk.ben, state__in=Promise.OPEN).exists()


def test_a_lead_overrules_the_level_with_a_reason_and_the_reader_does_not_argue(desk):
    case = furious_case(desk)
    with pytest.raises(Refused, match="Say why"):
        set_level(case, 2, because=" ", by=desk.chidi, now=NOW + MINUTE)
    set_level(case, 2, because="line 2 is a spare", by=desk.chidi, now=NOW + MINUTE)
    mail_arrives(
        desk, "Any news?", now=NOW + 2 * MINUTE, message_id="<n@halden.example>", In_Reply_To="<first@halden.example>"
    )
    case.refresh_from_db()
    assert case.level == 2


def test_new_words_of_the_customer_raise_it_again_after_a_lead_lowered_it(desk):
    case = furious_case(desk)
    set_level(case, 2, because="line 2 is a spare", by=desk.chidi, now=NOW + MINUTE)
    mail_arrives(
        desk,
        "Now line 1 is down as well, production has stopped completely.",
        now=NOW + 5 * MINUTE,
        message_id="<n@halden.example>",
        In_Reply_To="<first@halden.example>",
    )
    case.refresh_from_db()
    assert case.level == 4


def test_shouting_about_a_trifle_opens_no_high_case(desk):
    item = mail_arrives(desk, "THIS IS THE WORST COLOUR I HAVE EVER SEEN ON A BROCHURE!!! ARE YOU KIDDING ME???")
    case = item.message.conversation.case
    assert case is None or case.level == 1
    item.message.refresh_from_db()
    assert item.message.heat > 30


def test_calm_words_about_a_stopped_plant_are_critical(desk):
    case = furious_case(
        desk, text="Good morning. The plant is standing still since six and we lose 6,000 an hour. Kind regards"
    )
    assert case.level == 4
    assert case.heat < 40
    assert case.stakes > 40


def test_three_failed_fixes_propose_a_fresh_owner(desk):
    case = furious_case(desk, text=SLOW)
    for n in range(3):
        step = plan_step(
            case,
            action=f"visit {n}",
            owner=desk.ben,
            due_at=NOW + timedelta(hours=1 + n),
            by=desk.ben,
            now=NOW + MINUTE,
        )
        step_failed(step, by=desk.ben, now=NOW + timedelta(minutes=2 + n))
    assert failed_fixes(case) == 3
    mail_arrives(
        desk,
        "It failed yet again after your visit.",
        now=NOW + 9 * MINUTE,
        message_id="<n@halden.example>",
        In_Reply_To="<first@halden.example>",
    )
    assert "fresh_owner_proposed" in kinds(case)
    case.refresh_from_db()
    assert case.level >= 3


def test_many_affected_raise_the_level_whatever_the_tier(desk):
    desk.halden.tier = "standard"
    desk.halden.save()
    case = furious_case(desk, text=SLOW)
    before = case.stakes
    set_affected(case, 212, by=desk.ben, now=NOW + MINUTE)
    case.refresh_from_db()
    assert case.affected == 212
    assert case.level >= 3
    assert case.stakes >= before


def test_the_boundary_ladder_cannot_be_skipped_and_ending_owes_two_things(desk):
    case = furious_case(
        desk, text="You are a bunch of worthless idiots and your technician is scum. Fix the pump you broke again."
    )
    with pytest.raises(Refused, match="First"):
        set_boundary(case, "end", user=desk.ben, now=NOW + MINUTE)
    for n, step in enumerate(("respect", "condition", "end"), 1):
        set_boundary(case, step, user=desk.ben, now=NOW + n * MINUTE)
    assert told(case, "care") == {"Chidi Eze"}
    assert Promise.objects.filter(case=case, owner=desk.chidi, what__startswith="reconnect").exists()


def test_a_lead_steps_in_with_a_deed(desk):
    case = furious_case(desk)
    with pytest.raises(NotAllowed):
        step_in(
            case,
            lead=desk.ben,
            communication=desk.ben,
            next_update_at=NOW + timedelta(hours=1),
            helpers=[],
            now=NOW + MINUTE,
        )
    step_in(
        case,
        lead=desk.chidi,
        communication=desk.chidi,
        next_update_at=NOW + timedelta(hours=1),
        helpers=[desk.dana],
        now=NOW + MINUTE,
    )
    case.refresh_from_db()
    assert case.acknowledged_by == desk.chidi
    assert case.owner == desk.ben


def test_reassigning_is_a_leads_act_with_a_reason_and_pages_the_new_owner(desk):
    case = furious_case(desk)
    with pytest.raises(NotAllowed):
        reassign(case, to=desk.dana, because="busy", by=desk.ben, now=NOW + MINUTE)
    reassign(case, to=desk.dana, because="Ben is ill", by=desk.chidi, now=NOW + MINUTE)
    assert "Dana Wolff" in told(case, "page")


def test_a_new_policy_shows_what_it_would_change_before_it_is_applied(desk):
    case = furious_case(desk, text=SLOW)
    assert case.level == 3
    data = load_standard().as_data()
    data["rules"] = [r for r in data["rules"] if r["level"] != 3]
    changes = policies.preview(data, NOW + MINUTE)
    assert [(c.case.pk, c.now_level, c.would_be) for c in changes] == [(case.pk, 3, 2)]
    case.refresh_from_db()
    assert case.level == 3


def test_policies_are_superseded_never_edited_and_a_case_remembers_its_version(desk):
    case = furious_case(desk)
    version = case.policy.version
    data = load_standard().as_data()
    with pytest.raises(NotAllowed):
        policies.supersede(data, by=desk.ben, because="try", now=NOW)
    with pytest.raises(Refused):
        policies.supersede({"levels": []}, by=desk.chidi, because="try", now=NOW)
    policies.supersede(data, by=desk.chidi, because="yearly look", now=NOW)
    case.refresh_from_db()
    assert case.policy.version == version
    assert policies.in_force(NOW).version == version + 1


def test_every_trigger_says_what_to_do_who_takes_over_and_a_line_to_say():
    assert len(triggers()) == 14
    assert all(t.next_minute and t.takes_over and t.script and t.example for t in triggers().values())


def test_the_questions_follow_the_industry():
    asked = {industry: evidence_questions(industry, ["production_stopped"]) for industry in ("dental", "manufacturing")}
    assert asked["dental"] != asked["manufacturing"]


def test_words_of_danger_after_a_hold_was_lifted_are_paged_for_anew_and_go_on(desk):
    case = furious_case(desk, text=SPARKS)
    acknowledge(case, user=desk.sam, now=NOW + MINUTE)
    lift_hold(case, "safety", because="the heater is unplugged", by=desk.sam, now=NOW + 2 * MINUTE)
    again = NOW + timedelta(days=2)
    mail_arrives(desk, SPARKS, now=again, message_id="<b@halden.example>", subject="Re: Line 2 again")
    time_passes(again + timedelta(minutes=10))
    pages = Notification.objects.filter(case=case, kind="safety_page", created_at__gte=again)
    assert set(pages.values_list("user__name", flat=True)) == {"Sam Reyes", "Chidi Eze", "Rosa Lind"}


def test_a_safety_duty_of_last_year_lifts_no_hold_and_says_nothing(desk):
    case = furious_case(desk, text=SPARKS)
    then = NOW - timedelta(days=300)
    Duty.objects.create(team=desk.team, user=desk.dana, kind="safety", starts_at=then, ends_at=then + timedelta(days=1))
    with pytest.raises(NotAllowed):
        lift_hold(case, "safety", because="fine", by=desk.dana, now=NOW + MINUTE)
    with pytest.raises(NotAllowed):
        reply(case, author=desk.dana, text="All is well.", now=NOW + MINUTE, key="a")


def test_who_asks_for_a_manager_again_is_owed_one_again(desk):
    case = furious_case(desk)
    time_passes(NOW + 10 * MINUTE)
    alarms = Notification.objects.filter(case=case, kind="alarm", user=desk.chidi, subject__contains="manager")
    assert alarms.count() == 1
    again = NOW + timedelta(days=2)
    mail_arrives(desk, "I want your manager.", now=again, message_id="<b@halden.example>", subject="Re: Line 2 again")
    time_passes(again + 10 * MINUTE)
    assert alarms.count() == 2


def test_two_contacts_ended_in_one_minute_are_two_words_to_the_lead(desk):
    case = furious_case(desk)
    for kind in ("respect", "condition", "end", "end"):
        set_boundary(case, kind, user=desk.ben, now=NOW + MINUTE)
    assert Notification.objects.filter(kind="care", user=desk.chidi).count() == 2


def test_the_owner_hears_of_every_word_of_the_customer(desk):
    case = furious_case(desk)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    mail_arrives(
        desk,
        "The gate code is 4711.",
        now=NOW + 2 * MINUTE,
        message_id="<n@halden.example>",
        In_Reply_To="<first@halden.example>",
    )
    word = Notification.objects.get(case=case, kind="customer_wrote")
    assert word.user == desk.ben
    assert "4711" in word.body


def test_an_acknowledgement_by_the_owner_does_not_stop_the_page_for_safety(desk):
    case = furious_case(desk, text=SPARKS)
    acknowledge(case, user=desk.ben, now=NOW + MINUTE)
    time_passes(NOW + 3 * MINUTE)
    assert told(case, "safety_page") == {"Sam Reyes", "Chidi Eze"}


def test_the_safety_leads_own_acknowledgement_does(desk):
    case = furious_case(desk, text=SPARKS)
    acknowledge(case, user=desk.sam, now=NOW + MINUTE)
    time_passes(NOW + 3 * MINUTE)
    assert told(case, "safety_page") == {"Sam Reyes"}


def test_a_clock_that_is_set_back_does_not_undo_the_safety_leads_acknowledgement(desk):
    case = furious_case(desk, text=SPARKS)
    acknowledge(case, user=desk.sam, now=NOW - timedelta(hours=2))
    time_passes(NOW + 30 * MINUTE)
    assert told(case, "safety_page") == {"Sam Reyes"}


def test_who_has_the_case_already_takes_new_danger_with_another_word_and_nobody_is_paged_on(desk):
    case = furious_case(desk, text=SPARKS)
    acknowledge(case, user=desk.sam, now=NOW + MINUTE)
    lift_hold(case, "safety", because="the heater is unplugged", by=desk.sam, now=NOW + 2 * MINUTE)
    later = NOW + 3 * MINUTE
    mail_arrives(desk, SPARKS, now=later, message_id="<c@halden.example>", subject="Re: Line 2 again")
    case.refresh_from_db()
    assert (case.acknowledged_by, case.safety_hold_at) == (desk.sam, later)
    acknowledge(case, user=desk.sam, now=later + timedelta(seconds=20))
    time_passes(later + 30 * MINUTE)
    assert told(case, "safety_page") == {"Sam Reyes"}


def test_who_steps_in_and_was_paged_for_the_danger_has_it(desk):
    case = furious_case(desk, text=SPARKS)
    time_passes(NOW + 3 * MINUTE)
    at = NOW + 4 * MINUTE
    step_in(case, lead=desk.chidi, communication=desk.chidi, next_update_at=at + 9 * MINUTE, helpers=[], now=at)
    time_passes(NOW + 30 * MINUTE)
    assert told(case, "safety_page") == {"Sam Reyes", "Chidi Eze"}


def test_who_leaves_leaves_their_roles_and_the_offers_to_them(desk):
    case = furious_case(desk)
    take_role(case, "diagnosis", user=desk.dana, by=desk.ben, now=NOW + MINUTE)
    offer_handoff(
        case,
        giver=desk.ben,
        receiver=desk.dana,
        recap="Line 2 stands still since six.",
        why_this_person="knows it",
        now=NOW + MINUTE,
    )
    deactivate_user(desk.dana, successor=None, by=desk.chidi, now=NOW + 2 * MINUTE)
    assert not case.roles.filter(user=desk.dana, until=None).exists()
    assert case.handoffs.get().state == "withdrawn"
    assert "handoff_answered" in kinds(case)
