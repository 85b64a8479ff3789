"""The course of a conversation, with Ada the furious customer and Ben on duty. The message reader is replaced where numbers matter."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.reading.conversation import Turn, forecast, preventable, read_conversation, turning_point
from evenkeel.judgement.reading.drafting.acts import ACTS, read_acts

LATE = "My crates were due on Monday and the market opens in an hour."


def customer(heat: int, trust: int = 60) -> Turn:
    return Turn("customer", heat, trust, (), ())


def agent(*acts: str) -> Turn:
    return Turn("agent", 0, 60, (), acts)


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


def test_the_forecast_stays_near_the_base_rate_early_and_moves_later() -> None:
    nothing, one = forecast([]), forecast([customer(80, 30)])
    many = forecast([customer(80, 30), agent("calm_down")] * 6)
    assert nothing == pytest.approx(371 / 2106)
    assert nothing < one < 0.45 < many < 0.97


def test_calming_down_lowers_the_forecast() -> None:
    assert forecast([customer(60), agent(), customer(10)]) < forecast([customer(60), agent(), customer(60)])


def test_the_act_before_the_turn_is_proposed_as_what_could_have_been_otherwise() -> None:
    turns = [customer(20), agent("calm_down"), customer(60), agent(), customer(65)]
    proposal = preventable(turns, 2)
    assert proposal is not None
    assert "calm" in proposal["by"]
    assert proposal["confidence"] <= 0.5
    assert preventable(turns, None) is None


def test_an_answer_has_the_promised_shape() -> None:
    row = {
        "id": 7,
        "turns": [{"speaker": "customer", "text": LATE}, {"speaker": "agent", "text": "Please calm down."}],
        "context": {},
    }
    answer = read_conversation(row)
    assert set(answer) == {"id", "turns", "forecast", "turning_point", "preventable"}
    assert [set(turn) for turn in answer["turns"]] == [{"heat", "trust", "signals", "acts"}] * 2
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
