"""A commitment in a sentence that no turn of phrase gave away: “Two fitters, one o'clock, your place”.

That it commits us was learned, and so were who acts and which act it is; time, condition and questions are read as always.
"""

from __future__ import annotations

import re
from dataclasses import replace

from evenkeel.judgement.reading.promising.brief import Brief, is_bare_answer
from evenkeel.judgement.reading.promising.clauses import Clause, clauses
from evenkeel.judgement.reading.promising.frames import find_effort
from evenkeel.judgement.reading.promising.learnt import actor_of
from evenkeel.judgement.reading.promising.making import commit, forborne, from_answer, until_what
from evenkeel.judgement.reading.promising.passages import Passage
from evenkeel.judgement.reading.promising.settling import timed_by_sentence
from evenkeel.judgement.reading.promising.values import Commitment, Scene
from evenkeel.judgement.reading.promising.weighing import ACTIONS, COMMITS, Weighed, weigh

_A_TIME_COUNTS = 0.5
_SUREST = 0.8  # the desk proposes it, and lets a person make it
_LEARNED = "Sentences like this usually commit our side."


def read_unframed(sentence: Passage, weighed: Weighed, place: str, scene: Scene) -> Commitment:
    answer = scene.asked and is_bare_answer(sentence.text)
    made = _answering(sentence, weighed, scene) if answer else _standing_alone(sentence, weighed, place, scene)
    sure = round(min(made.confidence, weighed.sureness, _SUREST), 2)
    return replace(made, confidence=sure, because=f"{_LEARNED} {made.because}")


def _answering(sentence: Passage, weighed: Weighed, scene: Scene) -> Commitment:
    """Its time, if it names none, is the one that was asked for."""
    who = "company" if re.search(r"\bwe\b", sentence.text, re.IGNORECASE) else "agent"
    made = from_answer(Brief(who, weighed.best(ACTIONS), sentence.text, scene.asked or ""), sentence.text, scene)
    return replace(made, start=sentence.start, end=sentence.end, quote=scene.text[sentence.start : sentence.end])


def _standing_alone(sentence: Passage, weighed: Weighed, place: str, scene: Scene) -> Commitment:
    clause = _most_committing(sentence, place, scene)
    text = clause.text.strip()
    actor, action = actor_of(weighed, sentence.text), weighed.best(ACTIONS)
    if action == "hold_off":
        made = forborne(actor, text, until_what(clause, text), clause, scene)
    else:
        made = commit(actor, action, text, "effort" if find_effort(text) else "promise", clause, scene)
        (made,) = timed_by_sentence([made], [], sentence.text, scene)
    return made


def _most_committing(sentence: Passage, place: str, scene: Scene) -> Clause:
    found = clauses(sentence)
    if len(found) <= 1:
        return found[0] if found else Clause(sentence.start, sentence.end, sentence.text)
    return max(found, key=lambda clause: _weight(clause, place, scene))


def _weight(clause: Clause, place: str, scene: Scene) -> float:
    when = scene.when(clause.text)
    ahead = when is not None and when.due is not None and when.due > scene.now
    return weigh(clause.text, place, (), (), scene).sums[COMMITS] + ahead * _A_TIME_COUNTS
