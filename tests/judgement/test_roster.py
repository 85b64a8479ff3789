"""Who holds a duty, as a table of cases; and that no chain turns in a circle."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evenkeel.judgement.roster import Away, Held, holder, lane, stand_in_by

T0 = datetime(2026, 11, 23, tzinfo=UTC)
HOUR = timedelta(hours=1)
A, B, C, D = 1, 2, 3, 4


def held(who, instead_of=None, source="cover", start=0, end=24):
    return Held(T0 + start * HOUR, T0 + end * HOUR, who, source, f"{who}/{instead_of}/{start}", instead_of)


def who(below, above=(), away=None, gone=()):
    backups = {w: Away(T0, T0 + HOUR, w, b) for w, b in (away or {}).items()}
    found = holder([held(w) for w in below], above, stand_in_by(backups, lambda w: w not in gone))
    return found and found.who


def test_a_cover_counts_where_the_other_would_have_been():
    assert who([A], [held(B, A)]) == B
    assert who([C], [held(B, A)]) == C


def test_covers_follow_the_person_along_a_chain():
    assert who([A], [held(B, A), held(C, B)]) == C
    assert who([A], [held(B, A), held(A, B)]) == A
    assert who([A], [held(B, A), held(A, B), held(B, A)]) == B


def test_an_override_stands_whoever_it_was_and_fills_a_gap():
    assert who([A], [held(B)]) == B
    assert who([], [held(B)]) == B
    assert who([A], [held(B)], gone={B}) == A


def test_who_is_away_passes_to_the_backup_and_the_backup_to_theirs():
    assert who([A], away={A: B}) == B
    assert who([A], away={A: B, B: C}) == C
    assert who([A], away={A: None}) is None
    assert who([A, D], away={A: None}) == D


def test_a_chain_that_comes_back_to_where_it_was_reaches_nobody():
    assert who([A], away={A: B, B: C, C: A}) is None
    assert who([A, D], away={A: B, B: A}) == D


def test_whoever_was_covered_does_not_get_it_back_because_the_cover_is_away():
    assert who([A], [held(B, A)], away={B: None}) is None


def test_a_cover_for_part_of_a_shift_gives_three_parts():
    tiles = lane([held(A)], [held(B, A, start=14, end=18)], [], lambda _: True, T0, T0 + 24 * HOUR)
    assert [(found.who, (b - a) / HOUR) for a, b, found in tiles] == [(A, 14), (B, 4), (A, 6)]
    assert [found.instead_of for *_, found in tiles] == [None, A, None]


SPANS = st.tuples(st.integers(0, 40), st.integers(1, 20))
ROWS = st.lists(
    st.builds(
        lambda w, i, span: held(w, i, start=span[0], end=sum(span)),
        st.integers(1, 4),
        st.none() | st.integers(1, 4),
        SPANS,
    ),
    max_size=6,
)
AWAYS = st.lists(
    st.builds(
        lambda w, b, span: Away(T0 + span[0] * HOUR, T0 + sum(span) * HOUR, w, b),
        st.integers(1, 4),
        st.none() | st.integers(1, 4),
        SPANS,
    ),
    max_size=4,
)


@given(st.lists(ROWS.filter(bool).map(lambda rows: rows[0]), max_size=4), ROWS, AWAYS)
def test_a_lane_tiles_the_time_and_agrees_with_each_moment(below, above, away):
    def works(who):
        return who != D

    tiles = lane(below, above, away, works, T0, T0 + 60 * HOUR)
    assert tiles[0][0] == T0
    assert tiles[-1][1] == T0 + 60 * HOUR
    assert all(a[1] == b[0] for a, b in pairwise(tiles))
    for n in range(60):
        at = T0 + n * HOUR
        gone = {a.who: a for a in away if a.starts_at <= at < a.ends_at}
        alone = holder([h for h in below if h.at(at)], [h for h in above if h.at(at)], stand_in_by(gone, works))
        shown = next(found for a, b, found in tiles if a <= at < b)
        assert shown == alone
        assert alone is None or (works(alone.who) and alone.who not in gone)
