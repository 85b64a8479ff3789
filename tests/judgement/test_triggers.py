"""Reading a customer's message: pairs of alarming and innocent uses, in words of our own."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.reading.triggers import read_line, read_triggers


def codes(text: str, context: str | None = None) -> set[str]:
    return {one.code for one in read_triggers(text, context=context).signals}


@pytest.mark.parametrize(
    ("alarming", "code"),
    [
        ("I smell gas in the hallway", "safety_threat"),
        ("The elevator is stuck with two people in it", "safety_threat"),
        ("My mother is 88 and her alarm pendant does not respond.", "safety_threat"),
        ("If nothing moves I shall instruct solicitors.", "legal_compliance"),
        ("Quiero hablar con el gerente.", "manager_request"),
        ("Ich gehe zum Anwalt.", "legal_compliance"),
        ("Your technician is an idiot.", "abuse"),
        ("We will take our business elsewhere.", "churn_threat"),
        ("I'll be posting this on Facebook if nobody replies", "public_shaming"),
        ("None of our cashiers can take a payment since nine.", "production_stopped"),
        ("My client is furious and still has no delivery.", "customers_customer"),
        ("You have charged me twice for June.", "money_at_risk"),
        ("My twins are freezing, the boiler is broken.", "vulnerable_person"),
        ("You have missed the agreed response time.", "sla_breach"),
        ("Nobody called me back as you had promised.", "broken_promise"),
        ("Our school has 400 pupils without lunch.", "wide_impact"),
        ("That is the third repair and it leaks.", "repeated_failed_fix"),
    ],
)
def test_a_situation_is_read_and_quoted(alarming: str, code: str) -> None:
    found = {one.code: one for one in read_triggers(alarming).signals}
    assert code in found
    assert alarming[found[code].start : found[code].end] == found[code].quote


@pytest.mark.parametrize(
    "innocent",
    [
        "What a killer design, thank you!",
        "Could I get the legal-size paper in a box of 500?",
        "my manager loves it, order two more",
        "Please book the tennis court for Sue at 6.",
        "The fire alarm test is on Tuesday, please ignore.",
        "I would never sue you, I just want it to work.",
        "It isn't dangerous, just noisy.",
        "I'm planning to renew in May, can you send a quote?",
        "What's your SLA for standard tickets?",
        "My kids loved the birthday party, thanks!",
    ],
)
def test_the_same_words_used_innocently_alarm_nobody(innocent: str) -> None:
    assert codes(innocent) == set()
    assert read_line({"id": "x", "text": innocent})["level"] == 1


def test_the_furious_mail_of_the_story_reaches_level_four() -> None:
    answer = read_line(
        {
            "id": 1,
            "text": "third failure this month, line 2 is down, my customer's truck is waiting, I want your manager",
        }
    )
    assert answer["triggers"] == ["repeated_failed_fix", "production_stopped", "customers_customer", "manager_request"]
    assert answer["level"] == 4
    assert all(one["quote"] for one in answer["reasons"])


def test_shouting_alone_heats_and_raises_nothing() -> None:
    answer = read_line({"id": 1, "text": "THIS PIZZA WAS COLD!!! RIDICULOUS!!! WHAT A JOKE!!!"})
    assert answer["heat"] > 50
    assert answer["level"] == 1


def test_a_language_we_do_not_read_is_said_so_and_danger_still_read() -> None:
    reading = read_triggers("У нас пожар в здании")
    assert reading.abstained
    assert [one.code for one in reading.signals] == ["safety_threat"]


def test_notes_of_the_case_count_only_with_words_that_say_it_is_still_bad() -> None:
    assert "repeated_failed_fix" in codes("It is still dripping.", "three engineer visits")
    assert "repeated_failed_fix" not in codes("Hello there.", "three engineer visits")


@pytest.mark.parametrize("row", [None, 3, {}, {"text": None}, {"text": 7}])
def test_a_bad_row_is_refused_with_a_sentence(row: object) -> None:
    with pytest.raises(ValueError, match=r"\.$"):
        read_line(row)  # type: ignore[arg-type]


@given(st.text(max_size=300))
@settings(max_examples=60, deadline=None)
def test_odd_text_never_breaks_the_reader(text: str) -> None:
    for one in read_triggers(text).signals:
        assert text[one.start : one.end] == one.quote


@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "\x00" * 5000,
        "😡" * 20_000,
        "line is down my manager " * 10_000,
        "‮مرحبا" * 5000,
        "1" * 200_000,
        "(" * 100_000,
    ],
)
def test_hostile_length_is_read_to_the_end(text: str) -> None:
    assert 0 <= read_triggers(text).heat <= 100


def test_time_grows_with_length_and_no_faster() -> None:
    def spent(repeats: int) -> float:
        began = time.perf_counter()
        read_triggers("the line and the system are waiting for my manager to promise a call " * repeats)
        return time.perf_counter() - began

    spent(200)
    assert spent(8_000) < 40 * max(spent(1_000), 0.005)


@pytest.mark.parametrize("text", ["This is ridiculous.", "What a meticulous job.", "Your delicious cake arrived late."])
def test_a_word_inside_another_word_is_not_read(text: str) -> None:
    assert "safety_threat" not in {s.code for s in read_triggers(text).signals}


@pytest.mark.parametrize(
    "text",
    [
        "Which shoes do your fitters need for the appointment?",
        "Are you open on Sundays?",
        "Zwei Stück davon bitte, danke.",
        "Please ring me asap.",
        "I need a price for three valves.",
    ],
)
def test_a_day_or_a_hurry_alone_is_no_deadline(text: str) -> None:
    assert read_triggers(text).dated_need is None


@pytest.mark.parametrize(
    "text",
    [
        "We need the crane back before Monday noon.",
        "My exam is tomorrow and the password does not work",
        "My train leaves at 7 and the ticket does not load",
    ],
)
def test_a_need_with_its_time_is_one(text: str) -> None:
    assert read_triggers(text).dated_need is not None


@pytest.mark.parametrize(
    "text",
    [
        "Please send me the steps in writing.",
        "Is the suede sofa in stock?",
        "My phone is slow and now it barely charges.",
        "Please write to me and arrange a collection.",
        "The pumpkin soup recipe was a bestseller.",
    ],
)
def test_a_word_that_begins_another_word_is_not_read(text: str) -> None:
    assert codes(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Packing line 4 was down last spring.",
        "The robot was down on Tuesday but it is running again.",
        "The oven is no longer out of service.",
        "Is the webshop down?",
        "If our press goes down a second time we will talk about the price.",
        "Line 7 is down for the annual inspection, as announced.",
        "The training machine is down this week.",
        "I can't sign in, it says my account is locked.",
        "Dangerous!",
        "A rival told us that your lift is unsafe.",
        "What happens if the battery catches fire?",
        "Could the charger overheat?",
        "The evacuation drill is at noon.",
        "The toaster has never caught fire.",
    ],
)
def test_what_is_over_planned_asked_supposed_or_elsewhere_is_no_emergency(text: str) -> None:
    assert not codes(text) & {"safety_threat", "production_stopped"}
    assert read_line({"id": 1, "text": text})["level"] < 4


@pytest.mark.parametrize(
    "text",
    [
        "Packing line 4 was down last spring and is down again.",
        "The robot has been down since Tuesday.",
        "The oven went out of service this morning, the kitchen is shut.",
        "If the press is down another hour we lose the order.",
        "Line 7 was planned to stop for an hour, but it is still down.",
        "Our conveyors are standing still",
        "Our cashiers can't log in since eight.",
        "The ladder you sent is dangerous.",
        "The battery is smoking, is that dangerous?",
        "The charger caught fire.",
        "You said the gas leak was sealed, but it smells again.",
        "My daughter got an electric shock from your washer. She is fine now.",
    ],
)
def test_what_is_so_now_stays_an_emergency(text: str) -> None:
    assert read_line({"id": 1, "text": text})["level"] == 4


def test_a_repair_that_holds_is_not_a_failed_one() -> None:
    assert codes("Since your visit everything has worked.") == set()
    assert "repeated_failed_fix" in codes("Since your visit it has failed twice again.")


def test_the_records_of_other_people_are_a_leak_and_of_many_a_wide_one() -> None:
    for text in (
        "My login shows the invoices of 30 other tenants, is that a data breach?",
        "I can see the invoices of other people, that is a data breach.",
    ):
        assert {"legal_compliance", "wide_impact"} <= codes(text)
        assert read_line({"id": 1, "text": text})["level"] == 4


def test_wages_that_were_not_paid_to_many_reach_far() -> None:
    assert {"wide_impact", "money_at_risk"} <= codes("The pay run for 85 people failed and payday is tomorrow.")
    assert codes("The payroll for 85 people ran well.") == set()


def test_medicine_that_is_too_warm_is_danger() -> None:
    assert "safety_threat" in codes("Our insulin fridge reads 13 degrees.")
    assert "safety_threat" not in codes("Our insulin fridge reads 5 degrees.")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Im Treppenhaus riechen wir Gas.", "safety_threat"),
        ("Im Altenheim ist die Heizung ausgefallen.", "safety_threat"),
        ("Seit gestern stehen unsere Maschinen still.", "production_stopped"),
        ("Unser Kunde wartet seit Tagen.", "customers_customer"),
        ("Die Pumpe leckt zum dritten Mal.", "repeated_failed_fix"),
        ("Dans le couloir nous sentons du gaz.", "safety_threat"),
        ("Le feu a pris dans la cuisine.", "safety_threat"),
        ("Sont arrêtées toutes les machines.", "production_stopped"),
        ("En el pasillo olemos a gas.", "safety_threat"),
        ("Tenemos parada la planta.", "production_stopped"),
        ("Sentiamo odore di gas nel corridoio.", "safety_threat"),
        ("Abbiamo ferma la produzione.", "production_stopped"),
        ("Sentimos cheiro a gás no corredor.", "safety_threat"),
        ("Temos parada a fábrica.", "production_stopped"),
        ("In de gang ruiken we gas.", "safety_threat"),
        ("Sinds gisteren ligt de productie stil.", "production_stopped"),
        ("Wij willen de directeur spreken.", "manager_request"),
    ],
)
def test_plain_forms_in_six_languages_in_either_order(text: str, code: str) -> None:
    reading = read_triggers(text)
    assert code in {one.code for one in reading.signals}
    assert not reading.abstained


def test_another_language_without_a_sign_is_left_to_a_person() -> None:
    assert read_triggers("Könnten Sie mir bitte die Rechnung an meine neue Adresse schicken?").abstained
    assert not read_triggers("Vielen Dank!").abstained
    assert codes("Es besteht keine Gefahr für die Bewohner im Haus.") <= {"vulnerable_person"}


@pytest.mark.parametrize(
    ("text", "abstains"),
    [
        ("Kone on taas seis ja tämä on jo kolmas kerta tässä kuussa. Haluan puhua esimiehenne kanssa.", True),
        ("Kocioł dymi i śmierdzi spalenizną, boimy się go włączyć. Proszę dzwonić.", True),
        ("Hi Zoë, could you send the café's invoice for March to Mr Åkesson, please? Thanks!", False),
        ("Kone on taas seis", False),  # four words could be anything
    ],
)
def test_a_small_word_of_english_does_not_make_a_language_english(text, abstains):
    assert read_triggers(text).abstained is abstains


@pytest.mark.parametrize(
    "text",
    ["Press 4 is down since", "Line 9 has stopped and the", "Our servers are down and the", "The oven is down at"],
)
def test_a_quote_ends_with_a_word_that_says_something(text: str) -> None:
    (found,) = [one for one in read_triggers(text).signals if one.code == "production_stopped"]
    assert found.quote.split()[-1] in {"down", "stopped"}
    assert text[found.start : found.end] == found.quote


@pytest.mark.parametrize(
    "text",
    [
        "Hello, is delivery on Friday possible?",
        "When does my parcel arrive?",
        "Can I collect my order tomorrow morning?",
    ],
)
def test_an_ordinary_question_about_an_order_opens_no_case(text: str) -> None:
    assert read_line({"id": 1, "text": text})["level"] == 1


def test_a_rule_that_names_danger_needs_no_other_sign_of_trouble() -> None:
    found = {one.code: one for one in read_triggers("The battery is smoking, is that dangerous?").signals}
    assert found["safety_threat"].read_by == "rule"


# What it still gets wrong, so that nobody believes otherwise; docs/reading.md says how often. One that is read aright one
# day fails here (`strict`) and moves to its place above.


@pytest.mark.parametrize(
    "innocent",
    [
        "I read the reviews of other customers.",
        "Our neighbour's plant has stopped.",
        "The gas leak has been sealed.",
        "Since your visit nothing has failed.",
        "Could I get a table on Saturday at 7?",
    ],
)
@pytest.mark.xfail(strict=True, reason="the learned reader hears more in these words than they say")
def test_innocent_words_that_are_still_taken_for_trouble(innocent: str) -> None:
    assert read_line({"id": 1, "text": innocent})["level"] == 1


@pytest.mark.parametrize(
    ("trouble", "level"),
    [
        ("Why is our webshop still down?", 4),
        ("My login shows the invoices of 30 other tenants.", 4),
        ("Nobody called back.", 2),
        ("Still not fixed.", 2),
        ("I want to speak to your manager.", 3),
    ],
)
def test_of_a_few_words_the_rules_have_the_last_one(trouble: str, level: int) -> None:
    assert read_line({"id": 1, "text": trouble})["level"] >= level


@pytest.mark.parametrize(
    ("trouble", "level"),
    [
        ("The cold room is getting warmer.", 2),
        (
            "You fixed the label printer twice and it failed again this morning. Nobody called back on Tuesday as agreed.",
            3,
        ),
    ],
)
@pytest.mark.xfail(
    strict=True, reason="what the learned reader doubts in more than a few words is not settled by a rule"
)
def test_trouble_that_is_still_missed(trouble: str, level: int) -> None:
    assert read_line({"id": 1, "text": trouble})["level"] >= level


@pytest.mark.parametrize(
    "innocent",
    [
        "I am burnt out from all this travelling.",
        "The freezer was down to minus 20, by the way.",
        "Can other customers see my reviews?",
    ],
)
def test_alarming_words_without_trouble_raise_nothing(innocent: str) -> None:
    assert codes(innocent) == set()
