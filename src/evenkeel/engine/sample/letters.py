"""What a letter is. The words themselves are in the files beside this one, written for this desk."""

from __future__ import annotations

from typing import NamedTuple


class Letter(NamedTuple):
    """A first mail: `level` is what a person would give it if the reader sees less."""

    subject: str
    text: str
    level: int = 2
    language: str = "en"
