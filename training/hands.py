"""What the fits of all readers share: lines by their hands, hands left out in turn, weights as they are stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np

HERE = Path(__file__).parent


def corpus(kind: str) -> list[dict]:
    return [json.loads(line) for path in sorted((HERE / "corpus" / kind).glob("*.jsonl")) for line in path.open()]


def kept(kind: str) -> list[dict]:
    """Lines that decide: for figures over all of them, never to be read."""
    return [json.loads(line) for path in sorted((HERE / "kept").glob(f"{kind}_*.jsonl")) for line in path.open()]


def each_left_out(hands: np.ndarray) -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """A hand's name, the places of all others' lines, and of its own."""
    for name in sorted(set(hands)):
        yield name, np.flatnonzero(hands != name), np.flatnonzero(hands == name)


def figures(said: np.ndarray, truth: np.ndarray) -> str:
    hit = (said & truth).sum()
    right, found = hit / max(said.sum(), 1), hit / max(truth.sum(), 1)
    false = (said & ~truth).sum() / max((~truth).sum(), 1)
    return f"right {right:.3f} found {found:.3f} F1 {f_score(said, truth):.3f} false {false:.3f}"


def f_score(said: np.ndarray, truth: np.ndarray, beta: float = 1.0) -> float:
    return (1 + beta**2) * (said & truth).sum() / max(said.sum() + beta**2 * truth.sum(), 1)


def in_bytes(weights: np.ndarray) -> dict[str, np.ndarray]:
    """Each column as whole numbers of one byte and a scale."""
    scales = np.maximum(np.abs(weights).max(0), 1e-9) / 127
    return {"weights": np.round(weights / scales).astype(np.int8), "scales": scales.astype(np.float32)}
