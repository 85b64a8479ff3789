"""The sieve says what patterns asked one by one say, whatever the text, and never falls silent."""

from __future__ import annotations

import json

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.lexicon.foreign import FOREIGN
from evenkeel.judgement.reading.lexicon.innocent import MASKS
from evenkeel.judgement.reading.lexicon.sieve import Sieve
from evenkeel.judgement.reading.rules import ENGLISH
from harness import ROOT

CORPUS = sorted((ROOT / "training" / "corpus" / "triggers").glob("*.jsonl"))
EVERY = 60  # of the corpus' lines: some hundred and fifty
PATTERNS = {
    "english": [one.pattern for one in ENGLISH],
    "foreign": [one.pattern for one in FOREIGN],
    "innocent": list(MASKS),
}
SIEVES = {name: Sieve(patterns) for name, patterns in PATTERNS.items()}


def one_by_one(name: str, text: bytes) -> list[int]:
    return [n for n, pattern in enumerate(PATTERNS[name]) if pattern.search(text)]


@pytest.mark.parametrize("name", PATTERNS)
def test_it_passes_what_each_pattern_by_itself_finds_in_the_corpus(name: str) -> None:
    lines = [line for path in CORPUS for line in path.open()][::EVERY]
    texts = [fold(json.loads(line)["text"]) for line in lines]
    assert len(texts) > 100
    found = [SIEVES[name].passing(text) for text in texts]
    assert found == [one_by_one(name, text) for text in texts]
    assert any(found)


@pytest.mark.parametrize("name", PATTERNS)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "my line is down",
        "\x02\x02\ngas",
        "line is down my manager " * 3_000,
        "I smell gas. " + "a" * 50_000 + " I want your manager",
        "(" * 20_000,
        "1" * 20_000,
        "\x02" * 5_000,
        "no no " * 5_000 + "fire",
    ],
)
def test_it_passes_what_each_pattern_by_itself_finds_in_hostile_texts(name: str, text: str) -> None:
    assert SIEVES[name].passing(fold(text)) == one_by_one(name, fold(text))


@given(st.text(alphabet=" .,?!'abcdefghilmnoprstuw0123", max_size=200))
@settings(max_examples=60, deadline=None)
def test_it_passes_what_each_pattern_by_itself_finds_in_anything(text: str) -> None:
    assert SIEVES["english"].passing(fold(text)) == one_by_one("english", fold(text))


@pytest.mark.parametrize("name", PATTERNS)
def test_no_pattern_says_where_a_text_begins(name: str) -> None:
    """The sieve's mark stands before the text."""
    assert not [one for one in PATTERNS[name] if re2.search(r"(?:^|[^\[\\])\^|\\A", one.pattern.decode())]


class Exhausted:
    """As an automaton of RE2 is that has no memory left: it finds nothing, and does not say why."""

    def Match(self, text: bytes) -> None:
        return None


def test_an_automaton_that_has_fallen_silent_is_not_believed() -> None:
    sieve = Sieve([re2.compile(b"gas"), re2.compile(b"smoke"), re2.compile(b"gas leak")])
    assert sieve.passing(b"a gas leak") == [0, 2]
    sieve.__dict__["_together"] = Exhausted()
    assert sieve.passing(b"a gas leak") == [0, 2]
    assert sieve.passing(b"all is well") == []
