"""The one error a person can do something about."""

from __future__ import annotations


class Refused(Exception):
    """Carries a sentence we would say aloud: what is in the way, and what to do. Doors translate it once."""

    def __init__(self, sentence: str, *, code: str = "refused") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.code = code


class NotAllowed(Refused):
    """The person may not do this; somebody else may."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="not_allowed")


class Stale(Refused):
    """The world moved on since the page or button was drawn."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence, code="stale")
