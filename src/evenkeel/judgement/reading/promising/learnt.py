"""Who acts and which act it is, where the rules leave it open: what was learned says, as far as the words bear it out."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from evenkeel.judgement.reading.learned.shapes import roles, words
from evenkeel.judgement.reading.promising.acts import channel_of
from evenkeel.judgement.reading.promising.frames import by_myself, name_in
from evenkeel.judgement.reading.promising.making import PRESENCE
from evenkeel.judgement.reading.promising.values import Commitment, Scene
from evenkeel.judgement.reading.promising.weighing import ACTIONS, ACTORS, Weighed

# By so much the best act must lead the next before it replaces one that a rule has read.
_LEAD: Final = 0.4
_MYSELF: Final = re.compile(r"\b(?:i|me|my|mine|myself|im|ill)\b", re.IGNORECASE)
_SUBJECT: Final = re.compile(
    r"\b(?:the|our|your|an?|my) ((?:[a-z'-]+ ){0,2}[a-z-]+?)(?:'s|'ll| will| shall| is| are| has| to| comes?| calls?| rings?| goes)\b",
    re.IGNORECASE,
)
_ANOTHERS: Final = frozenset(
    "you it this that refund parcel order replacement credit visit appointment slot booking repair installation trip meeting".split()
)


def actor_of(weighed: Weighed, text: str) -> str:
    """Ourselves, a team or a person only where the words name one; else nobody in particular."""
    kind = weighed.best(ACTORS)
    if by_myself(text) or (kind == "agent" and _MYSELF.search(text)):
        return "agent"
    if kind == "named" and (name := name_in(text)):
        return f"named:{name}"
    if kind == "team" and (team := _team_in(text)):
        return f"team:{team}"
    return "company"


def mended(made: Commitment, weighed: Weighed, scene: Scene) -> Commitment:
    """A rule's commitment with the act and the actor that it did not see."""
    action = _better_act(made, weighed)
    if action != made.action:
        made = replace(made, action=action, channel=channel_of(action), asks=_asks(made, action, scene))
    if made.actor == "company" and made.type != "negative":
        made = replace(made, actor=_visitor(made) or actor_of(weighed, made.quote))
    return made


def _better_act(made: Commitment, weighed: Weighed) -> str:
    if made.type == "negative":
        return made.action
    ranked = sorted(ACTIONS, key=lambda act: weighed.sums[act], reverse=True)
    lead = weighed.sums[ranked[0]] - weighed.sums[ranked[1]]
    return ranked[0] if made.action == "other" or lead >= _LEAD else made.action


def _asks(made: Commitment, action: str, scene: Scene) -> tuple[str, ...]:
    """Whom we visit must be there, so an hour is asked."""
    when = scene.when(made.quote, attendance=action in PRESENCE)
    if when is None or when.due is None or when.due != made.time.due:
        return made.asks
    kept = tuple(ask for ask in made.asks if ask not in made.time.asks and ask != "no_time")
    return tuple(dict.fromkeys((*when.asks, *kept)))


def _visitor(made: Commitment) -> str | None:
    """Whoever comes to the customer is somebody."""
    subject = _SUBJECT.search(made.quote) if made.action in PRESENCE else None
    return f"team:{subject[1].lower()}" if subject and subject[1].split()[-1].lower() not in _ANOTHERS else None


def _team_in(text: str) -> str | None:
    if role := next(roles(words(text)), None):
        return role
    subject = _SUBJECT.search(text)
    return None if not subject or subject[1].split()[-1].lower() in _ANOTHERS else subject[1].lower()
