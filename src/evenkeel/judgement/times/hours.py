"""Opening hours as people write them: `Mon-Fri 09:00-12:30, 13:30-18:00; Sat 10:00-14:00; Sun-Thu 22:00-06:00`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

# Minutes after midnight of the day on which a shift begins; a shift that runs over midnight ends after 1440.
Shift = tuple[int, int]
Shifts = tuple[Shift, ...]
Week = tuple[Shifts, ...]

DAY = 24 * 60
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
EXAMPLE = "Mon-Fri 09:00-12:30, 13:30-18:00; Sat 10:00-14:00"
_ALWAYS = re.compile(r"(?:24\s*/\s*7|always|round the clock)", re.IGNORECASE)
_PART = re.compile(r"([^\d]+?)[\s:]+(\d.*|closed)", re.IGNORECASE | re.DOTALL)
_SHIFT = re.compile(r"(\d{1,2})(?:[:.h](\d{2}))?\s*-\s*(\d{1,2})(?:[:.h](\d{2}))?")
_LONGEST = 2000


class HoursInvalid(ValueError):
    """Its message is one sentence for the person who typed the hours."""


def read_hours(text: str) -> Week:
    """A week of shifts, Monday first; raises HoursInvalid with what is wrong and how to write it."""
    text = text.replace("–", "-").replace("—", "-").strip()
    if len(text) > _LONGEST:
        raise HoursInvalid(f"These hours are too long to be read: write them as {EXAMPLE}.")
    if _ALWAYS.fullmatch(text):
        return (((0, DAY),),) * 7
    week: list[list[Shift]] = [[] for _ in DAYS]
    for part in filter(None, (part.strip() for part in re.split(r"[;\n]", text))):
        match = _PART.fullmatch(part)
        if match is None:
            raise HoursInvalid(f"“{_short(part)}” names no days with their hours: write it as {EXAMPLE}.")
        shifts = read_shifts(match[2])
        for day in read_days(match[1]):
            week[day].extend(shifts)
    if not any(week):
        raise HoursInvalid(f"These hours never open: write them as {EXAMPLE}.")
    found = tuple(tuple(sorted(shifts)) for shifts in week)
    _no_overlap(found)
    return found


def read_shifts(text: str) -> Shifts:
    """The hours of one day: `09:00-12:30, 13:30-18:00`; nothing and “closed” are no hours at all."""
    text = text.replace("–", "-").replace("—", "-").strip()
    if not text or text.lower() == "closed":
        return ()
    shifts = tuple(sorted(_shift(one.strip()) for one in re.split(r"[,&+]", text) if one.strip()))
    for one, other in pairwise(shifts):
        if other[0] < one[1]:
            raise HoursInvalid(f"{_said(one)} and {_said(other)} overlap: write each hour once.")
    return shifts


def read_days(text: str) -> Sequence[int]:
    """`Mon-Fri`, `Sat, Sun`: numbers, Monday is 0; a range may run over the week's end."""
    found: list[int] = []
    for word in filter(None, re.split(r"[,\s]+", re.sub(r"\s*-\s*", "-", text).strip(" ,:"))):
        first, *last = (_day(part) for part in word.split("-", 1))
        found += [(first + n) % 7 for n in range(((last or [first])[0] - first) % 7 + 1)]
    return sorted(set(found))


def print_hours(week: Week) -> str:
    """As a person would write them, days with the same hours together."""
    if all(shifts == ((0, DAY),) for shifts in week):
        return "Mon-Sun 00:00-24:00"
    groups: dict[Shifts, list[int]] = {}
    for day, shifts in enumerate(week):
        if shifts:
            groups.setdefault(shifts, []).append(day)
    return "; ".join(f"{_days_said(days)} {print_shifts(shifts)}" for shifts, days in groups.items())


def print_shifts(shifts: Shifts) -> str:
    return ", ".join(_said(shift) for shift in shifts) or "closed"


def _shift(text: str) -> Shift:
    match = _SHIFT.fullmatch(text)
    if match is None:
        raise HoursInvalid(f"“{_short(text)}” is no pair of hours: write it as 09:00-17:00.")
    opens, closes = _minutes(match[1], match[2], text), _minutes(match[3], match[4], text)
    if opens == closes:
        raise HoursInvalid(f"“{text}” opens when it closes: write 00:00-24:00 for the whole day.")
    if opens == DAY:
        raise HoursInvalid(f"“{text}” opens when the day is over: write 00:00 on the next day.")
    return opens, closes + (DAY if closes < opens else 0)


def _minutes(hour: str, minute: str | None, text: str) -> int:
    found = int(hour) * 60 + int(minute or 0)
    if found > DAY or int(minute or 0) > 59:
        raise HoursInvalid(f"“{text}” holds an hour that no day has: hours go from 00:00 to 24:00.")
    return found


def _day(word: str) -> int:
    known = [n for n, day in enumerate(DAYS) if len(word) > 1 and _FULL[day].startswith(word.lower())]
    if len(known) != 1:
        raise HoursInvalid(f"“{_short(word)}” is no day that we know: days are Mon, Tue, Wed, Thu, Fri, Sat and Sun.")
    return known[0]


_FULL = dict(zip(DAYS, ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"), strict=True))


def _no_overlap(week: Week) -> None:
    for day, shifts in enumerate(week):
        for one, other in pairwise(shifts):
            if other[0] < one[1]:
                raise HoursInvalid(f"On {DAYS[day]} {_said(one)} and {_said(other)} overlap: write each hour once.")
        after = week[(day + 1) % 7]
        if shifts and after and shifts[-1][1] - DAY > after[0][0]:
            tomorrow = DAYS[(day + 1) % 7]
            raise HoursInvalid(
                f"{DAYS[day]} {_said(shifts[-1])} runs into {tomorrow} {_said(after[0])}: write each hour once."
            )


def _days_said(days: Sequence[int]) -> str:
    """Runs of three days and more as a range; a run may go over the week's end, as `Sun-Thu`."""
    if len(days) == 7:
        return "Mon-Sun"
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] + 1 == day:
            runs[-1].append(day)
        else:
            runs.append([day])
    if len(runs) > 1 and runs[0][0] == 0 and runs[-1][-1] == 6:
        runs[0] = runs.pop() + runs[0]
    return ", ".join(_run_said(run) for run in runs)


def _run_said(run: Sequence[int]) -> str:
    if len(run) == 1:
        return DAYS[run[0]]
    return f"{DAYS[run[0]]}{'-' if len(run) > 2 else ', '}{DAYS[run[-1]]}"


def _said(shift: Shift) -> str:
    opens, closes = shift
    return f"{_clock(opens)}-{_clock(closes if closes <= DAY else closes - DAY)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def open_days(week: Iterable[Shifts]) -> frozenset[int]:
    return frozenset(day for day, shifts in enumerate(week) if shifts)
