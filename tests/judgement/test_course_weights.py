"""What was fitted for the course of a conversation: weights of signs that a person can read, of the right direction, and no words."""

from __future__ import annotations

import importlib.util
import json
import re

import pytest

from evenkeel.judgement.reading.course.signs import NAMES, measured, signs_in
from evenkeel.judgement.reading.course.vocabulary import KINDS
from evenkeel.judgement.reading.course.weights import load
from evenkeel.judgement.reading.triggers import read_triggers
from harness import ROOT, SHARED

THREADS = SHARED / "real" / "conversations" / "social_support_dev.jsonl"
LEARNED = ROOT / "src/evenkeel/judgement/reading/learned/course.json"


def test_every_sign_has_a_weight_and_nothing_else_has() -> None:
    assert tuple(load().own.weights) == NAMES
    stored = json.loads(LEARNED.read_text(encoding="utf-8"))
    assert set(stored) == {"own", "carried", "near", "forecast", "steps"}


@pytest.mark.parametrize(
    "kind", ["insult", "swearing", "fury", "displeasure", "again", "unanswered", "your_word", "grievances"]
)
def test_what_strains_counts_for_heat(kind: str) -> None:
    assert load().own.weights[kind] > 0


@pytest.mark.parametrize("kind", ["thanks", "relief", "happy_face"])
def test_what_soothes_counts_against_it(kind: str) -> None:
    assert load().own.weights[kind] < 0


def test_no_forecast_weight_says_that_anger_or_a_bad_answer_helps() -> None:
    assert all(weight > 0 for weight in load().forecast.weights.values())


def test_forecasts_that_were_higher_came_true_more_often() -> None:
    came = [step.came for step in load().steps]
    assert came == sorted(came)
    assert [step.said for step in load().steps] == sorted(step.said for step in load().steps)


def test_every_row_has_all_names_and_only_those() -> None:
    for text in ("", "Hello?", "You LIED to me... \U0001f621 ok"):
        assert set(measured(text, signs_in(text), read_triggers(text))) == set(NAMES)


def test_each_kind_can_be_found_and_says_why() -> None:
    told = "Hi, thanks, but seriously: you said today!! Useless, damn it, ridiculous, I'm disappointed. Still, for two weeks, nobody answered; it can't work. I paid $50. You lost it. I need a manager, I'm leaving, apparently so great, haha, please help. Can you?"
    found = {sign.kind for sign in signs_in(told)} | {sign.kind for sign in signs_in("Can you tell me more?")}
    assert set(KINDS) <= found
    assert all(because.endswith(".") for because, _ in KINDS.values())


def test_no_five_words_in_a_row_of_the_labelled_threads_stand_in_what_reads_them() -> None:
    if not THREADS.is_file():
        pytest.skip("the labelled threads are not beside this project")
    ours = LEARNED.read_text(encoding="utf-8").lower()
    for path in (LEARNED.parent.parent / "course").glob("*.py"):
        ours += path.read_text(encoding="utf-8").lower()
    mine = _rows(ours)
    theirs = {
        run for line in THREADS.open() for turn in json.loads(line)["turns"] for run in _rows(turn["text"].lower())
    }
    assert not mine & theirs


def _rows(text: str, count: int = 5) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text)
    return {tuple(words[n : n + count]) for n in range(len(words) - count + 1)}


def test_heat_follows_what_people_say_of_real_threads() -> None:
    """In sample, so a floor only: `bench/heat.py` has the figure of threads left out."""
    if not THREADS.is_file():
        pytest.skip("the labelled threads are not beside this project")
    if importlib.util.find_spec("scipy") is None:
        pytest.skip("scipy is for training only")
    from scipy.stats import spearmanr

    from evenkeel.judgement.reading.conversation import read_turns

    felt, heats = [], []
    for line in THREADS.open():
        thread = json.loads(line)
        for turn, read in zip(
            thread["turns"], read_turns([(t["speaker"], t["text"]) for t in thread["turns"]]), strict=True
        ):
            if turn.get("frustration"):
                felt.append(sum(turn["frustration"]) / len(turn["frustration"]))
                heats.append(read.heat)
    assert spearmanr(felt, heats)[0] >= 0.72
