"""How the desk words what it says about duty."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from evenkeel.cases.happenings import level_name
from evenkeel.cases.models import Case
from evenkeel.cases.reads import next_step
from evenkeel.cases.words import promise_line
from evenkeel.notifications.verbs import Word
from evenkeel.people.models import Duty, SwapOffer, Team, User
from evenkeel.promises.models import Promise

SHOWN = 15


def page_of(team: Team) -> str:
    return f"{settings.PUBLIC_URL}/duty/?team={team.pk}"


def kind_words(kind: str) -> str:
    return str(Duty.Kind(kind).label).lower()


def span(start: datetime, end: datetime, zone: str) -> str:
    """“Thu 26 Nov 14:00 to 18:00 (Europe/Berlin)”, with the second date where it is another."""
    here = ZoneInfo(zone)
    begins, ends = start.astimezone(here), end.astimezone(here)
    same = begins.date() == ends.date()
    return f"{begins:%a %d %b %H:%M} to {f'{ends:%H:%M}' if same else f'{ends:%a %d %b %H:%M}'} ({zone})"


def _word(team: Team, subject: str, lines: Sequence[str]) -> Word:
    return Word(
        subject, "\n".join([*lines, "", f"The roster: {page_of(team)}"]), {"team": team.pk, "url": page_of(team)}
    )


def gaps_ahead(team: Team, said: Sequence[str]) -> Word:
    count = "a gap" if len(said) == 1 else f"{len(said)} gaps"
    lines = [
        "Nobody is on duty:",
        *[f"  – {one}" for one in said],
        "",
        f"Put somebody there, or {team.last_resort} is told instead.",
    ]
    return _word(team, f"{team}: {count} in the roster ahead", lines)


def gap_near(team: Team, said: str) -> Word:
    return _word(
        team, f"{team}: tomorrow nobody is on duty: {said}", [f"Nobody is on duty: {said}.", "It is a day away."]
    )


def nobody_now(team: Team, kind: str, before: User | None) -> Word:
    after = f" since {before}'s duty ended" if before else ""
    return _word(
        team,
        f"{team}: nobody is on duty now ({kind_words(kind)})",
        [f"Nobody is {kind_words(kind)} for {team}{after}: until somebody is, you are told instead."],
    )


def ended(team: Team, kind: str, then: User | None) -> Word:
    has_it = f"{then} has it now." if then else f"Nobody follows you: {team.last_resort} is told instead."
    return _word(
        team,
        f"{team}: your duty has ended ({kind_words(kind)})",
        [has_it, "What you own stays yours until you hand it over."],
    )


def coming_shift(
    team: Team,
    kind: str,
    user: User,
    before: User | None,
    until: datetime | None,
    cases: Sequence[Case],
    promises: Sequence[Promise],
    unheard: Sequence[Case],
) -> Word:
    """What the next hours hold, before the first page comes."""
    zone = user.time_zone
    ends = f" until {until.astimezone(ZoneInfo(zone)):%a %d %b %H:%M} ({zone})" if until else ""
    relieves = f" You relieve {before}." if before else " Nobody was on duty before you."
    lines = [f"You are {kind_words(kind)} for {team}{ends}.{relieves}", ""]
    lines += _listed("Waiting for somebody to say “I have it”", [_case_line(c) for c in unheard])
    lines += _listed("Promises due in your shift", [f"#{p.case_id}: {promise_line(p)}" for p in promises])
    lines += _listed("Open cases", [_case_line(case) for case in cases])
    if not (cases or promises or unheard):
        lines += ["Nothing is open, and nothing is due in your shift."]
    return _word(team, f"{team}: you are on duty now ({kind_words(kind)})", lines)


def _listed(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"  … and {len(lines) - SHOWN} more"] if len(lines) > SHOWN else []
    return [f"{title}:", *[f"  – {line}" for line in lines[:SHOWN]], *more, ""]


def _case_line(case: Case) -> str:
    step = next_step(case)
    then = f"; next: {step.action}" if step else "; no next step"
    return f"#{case.number} {case.account}: {case.title} · {level_name(case.level)} · owner {case.owner}{then}"


def swap_offered(offer: SwapOffer, to: User) -> Word:
    lines = [
        f"{offer.giver} offers a shift: {kind_words(offer.kind)}, {span(offer.starts_at, offer.ends_at, to.time_zone)}."
    ]
    if offer.because:
        lines += [offer.because]
    if offer.return_starts_at and offer.return_ends_at:
        lines += [f"In return they take yours: {span(offer.return_starts_at, offer.return_ends_at, to.time_zone)}."]
    lines += ["", f"Take it on the roster's page; until somebody does, {offer.giver} has it."]
    return _word(offer.team, f"{offer.team}: {offer.giver} offers a shift", lines)


def swap_answered(offer: SwapOffer, by: User | None) -> Word:
    when = span(offer.starts_at, offer.ends_at, offer.giver.time_zone)
    said = {
        SwapOffer.State.TAKEN.value: f"{by} takes your shift",
        SwapOffer.State.DECLINED.value: f"{by} does not take your shift: it is still yours",
        SwapOffer.State.EXPIRED.value: "Nobody took your shift: it is yours",
    }[offer.state]
    return _word(offer.team, f"{offer.team}: {said}", [f"{kind_words(offer.kind).capitalize()}, {when}."])


def rostered(team: Team, kind: str, said: str, start: datetime, end: datetime, to: User) -> Word:
    return _word(team, f"{team}: {said}", [f"{kind_words(kind).capitalize()}, {span(start, end, to.time_zone)}."])
