from __future__ import annotations

import copy
from typing import Any

import pytest

from evenkeel.judgement.levels import CODES, Facts, LevelPolicy, PolicyInvalid, decide, load_standard
from evenkeel.judgement.reading.values import Signal

STANDARD = load_standard()


def told(*codes: str) -> list[tuple[int | None, Signal]]:
    return [(7, Signal(code, 0, 3, "abc", 0.8, "It says so.")) for code in codes]


@pytest.mark.parametrize(
    ("codes", "facts", "level"),
    [
        ((), Facts(), 1),
        (("safety_threat",), Facts(), 4),
        (("production_stopped",), Facts(), 4),
        (("legal_compliance", "wide_impact"), Facts(), 4),
        (("legal_compliance",), Facts(), 3),
        (("legal_compliance",), Facts(affected=212), 4),
        (("money_at_risk",), Facts(), 2),
        (("money_at_risk", "churn_threat"), Facts(), 3),
        (("repeated_failed_fix",), Facts(failed_fixes=3), 3),
        ((), Facts(broken_promises=1), 2),
        ((), Facts(broken_promises=2), 3),
        ((), Facts(tier="strategic"), 1),
        ((), Facts(affected=500), 1),
        ((), Facts(tension_building=True), 2),
    ],
)
def test_the_level_follows_the_rules_of_the_policy(codes: tuple[str, ...], facts: Facts, level: int) -> None:
    assert decide(told(*codes), facts, STANDARD).level == level


def test_every_raise_says_why() -> None:
    for code in CODES:
        decision = decide(told(code), Facts(), STANDARD)
        assert decision.level > 1
        assert decision.reasons[0].code == code
        assert (decision.reasons[0].message_id, decision.reasons[0].quote) == (7, "abc")


def test_a_real_deadline_raises_to_support() -> None:
    need = Signal("dated_need", 0, 3, "now", 0.8, "It is needed now.")
    decision = decide([], Facts(), STANDARD, dated_need=need)
    assert (decision.level, decision.rule, decision.reasons[0].quote) == (2, "real_deadline", "now")


def test_the_policy_goes_out_and_comes_back_the_same() -> None:
    assert LevelPolicy.from_data(STANDARD.as_data()) == STANDARD


@pytest.mark.parametrize(
    "broken",
    [
        lambda data: data.pop("rules"),
        lambda data: data["levels"].pop(),
        lambda data: data["rules"][0].update(any_of=["nonsense"]),
        lambda data: data["rules"].pop(0),
        lambda data: data.update(manager_request_within="soon"),
        lambda data: data["rules"].append({"name": "gold", "level": 4, "because": "x", "tiers": ["gold"]}),
        lambda data: data["rules"][0].update(colour="red"),
        lambda data: data.update(wide_from=None),
    ],
)
def test_a_policy_that_cannot_be_used_is_refused(broken: Any) -> None:
    data = copy.deepcopy(STANDARD.as_data())
    broken(data)
    with pytest.raises(PolicyInvalid):
        LevelPolicy.from_data(data)
