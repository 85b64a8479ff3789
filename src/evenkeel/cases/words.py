"""How the desk words what it owes to its people and to the customer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from evenkeel.cases.happenings import level_name
from evenkeel.cases.models import Case, Handoff
from evenkeel.conversations.models import Conversation
from evenkeel.notifications.verbs import Word
from evenkeel.people.models import User
from evenkeel.promises.holding import spoken_due
from evenkeel.promises.models import Promise


def case_url(case: Case) -> str:
    return f"{settings.PUBLIC_URL}/cases/{case.pk}/"


def spoken(at: datetime, zone: str) -> str:
    return f"{at.astimezone(ZoneInfo(zone)):%a %d %b %H:%M} ({zone})"


def _word(case: Case, subject: str, lines: Sequence[str], **more: str) -> Word:
    body = "\n".join([*lines, "", f"Open the case: {case_url(case)}"])
    return Word(subject, body, {"case": case.pk, "url": case_url(case), **more})


def page(
    case: Case, reasons: Sequence[dict[str, Any]], why_paged: str, prior: Sequence[Promise], first_moves: Sequence[str]
) -> Word:
    """Everything needed before a word is said: what, why this level, the words, what was promised, what to do now."""
    lines = [
        f"{case.account} · {level_name(case.level)} · owner {case.owner}",
        "",
        f"You are told because {why_paged}.",
        "",
        "Why this level:",
        *[f"  – {r['because']}" + (f" “{r['quote']}”" if r.get("quote") else "") for r in reasons],
    ]
    if prior:
        lines += ["", "Promised before:", *[f"  – {promise_line(p)}" for p in prior]]
    if first_moves:
        lines += ["", "In the next minute:", *[f"  – {m}" for m in first_moves]]
    lines += ["", "Acknowledge on the case's page; until somebody does, the ladder climbs."]
    reason = str(reasons[0]["because"]) if reasons else why_paged
    return _word(case, f"[Level {case.level}] #{case.number} {case.account}: {case.title}", lines, reason=reason)


def who_can_take_it(case: Case, page: Word) -> Word:
    """A page as a question: volunteers are asked before anybody is called."""
    ask = "Who can take this? Whoever says “I have it” on the case's page looks after it; then nobody else is called."
    return Word(f"Who can take #{case.number} {case.account}? {case.title}", f"{ask}\n\n{page.body}", page.data)


def step_reaches_nobody(case: Case, step: int, because: str) -> Word:
    lines = [
        f"{because}.",
        "",
        f"The next step was taken. Put step {step} in order: {settings.PUBLIC_URL}/ladders/{case.team_id}/",
    ]
    return _word(case, f"Step {step} of {case.team}'s ladder reaches nobody", lines)


def promise_line(promise: Promise) -> str:
    state = promise.get_state_display().lower()
    due = f" by {spoken_due(promise)}" if promise.due_at else ""
    return f"{promise.what}{due}: {state}" + (f" (“{promise.quote}”)" if promise.quote else "")


def promise_due_soon(case: Case, promise: Promise) -> Word:
    if promise.origin == Promise.Origin.CADENCE:
        return _word(
            case,
            f"#{case.number}: the customer is owed a word by {spoken_due(promise)}",
            ["Nothing new is a message too: say so, and say when the next one comes."],
        )
    lines = [promise_line(promise), "", "Keep it, or move it now and tell the customer; after its time it is broken."]
    return _word(case, f"#{case.number}: due {spoken_due(promise)}: {promise.what}", lines)


def promise_broken(case: Case, promise: Promise) -> Word:
    if promise.origin == Promise.Origin.CADENCE:
        return _word(
            case,
            f"#{case.number}: the customer heard nothing in time",
            [
                f"{case.account} was owed a word by {spoken_due(promise)}.",
                "Write now, and say when the next word comes.",
            ],
        )
    lines = [
        promise_line(promise),
        "",
        "Own the miss in one sentence: what was promised, by how much we missed it, and the new time that you can stand behind.",
    ]
    return _word(case, f"#{case.number}: promise broken: {promise.what}", lines)


def alarm(case: Case, because: str) -> Word:
    return _word(case, f"#{case.number} {case.account}: {because}", [because])


def customer_wrote(case: Case, said: str) -> Word:
    text = said.strip()
    return _word(
        case,
        f"#{case.number}: {case.contact} wrote: {case.title}",
        [f"{case.contact} ({case.account}) wrote:", "", text[:1500] + (" …" if len(text) > 1500 else "")],
    )


def danger_proposed(conversation: Conversation, quote: str, model: str) -> Word:
    """Said as what it is: no person and no rule has read it."""
    lines = [
        "A language model read danger here; a person should look.",
        "",
        f"“{quote}”",
        "",
        f"{conversation.contact or 'They'} wrote in a language that the reader does not read.",
        f"The model ({model}) may be wrong, and it has changed nothing. Look, and say on the page whether it is so.",
    ]
    if conversation.case is not None:
        case = conversation.case
        return _word(
            case, f"#{case.number} {case.account}: a language model read danger here; a person should look", lines
        )
    url = f"{settings.PUBLIC_URL}/conversations/{conversation.pk}/"
    subject = f"{conversation.contact or 'Somebody'}: a language model read danger here; a person should look"
    return Word(subject, "\n".join([*lines, "", f"Open the conversation: {url}"]), {"url": url})


def handoff_offered(handoff: Handoff) -> Word:
    case = handoff.case
    lines = [
        f"{handoff.giver} offers you this case: {handoff.why_this_person}",
        "",
        handoff.recap,
        "",
        f"Until you accept, {handoff.giver} stays the owner. Answer by {spoken(handoff.expires_at, handoff.receiver.time_zone)}.",
    ]
    return _word(case, f"#{case.number}: {handoff.giver} offers you {case.account}: {case.title}", lines)


def handoff_answered(handoff: Handoff) -> Word:
    case = handoff.case
    what = {
        "accepted": "accepted: they own it now",
        "declined": "declined: it is still yours",
        "expired": "did not answer: it is still yours",
    }
    return _word(case, f"#{case.number}: {handoff.receiver} {what[handoff.state]}", [handoff.answer or case.title])


def ownership_card(case: Case, next_update: Promise | None, next_step: str, link: str) -> str:
    """The four parts of visible ownership: who, what next and when, how to reach them, on every word that leaves."""
    zone = case.contact.zone
    lines = ["-- ", f"{case.owner} looks after this for you (case {case.number})."]
    if next_step:
        lines.append(f"Next: {next_step}.")
    if next_update is not None and next_update.due_at is not None:
        lines.append(f"You hear from us by {spoken(next_update.due_at, zone)}, also if there is nothing new.")
    lines.append("Just answer this mail, or see where it stands, tell us it is solved or not, or ask for a manager:")
    lines.append(link)
    return "\n".join(lines)


def is_it_solved(done: str, owner: User) -> str:
    return (
        f"{done.strip()}\n\n"
        "Is it solved for you? Please tell us by answering this mail in your own words, or on the page below. "
        "If anything is still open, say so: it stays open here until you say that it is solved.\n\n"
        f"{owner}"
    )


def still_solved(owner: User) -> str:
    return (
        "We asked whether it is solved for you and have not heard back. Please tell us, in one word if you like: "
        "until then we do not take it as solved.\n\n"
        f"{owner}"
    )
