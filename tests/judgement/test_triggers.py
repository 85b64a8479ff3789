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
        ("Nobody called back.", "broken_promise"),
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
        "The cold room is getting warmer.",
        "My train leaves at 7 and the ticket does not load",
    ],
)
def test_a_need_with_its_time_is_one(text: str) -> None:
    assert read_triggers(text).dated_need is not None
