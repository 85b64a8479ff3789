"""The sentences of a message in turn: what the rules find in them, and what was learned makes of it."""

from __future__ import annotations

import re

from evenkeel.judgement.reading.promising.brief import asks_something, is_bare_answer, read_answer
from evenkeel.judgement.reading.promising.clues import place_of
from evenkeel.judgement.reading.promising.learnt import mended
from evenkeel.judgement.reading.promising.making import from_answer
from evenkeel.judgement.reading.promising.passages import Passage, sentences
from evenkeel.judgement.reading.promising.sentence import read_sentence
from evenkeel.judgement.reading.promising.unframed import read_unframed
from evenkeel.judgement.reading.promising.values import Commitment, OtherAct, Scene
from evenkeel.judgement.reading.promising.weighing import Weighed, weigh

_OWNS = re.compile(r"\bi(?:'m| am|'ve| have)? (?:(?:the|your) owner|own(?:ed)? (?:this|it|your case)\b)", re.IGNORECASE)
Read = tuple[list[Commitment], list[OtherAct]]
# Each sentence costs a third of a millisecond to weigh. What a message promises stands before that many.
_MOST_WEIGHED = 150


def read_by_rules(own: str, scene: Scene) -> Read:
    made: list[Commitment] = []
    other: list[OtherAct] = []
    for sentence in sentences(own):
        found, set_aside = read_sentence(sentence, own, scene)
        made += found
        other += set_aside
    return made or answered_in(own, scene), other


def read_both_ways(own: str, scene: Scene) -> Read:
    """A sentence that a rule took for a promise may turn out to be none, and one that no rule knew to be one."""
    made: list[Commitment] = []
    other: list[OtherAct] = []
    unframed: list[tuple[Passage, Weighed, str]] = []
    found = sentences(own)
    for n, sentence in enumerate(found):
        said, set_aside = read_sentence(sentence, own, scene)
        other += set_aside
        place = place_of(n, len(found))
        weighed = weigh(sentence.text, place, said, set_aside, scene) if n < _MOST_WEIGHED else None
        if weighed is None:
            made += said
        elif said and weighed.commits:
            made += [mended(one, weighed, scene) for one in said] if len(said) == 1 else said
        elif said:
            other += [OtherAct("doubtful", None, one.quote, one.time.due) for one in said]
        elif weighed.commits and not _settled_by_rule(sentence, set_aside, scene):
            unframed.append((sentence, weighed, place))
    if not made and (answered := answered_in(own, scene)):
        return answered, other
    made += [read_unframed(sentence, weighed, place, scene) for sentence, weighed, place in unframed]
    return sorted(made, key=lambda one: one.start), other


def _settled_by_rule(sentence: Passage, set_aside: list[OtherAct], scene: Scene) -> bool:
    """What stays among ourselves is promised to nobody, a yes to nothing asked promises nothing, to own a case is no act."""
    internal = any(act.type == "internal" for act in set_aside)
    owned = _OWNS.search(sentence.text) is not None
    return internal or owned or (is_bare_answer(sentence.text) and not asks_something(scene))


def answered_in(own: str, scene: Scene) -> list[Commitment]:
    """A short yes takes its content from what was asked."""
    answer = read_answer(own.strip(), scene.asked)
    return [from_answer(answer, own, scene)] if answer else []
