"""What our side led the customer to rely on: acts, by whom, by when, and what must still be asked.

A commitment is what was said or agreed, not what was meant. What is not sure is asked, never guessed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from evenkeel.judgement.reading.promising.frames import find_frame
from evenkeel.judgement.reading.promising.making import due_of
from evenkeel.judgement.reading.promising.message import read_both_ways, read_by_rules
from evenkeel.judgement.reading.promising.passages import own_words, quoted_lines, sentences
from evenkeel.judgement.reading.promising.refusals import refusal_anywhere
from evenkeel.judgement.reading.promising.settling import shared_times, times_pointed_at, with_owner_asked
from evenkeel.judgement.reading.promising.values import Commitment, OtherAct, PromiseReading, Scene
from evenkeel.judgement.times.calendars import Calendar

_MAX_TEXT = 60_000


def read_promises(
    text: str,
    *,
    now: datetime,
    zone: str,
    agent_zone: str | None = None,
    calendar: Calendar | None = None,
    speaker: str = "agent",
    agent_name: str | None = None,
    message_channel: str = "email",
    previous_customer_text: str | None = None,
    language: str = "en",
) -> PromiseReading:
    """The commitments of one message, and what only sounds like them."""
    scene = Scene.around(
        text,
        now=now,
        zone=zone,
        agent_zone=agent_zone,
        calendar=calendar,
        message_channel=message_channel,
        previous_customer_text=previous_customer_text,
        language=language,
    )
    own, quotes = own_words(text[:_MAX_TEXT])
    other = [OtherAct("quoted", None, q.text.strip(), None) for q in (*quotes, *quoted_lines(text)) if q.text.strip()]
    if speaker == "customer":
        return PromiseReading((), (*other, *_customers_own(own, scene)))
    read = read_both_ways if scene.in_english else read_by_rules
    made, set_aside = read(own, scene)
    other += set_aside
    return PromiseReading(with_owner_asked(times_pointed_at(shared_times(made)), own), tuple(other))


def _customers_own(own: str, scene: Scene) -> list[OtherAct]:
    """What the customer says they will do: waited for, and never broken by us."""
    found: list[OtherAct] = []
    for sentence in sentences(own):
        frame = find_frame(sentence.text, "")
        if (
            frame
            and frame.actor in ("agent", "company")
            and not refusal_anywhere(sentence.text)
            and not sentence.text.endswith("?")
        ):
            found.append(OtherAct("customer_promise", "customer", sentence.text, due_of(scene.when(sentence.text))))
    return found


def read_line(row: Mapping[str, object]) -> dict[str, object]:
    """One row of the command line, in and out; a row that cannot be read says why in one sentence."""
    from evenkeel.judgement.reading.promising.lines import answer_line

    return answer_line(row)


__all__ = ["Commitment", "OtherAct", "PromiseReading", "read_line", "read_promises"]
