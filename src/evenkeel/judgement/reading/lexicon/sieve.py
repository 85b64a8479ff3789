"""Which of many patterns occur at all: one look at the text for all of them, where each by itself would take its own.

For most messages hardly any of three hundred frames fits. One automaton says which may, in about 20 microseconds; only
those are then asked where.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import re2

# The automaton is built as texts ask for it, up to this much; then it forgets and begins anew.
_MOST_MEMORY: Final = 96 << 20
# In a longer text more may meet than fits into it: there each pattern is asked by itself.
LONGEST: Final = 2_000


class Sieve:
    def __init__(self, patterns: Sequence[Any]) -> None:
        self._patterns = patterns

    @cached_property
    def _together(self) -> Any:
        options = re2.Options()
        options.max_mem = _MOST_MEMORY
        together = re2.Set.SearchSet(options)
        for pattern in self._patterns:
            together.Add(pattern.pattern)
        together.Compile()
        return together

    def passing(self, text: bytes) -> list[int]:
        """The places in the sequence of those that occur in the text, in order."""
        if len(text) > LONGEST:
            return [n for n, pattern in enumerate(self._patterns) if pattern.search(text)]
        return sorted(self._together.Match(text) or ())
