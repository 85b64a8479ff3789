"""The replay page: everything that was read in one conversation, in one file that needs nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from evenkeel.engine.replaying import words
from evenkeel.engine.replaying.curve import Piece, chart, pieces
from evenkeel.engine.replaying.given import Given, Said
from evenkeel.engine.replaying.marking import Span, marked
from evenkeel.engine.replaying.promised import Promised, promised_in
from evenkeel.judgement.reading.conversation import Turn, forecast, preventable, read_turns, turning_point

_READ_AT_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Row:
    """One turn as it is drawn."""

    no: int
    speaker: str
    who: str
    when: str
    instant: str
    text: Markup
    read: Turn
    signals: tuple[tuple[str, str, str], ...]  # what it is called, its words, how surely
    acts: tuple[words.Act, ...]
    promised: tuple[Promised, ...]
    piece: Piece
    turned: bool


def render(given: Given) -> str:
    turns = read_turns([(turn.speaker, turn.text[:_READ_AT_MOST]) for turn in given.turns])
    turned = turning_point(turns)
    heats, trusts = [turn.heat for turn in turns], [turn.trust for turn in turns]
    theirs = [turn for turn in turns if turn.speaker == "customer"]
    prevented = preventable(turns, turned)
    return _template().render(
        name=given.name or "A conversation",
        rows=list(_rows(given.turns, turns, pieces(heats, trusts), turned)),
        chart=chart(heats, trusts, turned),
        drawn=_in_a_sentence(theirs),
        outlook=words.outlook(forecast(turns), len(theirs)),
        turned=None if turned is None else turned + 1,
        turned_because=None if turned is None else _why_it_turned(turns, turned),
        preventable=prevented,
        prevented_because=_in_words(prevented["because"]) if prevented else "",
        spread=_spread(given.turns),
        temper=words.temper,
        faith=words.faith,
        style=Markup((files("evenkeel.engine.replaying") / "page.css").read_text(encoding="utf-8")),  # noqa: S704 - ours
    )


def _template() -> Any:
    environment = Environment(
        loader=PackageLoader("evenkeel.engine.replaying", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _rows(said: Sequence[Said], turns: Sequence[Turn], drawn: Sequence[Piece], turned: int | None) -> Iterator[Row]:
    heard = ""
    for n, (one, read) in enumerate(zip(said, turns, strict=True)):
        made = promised_in(one, heard) if one.speaker != "customer" else ()
        yield Row(
            no=n + 1,
            speaker=one.speaker,
            who=words.SPEAKER[one.speaker],
            when=f"{one.at:%a %d %b %Y, %H:%M}" if one.at else "",
            instant=one.at.isoformat() if one.at else "",
            text=marked(one.text, _spans(read, made)),
            read=read,
            signals=tuple((words.signal(s.code), s.quote, words.surely(s.confidence)) for s in read.signals),
            acts=tuple(words.act(code) for code in read.acts),
            promised=made,
            piece=drawn[n],
            turned=n == turned,
        )
        heard = one.text if one.speaker == "customer" else heard


def _spans(read: Turn, made: Sequence[Promised]) -> Iterator[Span]:
    yield from (Span(s.start, s.end, "signal", words.signal(s.code)) for s in read.signals)
    yield from (Span(p.start, p.end, "promise", p.due) for p in made)


def _in_a_sentence(theirs: Sequence[Turn]) -> str:
    """The drawing for those who do not see it."""
    if not theirs:
        return "The customer does not speak, so nothing is drawn."
    first, last = theirs[0], theirs[-1]
    hottest = max(turn.heat for turn in theirs)
    return (
        f"The customer begins {words.temper(first.heat)} (heat {first.heat} of 100) and ends {words.temper(last.heat)} ({last.heat}); "
        f"the highest heat is {hottest}. Trust in us is {words.faith(first.trust)} ({first.trust} of 100) after their first words "
        f"and {words.faith(last.trust)} ({last.trust}) after their last."
    )


def _why_it_turned(turns: Sequence[Turn], turned: int) -> str:
    before = next(turns[n] for n in range(turned - 1, -1, -1) if turns[n].speaker == "customer")
    now = turns[turned]
    changes = [f"heat went from {before.heat} to {now.heat}"] if now.heat > before.heat else []
    changes += [f"trust from {before.trust} to {now.trust}"] if now.trust < before.trust else []
    return f"Since the customer’s turn before, {' and '.join(changes)}, and it did not come back in their next turns."


def _in_words(because: str) -> str:
    """The reader names our act by its code."""
    return re.sub("“([a-z_]+)”", lambda code: f"“{words.act(code[1]).words}”", because)


def _spread(said: Sequence[Said]) -> str:
    counts = [(who, sum(turn.speaker == speaker for turn in said)) for speaker, who in words.SPEAKER.items()]
    return ", ".join(f"{count} by the {who.lower()}" for who, count in counts if count)
