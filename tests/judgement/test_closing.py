"""The customer's answer to 'is it solved?': only plain words close."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.judgement.reading.closing import read_closing_reply

SOLVED = """Yes, all working, thank you|Yes|Yes, it's solved.|It works now. Thanks!|Everything is fine now, you can close the ticket.|Problem solved
No more errors, thanks.|All good on our side.|Yes it took long but it is fixed now.|Perfect, that did the trick!|The refund has arrived, thank you.
It doesn't crash any more. Case closed.|I confirm that the line is running again.|Ja, alles in Ordnung, danke.|Oui, tout fonctionne.|Sí, ya funciona."""
NOT_SOLVED = """thanks but it still fails|yes it works now, but the invoice is still wrong|not solved|no|Nope|great, broken again|No, the same error is back.
Is it supposed to show red?|Solved? You must be joking.|It worked for an hour and then went down again.|The app is fixed. The card is missing though.|Yes, partly.
Only half of it works|Yes. But I am waiting for the refund.|Not yet|Wonderful, another outage. Nothing works.|Nein, es geht immer noch nicht.|No funciona.
Non, ça ne marche pas."""
UNCLEAR = """Thanks!|Thank you for your help|I'll check tomorrow and let you know.|Ok|Seems to work so far|Danke!|👍|Not sure, will test tonight|> yes, solved
Out of office until Monday."""


def cases(text: str) -> list[str]:
    return [case for line in text.splitlines() for case in line.split("|")]


@pytest.mark.parametrize("text", cases(SOLVED))
def test_plain_words_close(text: str) -> None:
    reply = read_closing_reply(text)
    assert reply.verdict == "solved"
    assert reply.quote == text[reply.start : reply.end]


@pytest.mark.parametrize("text", cases(NOT_SOLVED))
def test_anything_that_is_not_in_order_keeps_it_open(text: str) -> None:
    assert read_closing_reply(text).verdict == "not_solved"


@pytest.mark.parametrize("text", [*cases(UNCLEAR), ""])
def test_thanks_and_silence_confirm_nothing(text: str) -> None:
    assert read_closing_reply(text).verdict == "unclear"


@given(st.text(max_size=120))
def test_no_text_breaks_the_reader(text: str) -> None:
    reply = read_closing_reply(text)
    assert (reply.quote is None) == (reply.start is None)
    assert reply.because.endswith(".")
