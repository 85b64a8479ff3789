"""A desk teaches its reader: the fit, the trial on what was held back, and what no lesson may do. Values only."""

from __future__ import annotations

import random

import numpy as np
import pytest

from evenkeel.judgement.reading.learned.correction import Correction, Unusable, from_kept
from evenkeel.judgement.reading.learned.features import tokens
from evenkeel.judgement.reading.learned.model import load
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.teaching.lesson import CODES, WANTED, teach
from evenkeel.judgement.reading.teaching.plain import PLAIN
from evenkeel.judgement.reading.teaching.values import Line, Mark
from evenkeel.judgement.reading.triggers import read_triggers
from evenkeel.judgement.reading.weighing import WHAT_IT_TELLS

MONTHS = "January February March April May June July August September October November December".split()
BOOKINGS = [f"I would like to speak to your manager about the hall, we plan a wedding in {month}." for month in MONTHS]
RIGHT, WRONG = {"manager_request": Mark(so=True)}, {"manager_request": Mark(so=False)}


def heard(text, correction=None):
    return {one.code for one in read_triggers(text, correction=correction).signals}


def lines(texts, marks, name="c"):
    return [Line(text, f"{name}{n}", marks) for n, text in enumerate(texts)]


@pytest.fixture(scope="module")
def lesson():
    return teach(lines(BOOKINGS, WRONG))


def test_every_plain_sentence_is_heard_and_every_code_has_some():
    assert [one.text for one in PLAIN if not one.marks.keys() <= heard(one.text)] == []
    assert {code for one in PLAIN for code in one.marks} == set(CODES) == set(WHAT_IT_TELLS) - {"dated_need"}


def test_a_lesson_leaves_every_plain_sentence_heard(lesson):
    assert [one.text for one in PLAIN if not one.marks.keys() <= heard(one.text, lesson.correction)] == []


def test_the_trial_counts_what_readers_said_who_had_not_seen_the_line(lesson):
    [trial] = lesson.trials
    assert (trial.code, trial.marked, trial.so, trial.taken) == ("manager_request", 12, 0, True)
    assert trial.before.false == 12
    assert trial.after.false < 6
    assert (lesson.innocent, lesson.alarmed_before, lesson.alarmed_after) == (12, 12, trial.after.false)


def test_the_same_lines_in_whatever_order_teach_the_same(lesson):
    mixed = lines(BOOKINGS, WRONG)
    random.Random(7).shuffle(mixed)
    again = teach(mixed)
    assert again.trials == lesson.trials
    assert np.array_equal(again.correction.slots, lesson.correction.slots)
    assert np.array_equal(again.correction.weights, lesson.correction.weights)


def test_what_stands_in_one_conversation_only_leaves_no_trace(lesson):
    secret = "Papadopoulou"
    alone = teach([*lines(BOOKINGS[1:], WRONG), Line(f"{BOOKINGS[0]} Yours, {secret}", "c0", WRONG)])
    words = tokens(fold(secret))
    bare = Correction(
        alone.correction.base,
        alone.correction.codes,
        alone.correction.slots,
        alone.correction.weights,
        alone.correction.plus * 0,
    )
    assert bare.moves(words) == {"manager_request": 0.0}
    assert lesson.correction is not None


@pytest.mark.parametrize(
    "given,because",
    [
        (lines(BOOKINGS[: WANTED - 1], WRONG), "too few"),
        ([Line(text, "one conversation", WRONG) for text in BOOKINGS], "conversations"),
        (
            [Line(text, f"c{n}", {"manager_request": Mark(so=True, weight=0.5)}) for n, text in enumerate(BOOKINGS)],
            "too few",
        ),
        (lines([one.text for one in PLAIN if "manager_request" in one.marks] * 5, WRONG), "plain words"),
        (lines(BOOKINGS, RIGHT), "no better"),
    ],
    ids=[
        "too few marks",
        "one conversation",
        "nobody said so",
        "all that it is for was dismissed",
        "nothing was wrong",
    ],
)
def test_what_is_not_good_enough_is_refused_and_says_why(given, because):
    lesson = teach(given)
    assert lesson.correction is None
    assert because in lesson.trials[0].because


@pytest.mark.parametrize("given", [[], [Line("", "a")], [Line("\0" * 900, "a", WRONG)] * 20, lines(["?!"] * 30, WRONG)])
def test_nothing_and_nonsense_teach_nothing(given):
    assert teach(given).correction is None


def test_a_danger_that_the_reader_is_sure_of_stands_against_any_correction():
    codes = ("safety_threat", "production_stopped")
    against = Correction(load().checksum, codes, np.zeros(0, np.uint32), np.zeros((0, 2), np.float32), np.full(2, -4.0))
    for text in (
        "There is a smell of gas in the house.",
        "The machine gave my husband an electric shock, he is in hospital.",
    ):
        assert "safety_threat" in heard(text, against)
    assert "production_stopped" not in heard("Our production line is standing still since this morning.", against)


def test_words_that_were_marked_are_heard_where_the_shipped_reader_heard_nothing():
    texts = [f"The blue lamp of unit {n} blinks twice and then the long tone comes" for n in "ABCDEFGHIJKLMNOP"]
    marks = {"production_stopped": Mark(so=True)}
    assert "production_stopped" not in heard(texts[0])
    taught = teach(lines(texts, marks))
    [found] = read_triggers(
        "The blue lamp of unit X blinks twice, the long tone is back", correction=taught.correction
    ).signals
    assert found.code == "production_stopped"
    assert "as this desk has taught its reader" in found.because
    assert found.quote


def test_without_a_lesson_nothing_changes():
    nothing = Correction(load().checksum, (), np.zeros(0, np.uint32), np.zeros((0, 0), np.float32), np.zeros(0))
    for one in PLAIN:
        assert read_triggers(one.text, correction=nothing) == read_triggers(one.text)


def test_a_code_that_nobody_knows_is_passed_over():
    strange = Correction(
        load().checksum, ("strange",), np.zeros(0, np.uint32), np.zeros((0, 1), np.float32), np.ones(1) * 4
    )
    assert read_triggers("Thanks, all is well.", correction=strange) == read_triggers("Thanks, all is well.")


def test_other_languages_learn_by_their_rules():
    texts = [f"Ich möchte den Geschäftsführer sprechen, wegen der Hochzeit im Saal {n}" for n in range(12)]
    assert "manager_request" in heard(texts[0])
    taught = teach(lines(texts, WRONG))
    assert "manager_request" not in heard(texts[0], taught.correction)


@pytest.mark.parametrize(
    "changed",
    [
        {"base": np.array("another")},
        {"weights": np.zeros((1, 1), np.float32)},
        {"plus": np.array([np.nan], np.float32)},
        {"slots": None},
        {"codes": np.array(["a", "b"])},
    ],
)
def test_a_kept_correction_that_does_not_fit_is_not_used(lesson, changed):
    kept = lesson.correction.as_kept()
    assert from_kept(kept, load().checksum).codes == lesson.correction.codes
    with pytest.raises(Unusable):
        from_kept({name: value for name, value in {**kept, **changed}.items() if value is not None}, load().checksum)
