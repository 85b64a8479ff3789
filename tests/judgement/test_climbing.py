"""The walk up a ladder, held by properties; its reader and its linter, by tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement import climbing
from evenkeel.judgement.climbing import Facts, LadderInvalid, read, stand_at, wait_of, walk
from evenkeel.judgement.climbing.linting import Known, Somebody, lint
from evenkeel.judgement.climbing.simulating import World, simulate
from evenkeel.judgement.climbing.wording import repeat_words, span_code, when_words

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)  # a Sunday
MORNING = NOW + timedelta(hours=31)
TARGETS = ["owner", "lead", "last_resort", "duty:second", "duty:first@3", "role:diagnosis", "user:7", "team:3"]
TARGETS += ["round_robin:3", "volunteers:3"]

conditions = st.fixed_dictionaries(
    {},
    optional={
        "hours": st.sampled_from(["inside", "outside"]),
        "level_at_least": st.integers(1, 2),
        "level_at_most": st.integers(2, 4),
        "tier": st.lists(st.sampled_from(["standard", "key", "strategic"]), min_size=1, unique=True),
    },
)
a_step = st.fixed_dictionaries(
    {"notify": st.lists(st.sampled_from(TARGETS), min_size=1, max_size=3)},
    optional={
        "wait": st.sampled_from(["90s", "5m", "2h"]),
        "repeat": st.fixed_dictionaries({"every": st.sampled_from(["2m", "10m"]), "times": st.integers(0, 3)}),
        "when": conditions,
        "hold": st.booleans(),
    },
)


@st.composite
def ladders(draw):
    steps = draw(st.lists(a_step, min_size=1, max_size=5))
    if draw(st.booleans()):
        last = dict(steps[-1]) | {"repeat": {"every": "10m"}, "repeat_until_acknowledged": True}
        steps = [*steps[:-1], last]
    return read(steps, draw(st.integers(0, 3)), draw(st.sampled_from(["", "20m"])))


facts = st.builds(
    lambda level, tier, inside: Facts(level, tier, inside, None if inside else MORNING),
    st.integers(1, 4),
    st.sampled_from(["standard", "key", "strategic"]),
    st.booleans(),
)
there = st.sets(st.sampled_from(TARGETS))


def reach(present):
    return lambda stand: [str(t) for t in stand.targets if str(t) in present]


@settings(max_examples=300, deadline=None)
@given(ladders(), facts, there, st.integers(0, 60))
def test_a_walk_ends_and_each_step_is_reached_or_explained(ladder, at, present, no):
    landing = walk(ladder, no, at, reach(present))
    assert landing.stand.no >= no
    assert len(landing.passed) <= len(ladder.steps)
    for passed in landing.passed:
        step = passed.stand.step
        assert passed.because == step.when.why_not(at)
        assert passed.because or not reach(present)(passed.stand)
    if landing.held_until is not None:
        assert landing.stand.step.hold
        assert at.level < climbing.HOLDS_BELOW
        assert not landing.people
    else:
        assert landing.people or landing.stand.is_end
    # Nothing between where we came from and where we stand was left out without a word.
    told_of = {p.stand.step.no for p in landing.passed}
    for between in range(no, min(landing.stand.no, no + 200)):
        stand = stand_at(ladder, between)
        assert stand.step is None or stand.step.no in told_of


@settings(max_examples=200, deadline=None)
@given(ladders(), facts, there)
def test_a_climb_that_nobody_answers_always_comes_to_the_last_resort_and_stays_there(ladder, at, present):
    """Never silent: there is always a next stand, and the last resort is told within the length of the ladder."""
    no, last = 0, 0
    for _ in range(ladder.per_round * ladder.rounds + ladder.joins_every(ladder.steps[-1]) + 2):
        landing = walk(ladder, no, Facts(4, at.tier, at.inside, at.opens_at), reach(present | {"last_resort"}))
        assert landing.people
        last += landing.stand.is_end or landing.stand.with_last_resort
        waits = wait_of(
            ladder,
            landing.stand,
            first=no == 0,
            acknowledge_within=timedelta(minutes=5),
            climb_wait=timedelta(minutes=5),
        )
        assert waits > timedelta(0)
        no = landing.stand.no + 1
    assert last
    assert ladder.is_endless or walk(ladder, no, at, reach(present)).stand.is_end


@settings(max_examples=150, deadline=None)
@given(ladders(), facts, there)
def test_the_simulation_is_the_walk(ladder, at, present):
    """Moment by moment what a climb would do with the same facts: one piece of code decides both."""

    def next_at(stand, now, first):
        wait = wait_of(
            ladder, stand, first=first, acknowledge_within=timedelta(minutes=5), climb_wait=timedelta(hours=1)
        )
        return now + wait

    def facts_at(now):
        return at if at.inside or now < MORNING else Facts(at.level, at.tier)

    world = World(facts_at, lambda stand, _: reach(present)(stand), next_at)
    moments, whole = simulate(ladder, NOW, world)
    no, now, first = 0, NOW, True
    expected = []
    while len(expected) < len(moments):
        landing = walk(ladder, no, facts_at(now), reach(present))
        expected += [(now, p.stand.no, "passed") for p in landing.passed]
        if landing.held_until:
            expected.append((now, landing.stand.no, "held"))
            now, no = landing.held_until, landing.stand.no
            continue
        is_last = landing.stand.is_end or landing.stand.with_last_resort
        expected.append((now, landing.stand.no, "last_resort" if is_last else "told"))
        now, no, first = next_at(landing.stand, now, first), landing.stand.no + 1, False
    assert [(m.at, m.stand.no, m.what) for m in moments] == expected[: len(moments)]
    assert whole is (moments[-1].what == "last_resort")


def test_old_ladders_are_numbered_as_they_were():
    """Timers of a desk that is upgraded carry numbers: each still means the step it meant."""
    ladder = read(climbing.STANDARD, 2)
    stands = [stand_at(ladder, no) for no in range(14)]
    assert [(s.step.no, s.round) for s in stands[:12]] == [(no, turn) for turn in (1, 2, 3) for no in (1, 2, 3, 4)]
    assert [s.step for s in stands[12:]] == [None, None]


def test_repeats_of_a_step_count_on_and_a_step_that_is_passed_over_is_so_with_all_of_them():
    ladder = read([{"notify": ["user:7"], "repeat": {"times": 2, "every": "5m"}}, {"notify": ["owner"]}], 0)
    assert [(s.step.no, s.again) for s in (stand_at(ladder, n) for n in range(4))] == [(1, 0), (1, 1), (1, 2), (2, 0)]
    landing = walk(ladder, 1, Facts(4, "key"), reach({"owner"}))
    assert landing.stand.no == 3
    assert [p.stand.no for p in landing.passed] == [1]


def test_a_step_that_repeats_until_acknowledged_calls_the_last_resort_beside_itself():
    ladder = read([{"notify": ["user:7"], "repeat": {"every": "10m"}, "repeat_until_acknowledged": True}], 2, "30m")
    stands = [stand_at(ladder, n) for n in range(7)]
    assert [s.with_last_resort for s in stands] == [False, False, False, True, False, False, True]
    assert [str(t) for t in stands[3].targets] == ["user:7", "owner", "lead", "last_resort"]


def test_a_hold_is_kept_below_level_3_only():
    ladder = read([{"notify": ["owner"], "hold": True}])
    night = {
        level: walk(ladder, 0, Facts(level, "key", inside=False, opens_at=MORNING), reach({"owner"}))
        for level in (1, 2, 3, 4)
    }
    assert [night[level].held_until for level in (1, 2, 3, 4)] == [MORNING, MORNING, None, None]
    assert not walk(ladder, 0, Facts(1, "key", inside=False), reach({"owner"})).held_until, (
        "a calendar that never opens"
    )


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({}, "Step 1 notifies nobody"),
        ({"notify": []}, "Step 1 notifies nobody"),
        ({"notify": ["the cat"]}, "Step 1 names “the cat”"),
        ({"notify": ["duty:night"]}, "Step 1 names “duty:night”"),
        ({"notify": ["duty:first@"]}, "Step 1 names"),
        ({"notify": ["user:0"]}, "Step 1 names"),
        ({"notify": ["owner"], "wait": "soon"}, "write a time such as"),
        ({"notify": ["owner"], "wait": "90d"}, "30 days at most"),
        ({"notify": ["owner"], "repeat": {"times": 2}}, "say how often"),
        ({"notify": ["owner"], "repeat": {"times": 99, "every": "5m"}}, "0 to 10 times"),
        ({"notify": ["owner"], "repeat_until_acknowledged": True}, "say how often"),
        (
            {"notify": ["owner"], "repeat_until_acknowledged": True, "repeat": {"times": 1, "every": "5m"}},
            "no number of times",
        ),
        ({"notify": ["owner"], "when": {"level_at_least": 4, "level_at_most": 2}}, "no case is both"),
        ({"notify": ["owner"], "when": {"hours": "sometimes"}}, "inside or outside"),
        ({"notify": ["owner"], "when": {"tier": ["gold"]}}, "tier is a list of"),
        ({"notify": ["owner"], "when": {"moon": "full"}}, "when has"),
        ({"notify": ["owner"], "hold": "yes"}, "true or false"),
        ({"notfy": ["owner"]}, "Step 1 has “notfy”"),
        ("owner", "is no step"),
    ],
)
def test_what_cannot_be_a_step_is_refused_in_one_sentence(step, sentence):
    with pytest.raises(LadderInvalid, match=sentence):
        read([step])


def test_an_endless_step_before_the_last_is_refused():
    endless = {"notify": ["owner"], "repeat": {"every": "5m"}, "repeat_until_acknowledged": True}
    with pytest.raises(LadderInvalid, match="step 2 never comes"):
        read([endless, {"notify": ["lead"]}])


def test_what_can_be_climbed_of_a_broken_ladder_is_climbed():
    kept = climbing.salvage([{"notify": []}, {"notify": ["owner"]}, "nonsense"])
    assert [[str(t) for t in step.notify] for step in kept.steps] == [["owner"]]
    assert walk(climbing.salvage("nonsense"), 0, Facts(4, "key"), reach({"last_resort"})).people == ["last_resort"]


def codes(steps, known=None, repeats=2, every=""):
    return {(f.grade, f.code, f.step) for f in lint(steps, repeats, every, known or Known())}


BEN, GONE, DEAF = Somebody("Ben"), Somebody("Gia", active=False), Somebody("Dora", reachable=False)


@pytest.mark.parametrize(
    ("steps", "known", "found"),
    [
        ([{"notify": ["user:7"]}], Known({"user:7": [BEN]}), set()),
        ([{"notify": ["user:7"]}], Known(missing=frozenset({"user:7"})), {("error", "missing", 1)}),
        ([{"notify": ["user:7"]}], Known({"user:7": [GONE]}), {("error", "inactive", 1)}),
        ([{"notify": ["user:7"]}], Known({"user:7": [DEAF]}), {("error", "unreachable", 1)}),
        ([{"notify": ["user:7", "owner"]}], Known({"user:7": [DEAF]}), {("warning", "unreachable", 1)}),
        ([{"notify": ["team:3"]}], Known({"team:3": [BEN, DEAF]}), {("warning", "unreachable", 1)}),
        ([{"notify": ["round_robin:3"]}], Known({"round_robin:3": []}), {("error", "empty_team", 1)}),
        ([{"notify": ["volunteers:3"]}], Known({"volunteers:3": []}), {("error", "empty_team", 1)}),
        ([{"notify": ["owner"], "wait": "30s"}], Known(), {("warning", "too_fast", 1)}),
        ([{"notify": ["owner"], "repeat": {"times": 1, "every": "10s"}}], Known(), {("warning", "too_fast", 1)}),
        ([{"notify": ["owner"], "hold": True}], Known(), {("warning", "hold_at_high_levels", 1)}),
        ([{"notify": ["owner"], "hold": True, "when": {"level_at_most": 2}}, {"notify": ["lead"]}], Known(), set()),
        ([{"notify": ["owner"], "hold": True, "when": {"level_at_least": 3}}], Known(), {("error", "hold_too_high", 1), ("warning", "no_step_for", 0)}),
        (
            [{"notify": ["owner"], "hold": True, "when": {"hours": "outside", "level_at_most": 2}}, {"notify": ["lead"]}],
            Known(),
            {("error", "hold_contradicts", 1)},
        ),
        ([{"notify": ["owner"], "when": {"level_at_least": 3}}], Known(), {("warning", "no_step_for", 0)}),
        ([{"notify": ["duty:second"]}], Known(duties_known=True), {("warning", "empty_duty", 1), ("warning", "nobody_at_night", 0)}),
        (
            [{"notify": ["owner"]}, {"notify": ["duty:second"]}],
            Known(inside=frozenset({"duty:second"}), duties_known=True),
            {("warning", "nobody_at_night", 0)},
        ),
        ([{"notify": ["owner"]}], Known(last_resort=GONE), {("warning", "last_resort", 0)}),
        ([{"notify": []}, {"notify": ["cat"]}], Known(), {("error", "unreadable", 1), ("error", "unreadable", 2)}),
        ([], Known(), {("error", "unreadable", 0)}),
    ],
)  # fmt: skip
def test_the_linter(steps, known, found):
    assert codes(steps, known) == found


def test_the_standard_ladder_is_in_order():
    known = Known(
        inside=frozenset({"duty:second"}), outside=frozenset({"duty:second"}), duties_known=True, last_resort=BEN
    )
    assert codes(climbing.STANDARD, known) == set()


def test_a_branch_and_a_repeat_in_words():
    step = read(
        [
            {
                "notify": ["owner"],
                "when": {"hours": "outside", "level_at_least": 3, "tier": ["key", "strategic"]},
                "repeat": {"times": 2, "every": "5m"},
            }
        ]
    ).steps[0]
    assert when_words(step.when) == "outside working hours, from level 3 on, for key or strategic accounts"
    assert repeat_words(step) == "2 more times, every 5 min"
    assert [span_code(timedelta(seconds=s)) for s in (90, 900, 7200, 86400)] == ["90s", "15m", "2h", "1d"]
