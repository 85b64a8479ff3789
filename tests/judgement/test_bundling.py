"""What goes now, what goes along, what waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.judgement.bundling import IN_ONE, OTHERS, Plan, Throttle, Waiting, in_one_word, plan, throttle_of

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
MAIL, SMS = throttle_of("mail"), throttle_of("sms")
FIRST, PAGE, BREACH, NOTE = 0, 1, 2, 5


@pytest.mark.parametrize(
    ("word", "others", "ago", "throttle", "expected"),
    [
        (Waiting(1, NOTE), [], [], MAIL, Plan()),
        (Waiting(1, NOTE), [], [10], MAIL, Plan(until=NOW + 50 * SECOND)),
        (Waiting(1, NOTE), [], [60], MAIL, Plan()),
        # The first page of a case waits for nothing and carries nothing.
        (Waiting(1, FIRST), [Waiting(2, NOTE, True)], [1], MAIL, Plan()),
        (Waiting(1, FIRST), [], [1, 2, 3, 4, 5], SMS, Plan()),
        # A mail is cheap to look at: what is important goes at once, and takes along what waits.
        (Waiting(1, BREACH), [Waiting(2, NOTE)], [10], MAIL, Plan(along=(2,))),
        # A telephone is not: five in a quarter of an hour, then together.
        (Waiting(1, PAGE), [], [60, 120, 180, 240], SMS, Plan()),
        (Waiting(1, PAGE), [], [60, 120, 180, 240, 300], SMS, Plan(until=NOW + 10 * MINUTE)),
        # What was held goes together as soon as one may go; first pages go by themselves.
        (Waiting(1, NOTE, True), [Waiting(2, NOTE), Waiting(3, FIRST)], [70], MAIL, Plan(along=(2,))),
        (Waiting(1, NOTE), [Waiting(2, NOTE, True)], [70], MAIL, Plan(along=(2,))),
        # Within the limit nobody's words are lumped together.
        (Waiting(1, NOTE), [Waiting(2, NOTE)], [], Throttle(5, MINUTE), Plan()),
    ],
)
def test_what_goes_now(word, others, ago, throttle, expected):
    sent = [NOW - s * SECOND for s in ago]
    assert plan(word, others, sent, NOW, throttle) == expected


@given(st.lists(st.integers(0, 2000), max_size=30), st.integers(0, 5), st.integers(0, 60))
def test_a_word_goes_or_waits_for_a_time_that_comes(ago, urgency, others):
    sent = [NOW - s * SECOND for s in ago]
    waiting = [Waiting(n + 2, NOTE, True) for n in range(others)]
    for throttle in (MAIL, SMS, OTHERS):
        found = plan(Waiting(1, urgency), waiting, sent, NOW, throttle)
        assert found.until is None or NOW < found.until <= NOW + throttle.within
        assert len(found.along) < IN_ONE
        assert not (found.along and found.until)


def test_one_word_lists_all_and_says_the_same_once():
    subject, text = in_one_word([("A is due", "a"), ("B is due", "b"), ("A is due", "a")])
    assert subject == "2 words: A is due"
    assert "1. A is due (2 times)" in text
    assert "2. B is due" in text
    assert in_one_word([("A", "a")]) == ("A", "a")
    assert in_one_word([("A", "a"), ("A", "a")]) == ("A", "a")
