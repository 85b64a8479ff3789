"""Train the learned reader of triggers on the corpus, and say what it is worth on hands that it has not seen.

    python training/triggers.py            train on all hands, write the model
    python training/triggers.py --measure  leave hands out in turn, and only print
    python training/triggers.py --kept     the reader as it is shipped, on the lines that nobody who writes rules has read

Wants numpy, scipy and scikit-learn (`training/requirements.txt`) beside the installed project.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

import numpy as np
from scipy.sparse import csr_matrix, diags, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from evenkeel.judgement.reading import learned
from evenkeel.judgement.reading.learned.features import SLOTS, of_context, of_neighbours, of_sight, of_word, tokens
from evenkeel.judgement.reading.learned.model import ANY, FILE, scale_of
from evenkeel.judgement.reading.learned.words import Words
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.rules import NEED, Rules
from evenkeel.judgement.reading.triggers import read_line
from evenkeel.judgement.reading.weighing import FEW_WORDS, GRAVE, GRAVE_WITH_A_RULE, WITH_A_RULE

CORPUS, KEPT = Path(__file__).parent / "corpus" / "triggers", Path(__file__).parent / "kept"
CODES = (
    *("abuse", "broken_promise", "churn_threat", "customers_customer", "legal_compliance", "manager_request"),
    *("money_at_risk", "production_stopped", "public_shaming", "repeated_failed_fix", "safety_threat", "sla_breach"),
    *("vulnerable_person", "wide_impact"),
)
TYPES = ("impatient", "aggressive", "complainer")
COLUMNS = (*CODES, *TYPES, NEED, ANY)
MEANINGS = Path(__file__).parent / "meanings.npz"
STRENGTH = 1.0
FOLDS = 4
SEEN_AT_LEAST = 2
MOST_SLOTS = 200_000
RAREST = 8.0  # no word counts more than this, however rare
SHARE = 0.8  # of what words mean, beside what they are
# Missing a danger is dearer than a false alarm: its threshold is set for recall. Of the others a false one costs a little
# more than a missed one: trust dies of false flags. The thresholds are chosen as if every message told of trouble; the
# gate, how sure it must be of any trouble at all, then closes as far as the false alarms on innocent lines demand.
DANGER_RECALL = 0.85
BETA = 0.8
# A need opens a case by itself, and an ordinary question about an order ("is delivery on Friday possible?") looks much like one.
BETA_OF_NEED = 0.5
GATES = (0.48, 0.15)  # for what only the model says, and for what a rule says too


def corpus() -> list[dict]:
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open()]
    return [row for row in rows if row["lang"] == "en"]


def labels(row: dict) -> list[bool]:
    """A need with a date is what makes level 2 without a trigger: something must happen by a day, or gets worse."""
    codes, kinds = [c in row["triggers"] for c in CODES], [row["customer_type"] == t for t in TYPES]
    return [*codes, *kinds, row["level"] >= 2 and not any(codes), any(codes)]


def by_rule(rows: list[dict]) -> np.ndarray:
    found = [Rules(row["text"], fold(row["text"]), row.get("context"), "en") for row in rows]
    return np.array([[rules.find(code) is not None for code in CODES] for rules in found])


def few_words(rows: list[dict]) -> np.ndarray:
    return np.array([len(tokens(fold(row["text"]))) <= FEW_WORDS for row in rows])


def decided(sure: np.ndarray, ruled: np.ndarray, thresholds: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Which codes are said: as `judgement.reading.weighing` decides."""
    codes, trouble = slice(0, len(CODES)), sure[:, [COLUMNS.index(ANY)]]
    share = sure[:, codes] / thresholds[codes]
    grave = np.array([code in GRAVE for code in CODES]) & (share >= GRAVE_WITH_A_RULE)
    settled = ruled & (few[:, None] | grave | (share >= WITH_A_RULE) & (trouble >= GATES[1]))
    return (share >= 1) & (trouble >= GATES[0]) | settled


def counted(rows: list[dict]) -> csr_matrix:
    """How often each feature stands in each line, already at the line's scale."""
    model, kept, scales = Numbered(), ([], [], [0]), []
    for row in rows:
        found = tokens(fold(row["text"]))
        slots = [slot for word in found for slot in of_word(word)]
        slots += [*model.neighbours(found), *of_sight(row["text"]), *of_context(fold(row.get("context") or ""))]
        counts = Counter(slots)
        scales.append(scale_of(len(found)))
        kept[0].extend(counts.values())
        kept[1].extend(counts.keys())
        kept[2].append(len(kept[1]))
    return diags(scales) @ csr_matrix((np.array(kept[0], float), kept[1], kept[2]), shape=(len(rows), SLOTS))


class Numbered:
    """The reader's own way from words to the numbers of words near each other."""

    def __init__(self) -> None:
        self._words = Words(0, lambda _word: np.zeros(0, np.float32))

    def neighbours(self, found: list[bytes]) -> list[int]:
        places = self._words.places(found)
        return of_neighbours(self._words.wholes[places], self._words.stems[places]).tolist()


def meant(rows: list[dict], meanings: Meanings) -> csr_matrix:
    """What the words of each line mean, added up, at the line's scale."""
    sums = np.zeros((len(rows), meanings.vectors.shape[1]))
    for n, row in enumerate(rows):
        found = tokens(fold(row["text"]))
        known = [meanings.place[word] for word in found if word in meanings.place]
        sums[n] = meanings.vectors[known].sum(0) * scale_of(len(found))
    return csr_matrix(sums)


class Meanings:
    """Words as vectors (`training/meanings.py`), each at the weight of a word as rare as it is in the corpus."""

    def __init__(self, rows: list[dict]) -> None:
        with np.load(MEANINGS) as kept:
            self.words = [*kept["words"].tolist()]
            vectors = kept["vectors"].astype(float)
        self.place = {word: n for n, word in enumerate(self.words)}
        seen = Counter(word for row in rows for word in set(tokens(fold(row["text"]))))
        rare = [min(np.log(len(rows) / (seen[word] + 1)) + 1, RAREST) for word in self.words]
        self.vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True) * np.array(rare)[:, None] * SHARE


def rarity(words: csr_matrix) -> np.ndarray:
    seen = np.asarray((words > 0).sum(0)).ravel()
    return np.where(seen >= SEEN_AT_LEAST, np.log(words.shape[0] / (seen + 1)) + 1, 0)


@dataclass
class Fitted:
    """A row of `weights` for each slot, a row of `meanings` for each dimension of a word's vector; a column a code."""

    weights: np.ndarray
    meanings: np.ndarray
    bias: np.ndarray

    def margins(self, words: csr_matrix, means: csr_matrix) -> np.ndarray:
        return words @ self.weights + means @ self.meanings + self.bias

    def scaled(self, by: np.ndarray, more: np.ndarray) -> Fitted:
        return Fitted(self.weights * by, self.meanings * by, self.bias * by + more)


def fit(words: csr_matrix, means: csr_matrix, truth: np.ndarray) -> Fitted:
    rare = rarity(words)
    seen = np.flatnonzero(rare)
    ready = hstack([words[:, seen] @ diags(rare[seen]), means]).tocsr()
    fitted = Fitted(
        np.zeros((SLOTS, truth.shape[1])), np.zeros((means.shape[1], truth.shape[1])), np.zeros(truth.shape[1])
    )
    for n in range(truth.shape[1]):
        model = LinearSVC(C=STRENGTH, class_weight="balanced", tol=0.05, max_iter=300, random_state=0)
        model.fit(ready, truth[:, n])
        fitted.weights[seen, n] = model.coef_[0, : len(seen)] * rare[seen]
        fitted.meanings[:, n] = model.coef_[0, len(seen) :]
        fitted.bias[n] = model.intercept_[0]
    return pruned(fitted)


def pruned(fitted: Fitted) -> Fitted:
    """Most of what was seen twice says next to nothing; it is left out of what is shipped, and of what is measured."""
    worth = (fitted.weights**2).sum(1)
    fitted.weights[worth < np.partition(worth, -MOST_SLOTS)[-MOST_SLOTS]] = 0
    return fitted


def out_of_hand(rows: list[dict], truth: np.ndarray) -> np.ndarray:
    """Each line's margins from a model that has seen no line of its hand. Several hands are left out at once."""
    words, means = counted(rows), meant(rows, Meanings(rows))
    hands, said = np.array([row["hand"] for row in rows]), np.zeros(truth.shape)
    names = sorted(set(hands))
    for n in range(FOLDS):
        out = np.isin(hands, names[n::FOLDS])
        away, here = np.flatnonzero(~out), np.flatnonzero(out)
        said[here] = fit(words[away], means[away], truth[away]).margins(words[here], means[here])
        print(f"  without {', '.join(names[n::FOLDS])}: {len(here)} lines", flush=True)
    return said


def calibrated(margins: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each column what to multiply and to add, so that the logistic of it is how often it is so (Platt)."""
    found = [LogisticRegression(C=100.0).fit(margins[:, [n]], truth[:, n]) for n in range(truth.shape[1])]
    return np.array([one.coef_[0, 0] for one in found]), np.array([one.intercept_[0] for one in found])


def odds(margins: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-margins))


def best_thresholds(said: np.ndarray, truth: np.ndarray) -> np.ndarray:
    found = []
    for n, column in enumerate(COLUMNS):
        grid = np.arange(0.02, 0.96, 0.01)
        if column == "safety_threat":
            recalls = [((said[:, n] >= t) & truth[:, n]).sum() / truth[:, n].sum() for t in grid]
            found.append(max(t for t, r in zip(grid, recalls, strict=True) if r >= DANGER_RECALL))
        else:
            beta = BETA_OF_NEED if column == NEED else BETA
            found.append(max(grid, key=lambda t: f_score(said[:, n] >= t, truth[:, n], beta)))
    return np.array(found)


def f_score(said: np.ndarray, truth: np.ndarray, beta: float) -> float:
    return (1 + beta**2) * (said & truth).sum() / max(said.sum() + beta**2 * truth.sum(), 1)


def f1(said: np.ndarray, truth: np.ndarray) -> float:
    return f_score(said, truth, 1.0)


def report(rows: list[dict], sure: np.ndarray, truth: np.ndarray, thresholds: np.ndarray) -> None:
    said = np.hstack([decided(sure, by_rule(rows), thresholds, few_words(rows)), (sure >= thresholds)[:, len(CODES) :]])
    for n, column in enumerate(COLUMNS):
        yes, real = said[:, n], truth[:, n]
        hit = (yes & real).sum()
        print(
            f"  {column:<22} P {hit / max(yes.sum(), 1):.2f} R {hit / max(real.sum(), 1):.2f} F1 {f1(yes, real):.2f}"
            f"  n={real.sum():<5} threshold {thresholds[n]:.2f}"
        )
    codes = slice(0, len(CODES))
    yes, real = said[:, codes], truth[:, codes]
    innocent = ~real.any(1)
    print(f"  all codes: micro-F1 {f1(yes, real):.3f}; innocent lines with an alarm {yes[innocent].any(1).mean():.3f}")


def write(fitted: Fitted, thresholds: np.ndarray, meanings: Meanings) -> Path:
    """Each column as whole numbers of one byte and a scale."""
    slots = np.flatnonzero(np.abs(fitted.weights).sum(1))
    weights, scales = in_bytes(fitted.weights[slots])
    means, mean_scales = in_bytes(meanings.vectors @ fitted.meanings)
    path = Path(learned.__file__).parent / FILE
    np.savez_compressed(
        path,
        slots=slots.astype(np.uint32),
        weights=weights,
        scales=scales,
        words=np.array([crc32(word) for word in meanings.words], np.uint32),
        meanings=means,
        meaning_scales=mean_scales,
        bias=fitted.bias.astype(np.float32),
        codes=np.array(COLUMNS),
        thresholds=thresholds.astype(np.float32),
        gates=np.array(GATES, np.float32),
    )
    return path


def in_bytes(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scales = np.abs(values).max(0) / 127
    return np.round(values / scales).astype(np.int8), scales.astype(np.float32)


def on_kept() -> None:
    """Through the reader as the desk calls it: rules, weights and policy together, all languages."""
    rows = [json.loads(line) for path in sorted(KEPT.glob("triggers_*.jsonl")) for line in path.open()]
    asked = ("id", "text", "context", "lang")
    read = [read_line({name: row[name] for name in asked}) for row in rows]
    said = np.array([[c in r["triggers"] for c in CODES] for r in read])
    truth = np.array([[c in r["triggers"] for c in CODES] for r in rows])
    print(f"{len(rows)} lines of {len({r['hand'] for r in rows})} hands kept apart")
    for n, code in enumerate(CODES):
        hit = (said[:, n] & truth[:, n]).sum()
        right, found = hit / max(said[:, n].sum(), 1), hit / truth[:, n].sum()
        print(f"  | {code} | {right:.2f} | {found:.2f} | {f1(said[:, n], truth[:, n]):.2f} | {truth[:, n].sum()} |")
    innocent = ~truth.any(1)
    levels = np.array([[r["level"] for r in read], [r["level"] for r in rows]])
    types = [[r["customer_type"] for r in some] for some in (read, rows)]
    names = sorted(set(types[1]))
    each = [f1(*(np.array([t == name for t in some]) for some in types)) for name in names]
    print(f"  micro-F1 {f1(said, truth):.3f}; innocent lines with an alarm {said[innocent].any(1).mean():.3f}")
    print(
        f"  level exact {(levels[0] == levels[1]).mean():.3f}, two or more too low {(levels[1] - levels[0] >= 2).mean():.3f}"
    )
    print(f"  customer type macro-F1 {np.mean(each):.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="print what it is worth; write nothing")
    parser.add_argument("--kept", action="store_true", help="measure the shipped reader on the lines kept apart")
    chosen = parser.parse_args()
    if chosen.kept:
        on_kept()
        return
    rows = corpus()
    truth = np.array([labels(row) for row in rows])
    print(f"{len(rows)} lines of {len({row['hand'] for row in rows})} hands")
    margins = out_of_hand(rows, truth)
    times, plus = calibrated(margins, truth)
    sure = odds(margins * times + plus)
    thresholds = best_thresholds(sure, truth)
    report(rows, sure, truth, thresholds)
    if chosen.measure:
        return
    meanings = Meanings(rows)
    fitted = fit(counted(rows), meant(rows, meanings), truth).scaled(times, plus)
    print(f"written: {write(fitted, thresholds, meanings).name}")


if __name__ == "__main__":
    main()
