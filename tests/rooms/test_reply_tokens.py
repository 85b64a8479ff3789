"""Reply addresses that nobody but us can make up."""

from hypothesis import given
from hypothesis import strategies as st

from evenkeel.conversations import reply_tokens

SECRET = b"the desk's own secret"


@given(st.integers(1, 2**63 - 1))
def test_a_token_of_ours_names_its_conversation(conversation_id: int) -> None:
    token = reply_tokens.make(conversation_id, SECRET)
    assert reply_tokens.verify(token, SECRET) == conversation_id
    assert reply_tokens.verify(token.upper(), SECRET) == conversation_id
    assert token.isalnum()
    assert token == token.lower()


@given(st.integers(0, 31), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_token_is_worth_nothing(at: int, letter: str) -> None:
    token = reply_tokens.make(7, SECRET)
    forged = token[:at] + letter + token[at + 1 :]
    assert reply_tokens.verify(forged, SECRET) == (7 if forged == token else None)
    assert reply_tokens.verify(token, b"another secret") is None
    assert reply_tokens.verify(token, b"") is None


@given(st.text())
def test_anything_may_be_offered_as_a_token(text: str) -> None:
    assert reply_tokens.verify(text, SECRET) is None


def test_a_token_comes_back_in_the_address_or_in_the_quote() -> None:
    first, second = reply_tokens.make(1, SECRET), reply_tokens.make(2, SECRET)
    address = reply_tokens.address_with(first, "help@example.com")
    assert address == f"help+k-{first}@example.com"
    assert len(address.split("@")[0]) <= 64
    found = reply_tokens.find(
        [address.upper(), "ada@example.com"], f"> {reply_tokens.marker(second)}\n{reply_tokens.marker(first)}"
    )
    assert found == (first, second)
