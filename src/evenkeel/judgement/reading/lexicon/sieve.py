"""Which of many patterns occur at all: one look at the text for all of them, where each by itself would take its own.

For most messages hardly any of three hundred frames fits. One automaton finds the plain words that patterns cannot do
without; only those patterns whose words are there are asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any, Final

import re2

# An automaton that runs out of memory finds nothing and does not say so. This mark is put before every text that it looks at, and
# one pattern more than was asked for looks for it: where it is not found, others may be missing too. Before, not behind:
# patterns may end where the text ends, and none says where it begins.
_MARK: Final = b"\x02\x02\n"
_MOST_MEMORY: Final = 64 << 20  # for each pattern; as it has by itself


class Sieve:
    def __init__(self, patterns: Sequence[Any]) -> None:
        self._patterns = patterns

    @cached_property
    def _together(self) -> Any:
        options = re2.Options()
        options.max_mem = _MOST_MEMORY
        together = re2.Filter()
        for pattern in self._patterns:
            together.Add(pattern.pattern, options)
        together.Add(_MARK.strip(), options)
        together.Compile()
        return together

    def passing(self, text: bytes) -> list[int]:
        """The places in the sequence of those that occur in the text, in order."""
        found = self._together.Match(_MARK + text) or [-1]
        if found[-1] != len(self._patterns):
            return [n for n, pattern in enumerate(self._patterns) if pattern.search(text)]
        return list(found[:-1])
