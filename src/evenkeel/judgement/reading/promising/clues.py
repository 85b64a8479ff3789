"""What there is to go by when asking whether a sentence commits us: its words, its shape, its time, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from zlib import crc32

from evenkeel.judgement.reading.learned.features import SLOTS, of_word
from evenkeel.judgement.reading.learned.shapes import shape, words
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.promising.acts import act_of_thing
from evenkeel.judgement.reading.promising.values import Commitment, OtherAct, Scene

_SHORT_ANSWER: Final = 10  # words
_STEP: Final = 4  # words: sentences are long or short, not of so many words


def clues(text: str, place: str, made: Sequence[Commitment], other: Sequence[OtherAct], scene: Scene) -> list[int]:
    """Features by their hash; `place` is where in the message the sentence stands: only, first, middle, last."""
    row = words(text)
    plain = [word.text for word in row]
    acts, bare = shape(row)
    time = _time(text, scene)
    found = [slot for word in set(plain) for slot in of_word(fold(word))]
    named = [
        *(f"w {some}" for some in _in_a_row(plain, 2, 3)),
        *(f"a {some}" for some in _in_a_row(acts, 1, 4)),
        *(f"b {some}" for some in _in_a_row(bare, 1, 5)),
        *(f"s {one} _ {third}" for one, third in zip(["<", *bare[:-1]], [*bare[1:], ">"], strict=True)),
        *(f"t {time} {some}" for some in _in_a_row(bare, 1, 2)),
        *_said_by_rules(made, other, time),
        f"act {act_of_thing(text)}",
        f"place {place}",
        f"long {min(len(row) // _STEP, 6)}",
        "ends as a question" if text.endswith("?") else "ends otherwise",
    ]
    if scene.is_note:
        named.append("note")
    if scene.asked:
        named += ["asked", f"asked {min(len(row) // _STEP, 6)}"]
        if len(row) <= _SHORT_ANSWER:
            named += [f"answer {some}" for some in _in_a_row(plain, 1, 2)]
    return found + [crc32(name.encode()) % SLOTS for name in named]


def place_of(n: int, count: int) -> str:
    return "only" if count == 1 else "first" if n == 0 else "last" if n == count - 1 else "middle"


def _time(text: str, scene: Scene) -> str:
    """Ahead, past, without an hour, at once, whenever: the kind of time that is named."""
    when = scene.when(text)
    if when is None:
        return "none"
    if when.due is not None:
        return "ahead" if when.due > scene.now else "past"
    return "vague" if "vague_time" in when.asks else when.due_kind


def _said_by_rules(made: Sequence[Commitment], other: Sequence[OtherAct], time: str) -> Iterator[str]:
    verdict = verdict_of(made, other)
    yield f"rule {verdict}"
    yield f"rule {verdict} {time}"
    for act in other:
        yield f"rule {act.type}"
    for one in made:
        yield f"rule {one.type}"
        yield f"rule {one.type} {one.action}"
        yield f"rule by {one.actor.split(':')[0]}"


def verdict_of(made: Sequence[Commitment], other: Sequence[OtherAct]) -> str:
    return "made" if made else "other" if other else "nothing"


def _in_a_row(row: Sequence[str], least: int, most: int) -> Iterator[str]:
    edged = ["<", *row, ">"]
    for size in range(least, most + 1):
        for n in range(len(edged) - size + 1):
            yield " ".join(edged[n : n + size])
