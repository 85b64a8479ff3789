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
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix, diags
from sklearn.linear_model import LogisticRegression

from evenkeel.judgement.reading import learned
from evenkeel.judgement.reading.learned.features import SLOTS, of_context, of_row, of_rule, of_sight, of_word, tokens
from evenkeel.judgement.reading.learned.model import FILE, scale_of
from evenkeel.judgement.reading.lexicon.folding import fold
from evenkeel.judgement.reading.triggers import codes_by_rule, read_line

CORPUS, KEPT = Path(__file__).parent / "corpus" / "triggers", Path(__file__).parent / "kept"
CODES = (
    *("abuse", "broken_promise", "churn_threat", "customers_customer", "legal_compliance", "manager_request"),
    *("money_at_risk", "production_stopped", "public_shaming", "repeated_failed_fix", "safety_threat", "sla_breach"),
    *("vulnerable_person", "wide_impact"),
)
TYPES = ("impatient", "aggressive", "complainer")
NEED = "dated_need"  # level 2 without a trigger: something must happen by a day, or gets worse
COLUMNS = (*CODES, *TYPES, NEED)
STRENGTH = 16.0
FOLDS = 4
SEEN_AT_LEAST = 2
# Missing a danger is dearer than a false alarm: its threshold is set for recall. Of the others a false one costs a little
# more than a missed one: trust dies of false flags.
DANGER_RECALL = 0.80
BETA = 0.8
# A need opens a case by itself, and an ordinary question about an order ("is delivery on Friday possible?") looks much like one.
BETA_OF_NEED = 0.5


def corpus() -> list[dict]:
    rows = [json.loads(line) for path in sorted(CORPUS.glob("*.jsonl")) for line in path.open()]
    return [row for row in rows if row["lang"] == "en"]


def labels(row: dict) -> list[bool]:
    need = row["level"] >= 2 and not row["triggers"]
    return [*(c in row["triggers"] for c in CODES), *(row["customer_type"] == t for t in TYPES), need]


def counted(rows: list[dict]) -> tuple[csr_matrix, csr_matrix, np.ndarray]:
    """Features of the words, features of the rules, and each line's scale."""
    words, rules, scales = ([], [], [0]), ([], [], [0]), []
    for row in rows:
        found = [token.text for token in tokens(fold(row["text"]))]
        slots = [slot for word in found for slot in of_word(word)]
        slots += [slot for slot, _, _ in of_row(found)] + of_sight(row["text"])
        slots += of_context(fold(row.get("context") or ""))
        scales.append(scale_of(len(found)))
        for kept, these in (
            (words, slots),
            (rules, [of_rule(c) for c in codes_by_rule(row["text"], row.get("context"))]),
        ):
            counts = Counter(these)
            kept[0].extend(counts.values())
            kept[1].extend(counts.keys())
            kept[2].append(len(kept[1]))
    shape = (len(rows), SLOTS)
    return (*(csr_matrix((np.array(v, float), i, p), shape=shape) for v, i, p in (words, rules)), np.array(scales))


def rarity(words: csr_matrix) -> np.ndarray:
    seen = np.asarray((words > 0).sum(0)).ravel()
    return np.where(seen >= SEEN_AT_LEAST, np.log(words.shape[0] / (seen + 1)) + 1, 0)


def fit(words: csr_matrix, rules: csr_matrix, scales: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Weights as the reader sums them (a row a slot, a column a code), and the bias."""
    rare = rarity(words)
    ready = (diags(scales) @ words @ diags(rare) + rules).tocsr()
    weights, bias = np.zeros((SLOTS, truth.shape[1])), np.zeros(truth.shape[1])
    for n in range(truth.shape[1]):
        model = LogisticRegression(C=STRENGTH, max_iter=1000, solver="liblinear", class_weight="balanced")
        model.fit(ready, truth[:, n])
        weights[:, n], bias[n] = model.coef_[0], model.intercept_[0]
    of_rules = np.asarray((rules > 0).sum(0)).ravel() > 0
    return weights * np.where(of_rules, 1.0, rare)[:, None], bias


def odds(words: csr_matrix, rules: csr_matrix, scales: np.ndarray, weights: np.ndarray, bias: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-((diags(scales) @ words + rules) @ weights + bias)))


def out_of_hand(rows: list[dict], truth: np.ndarray) -> np.ndarray:
    """Each line's probabilities from a model that has seen no line of its hand. Several hands are left out at once."""
    words, rules, scales = counted(rows)
    hands, said = np.array([row["hand"] for row in rows]), np.zeros(truth.shape)
    names = sorted(set(hands))
    for n in range(FOLDS):
        out = np.isin(hands, names[n::FOLDS])
        away, here = np.flatnonzero(~out), np.flatnonzero(out)
        weights, bias = fit(words[away], rules[away], scales[away], truth[away])
        said[here] = odds(words[here], rules[here], scales[here], weights, bias)
        print(f"  without {', '.join(names[n::FOLDS])}: {len(here)} lines", flush=True)
    return said


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


def report(said: np.ndarray, truth: np.ndarray, thresholds: np.ndarray) -> None:
    for n, column in enumerate(COLUMNS):
        yes, real = said[:, n] >= thresholds[n], truth[:, n]
        hit = (yes & real).sum()
        print(
            f"  {column:<22} P {hit / max(yes.sum(), 1):.2f} R {hit / max(real.sum(), 1):.2f} F1 {f1(yes, real):.2f}"
            f"  n={real.sum():<5} threshold {thresholds[n]:.2f}"
        )
    codes = slice(0, len(CODES))
    yes, real = said[:, codes] >= thresholds[codes], truth[:, codes]
    innocent = ~real.any(1)
    print(f"  all codes: micro-F1 {f1(yes, real):.3f}; innocent lines with an alarm {yes[innocent].any(1).mean():.3f}")


def write(weights: np.ndarray, bias: np.ndarray, thresholds: np.ndarray) -> Path:
    """Each column as whole numbers of one byte and a scale."""
    scales = np.abs(weights).max(0) / 127
    path = Path(learned.__file__).parent / FILE
    np.savez_compressed(
        path,
        weights=np.round(weights / scales).astype(np.int8),
        scales=scales.astype(np.float32),
        bias=bias.astype(np.float32),
        codes=np.array(COLUMNS),
        thresholds=thresholds.astype(np.float32),
    )
    return path


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
    said = out_of_hand(rows, truth)
    thresholds = best_thresholds(said, truth)
    report(said, truth, thresholds)
    if chosen.measure:
        return
    words, rules, scales = counted(rows)
    print(f"written: {write(*fit(words, rules, scales, truth), thresholds).name}")


if __name__ == "__main__":
    main()
