"""The course of a conversation, with Ada the furious customer and Ben on duty. The message reader is replaced where numbers matter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.reading.conversation import (
    Turn,
    explained,
    forecast,
    outlook,
    preventable,
    read_conversation,
    read_turns,
    turn_heat,
    turning_point,
)
from evenkeel.judgement.reading.drafting.acts import ACTS, read_acts
from evenkeel.judgement.reading.triggers import read_triggers

LATE = "My crates were due on Monday and the market opens in an hour."


def customer(heat: int, trust: int = 60, sure: float = 0.7) -> Turn:
    return Turn("customer", heat, trust, (), (), sure=sure)


def agent(*acts: str, repeats: bool = False) -> Turn:
    return Turn("agent", 0, 60, (), acts, repeats=repeats)


TURNING = [
    ([customer(20), agent(), customer(25)], None),
    ([customer(20), agent(), customer(40), agent(), customer(45)], 2),
    ([customer(20), agent(), customer(40), agent(), customer(21), agent(), customer(22)], None),
    ([customer(20), customer(40), customer(41), customer(36), customer(5)], 1),
    ([customer(30, 60), agent(), customer(30, 40), agent(), customer(28, 42)], 2),
    ([customer(90)], None),
    ([], None),
]


@pytest.mark.parametrize(("turns", "expected"), TURNING)
def test_the_turning_point_is_the_first_lasting_rise_or_loss_of_trust(turns: list[Turn], expected: int | None) -> None:
    assert turning_point(turns) == expected


ACTS_READ = [
    ("Please calm down.", {"calm_down"}),
    ("It's only a small delay, nothing to worry about.", {"minimise"}),
    ("Our terms say that delivery dates are not guaranteed.", {"policy", "explain"}),
    ("Your crates were due Monday and the market opens in an hour. I'm calling the driver now; I'll ring you at 9:10.", {"ack_specific", "own", "step_time"}),
    ("I'm sorry.", {"apology"}),
    ("I'm putting you through to another department.", {"transfer"}),
    ("Why didn't you order earlier?", {"q_why"}),
    ("We'll keep you posted.", {"vague"}),
    ("I want to help you, but not while you call me names.", {"boundary"}),
    ("What do you need first, the crates or the paperwork?", {"q_what_how"}),
    ("Could you tell me everything again from the start?", {"ask_repeat"}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ACTS_READ)
def test_an_agents_turn_is_read_as_acts(text: str, expected: set[str]) -> None:
    acts = set(read_acts(text, LATE))
    assert expected <= acts <= set(ACTS)


def test_good_care_is_not_read_as_a_fault() -> None:
    acts = set(
        read_acts(
            "Your crates were due Monday and the market opens in an hour. I'm calling the driver now; I'll ring you at 9:10.",
            LATE,
        )
    )
    assert not acts & {"minimise", "blame", "calm_down", "explain", "policy", "vague", "transfer"}


def test_the_forecast_is_silent_at_first_and_gives_the_base_rate() -> None:
    for early in ([], [agent()], [customer(95, 0), agent("calm_down")]):
        looks = outlook(early)
        assert not looks.speaks
        assert looks.silent_because
        assert looks.chance == pytest.approx(371 / 2106)
        assert (looks.low, looks.high) == (0, 1)


def test_the_forecast_is_silent_where_the_language_is_not_read() -> None:
    looks = outlook([customer(60, 40, sure=0.3), agent(), customer(70, 30, sure=0.3)])
    assert not looks.speaks
    assert "language" in looks.silent_because


def test_a_forecast_has_reasons_with_their_turn_and_a_range() -> None:
    looks = outlook([customer(30), agent("calm_down"), customer(80, 20)])
    assert looks.speaks
    assert looks.chance > 0.4
    assert 0 <= looks.low < looks.high <= 1
    assert {reason.turn for reason in looks.because} <= {1, 2}
    assert any("heat is 80" in reason.because for reason in looks.because)
    assert all(reason.share for reason in looks.because)


def test_reasons_keep_their_place_in_a_long_conversation() -> None:
    looks = outlook([customer(30), agent()] * 100 + [customer(90, 0)])
    assert {reason.turn for reason in looks.because} == {200}


def test_what_makes_it_worse_raises_the_forecast_and_calming_down_lowers_it() -> None:
    calm = forecast([customer(60), agent(), customer(10)])
    same = forecast([customer(60), agent(), customer(60)])
    assert calm < same < forecast([customer(60), agent(), customer(80)])
    assert same < forecast([customer(60), agent("blame"), customer(60)])
    assert same < forecast([customer(60), agent(repeats=True), customer(60)])
    assert same < forecast([customer(60), agent(), customer(60, 20)])


def test_the_act_before_the_turn_is_proposed_as_what_could_have_been_otherwise() -> None:
    turns = [customer(20), agent("calm_down"), customer(60), agent(), customer(65)]
    proposal = preventable(turns, 2)
    assert proposal is not None
    assert "calm" in proposal["by"]
    assert proposal["confidence"] <= 0.5
    assert preventable(turns, None) is None


def test_saying_the_same_again_is_seen_and_proposed() -> None:
    same = "Please switch the router off at the wall for thirty seconds."
    turns = read_turns(
        [("customer", "It is down."), ("agent", same), ("customer", "Did that."), ("agent", same + " Then on.")]
    )
    assert [turn.repeats for turn in turns] == [False, False, False, True]
    proposal = preventable([customer(20), agent(repeats=True), customer(60)], 2)
    assert proposal is not None
    assert "same again" in proposal["by"]


def test_a_turn_is_explained_by_what_changed_and_by_the_words_that_moved_it() -> None:
    turns = read_turns(
        [
            ("customer", "Hello, may I ask when the crates arrive?"),
            ("agent", "Please calm down."),
            ("customer", "Excuse me? That is ridiculous. You said Monday, and nobody came. I'm furious."),
        ]
    )
    point = explained(turns, turning_point(turns))
    assert point is not None
    assert point.index == 2
    assert "heat went from" in point.because
    assert "trust from" in point.because
    assert point.quote
    assert 0.5 <= point.confidence < 1
    assert explained(turns, None) is None


def test_each_reading_of_heat_quotes_the_words_that_moved_it() -> None:
    text = "Thanks for nothing, this is the third time and STILL nobody came!!"
    turn = read_turns([("customer", text)])[0]
    assert turn.because
    for one in turn.because:
        assert text[one.start : one.end] == one.quote
        assert one.because
        assert 0 < one.confidence < 1
    assert 0.5 < turn.sure < 1


HOTTER = [
    ("Could you tell me when it arrives?", "It has not arrived and nobody answers."),
    (
        "It has not arrived and nobody answers.",
        "Two weeks and it still has not arrived. Nobody answers. This is ridiculous.",
    ),
    ("Thank you, it works now.", "It does not work."),
    ("You may close this, all good.", "You may close this. You people are useless."),
    ("Please check the invoice.", "I must say I am disappointed. Again a wrong invoice, although you promised."),
]


@pytest.mark.parametrize(("cooler", "hotter"), HOTTER)
def test_what_is_angrier_reads_hotter(cooler: str, hotter: str) -> None:
    assert turn_heat(cooler, read_triggers(cooler)) < turn_heat(hotter, read_triggers(hotter))


def test_addresses_and_names_of_accounts_are_nobodys_feelings() -> None:
    plain = read_turns([("customer", "Where is my parcel?")])[0].heat
    named = read_turns([("customer", "@liars_inc Where is my parcel? https://worst.example/useless")])[0].heat
    assert abs(plain - named) <= 8


def test_anger_outlives_its_sentence_but_thanks_end_it() -> None:
    rage = ("customer", "This is ridiculous, three weeks and you lied to me again!")
    plain = ("customer", "The number is 4417.")
    alone, after = read_turns([plain])[0].heat, read_turns([rage, plain])[1].heat
    assert after > alone
    assert read_turns([rage, ("customer", "Thank you, that is kind. It works now.")])[1].heat < after


def test_an_answer_has_the_promised_shape() -> None:
    row = {
        "id": 7,
        "turns": [{"speaker": "customer", "text": LATE}, {"speaker": "agent", "text": "Please calm down."}],
        "context": {},
    }
    answer = read_conversation(row)
    assert set(answer) == {"id", "turns", "forecast", "outlook", "turning_point", "turned", "preventable"}
    ours = {"heat", "trust", "signals", "acts"}
    assert [set(turn) for turn in answer["turns"]] == [ours | {"because", "confidence", "forecast"}, ours]
    assert answer["turns"][0]["forecast"] is None
    assert not answer["outlook"]["speaks"]
    assert answer["id"] == 7
    assert 0 <= answer["forecast"] <= 1


def test_thanks_cool_and_rage_heats() -> None:
    def heats(*texts: str) -> list[int]:
        turns = [{"speaker": "customer", "text": text} for text in texts]
        return [turn["heat"] for turn in read_conversation({"id": 1, "turns": turns})["turns"]]

    rage = heats(LATE, "STILL nothing! This is ridiculous, you are useless liars!")
    thanks = heats("STILL nothing! This is ridiculous, you are useless liars!", "Thank you, that works.")
    assert rage[1] > rage[0]
    assert thanks[1] < thanks[0]


@pytest.mark.parametrize(
    "row",
    [
        {},
        {"turns": "x"},
        {"turns": [1]},
        {"turns": [{"speaker": "ghost", "text": "x"}]},
        {"turns": [{"speaker": "agent"}]},
    ],
)
def test_a_bad_row_is_refused_with_a_sentence(row: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="must be"):
        read_conversation(row)


TURN = st.fixed_dictionaries({"speaker": st.sampled_from(["customer", "agent", "bot"]), "text": st.text(max_size=120)})


@settings(max_examples=80, deadline=None)
@given(st.lists(TURN, max_size=8))
def test_any_conversation_is_read(turns: list[dict[str, str]]) -> None:
    answer = read_conversation({"id": "x", "turns": turns})
    assert len(answer["turns"]) == len(turns)
    assert all(0 <= turn["heat"] <= 100 and 0 <= turn["trust"] <= 100 for turn in answer["turns"])
    at = answer["turning_point"]
    assert at is None or turns[at]["speaker"] == "customer"
