"""Which of the four levels, and why: the first rule of the policy that fits; anger alone fits none."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Final

from evenkeel.judgement.reading.values import Signal

CODES: Final = (
    "safety_threat",
    "legal_compliance",
    "repeated_failed_fix",
    "manager_request",
    "abuse",
    "churn_threat",
    "public_shaming",
    "production_stopped",
    "customers_customer",
    "money_at_risk",
    "vulnerable_person",
    "sla_breach",
    "broken_promise",
    "wide_impact",
)
REVIEWS: Final = ("always", "if_promise_broken", "never")
_UNITS: Final = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_SPANS: Final = ("acknowledge_within", "climb_wait", "acknowledgement_lasts", "first_answer_within")
# What a level's spans count in: open hours, or any hours.
COUNTS: Final = ("clock", "working")
_CLOCKS: Final = ("safety_acknowledge_within", "manager_request_within", "handoff_answer_within", "rule_of_five_within")


class PolicyInvalid(ValueError):
    """A policy that cannot be used, said in one sentence."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What we know beside the words: of the account, the case's history and the ledger."""

    tier: str = "standard"
    affected: int | None = None
    failed_fixes: int = 0
    broken_promises: int = 0
    tension_building: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    code: str
    because: str
    message_id: int | None
    span: tuple[int, int] | None
    quote: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    level: int
    reasons: tuple[Reason, ...]
    stakes: int
    rule: str


@dataclass(frozen=True, slots=True)
class LevelRules:
    name: str
    meaning: str
    acknowledge_within: timedelta
    climb_wait: timedelta
    acknowledgement_lasts: timedelta
    customer_update_within: timedelta | None
    first_answer_within: timedelta
    needs_two_people: bool
    review: str
    counts: str = "clock"
    calendar: str = ""  # Whose hours; blank: the account's, else the team's.
    in_days: frozenset[str] = (
        frozenset()
    )  # Those spans that were written in days: a day is a day, not 24 hours of work.


@dataclass(frozen=True, slots=True)
class Rule:
    """All conditions that are set must hold; `tiers` narrows the rule to accounts of those tiers."""

    name: str
    level: int
    because: str
    any_of: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    at_least: int = 0
    of: tuple[str, ...] = ()
    failed_fixes: int = 0
    broken_promises: int = 0
    dated_need: bool = False
    tension_building: bool = False
    tiers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelPolicy:
    levels: dict[int, LevelRules]
    safety_acknowledge_within: timedelta
    manager_request_within: timedelta
    handoff_answer_within: timedelta
    rule_of_five_within: timedelta
    rules: tuple[Rule, ...]
    wide_from: int
    stakes: dict[str, int]
    tier_stakes: dict[str, int]

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> LevelPolicy:
        try:
            levels = {int(one["level"]): _level(one) for one in data["levels"]}
            rules = tuple(_rule(one) for one in data["rules"])
            clocks = {name: _span(data[name], name) for name in _CLOCKS}
            policy = cls(
                levels=levels,
                rules=rules,
                wide_from=int(data["wide_from"]),
                stakes=_weights(data["stakes"]),
                tier_stakes=_weights(data["tier_stakes"]),
                **clocks,
            )
        except KeyError as missing:
            raise PolicyInvalid(f"The policy lacks {missing.args[0]!r}; add it.") from missing
        except PolicyInvalid:
            raise
        except (TypeError, ValueError, AttributeError) as wrong:
            raise PolicyInvalid(f"The policy holds a value of the wrong kind: {wrong}.") from wrong
        _check(policy)
        return policy

    def as_data(self) -> dict[str, Any]:
        return {
            "levels": [{"level": number} | _plain(one, LevelRules) for number, one in sorted(self.levels.items())],
            **{name: _said(getattr(self, name)) for name in _CLOCKS},
            "wide_from": self.wide_from,
            "rules": [_rule_data(one) for one in self.rules],
            "stakes": dict(self.stakes),
            "tier_stakes": dict(self.tier_stakes),
        }


def decide(
    signals: Sequence[tuple[int | None, Signal]], facts: Facts, policy: LevelPolicy, *, dated_need: Signal | None = None
) -> Decision:
    present = {signal.code for _, signal in signals}
    if facts.affected is not None and facts.affected >= policy.wide_from and present & _REACHES_MANY:
        present.add("wide_impact")
    fitting = [rule for rule in policy.rules if _fits(rule, present, facts, dated_need)]
    if not fitting:
        return Decision(1, (), _stakes(present, facts, policy), "nothing_raised")
    rule = max(fitting, key=lambda one: one.level)
    return Decision(rule.level, _reasons(rule, signals, facts, dated_need), _stakes(present, facts, policy), rule.name)


# A count of people says how far a harm reaches; without a harm ("90 booked, lovely evening") it raises nothing.
_REACHES_MANY: Final = frozenset(CODES) - {
    "abuse",
    "manager_request",
    "churn_threat",
    "public_shaming",
    "money_at_risk",
    "repeated_failed_fix",
    "broken_promise",
}


@cache
def load_standard() -> LevelPolicy:
    return LevelPolicy.from_data(
        json.loads((files("evenkeel.cases") / "policies" / "standard.json").read_text(encoding="utf-8"))
    )


def _fits(rule: Rule, present: set[str], facts: Facts, dated_need: Signal | None) -> bool:
    return (
        (not rule.any_of or bool(present & set(rule.any_of)))
        and present >= set(rule.all_of)
        and len(present & set(rule.of)) >= rule.at_least
        and facts.failed_fixes >= rule.failed_fixes
        and facts.broken_promises >= rule.broken_promises
        and (not rule.dated_need or dated_need is not None)
        and (not rule.tension_building or facts.tension_building)
        and (not rule.tiers or facts.tier in rule.tiers)
    )


def _reasons(
    rule: Rule, signals: Sequence[tuple[int | None, Signal]], facts: Facts, dated_need: Signal | None
) -> tuple[Reason, ...]:
    """The rule's own grounds first, then whatever else was read, so that nothing serious is hidden behind it."""
    own = {*rule.any_of, *rule.all_of, *rule.of}
    told = sorted(signals, key=lambda one: one[1].code not in own)
    reasons = [Reason(one.code, one.because, message, (one.start, one.end), one.quote) for message, one in told]
    if rule.dated_need and dated_need is not None:
        reasons.insert(
            0, Reason("dated_need", dated_need.because, None, (dated_need.start, dated_need.end), dated_need.quote)
        )
    known = {one.code for one in reasons}
    reasons += [
        Reason(code, because, None, None, None) for code, because in _from_facts(rule, facts) if code not in known
    ]
    return tuple(reasons)


def _from_facts(rule: Rule, facts: Facts) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if rule.failed_fixes:
        found.append(("failed_fixes", f"{facts.failed_fixes} fixes have failed on this problem."))
    if facts.broken_promises:
        found.append(("broken_promises", f"{facts.broken_promises} of our promises are broken."))
    if facts.tension_building:
        found.append(("tension_building", "The tension builds from contact to contact."))
    if facts.affected is not None and "wide_impact" in {*rule.any_of, *rule.all_of, *rule.of}:
        found.append(("wide_impact", f"{facts.affected} people or sites are named as affected."))
    return found


def _stakes(present: set[str], facts: Facts, policy: LevelPolicy) -> int:
    """What is at risk, never how loudly it is said."""
    return min(100, sum(policy.stakes.get(code, 0) for code in present) + policy.tier_stakes.get(facts.tier, 0))


def _level(data: Mapping[str, Any]) -> LevelRules:
    spans = {name: _span(data[name], name) for name in _SPANS}
    update = data["customer_update_within"]
    if data["review"] not in REVIEWS:
        raise PolicyInvalid(f"A level's review is {data['review']!r}; choose one of {', '.join(REVIEWS)}.")
    counts = str(data.get("counts", "clock"))
    if counts not in COUNTS:
        raise PolicyInvalid(f"A level's spans count in {counts!r}; choose one of {', '.join(COUNTS)}.")
    return LevelRules(
        name=str(data["name"]),
        meaning=str(data["meaning"]),
        needs_two_people=bool(data["needs_two_people"]),
        review=str(data["review"]),
        customer_update_within=None if update is None else _span(update, "customer_update_within"),
        counts=counts,
        calendar=str(data.get("calendar", "")),
        in_days=frozenset(name for name in (*_SPANS, "customer_update_within") if str(data[name]).endswith("d")),
        **spans,
    )


def _rule(data: Mapping[str, Any]) -> Rule:
    values: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in data.items()}
    rule = Rule(**values)
    strange = sorted({*rule.any_of, *rule.all_of, *rule.of} - set(CODES))
    if strange:
        raise PolicyInvalid(f"Rule {rule.name!r} names the unknown trigger {strange[0]!r}.")
    if rule == Rule(rule.name, rule.level, rule.because, of=rule.of, tiers=rule.tiers):
        raise PolicyInvalid(f"Rule {rule.name!r} has no condition; an account's tier alone raises nothing.")
    return rule


def _check(policy: LevelPolicy) -> None:
    if sorted(policy.levels) != [1, 2, 3, 4]:
        raise PolicyInvalid("A policy needs exactly the levels 1, 2, 3 and 4.")
    if policy.wide_from < 2:  # one person is not many
        raise PolicyInvalid("Wide impact must begin at two people or more.")
    for rule in policy.rules:
        if rule.level not in policy.levels:
            raise PolicyInvalid(f"Rule {rule.name!r} raises to level {rule.level}, which the policy does not have.")
    if not any(
        rule.level == max(policy.levels) and rule.any_of and "safety_threat" in rule.any_of for rule in policy.rules
    ):
        raise PolicyInvalid("A policy must bring a safety threat to level 4.")


def _weights(data: Mapping[str, Any]) -> dict[str, int]:
    return {str(key): int(value) for key, value in data.items()}


def _span(said: object, name: str) -> timedelta:
    found = re.fullmatch(r"([1-9]\d{0,4})([mhd])", str(said))
    if found is None:
        raise PolicyInvalid(f"{name} is {said!r}; write a time such as 15m, 2h or 3d.")
    return int(found[1]) * _UNITS[found[2]]


def _said(span: timedelta, *, in_days: bool = True) -> str:
    minutes = int(span.total_seconds()) // 60
    for unit, size in (("d", 1440), ("h", 60)):
        if minutes % size == 0 and (in_days or unit != "d"):
            return f"{minutes // size}{unit}"
    return f"{minutes}m"


def _plain(one: LevelRules, kind: type[LevelRules]) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in kind.__dataclass_fields__ if name != "in_days"}
    return {
        name: _said(value, in_days=name in one.in_days) if isinstance(value, timedelta) else value
        for name, value in values.items()
        if value or name != "calendar"
    }


def _rule_data(rule: Rule) -> dict[str, Any]:
    values = {name: getattr(rule, name) for name in Rule.__dataclass_fields__}
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value or name == "level"
    }
