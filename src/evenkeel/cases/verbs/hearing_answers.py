"""An answer to a page comes in: whose it is, which page it means, and what they are told. Each is heard once.

Whatever comes is answered in one sentence; nothing here raises for what a person wrote or pressed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from evenkeel.cases.pages import why_over
from evenkeel.cases.verbs.answering_pages import answer_page, pass_on
from evenkeel.notifications import answers
from evenkeel.notifications.models import Notification
from evenkeel.notifications.page_links import find_page
from evenkeel.notifications.replies import Reply, read_reply
from evenkeel.people.models import User
from evenkeel.refusal import NotAllowed, Refused, Stale

HELP = "Evenkeel, your desk. Answer 1 or ACK and the case's number to take a case, 2 or PASS to pass it on, STOP to end these messages."
STRANGER = "This number belongs to nobody at the desk. If you look for us, please write a mail."
_DEEDS = {"acknowledge": answer_page, "pass_on": pass_on}


@dataclass(frozen=True, slots=True)
class Heard:
    """`done`: nothing is left to press."""

    sentence: str
    done: bool


def hear_press(
    channel: str, token: str, *, presser: str, external_id: str, now: datetime, deed: str = "acknowledge"
) -> Heard:
    """A button or a digit, on a page that we signed; only by the person whose page it is, as the vendor knows them."""
    page = find_page(token, now)
    if page is None or page.user is None:
        return Heard("This button is no longer in force. Open the case to see where it stands.", done=True)
    if known := answers.find_answer(channel, external_id):
        return Heard(known.reply, done=True)
    theirs = answers.is_at(page.user, channel, presser)
    heard = _act(page, page.user, deed, now) if theirs else _not_theirs(page)
    answers.keep_answer(
        channel,
        external_id=external_id,
        sender=presser,
        text=deed,
        user=page.user if theirs else None,
        reply=heard.sentence,
        now=now,
    )
    return heard


def _act(page: Notification, user: User, deed: str, now: datetime) -> Heard:
    if deed not in _DEEDS:
        return Heard("That was neither 1 nor 2, so nothing was changed.", done=False)
    try:
        return Heard(_DEEDS[deed](page, user=user, now=now), done=True)
    except Refused as refused:
        return Heard(refused.sentence, done=isinstance(refused, Stale))


def _not_theirs(page: Notification) -> Heard:
    return Heard(f"This page is {page.user}'s. Open the case to see where it stands, and step in there.", done=False)


def hear_text(channel: str, *, sender: str, text: str, external_id: str, now: datetime) -> str:
    """A text message came; what is said back, or nothing."""
    if known := answers.find_answer(channel, external_id):
        return known.reply
    people = answers.senders(channel, sender)
    user = people[0] if len(people) == 1 else None
    reply = _answer(channel, sender, read_reply(text), people, now)
    answers.keep_answer(channel, external_id=external_id, sender=sender, text=text, user=user, reply=reply, now=now)
    return reply


def _answer(channel: str, sender: str, said: Reply, people: Sequence[User], now: datetime) -> str:
    if said.meaning == "stop":
        answers.stop(channel, sender, now)
        return ""  # The network confirms it by itself, and lets nothing more through.
    if said.meaning == "start":
        answers.start(channel, sender)
        return "You are reached here again." if people else ""
    if not people:
        return "" if answers.was_answered_lately(channel, sender, now) else STRANGER
    if len(people) > 1:
        return (
            "This number is kept for more than one person, so we cannot tell who answers. Please use the case's page."
        )
    if said.meaning in {"help", "unclear"}:
        return HELP
    try:
        page = _page_meant(answers.pages_sent(people[0], channel, sender, now), said)
        return _DEEDS[said.meaning](page, user=people[0], now=now)
    except Refused as refused:
        return refused.sentence


def _page_meant(pages: Sequence[Notification], said: Reply) -> Notification:
    """The one that was named; without a name the only one that still counts, else the last, which says why it is over."""
    named = [p for p in pages if said.case in (None, p.case_id) and said.climb in (None, p.generation or 0)]
    if not named:
        what = f" of case {said.case}" if said.case else ""
        raise NotAllowed(f"No page{what} was sent to you here lately. Open the desk to see what is yours.")
    if said.case is not None:
        return named[0]
    counting = {p.case_id: p for p in reversed(named) if p.case is not None and not why_over(p, p.case)}
    if len(counting) > 1:
        listed = " or ".join(f"ACK {case}" for case in sorted(filter(None, counting)))
        raise NotAllowed(f"You have pages of several cases. Answer {listed}.")
    return next(iter(counting.values()), named[0])
