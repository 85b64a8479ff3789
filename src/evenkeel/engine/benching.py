"""How many turns a second each reader reads on this machine, beside a plain keyword scan in the same run."""

from __future__ import annotations

import platform
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from evenkeel.judgement.reading.commandline import KINDS, READERS

TURNS: tuple[tuple[str, str], ...] = (
    ("customer", "Hello, the second press has stopped again and the display shows E-41. What should we check first?"),
    ("agent", "Thank you for writing. Which firmware does the display show on its first page?"),
    ("customer", "4.2, as after your technician's last visit. He changed the sensor on Monday and it failed again on Wednesday."),
    ("agent", "I am sorry that the repair did not hold. I will ask our engineer and call you back by 3 pm today."),
    ("customer", "It is half past four and nobody has called. We are losing an order while we wait."),
    ("agent", "You are right, the call at three did not come. I own this now and will ring you within ten minutes."),
    ("customer", "I have heard that before. Please put your manager on the phone."),
    ("agent", "Mr Okafor leads the field team. He will call you at 17:00 and he knows what happened on Monday and Wednesday."),
    ("customer", "He did call, thanks. He says a new board is on its way?"),
    ("agent", "Yes, it left our store at 17:20. We'll send you the tracking number tonight and fit it tomorrow morning."),
    ("customer", "The number you sent belongs to another parcel!! What is going on over there?"),
    ("agent", "That was my mistake: I copied the line above yours. The right one follows in a minute."),
    ("customer", "Got it. If the line is not running by noon our lawyers will look at the contract."),
    ("agent", "Understood. The technician is on the road and arrives between eight and nine; I'll let you know when he is at the gate."),
    ("customer", "He was here at 8:40 and the press runs. Still, three visits for one board."),
    ("agent", "Three visits were two too many. We will send you a written account of the cause by Friday."),
)  # fmt: skip
BASELINE = "re keyword scan (baseline)"
_WORDS = re.compile(
    r"\b(?:manager|lawyer|refund|cancel|again|failed|broken|losing|nobody|call(?:ed)? you|by \d|tomorrow)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Measured:
    reader: str
    turns: int
    seconds: float
    memory_mb: float

    @property
    def per_second(self) -> float:
        return self.turns / self.seconds if self.seconds else 0.0


def measure(seconds: float) -> Iterator[Measured]:
    """The baseline first, then each reader; each gets the same time and one round before that is not counted."""
    yield _measure(BASELINE, _scan, [{"text": text} for _speaker, text in TURNS], 1, seconds)
    for kind in KINDS:
        module, name = READERS[kind]
        reader = getattr(import_module(f"evenkeel.judgement.reading.{module}"), name)
        yield _measure(f"evenkeel {kind}", reader, rows_for(kind), len(TURNS) if kind == "conversation" else 1, seconds)


def rows_for(kind: str) -> list[dict[str, Any]]:
    if kind == "conversation":
        return [{"id": 1, "turns": [{"speaker": speaker, "text": text} for speaker, text in TURNS]}]
    if kind == "promises":
        return [
            {"id": n, "text": text, "now": "2026-03-04T14:00:00+00:00", "tz": "UTC"}
            for n, (_, text) in enumerate(TURNS)
        ]
    if kind == "drafts":
        return [{"id": n, "draft": text, "channel": "email"} for n, (_, text) in enumerate(TURNS)]
    return [{"id": n, "text": text} for n, (_, text) in enumerate(TURNS)]


@dataclass(frozen=True, slots=True)
class Wait:
    """How long the writer of a draft of `words` words waits for it to be checked, in milliseconds."""

    words: int
    checks: int
    p50: float
    p99: float


def draft_wait(seconds: float, words: int = 200) -> Wait:
    """Each draft is another stretch of our own turns; the first check, which loads what was learned, is not counted."""
    module, name = READERS["drafts"]
    read = getattr(import_module(f"evenkeel.judgement.reading.{module}"), name)
    ours = " ".join(text for speaker, text in TURNS if speaker == "agent").split() * (words // 50)
    rows = [
        {"id": n, "draft": " ".join(ours[n : n + words]), "stage": "first_reply", "customer_last": TURNS[4][1]}
        for n in range(0, len(ours) - words, 7)
    ]
    read(rows[0])
    took: list[float] = []
    began = time.perf_counter()
    while len(took) < len(rows) or time.perf_counter() - began < seconds:
        start = time.perf_counter()
        read(rows[len(took) % len(rows)])
        took.append(1000 * (time.perf_counter() - start))
    took.sort()
    return Wait(words, len(took), took[len(took) // 2], took[min(len(took) - 1, len(took) * 99 // 100)])


def machine() -> str:
    return f"{_processor()}, Python {platform.python_version()}, {platform.system()} {platform.machine()}, one core"


def lines(measured: Sequence[Measured]) -> Iterator[str]:
    yield f"{'reader':<30}{'turns/s':>12}{'ms/turn':>10}{'memory':>11}"
    for one in measured:
        yield f"{one.reader:<30}{one.per_second:>12,.0f}{1000 / one.per_second:>10.3f}{one.memory_mb:>8.0f} MB"


def in_words(wait: Wait) -> str:
    return (
        f"a draft of {wait.words} words is checked in {wait.p50:.1f} ms, p99 {wait.p99:.1f} ms ({wait.checks} checks)"
    )


def main(seconds: float = 2.0) -> None:
    print(machine())
    print("\n".join(lines(list(measure(seconds)))))
    print(in_words(draft_wait(seconds)))


def _measure(
    name: str, read: Callable[[dict[str, Any]], object], rows: list[dict[str, Any]], each: int, seconds: float
) -> Measured:
    for row in rows:
        read(row)
    turns, began = 0, time.perf_counter()
    while (took := time.perf_counter() - began) < seconds:
        for row in rows:
            read(row)
        turns += each * len(rows)
    return Measured(name, turns, took, _high_water())


def _scan(row: dict[str, Any]) -> list[str]:
    return _WORDS.findall(row["text"])


def _high_water() -> float:
    """Linux counts in KiB, macOS in bytes."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024**2 if sys.platform == "darwin" else 1024)


def _processor() -> str:
    try:
        with Path("/proc/cpuinfo").open(encoding="utf-8") as file:
            return next(line.partition(":")[2].strip() for line in file if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"
