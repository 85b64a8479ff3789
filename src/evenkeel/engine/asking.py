"""The loop that asks a language model: one message a turn, long after the message was opened and nobody waits for it.

The claim is committed before the call and the answer written after it, each in a transaction of its own.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from evenkeel.conversations.proposing import claim_one, is_switched_on, keep_answer, keep_failure
from evenkeel.engine import language_model
from evenkeel.judgement.reading.second import NotUsable, conversation, read_answer
from evenkeel.notifications.channels import DeliveryFailed
from evenkeel.notifications.circuits import count_failure, forget_failures, is_resting

log = logging.getLogger("evenkeel.engine")

ASKING: Final = "asking a language model"
PROVIDER: Final = "language model"


def ask_one(clock: Callable[[], datetime]) -> int:
    """One turn; whether there was somebody to ask about."""
    now = clock()
    if not is_switched_on() or is_resting(PROVIDER, now):
        return 0
    reading = claim_one(now)
    if reading is None:
        return 0
    text = reading.message.visible_text
    try:
        answer = read_answer(language_model.ask(conversation(text)), text)
    except DeliveryFailed as failure:
        count_failure(PROVIDER, failure, clock())
        keep_failure(reading, f"{failure}.", clock(), again=True, wait=failure.retry_after)
        log.warning(
            "no second reading message=%s attempts=%s because=%s", reading.message_id, reading.attempts, failure
        )
    except NotUsable as failure:
        # The same words would be answered alike: they are not sent again.
        count_failure(PROVIDER, DeliveryFailed(f"the language model answered, but {failure}"), clock())
        keep_failure(reading, f"The language model answered, but {failure}.", clock(), again=False, wait=None)
        log.warning("a second reading is not usable message=%s because=%s", reading.message_id, failure)
    else:
        forget_failures(PROVIDER)
        kept = keep_answer(reading, answer, clock())
        counts = len(answer.proposed), answer.thrown_away
        log.info("second reading message=%s proposed=%s thrown_away=%s kept=%s", reading.message_id, *counts, kept)
    return 1
