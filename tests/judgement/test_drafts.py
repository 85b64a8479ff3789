"""Drafts in our own wording: what each rule must see, and what it must leave in peace."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.reading.drafts import CODES, check_draft, read_line

BOILER = "Our boiler died on Thursday and my parents, both over eighty, are sleeping in their coats."
LEDGER = "Your import doubled 300 of our ledger lines and the auditors arrive on Wednesday morning."
ADA_WANTS_A_BOSS = "I have had enough. Let me speak to a supervisor."

BREAKS = [
    # code, stage, customer, facts, draft
    ("explain_first", "live_turn", BOILER, (), "The valve supplier ran late because of the strike at the port."),
    ("explain_first", "live_turn", LEDGER, (), "Our parser was changed last night due to a customer request."),
    ("explain_first", "update", BOILER, (), "We're snowed under this week so we couldn't send anyone. I'll ring you at 14:00."),
    ("no_ack", "live_turn", BOILER, (), "What is your postcode?"),
    ("no_ack", "live_turn", LEDGER, (), "Could I have the account number?"),
    ("empty_empathy", "live_turn", LEDGER, (), "We truly appreciate your patience and your satisfaction is our highest priority."),
    ("empty_empathy", "live_turn", BOILER, (), "I completely understand how upset you must feel."),
    ("over_apology", "live_turn", BOILER, (), "Sorry! I'm sorry about that. Again, my apologies, I'm truly sorry."),
    ("no_owner", "first_reply", BOILER, (), "Two parents in coats at eighty is too cold. A fitter comes tomorrow at 9. Call 555-0190.\nHeating Team"),
    ("no_next_step", "first_reply", BOILER, (), "Parents of eighty in their coats: that is not acceptable. I'm responsible for this. Call me on 555-0190.\nBen Okoro"),
    ("no_contact", "first_reply", BOILER, (), "Parents of eighty in their coats: that is not acceptable. I'll send a fitter tomorrow at 9.\nBen Okoro"),
    ("vague_promise", "update", BOILER, (), "Your parents are cold and the boiler is still off. We will update you in due course."),
    ("vague_promise", "live_turn", LEDGER, (), "Doubled lines with auditors coming is bad timing. Somebody will be in touch."),
    ("no_confirm", "close", "It works now.", (), "Wonderful. Your case is closed. Write to me at ben@desk.example if it returns."),
    ("admits_liability", "live_turn", BOILER, ("cause not established",), "Your parents are freezing and it was our mistake."),
    ("over_authority", "update", LEDGER, ("credits need the finance lead's approval",), "Doubled ledger lines before an audit. I'll credit your whole year."),
    ("over_authority", "live_turn", BOILER, ("agent can refund up to 50",), "Your parents are cold. I'll refund £400 tonight."),
    ("blame", "live_turn", LEDGER, (), "You should have tested the file before importing it."),
    ("blame", "live_turn", LEDGER, (), "Sales shouldn't have told you that, they always oversell."),
    ("calm_down", "live_turn", BOILER, (), "No need to panic, these things happen in winter."),
    ("nitpick", "live_turn", "Six calls and nothing!", (), "To be precise, we only see four calls in the log."),
    ("calm_down", "live_turn", BOILER, (), "There is no need to shout at me."),
    ("calm_down", "live_turn", BOILER, (), "Madam, lower your voice please."),
    ("nothing_i_can_do", "live_turn", BOILER, (), "My hands are tied."),
    ("why_question", "live_turn", BOILER, (), "Why didn't you report it on Thursday?"),
    ("multi_question", "live_turn", BOILER, (), "What model is it? Where do you live? When was it last serviced?"),
    ("asks_repeat", "live_turn", "I told your colleague everything twice.", (), "Could you describe the problem to me once more, please?"),
    ("asks_repeat", "update", LEDGER, ("order number already on file",), "Doubled ledger lines, with auditors due. Could you give me your order number?"),
    ("bare_transfer", "handoff", BOILER, (), "I'm passing you over to another team."),
    ("resists_escalation", "live_turn", ADA_WANTS_A_BOSS, (), "A supervisor will tell you exactly the same thing."),
    ("policy_quote", "live_turn", BOILER, (), "Our policy states that visits happen within five working days."),
    ("jargon", "live_turn", LEDGER, (), "The ETL wrote to the wrong tenant schema after the failover."),
    ("backward_focus", "live_turn", LEDGER, (), "In March the mapping was changed, then the team moved in April, and before that there was a test in 2022."),
]  # fmt: skip

GOOD = [
    ("live_turn", BOILER, (), "Your parents sleeping in coats at that age can't go on tonight. Who else is in the house with them right now?"),
    ("live_turn", BOILER, (), "No heating since Thursday with two people over eighty. I'm ringing the on-call fitter now and will tell you his time in five minutes."),
    ("live_turn", LEDGER, (), "Three hundred doubled lines two days before the auditors: no wonder you're alarmed. I'm restoring last night's copy now; it takes ten minutes."),
    ("first_reply", BOILER, (), "Two people over eighty in their coats since Thursday is not something to leave another night. I'm taking this on myself: a fitter comes today between 4 and 6. I'll phone you at 6:15 to hear if it's warm. Ben Okoro, 555-0190."),
    ("update", LEDGER, (), "The 300 doubled ledger lines are out again as of this morning. I'll send you the list by 3 p.m. so that you can check it before the auditors come. Ben, 555-0190"),
    ("handoff", LEDGER, (), "With auditors coming on Wednesday you need somebody who can change the ledger itself. That's Imani Reyes; she runs the import team and has your whole story from me. She'll ring you at 11."),
    ("close", "It works now.", (), "Good to hear. Is everything in the March report as it should be, too? If anything turns up, write to me at ben@desk.example."),
    ("live_turn", ADA_WANTS_A_BOSS, (), "Of course. That's Chidi, he leads this desk and can decide on the refund. I'm telling him what happened so you don't repeat it."),
    ("live_turn", "There is smoke coming out of the charger!", (), "Please unplug it at the wall now and keep everyone out of that room. Are you outside?"),
    ("live_turn", "I've been bounced between five departments since Monday", (), "Five departments in one week, and here you are with a sixth voice. You stay with me. What was the last one going to do for you?"),
    ("live_turn", "My tablets came crushed again and the pharmacist shrugged", (), "Crushed tablets and a shrug isn't care. Are there any whole ones left for tonight?"),
    ("live_turn", "Half my photo album is gone", ("backup search running",), "Half of your album, gone. I've a search running over the backups; it ends in a quarter of an hour and then you hear from me what it found."),
    ("live_turn", "Get someone senior on the line.", ("shift lead Rosa here",), "You'll have Rosa in under a minute, she leads the shift. She's hearing from me about the three failed visits so you needn't."),
    ("update", "Day five without a working till!", ("part arrives Thursday",), "Day five on pen and paper is too long. The part is with me on Thursday morning and I'll fit it before you open at ten. Ben, 555-0190"),
    ("live_turn", "When does my train refund land?", (), "Tomorrow by noon. I've just seen it leave."),
]  # fmt: skip


@pytest.mark.xfail(
    strict=True, reason="of two faults in a sentence the weaker may be talked out of it by the learned reader"
)
def test_belittling_beside_another_fault_is_still_missed() -> None:
    found = check_draft("No need to panic, these things happen in winter.", stage="live_turn", customer_last=BOILER)
    assert "minimising" in {f.code for f in found}


@pytest.mark.parametrize(("code", "stage", "customer", "facts", "draft"), BREAKS)
def test_a_fault_is_found(code: str, stage: str, customer: str, facts: tuple[str, ...], draft: str) -> None:
    found = check_draft(draft, stage=stage, customer_last=customer, case_facts=facts, agent=_agent(draft))
    assert code in {f.code for f in found}


@pytest.mark.parametrize(("stage", "customer", "facts", "draft"), GOOD)
def test_a_good_draft_is_left_in_peace(stage: str, customer: str, facts: tuple[str, ...], draft: str) -> None:
    assert check_draft(draft, stage=stage, customer_last=customer, case_facts=facts, agent="Ben Okoro") == ()


def _agent(draft: str) -> str:
    return "Heating Team" if draft.endswith("Heating Team") else "Ben Okoro"


INNOCENT = [
    ("why_question", "I see why the ledger makes you angry."),
    ("why_question", "You asked why it failed; I'll tell you at noon."),
    ("calm_down", "Nobody should have told you to calm down."),
    ("calm_down", "The screen said \u201ccalm down\u201d, which was not ours to say."),
    ("policy_quote", "I won't hide behind the policy: what can I put right today?"),
    ("nothing_i_can_do", "There's nothing more I can do about Thursday, but I can send a fitter at six tonight."),
    ("blame", "You should have been told on Thursday."),
    ("multi_question", "Is the heating on now, yes or no?"),
    ("over_apology", "I'm so sorry your mother died."),
    ("jargon", "The PDF goes out by SMS at ten."),
]  # fmt: skip


@pytest.mark.parametrize(("code", "draft"), INNOCENT)
def test_the_same_words_used_well_pass(code: str, draft: str) -> None:
    assert code not in {f.code for f in check_draft(draft, stage="live_turn", customer_last=LEDGER)}


def test_the_same_sentence_flips_with_the_facts() -> None:
    draft = "Your ledger is doubled, and the mistake is ours."
    unknown = check_draft(draft, stage="live_turn", customer_last=LEDGER, case_facts=["cause unknown"])
    known = check_draft(draft, stage="live_turn", customer_last=LEDGER, case_facts=["log shows our job ran twice"])
    assert [f.code for f in unknown] == ["admits_liability"]
    assert known == ()


def test_moving_the_acknowledgement_to_the_front_clears_the_order() -> None:
    heard, told = (
        "Three hundred doubled lines before an audit is a rotten spot to be in.",
        "The job ran twice because of a restart.",
    )
    late = check_draft(f"{told} {heard}", stage="live_turn", customer_last=LEDGER)
    early = check_draft(f"{heard} {told}", stage="live_turn", customer_last=LEDGER)
    assert [f.code for f in late] == ["explain_first"]
    assert early == ()


def test_a_term_the_customer_used_first_is_no_jargon() -> None:
    customer = "Our ETL schema is broken since the failover."
    found = check_draft("Your ETL schema is back after the failover.", stage="live_turn", customer_last=customer)
    assert found == ()


def test_what_the_customer_already_knows_is_not_asked_for_again() -> None:
    draft = "Your ledger still holds the doubled lines. The cleaned copy arrives tomorrow at 9."
    codes = {
        f.code
        for f in check_draft(
            draft, stage="update", customer_last=LEDGER, already_known_to_customer={"owner", "contact"}
        )
    }
    assert codes == set()


STEPS = [
    "Monday at eight I bring it myself.",
    "The fitter stands at your door from seven tomorrow.",
    "Next word from me 13:45, sooner if he stops.",
    "You get the signed report on Thursday by 15:00.",
]


@pytest.mark.parametrize("step", STEPS)
def test_a_dated_step_counts_however_it_is_worded(step: str) -> None:
    draft = f"Two people of eighty in their coats since Thursday is too cold. {step}"
    known = {"owner", "contact"}
    found = check_draft(draft, stage="update", customer_last=BOILER, already_known_to_customer=known)
    assert not {"no_next_step", "vague_promise"} & {f.code for f in found}


NO_STEPS = [
    "Our lines are open between 9 and 17.",
    "I pulled the old valve this morning.",
    "You can collect a heater between 7 and 9.",
]


@pytest.mark.parametrize("said", NO_STEPS)
def test_opening_hours_the_past_and_their_own_errands_are_no_step_of_ours(said: str) -> None:
    draft = f"Two people of eighty in their coats since Thursday is too cold. {said}"
    known = {"owner", "contact"}
    found = check_draft(draft, stage="update", customer_last=BOILER, already_known_to_customer=known)
    assert "no_next_step" in {f.code for f in found}


def test_an_undated_word_about_the_future_is_a_vague_promise_and_not_a_missing_step() -> None:
    draft = "Two people of eighty in their coats since Thursday is too cold. Somebody will come round to you."
    known = {"owner", "contact"}
    found = check_draft(draft, stage="update", customer_last=BOILER, already_known_to_customer=known)
    assert {"vague_promise", "no_next_step"} & {f.code for f in found} == {"vague_promise"}


@pytest.mark.parametrize(
    "sign", ["It's mine to answer for: Ben Okoro, 555-0190.", "I come myself. Duty manager Ben, 555-0190."]
)
def test_whoever_signs_with_a_name_and_takes_it_on_owns_it(sign: str) -> None:
    draft = f"Two people of eighty in their coats since Thursday is too cold. A fitter comes tomorrow at 9. {sign}"
    found = check_draft(draft, stage="first_reply", customer_last=BOILER, agent="Heating Team")
    assert "no_owner" not in {f.code for f in found}


def test_a_fact_that_allows_it_outweighs_one_that_reserves_something_like_it() -> None:
    draft = "Doubled ledger lines before an audit. I'm refunding the import fee now."
    limits = ["compensation only by the finance lead"]
    barred = check_draft(draft, stage="live_turn", customer_last=LEDGER, case_facts=limits)
    allowed = check_draft(draft, stage="live_turn", customer_last=LEDGER, case_facts=[*limits, "agent may refund fees"])
    assert "over_authority" in {f.code for f in barred}
    assert "over_authority" not in {f.code for f in allowed}


def test_who_writes_in_the_abbreviations_of_the_trade_may_be_answered_in_them() -> None:
    draft = "Half of your flights grounded is half a day's work. The QAR reads clean, so the fault is upstream."
    pilot = check_draft(draft, stage="live_turn", customer_last="FDM flagged tail 4 and we grounded half our flights.")
    parent = check_draft(draft, stage="live_turn", customer_last="You grounded our flights and the children cry.")
    assert "jargon" not in {f.code for f in pilot}
    assert "jargon" in {f.code for f in parent}


def test_a_fault_that_no_rule_lists_is_found_and_says_how_it_is_known() -> None:
    draft = "Your ledger doubled just before an audit. Let's all keep our heads and keep emotions out of this."
    found = [f for f in check_draft(draft, stage="live_turn", customer_last=LEDGER) if f.code == "calm_down"]
    assert [f.quote for f in found] == ["Let's all keep our heads and keep emotions out of this."]
    assert "usually" in found[0].because


REWRITES = [
    ("no_next_step", "update", ("cleaned copy ready Thursday 14:00",), "Your ledger still holds the doubled lines.", "cleaned copy ready Thursday 14:00"),
    ("nothing_i_can_do", "live_turn", ("import cannot be undone", "restore possible by night desk"), "My hands are tied.", "restore possible by night desk"),
    ("bare_transfer", "handoff", ("import lead Imani Reyes is free",), "I'm passing you over to another team.", "import lead Imani Reyes is free"),
    ("over_authority", "live_turn", ("agent can refund up to 50", "credits need the finance lead's approval"), "Doubled ledger lines. I'll credit your whole year.", "credits need the finance lead's approval"),
    ("no_ack", "live_turn", (), "What is your postcode?", "Your import doubled 300 of our ledger lines"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "stage", "facts", "draft", "quoted"), REWRITES)
def test_a_rewrite_brings_the_line_of_the_case_that_belongs_in_it(
    code: str, stage: str, facts: tuple[str, ...], draft: str, quoted: str
) -> None:
    known = {"owner", "contact"}
    found = check_draft(draft, stage=stage, customer_last=LEDGER, case_facts=facts, already_known_to_customer=known)
    rewrite = next(f.rewrite for f in found if f.code == code)
    assert rewrite is not None
    assert quoted in rewrite


NAMES_AND_FIGURES = re.compile(r"\d[\d:.,]*\d|\d|(?<=[a-z,] )[A-Z][a-z]+")


@pytest.mark.parametrize(("code", "stage", "customer", "facts", "draft"), BREAKS)
def test_a_rewrite_never_brings_a_name_or_a_figure_of_its_own(
    code: str, stage: str, customer: str, facts: tuple[str, ...], draft: str
) -> None:
    given = " ".join((customer, *facts))
    for finding in check_draft(draft, stage=stage, customer_last=customer, case_facts=facts, agent=_agent(draft)):
        assert finding.rewrite
        assert [n for n in NAMES_AND_FIGURES.findall(finding.rewrite) if n not in given] == [], finding.code


def test_where_the_case_says_nothing_the_rewrite_leaves_the_place_open() -> None:
    found = check_draft("We will update you in due course.", stage="live_turn", customer_last=LEDGER)
    vague = next(f for f in found if f.code == "vague_promise")
    assert vague.rewrite is not None
    assert "…" in vague.rewrite
    assert "The case has" not in vague.rewrite


def test_a_finding_points_into_the_draft() -> None:
    draft = "Hello,\nPlease lower your voice."
    found = {f.code: f for f in check_draft(draft, stage="live_turn", customer_last=LEDGER)}
    calm = found["calm_down"]
    assert calm.start is not None
    assert draft[calm.start : calm.end] == calm.quote == "Please lower your voice."
    assert found["no_ack"].start is None


@pytest.mark.parametrize(
    "row", [{}, {"draft": 3}, {"draft": "x", "stage": "never"}, {"draft": "x", "case_facts": "one"}]
)
def test_a_bad_row_is_refused_with_a_sentence(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"must be"):
        read_line(row)


@settings(max_examples=150, deadline=None)
@given(
    draft=st.text(max_size=400),
    customer=st.text(max_size=200),
    stage=st.sampled_from(["first_reply", "update", "live_turn", "handoff", "close"]),
)
def test_any_text_is_read(draft: str, customer: str, stage: str) -> None:
    found = check_draft(draft, stage=stage, customer_last=customer, case_facts=[customer])
    assert {f.code for f in found} <= set(CODES)
    assert all(f.start is None or draft[f.start : f.end] == f.quote for f in found)


@pytest.mark.parametrize(
    "text",
    ["a " * 10_000, "so " * 6_000, "\u201c" * 20_000, "I will " * 3_000, "." * 20_000, "the " * 5_000, "1-" * 9_000],
)
def test_long_nonsense_is_read_in_bounded_time(text: str) -> None:
    import time

    began = time.process_time()
    check_draft(text, stage="live_turn", customer_last=text)
    assert time.process_time() - began < 3


def test_of_two_words_the_rule_has_the_last_one() -> None:
    assert "calm_down" in read_line({"id": 1, "draft": "Calm down. It is our policy.", "stage": "update"})["breaks"]
