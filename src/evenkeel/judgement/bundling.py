"""How much one place is sent: what goes now, what goes along with it, what waits a little. Nothing is dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST_PAGE, IMPORTANT = 0, 2
MINUTE = timedelta(minutes=1)
SAME_WORDS_WITHIN = MINUTE
# One word lists at most so many; the rest is the next one.
IN_ONE = 40


@dataclass(frozen=True, slots=True)
class Throttle:
    """So many within so long to one place. A channel that is cheap to look at holds no important word back."""

    limit: int
    within: timedelta
    holds_important: bool = False


THROTTLES = {
    "sms": Throttle(5, 15 * MINUTE, holds_important=True),
    "voice": Throttle(3, 15 * MINUTE, holds_important=True),
    "mail": Throttle(1, MINUTE),
}
# A machine listens at a webhook, and sorts by itself; a chat room and a phone's screen take more than a mailbox.
OTHERS = Throttle(20, MINUTE)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A word that waits for its place. `held`: it was over the limit before."""

    id: int
    urgency: int
    held: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Go now, with these others in the same word; or wait until then."""

    along: tuple[int, ...] = ()
    until: datetime | None = None


def throttle_of(channel: str) -> Throttle:
    return THROTTLES.get(channel, OTHERS)


def plan(word: Waiting, others: Sequence[Waiting], sent: Sequence[datetime], now: datetime, throttle: Throttle) -> Plan:
    """The first page of a case goes alone and at once, whatever the limit says. Over the limit an ordinary word waits,
    and what waits for one place goes together as soon as one may.
    """
    if word.urgency <= FIRST_PAGE:
        return Plan()
    recent = sorted(at for at in sent if at > now - throttle.within)
    full = len(recent) >= throttle.limit
    if full and (throttle.holds_important or word.urgency > IMPORTANT):
        return Plan(until=recent[-throttle.limit] + throttle.within)
    mates = [other for other in others if other.urgency > FIRST_PAGE]
    if full or word.held or any(other.held for other in mates):
        return Plan(along=tuple(other.id for other in mates[: IN_ONE - 1]))
    return Plan()


def in_one_word(words: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Subject and text of what goes together: each listed, the same said once."""
    said: dict[tuple[str, str], int] = {}
    for word in words:
        said[word] = said.get(word, 0) + 1
    if len(said) == 1:
        return next(iter(said))
    subjects = [f"{n}. {subject}" + _times(count) for n, ((subject, _), count) in enumerate(said.items(), 1)]
    bodies = [f"{n}. {subject}\n\n{body}" for n, (subject, body) in enumerate(said, 1)]
    first = next(iter(said))[0]
    heading = f"{len(said)} words: {first}"
    return heading[:300], "\n".join([f"{len(said)} words for you, sent together:", "", *subjects, "", *_ruled(bodies)])


def _times(count: int) -> str:
    return f" ({count} times)" if count > 1 else ""


def _ruled(bodies: Sequence[str]) -> list[str]:
    return [line for body in bodies for line in ("-" * 40, body, "")]
